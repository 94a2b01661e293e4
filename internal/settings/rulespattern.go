package settings

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// A browser runs a rule's patterns in its page, and tries every way to share a
// text among the counts and alternatives in one; with a count on a group these
// are more than it can ever try. So a pattern is a sequence of characters and
// classes, each with a count, and of alternatives that are not repeated, written
// with nothing that Go and browsers read in two ways. Go's own parser cannot
// judge it: it reads (?:a|a)* as a*, which a browser does not.

// maxWays is how many ways a text of protocol.MaxVisitorID characters may be
// shared: three counts without an end.
const maxWays = 64 * 64 * 64

// Why a pattern is refused.
const (
	mustBeWhole   = "must begin with ^ and end with $, so that the whole id is meant"
	mustBeInGroup = "has alternatives outside ( ): write them like ^(?:a|b)$"
	repeatsGroup  = "repeats a group, which a browser may try for ever: repeat one character or one [class]"
	tooManyWays   = "can be tried in too many ways: use at most three counts such as + and {1,20}, and fewer alternatives"
	tooHighCount  = "counts further than 63, which is the most characters that an id has"
	unevenGroups  = "has a ( without its ), or a ) without its ("
	emptyCount    = "has a count without a character before it"
	badClass      = "has a [class] that browsers and this program may read in two ways: write letters, digits, ranges like a-z, . _ ~ - and \\d or \\w in it"
	badCharacter  = "may hold letters, digits, [classes], (alternatives) and counts; other signs need a \\ before them"
)

// idPattern says what is wrong with the pattern of a visitor id, or nothing.
func idPattern(text string) string {
	if len(text) < 2 || text[0] != '^' || text[len(text)-1] != '$' {
		return mustBeWhole
	}
	r := &patternReader{rest: text[1 : len(text)-1], most: protocol.MaxVisitorID + 1}
	ways, wrong := r.sequence()
	switch {
	case wrong != "":
		return wrong
	case r.takes("|"):
		return mustBeInGroup
	case r.rest != "":
		return unevenGroups
	case ways > maxWays:
		return tooManyWays
	}
	if _, err := regexp.Compile(text); err != nil {
		return badCharacter
	}
	return ""
}

// patternReader reads a pattern once, from its beginning to its end.
type patternReader struct {
	rest   string
	most   float64 // the ways that a count without an end is worth
	strict bool    // written for the flag v, as an address's patterns are
}

// alternatives reads up to a closing ) or the end.
func (r *patternReader) alternatives() (ways float64, wrong string) {
	for {
		branch, wrong := r.sequence()
		ways += branch
		if wrong != "" || !r.takes("|") {
			return ways, wrong
		}
	}
}

func (r *patternReader) sequence() (ways float64, wrong string) {
	ways = 1
	for r.rest != "" && r.rest[0] != '|' && r.rest[0] != ')' {
		item, wrong := r.item()
		if wrong != "" {
			return 0, wrong
		}
		ways *= item
	}
	return ways, ""
}

func (r *patternReader) item() (ways float64, wrong string) {
	if r.takes("(") {
		return r.group()
	}
	if wrong := r.atom(); wrong != "" {
		return 0, wrong
	}
	return r.count()
}

func (r *patternReader) group() (ways float64, wrong string) {
	switch plain := !r.takes("?:"); {
	case plain && r.strict:
		return 0, "has a ( inside a pattern: write (?: there"
	case r.takes("?"):
		return 0, "has a group that begins with (?, of which only (?: is allowed"
	}
	if ways, wrong = r.alternatives(); wrong != "" {
		return 0, wrong
	}
	if !r.takes(")") {
		return 0, unevenGroups
	}
	if r.rest != "" && strings.ContainsRune("*+?{", rune(r.rest[0])) {
		return 0, repeatsGroup
	}
	return ways, ""
}

// signs are the parts of a pattern; both classes and escapes are those that mean
// the same in Go and with a browser's flags u and v.
type signs struct{ atom, class, count *regexp.Regexp }

var patternSigns = sync.OnceValue(func() signs {
	return signs{
		atom:  regexp.MustCompile(`^(?:[A-Za-z0-9_@:~#%&=;,!"'<>/ .-]|\\[dw.\\/()\[\]{}|^*+?$])`),
		class: regexp.MustCompile(`^\[\^?(?:[A-Z]-[A-Z]|[a-z]-[a-z]|[0-9]-[0-9]|\\[-dw.\\/()\[\]{}|^*+?$]|[A-Za-z0-9_.~@:=%+,; ])+(-?)\]`),
		count: regexp.MustCompile(`^(?:[*+?]|\{([0-9]{1,3})(?:(,)([0-9]{0,3}))?\})\??`),
	}
})

func (r *patternReader) atom() (wrong string) {
	if r.rest[0] == '[' {
		return r.class()
	}
	found := patternSigns().atom.FindString(r.rest)
	r.rest = r.rest[len(found):]
	switch {
	case found != "":
		return ""
	case strings.ContainsRune("*+?{", rune(r.rest[0])):
		return emptyCount
	}
	return badCharacter
}

func (r *patternReader) class() (wrong string) {
	found := patternSigns().class.FindStringSubmatch(r.rest)
	if found == nil || r.strict && (found[1] != "" || hasDouble(found[0])) {
		return badClass
	}
	r.rest = r.rest[len(found[0]):]
	return ""
}

// hasDouble reports whether a sign stands twice in a row, which the flag v
// reserves.
func hasDouble(class string) bool {
	for i := 1; i < len(class); i++ {
		if class[i] == class[i-1] && strings.IndexByte(".~@:=%+,;", class[i]) >= 0 {
			return true
		}
	}
	return false
}

// count reads what may follow an atom: nothing, or one count.
func (r *patternReader) count() (ways float64, wrong string) {
	found := patternSigns().count.FindStringSubmatch(r.rest)
	if found == nil {
		return 1, ""
	}
	r.rest = r.rest[len(found[0]):]
	if r.rest != "" && strings.ContainsRune("*+?{", rune(r.rest[0])) {
		return 0, "has two counts in a row: keep one"
	}
	switch least, most := number10(found[1]), number10(found[3]); {
	case found[0][0] == '?':
		return 2, ""
	case found[0][0] != '{', found[2] != "" && found[3] == "":
		return r.most, highCount(least)
	case found[2] == "":
		return 1, highCount(least)
	default:
		return float64(most - least + 1), highCount(max(least, most))
	}
}

func highCount(n int) string {
	if n > protocol.MaxVisitorID {
		return tooHighCount
	}
	return ""
}

func number10(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

func (r *patternReader) takes(sign string) bool {
	rest, found := strings.CutPrefix(r.rest, sign)
	r.rest = rest
	return found
}
