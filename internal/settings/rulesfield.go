package settings

import (
	"fmt"
	"slices"
	"strings"
)

// fieldCheck checks one candidate of a field.
type fieldCheck struct {
	objectCheck
	field    *node
	name     string
	declares string // what a declaration of this field is called
	inRow    bool
}

func (c fieldCheck) all() *fault {
	return first(c.together, c.place, c.group, c.declared, c.frame, c.link, func() *fault {
		return checkSelector(c.field.member("selector"), c.name+".selector")
	})
}

// together refuses what says more of a kind of field that it is not.
func (c fieldCheck) together() *fault {
	selector, label := c.field.member("selector"), c.field.member("label")
	for _, m := range c.field.members {
		switch {
		case (m.name == "attribute" || m.name == "link") && selector == nil:
			return &fault{m.line, fmt.Sprintf("%s.%s belongs to a selector", c.name, m.name)}
		case m.name == "frame" && selector == nil && label == nil:
			return &fault{m.line, c.name + ".frame belongs to a label or a selector"}
		case m.name == "link" && c.field.member("attribute") != nil:
			return &fault{m.line, c.name + " can have an attribute or a link, not both"}
		}
	}
	return nil
}

// place refuses, in a row, what is not in it: that would be the same for each of
// them.
func (c fieldCheck) place() *fault {
	if !c.inRow {
		return nil
	}
	for _, m := range c.field.members {
		switch m.name {
		case "path", "query":
			return &fault{m.line, c.name + " cannot come from the page's address: that is not a row's own"}
		case "frame":
			return &fault{m.line, c.name + " cannot be in a frame: it is looked for inside a row"}
		}
	}
	return nil
}

func (c fieldCheck) group() *fault {
	n := c.field.member("path")
	if n == nil {
		return nil
	}
	switch first := slices.Index(c.groups, n.literal); {
	case first < 0:
		return &fault{n.line, fmt.Sprintf("%s names :%s, which %s has neither in its path nor in its search or hash", c.name, n.literal, c.objectCheck.name)}
	case slices.Contains(c.groups[first+1:], n.literal):
		return &fault{n.line, fmt.Sprintf("%s names :%s, which %s has in two parts of its address: call one differently", c.name, n.literal, c.objectCheck.name)}
	}
	return nil
}

func (c fieldCheck) declared() *fault {
	n := c.field.member("declared")
	if n == nil || n.literal == c.declares {
		return nil
	}
	return &fault{n.line, fmt.Sprintf("%s must take what the page declares as %s", c.name, c.declares)}
}

func (c fieldCheck) frame() *fault {
	n := c.field.member("frame")
	if n == nil {
		return nil
	}
	for _, frame := range c.rule.list("frames") {
		if frame.literal == n.literal {
			return nil
		}
	}
	return &fault{n.line, c.name + ".frame must be one of the rule's frames, written alike"}
}

func (c fieldCheck) link() *fault {
	n := c.field.member("link")
	if n == nil {
		return nil
	}
	names, why := readAddress(n.literal, true)
	if why == "" {
		why = misplaced("path", n.literal)
	}
	if why == "" && len(names) != 1 {
		why = "must have exactly one name, like /contacts/:id, which is the value"
	}
	if why != "" {
		return &fault{n.line, c.name + ".link " + why}
	}
	return nil
}

// maxHas is how often one selector may look around: each such look is a search
// of its own for every element that is tried.
const maxHas = 2

// checkSelector finds what is no selector whatever the browser; the rest the
// browser decides.
func checkSelector(n *node, name string) *fault {
	if n == nil {
		return nil
	}
	why := ""
	switch bare, closed := withoutQuotes(n.literal); {
	case !closed:
		why = "has a quote that is not closed"
	case !paired(bare):
		why = "has a [ or ( that is not closed, or one that closes nothing"
	case strings.ContainsAny(bare, "{}<;"):
		why = "is no CSS selector: it holds one of { } < ;"
	case strings.Contains(bare, "::"):
		why = "names a part of an element (::), which holds no value"
	case strings.Count(strings.ToLower(bare), ":has(") > maxHas:
		why = fmt.Sprintf("has more than %d :has(…), which is slow on a large page", maxHas)
	case strings.TrimSpace(n.literal) == "" || strings.TrimSpace(n.literal) == "*":
		why = "matches everything, or nothing"
	}
	if why != "" {
		return &fault{n.line, name + " " + why}
	}
	return nil
}

// withoutQuotes is a selector without its quoted texts and escaped characters.
func withoutQuotes(selector string) (bare string, closed bool) {
	var rest strings.Builder
	quote := rune(0)
	escaped := false
	for _, r := range selector {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == quote:
			quote = 0
		case quote != 0:
		case r == '"' || r == '\'':
			quote = r
		default:
			rest.WriteRune(r)
		}
	}
	return rest.String(), quote == 0 && !escaped
}

// paired reports whether each bracket is closed by its like.
func paired(bare string) bool {
	var open []rune
	for _, r := range bare {
		switch r {
		case '(':
			open = append(open, ')')
		case '[':
			open = append(open, ']')
		case ')', ']':
			if len(open) == 0 || open[len(open)-1] != r {
				return false
			}
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}
