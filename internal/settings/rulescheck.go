package settings

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// maxRule is how many bytes of JSON a rule may have without its examples: that
// much goes to the extension.
const maxRule = 64 << 10

// decodeRule checks a rule as manifests/site-rule.schema.json says, and what
// that cannot say, and fills in the defaults.
func decodeRule(n *node) (rule protocol.SiteRule, wrong *fault) {
	if wrong = (checker{ruleSchema().Defs}).check(ruleSchema(), n, "the rule"); wrong != nil {
		return rule, wrong
	}
	if wrong = checkRule(n); wrong != nil {
		return rule, wrong
	}
	if err := json.Unmarshal(n.raw, &rule); err != nil {
		return rule, &fault{n.line, "this is not a site rule"}
	}
	if wrong = checkDerivations(n, rule.Objects); wrong != nil {
		return rule, wrong
	}
	complete(&rule)
	if told, err := json.Marshal(rule); err != nil || len(told) > maxRule {
		return rule, &fault{n.line, fmt.Sprintf("without its examples the rule is larger than %d KiB: make two of it", maxRule>>10)}
	}
	return rule, nil
}

// complete fills in the defaults.
func complete(rule *protocol.SiteRule) {
	for i := range rule.Objects {
		o := &rule.Objects[i]
		if len(o.VisitorID) == 0 { // a list only
			o.VisitorID, o.RecordID, o.Title = []protocol.Field{}, []protocol.Field{}, []protocol.Field{}
			o.Anchor.Side = "dock"
		}
		o.Anchor.Side = side(o.Anchor)
		for i := range o.Also {
			o.Also[i].Side = side(o.Also[i])
		}
		if o.KeyField == nil {
			o.KeyField = new(bool)
			*o.KeyField = true
		}
	}
}

func side(a protocol.Anchor) string {
	if a.Side == "" {
		return "after"
	}
	return a.Side
}

// checkRule sees only what the schema admitted.
func checkRule(n *node) *fault {
	return first(
		func() *fault { return checkTexts(n, "the rule") },
		func() *fault { return checkHosts(n.member("matches"), "a match") },
		func() *fault { return checkHosts(n.member("frames"), "a frame") },
		func() *fault { return checkConfirmed(n.member("confirmed")) },
		func() *fault { return checkObjects(n) },
	)
}

// first is the first fault of several checks, or nil.
func first(checks ...func() *fault) *fault {
	for _, check := range checks {
		if wrong := check(); wrong != nil {
			return wrong
		}
	}
	return nil
}

// checkTexts refuses what can only be there by accident or to deceive: control
// characters, and numbers in a form that not every reader takes as whole.
func checkTexts(n *node, name string) *fault {
	switch {
	case n.kind == text && strings.ContainsFunc(n.literal, unicode.IsControl):
		return &fault{n.line, name + " must not hold line breaks and other control characters"}
	case n.kind == number && strings.ContainsAny(n.literal, ".eE"):
		return &fault{n.line, name + " must be written with digits alone"}
	}
	for i, item := range n.items {
		if wrong := checkTexts(item, fmt.Sprintf("%s[%d]", name, i)); wrong != nil {
			return wrong
		}
	}
	for _, m := range n.members {
		if m.name == "examples" { // pages, with their line breaks
			continue
		}
		if wrong := checkTexts(m.value, name+"."+m.name); wrong != nil {
			return wrong
		}
	}
	return nil
}

func checkConfirmed(n *node) *fault {
	if n == nil {
		return nil
	}
	on := n.member("on")
	if _, err := time.Parse(time.DateOnly, on.literal); err != nil {
		return &fault{on.line, "the rule.confirmed.on must be a day, like 2026-11-22"}
	}
	agreed, _ := n.member("agreed").integer()
	if of, _ := n.member("of").integer(); agreed > of {
		return &fault{n.member("agreed").line, "the rule.confirmed.agreed must not be more than of, the records that were opened"}
	}
	return nil
}

func checkObjects(rule *node) *fault {
	pages := map[string]string{}
	for i, o := range rule.member("objects").items {
		name := fmt.Sprintf("the rule.objects[%d]", i)
		if wrong := (objectCheck{rule: rule, object: o, name: name}).all(); wrong != nil {
			return wrong
		}
		page := pageOf(o)
		if other := pages[page]; other != "" {
			return &fault{o.line, fmt.Sprintf("%s names the same pages as %s: it would never be used", name, other)}
		}
		pages[page] = name
	}
	return nil
}

// checkDerivations refuses two ways to the visitor id of one type of record:
// which of them a page means could not be told from the record.
func checkDerivations(rule *node, objects []protocol.ObjectRule) *fault {
	for i, o := range objects {
		for j, other := range objects[:i] {
			if o.Type == other.Type && !sameDerivation(o, other) {
				line := rule.member("objects").items[i].member("type").line
				return &fault{line, fmt.Sprintf("the rule.objects[%d] must have the same normalise, pattern and derive as objects[%d], or another type", i, j)}
			}
		}
	}
	return nil
}

func sameDerivation(a, b protocol.ObjectRule) bool {
	return a.Pattern == b.Pattern && reflect.DeepEqual(a.Normalise, b.Normalise) && reflect.DeepEqual(a.Derive, b.Derive)
}

// pageOf tells two objects apart by which pages they name.
func pageOf(o *node) string {
	var page strings.Builder
	for _, part := range []string{"path", "search", "hash", "shows"} {
		if n := o.member(part); n != nil {
			page.WriteString(n.json())
		}
		page.WriteByte('\n')
	}
	return page.String()
}
