package settings

import "slices"

// MaxPolicy is the size in bytes of the largest policy that is read.
const MaxPolicy = 256 << 10

const policyName = "the browser's policy"

// policy is what the browser's managed storage holds: settings that are locked,
// settings that are defaults, and site rules.
type policy struct {
	locked, defaults *node
	sites            []*node
}

// policy reads it. What is wrong in it is refused, and the rest counts.
func (l *Loaded) policy(data []byte) (p policy) {
	if len(data) == 0 {
		return p
	}
	if len(data) > MaxPolicy {
		l.refuse(policyName, 0, "it is larger than %d KiB, so nothing in it counts", MaxPolicy>>10)
		return p
	}
	root, wrong := parse(data)
	if wrong == nil && root.kind != object {
		wrong = &fault{0, "it must be an object with locked, defaults and sites"}
	}
	if wrong != nil {
		l.refuse(policyName, 0, "%s; nothing in it counts", wrong.sentence)
		return p
	}
	for _, m := range root.members {
		l.policyPart(&p, m)
	}
	l.contradictions(&p)
	return p
}

func (l *Loaded) policyPart(p *policy, m member) {
	switch {
	case m.name == "locked" && m.value.kind == object:
		p.locked = m.value
	case m.name == "defaults" && m.value.kind == object:
		p.defaults = m.value
	case m.name == "sites" && m.value.kind == array:
		p.sites = l.siteTexts(m.value.items)
	default:
		l.refuse(policyName, 0, "%s does not count: it may hold the objects locked and defaults, and the list sites", quote(m.name))
	}
}

// siteTexts reads the rules, each of which is the text of a file: the schemas of
// managed storage know no other way to take an object of any form.
func (l *Loaded) siteTexts(items []*node) (rules []*node) {
	for i, item := range items {
		rule, wrong := parse([]byte(item.literal))
		if wrong == nil && rule.kind != object {
			wrong = &fault{0, "it must be the text of a rule's file"}
		}
		if wrong != nil {
			l.refuse(policyName, 0, "sites[%d]: %s; this rule does not count", i, wrong.sentence)
			continue
		}
		rules = append(rules, rule)
	}
	return rules
}

// contradictions drops the default of what is locked too.
func (l *Loaded) contradictions(p *policy) {
	if p.locked == nil || p.defaults == nil {
		return
	}
	p.defaults.members = slices.DeleteFunc(p.defaults.members, func(m member) bool {
		twice := p.locked.member(m.name) != nil
		if twice {
			l.refuse(policyName, 0, "%s is both locked and a default: it is locked; remove one", m.name)
		}
		return twice
	})
}

func (p policy) documents() (all []document) {
	if p.locked != nil {
		all = append(all, document{source: SourcePolicy, name: policyName, file: policyName, locked: true, root: p.locked})
	}
	if p.defaults != nil {
		all = append(all, document{source: SourcePolicy, name: policyName, file: policyName, root: p.defaults})
	}
	return all
}
