package settings

import (
	"fmt"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// objectCheck checks one object of a rule.
type objectCheck struct {
	rule, object *node
	name         string
	groups       []string // the names in its path, search and hash
}

func (c objectCheck) all() *fault {
	var wrong *fault
	if c.groups, wrong = c.address(); wrong != nil {
		return wrong
	}
	return first(c.selectors, c.fields, c.row, c.anchors, c.pattern, c.derive)
}

// address reads the three parts of the address, and the names in them.
func (c objectCheck) address() (groups []string, wrong *fault) {
	for _, part := range []string{"path", "search", "hash"} {
		n := c.object.member(part)
		if n == nil {
			continue
		}
		names, why := readAddress(n.literal, part == "path")
		if out := misplaced(part, n.literal); out != "" {
			why = out
		}
		if why != "" {
			return nil, &fault{n.line, fmt.Sprintf("%s.%s %s", c.name, part, why)}
		}
		groups = append(groups, names...)
	}
	return groups, nil
}

// selectors checks those that are no field's.
func (c objectCheck) selectors() *fault {
	if wrong := checkSelector(c.object.member("region"), c.name+".region"); wrong != nil {
		return wrong
	}
	for i, sign := range c.object.list("shows") {
		if wrong := checkSelector(sign.member("selector"), fmt.Sprintf("%s.shows[%d].selector", c.name, i)); wrong != nil {
			return wrong
		}
	}
	return nil
}

func (c objectCheck) row() *fault {
	row := c.object.member("row")
	if row == nil {
		return nil
	}
	name := c.name + ".row"
	if wrong := checkSelector(row.member("selector"), name+".selector"); wrong != nil {
		return wrong
	}
	return c.lists(row, name, true)
}

func (c objectCheck) fields() *fault { return c.lists(c.object, c.name, false) }

// declarations are what a page declares for each of an object's fields.
var declarations = map[string]string{"visitorId": "visitor-id", "recordId": "record-id", "title": "title"}

// lists checks the three fields of owner: an object's, or a row's.
func (c objectCheck) lists(owner *node, name string, row bool) *fault {
	for _, list := range []string{"visitorId", "recordId", "title"} {
		for i, n := range owner.list(list) {
			f := fieldCheck{objectCheck: c, field: n, name: fmt.Sprintf("%s.%s[%d]", name, list, i), declares: declarations[list], inRow: row}
			if wrong := f.all(); wrong != nil {
				return wrong
			}
		}
	}
	return nil
}

func (c objectCheck) anchors() *fault {
	names := []string{c.name + ".anchor"}
	anchors := []*node{c.object.member("anchor")}
	if anchors[0] == nil { // of a list only
		return nil
	}
	for i, n := range c.object.list("also") {
		names, anchors = append(names, fmt.Sprintf("%s.also[%d]", c.name, i)), append(anchors, n)
	}
	docks := 0
	for i, n := range anchors {
		side, selector := n.member("side"), n.member("selector")
		docked := side != nil && side.literal == "dock"
		if docked {
			docks++
		}
		switch {
		case docked && selector != nil:
			return &fault{selector.line, names[i] + " is docked to the window and can have no selector"}
		case docked && docks > 1:
			return &fault{side.line, names[i] + " is a second dock, and a window has one: remove it"}
		case !docked && selector == nil:
			return &fault{n.line, names[i] + ` needs "selector", or "side": "dock"`}
		}
		if wrong := checkSelector(selector, names[i]+".selector"); wrong != nil {
			return wrong
		}
	}
	return nil
}

func (c objectCheck) pattern() *fault {
	n := c.object.member("pattern")
	if n == nil {
		return nil
	}
	if why := idPattern(n.literal); why != "" {
		return &fault{n.line, c.name + ".pattern " + why}
	}
	return nil
}

// hashLengths are how many characters a hash has in each encoding.
var hashLengths = map[string]map[string]int64{
	"sha256": {"hex": 64, "base64url": 43}, "sha1": {"hex": 40, "base64url": 27}, "md5": {"hex": 32, "base64url": 22},
}

func (c objectCheck) derive() *fault {
	n := c.object.member("derive")
	if n == nil {
		return nil
	}
	hash := n.member("hash")
	if hash == nil {
		for _, m := range n.members {
			if m.name != "resolver" {
				return &fault{m.line, fmt.Sprintf("%s.derive.%s belongs to a hash: a resolver answers with the visitor id as it is", c.name, m.name)}
			}
		}
		return nil
	}
	encoding := "hex"
	if e := n.member("encoding"); e != nil {
		encoding = e.literal
	}
	return c.deriveLength(n, hash, hashLengths[hash.literal][encoding])
}

func (c objectCheck) deriveLength(n, hash *node, whole int64) *fault {
	length := n.member("length")
	switch {
	case length == nil && whole > protocol.MaxVisitorID:
		return &fault{hash.line, fmt.Sprintf("%s.derive makes %d characters, and a visitor id has %d at most: set its length, or the encoding base64url", c.name, whole, protocol.MaxVisitorID)}
	case length == nil:
		return nil
	}
	if most, _ := length.integer(); most > whole {
		return &fault{length.line, fmt.Sprintf("%s.derive.length must be at most %d, which is all that this hash has", c.name, whole)}
	}
	return nil
}

// list is a member's entries; none where there is no such member.
func (n *node) list(name string) []*node {
	if m := n.member(name); m != nil {
		return m.items
	}
	return nil
}
