package settings

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// maxAddressWays is how many ways a browser may have to try a URLPattern on a
// part of an address of protocol.MaxAddress characters: two pieces without an
// end, and a few that may be absent.
const maxAddressWays = 4 * (protocol.MaxAddress + 1) * (protocol.MaxAddress + 1)

// Why a URLPattern is refused.
const (
	repeatsPiece   = "repeats a piece, which a browser may try for ever: take the * or + behind it away"
	looseModifier  = "has a ? or + that belongs to nothing: write \\\\? or \\\\+ where the sign itself is meant"
	looseColon     = "has a : without a name behind it: write \\\\: where the sign itself is meant"
	optionalName   = "has a ? behind a name: put what may be absent into {/:name}?, and a query into search"
	unevenBraces   = "has a { without its }, or a } without its {"
	tooManyPieces  = "can be tried in too many ways: use fewer * and names, two beside the last one"
	patternOfGroup = "has a pattern in ( ) that "
)

// addressPattern is a URLPattern of one part of an address, as it is read.
type addressPattern struct {
	names []string // of its groups, each once

	rest    string
	path    bool    // a name ends at a slash
	braced  bool    // inside { }
	held    int     // pieces in these
	across  float64 // ways of the pieces that go across slashes, and of those that may be absent
	segment float64 // ways of the pieces since the last slash
	worst   float64 // the most that a segment had
}

// readAddress reads a URLPattern of a pathname, a query or a fragment. wrong is
// empty, or says why it is refused.
func readAddress(text string, path bool) (names []string, wrong string) {
	a := &addressPattern{rest: text, path: path, across: 1, segment: 1, worst: 1}
	for a.rest != "" {
		if wrong := a.piece(); wrong != "" {
			return nil, wrong
		}
	}
	switch {
	case a.braced:
		return nil, unevenBraces
	case a.across*max(a.worst, a.segment) > maxAddressWays:
		return nil, tooManyPieces
	}
	return a.names, ""
}

func (a *addressPattern) piece() (wrong string) {
	sign := a.rest[0]
	a.rest = a.rest[1:]
	switch sign {
	case '*':
		return a.open(a.free(), true)
	case ':':
		return a.name()
	case '(':
		return a.unnamed()
	case '{', '}':
		return a.brace(sign == '{')
	case '\\':
		return a.escaped()
	case '?', '+', ')':
		return looseModifier
	case '/':
		a.worst, a.segment = max(a.worst, a.segment), 1
	}
	return ""
}

// open adds a piece that may hold so many different texts, and reads what is
// behind it.
func (a *addressPattern) open(ways float64, across bool) (wrong string) {
	a.held++
	if strings.HasPrefix(a.rest, "?") {
		a.rest = a.rest[1:]
		a.across *= 2
	}
	if strings.HasPrefix(a.rest, "*") || strings.HasPrefix(a.rest, "+") || strings.HasPrefix(a.rest, "?") {
		return repeatsPiece
	}
	if across || !a.path {
		a.across *= ways
	} else {
		a.segment *= ways
	}
	return ""
}

var groupName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*`) })

func (a *addressPattern) name() (wrong string) {
	name := groupName().FindString(a.rest)
	switch {
	case name == "":
		return looseColon
	case slices.Contains(a.names, name):
		return "has the name :" + name + " twice"
	}
	a.names = append(a.names, name)
	a.rest = a.rest[len(name):]
	ways, across := a.free(), false
	if strings.HasPrefix(a.rest, "(") {
		a.rest = a.rest[1:]
		if ways, across, wrong = a.pattern(); wrong != "" {
			return wrong
		}
	}
	if strings.HasPrefix(a.rest, "?") {
		return optionalName
	}
	return a.open(ways, across)
}

// free is how many ways a piece has that takes any text. The last one takes what
// is left.
func (a *addressPattern) free() float64 {
	if behind := strings.TrimSuffix(strings.TrimPrefix(a.rest, "}"), "?"); behind == "" {
		return 1
	}
	return protocol.MaxAddress + 1
}

func (a *addressPattern) unnamed() (wrong string) {
	ways, across, wrong := a.pattern()
	if wrong != "" {
		return wrong
	}
	return a.open(ways, across)
}

// pattern reads a group's own regular expression, behind its (.
func (a *addressPattern) pattern() (ways float64, across bool, wrong string) {
	r := &patternReader{rest: a.rest, most: protocol.MaxAddress + 1, strict: true}
	ways, wrong = r.alternatives()
	if wrong == "" && (r.rest == "" || r.rest[0] != ')') {
		wrong = unevenGroups
	}
	if wrong != "" {
		return 0, false, patternOfGroup + wrong
	}
	own := a.rest[:len(a.rest)-len(r.rest)]
	if _, err := regexp.Compile(own); err != nil || own == "" {
		return 0, false, patternOfGroup + badCharacter
	}
	a.rest = r.rest[1:]
	if a.ends(own) {
		ways = 1
	}
	return ways, strings.ContainsAny(own, "./^"), ""
}

var oneClass = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\\[dw]|\[(?:[^\]\\]|\\.)+\])(?:[+*]|\{[0-9,]+\})$`)
})

// ends reports whether a pattern can end in one place only: it is one class, and
// what follows is the address's end or a sign that is not in the class.
func (a *addressPattern) ends(own string) bool {
	class := oneClass().FindStringSubmatch(own)
	if class == nil || a.rest == "" {
		return class != nil
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimPrefix(a.rest, `\`))
	if a.rest[0] != '\\' && strings.ContainsRune("*:({}?+)", next) {
		return false
	}
	inside, err := regexp.MatchString("^(?:"+class[1]+")$", string(next))
	return err == nil && !inside
}

func (a *addressPattern) brace(opens bool) (wrong string) {
	if opens == a.braced {
		return unevenBraces
	}
	if a.braced = opens; opens {
		a.held = 0
		return ""
	}
	if a.held > 1 {
		return "has two names, * or patterns in one { }, which holds one at most"
	}
	return a.open(1, true)
}

func (a *addressPattern) escaped() (wrong string) {
	if a.rest == "" {
		return "ends in a \\\\"
	}
	_, size := utf8.DecodeRuneInString(a.rest)
	a.rest = a.rest[size:]
	return ""
}

// checkHosts makes sure that match patterns name hosts.
func checkHosts(n *node, what string) *fault {
	if n == nil {
		return nil
	}
	for _, item := range n.items {
		host, _, _ := strings.Cut(strings.TrimPrefix(item.literal, "https://"), "/")
		if !isHost(strings.TrimPrefix(host, "*.")) {
			return &fault{item.line, what + " must name a host, like https://crm.example.com/* or https://*.example.com/*"}
		}
	}
	return nil
}

// misplaced says which part of an address stands in the wrong place of a rule.
func misplaced(part, text string) string {
	switch {
	case part == "path" && strings.Contains(text, "#"):
		return "holds a #: what is behind it belongs into hash"
	case part == "search" && strings.HasPrefix(text, "?"):
		return "begins with ?: leave it away"
	case part == "hash" && strings.HasPrefix(text, "#"):
		return "begins with #: leave it away"
	case strings.ContainsFunc(text, unicode.IsSpace):
		return "holds a space, which an address cannot: write %20"
	}
	return ""
}
