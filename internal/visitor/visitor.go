// Package visitor derives a visitor id from what a record's page shows, as the
// page's rule says: normalise, then hash where that is declared, then the
// pattern. It is pure; what an organisation's resolver answers comes from
// outside. Its vectors in testdata are the extension's as well.
package visitor

import (
	"fmt"
	"reflect"
	"regexp"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// Derivation is how the visitor ids of one type of record follow. The zero value
// takes what the page shows, without the white space around it.
type Derivation struct {
	normalise protocol.Normalise
	derive    protocol.Derive
	pattern   *regexp.Regexp // nil: any
}

// Of gives the derivation of one type of a rule's records. A type that the rule
// does not have, or has twice with differing derivations, is an error: which of
// them a page means cannot be told.
func Of(rule protocol.SiteRule, kind string) (Derivation, error) {
	var found *protocol.ObjectRule
	for i := range rule.Objects {
		o := &rule.Objects[i]
		switch {
		case o.Type != kind:
		case found == nil:
			found = o
		case !same(found, o):
			return Derivation{}, fmt.Errorf("the rule %s has two ways to the visitor id of one type of record: give them the same normalise, pattern and derive", rule.ID)
		}
	}
	if found == nil {
		return Derivation{}, fmt.Errorf("the rule %s has no such type of record", rule.ID)
	}
	return of(found)
}

func same(a, b *protocol.ObjectRule) bool {
	return a.Pattern == b.Pattern && reflect.DeepEqual(a.Normalise, b.Normalise) && reflect.DeepEqual(a.Derive, b.Derive)
}

func of(o *protocol.ObjectRule) (d Derivation, err error) {
	if o.Normalise != nil {
		d.normalise = *o.Normalise
	}
	if o.Derive != nil {
		d.derive = *o.Derive
	}
	if o.Pattern != "" {
		if d.pattern, err = regexp.Compile(`\A(?:` + o.Pattern + `)\z`); err != nil {
			return Derivation{}, fmt.Errorf("the pattern of %s cannot be read: correct the rule", o.Type)
		}
	}
	return d, nil
}

// Resolver is the name of the resolver that gives the visitor id; empty where
// From does.
func (d Derivation) Resolver() string { return d.derive.Resolver }

// From derives the visitor id from what the page shows. An empty id with true is
// a record without one; false is a text from which none follows.
func (d Derivation) From(shown string) (id string, ok bool) {
	value, ok := Normalise(d.normalise, shown)
	if !ok || value == "" {
		return "", ok
	}
	if d.derive.Hash != "" {
		value = Hash(d.derive, value)
	}
	return value, d.Takes(value)
}

// Takes reports whether the rule's pattern, as a whole, matches an id.
func (d Derivation) Takes(id string) bool { return d.pattern == nil || d.pattern.MatchString(id) }
