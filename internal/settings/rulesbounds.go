package settings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// admitsRule checks a rule against the settings: it chooses among what the
// administrator has configured.
func (l *Loaded) admitsRule(rule protocol.SiteRule, n *node, from protocol.RuleFrom) *fault {
	worked, known := l.Settings.For(rule.Environment)
	if !known {
		return &fault{n.member("environment").line, fmt.Sprintf("there is no environment %q in the administrator's settings", rule.Environment)}
	}
	if from == protocol.RulePerson {
		if wrong := l.admitsPersons(rule, n, worked.GroupID); wrong != nil {
			return wrong
		}
	}
	for i, o := range rule.Objects {
		if _, known := l.Settings.Resolvers[resolverOf(o)]; resolverOf(o) != "" && !known {
			resolver := n.member("objects").items[i].member("derive").member("resolver")
			return &fault{resolver.line, fmt.Sprintf("there is no resolver %q in the administrator's settings", resolverOf(o))}
		}
	}
	return nil
}

func resolverOf(o protocol.ObjectRule) string {
	if o.Derive == nil {
		return ""
	}
	return o.Derive.Resolver
}

func (l *Loaded) admitsPersons(rule protocol.SiteRule, n *node, group int64) *fault {
	switch {
	case !l.Settings.PersonRules:
		return &fault{n.line, "the administrator has not allowed site rules of your own"}
	case rule.GroupID != 0 && rule.GroupID != group:
		return &fault{n.member("groupId").line, "the rule.groupId must be that of the settings, or of the rule's environment in them"}
	}
	for i, match := range rule.Matches {
		if other := l.otherEnvironment(match, rule.Environment); other != nil {
			return &fault{n.member("matches").items[i].line, fmt.Sprintf("the administrator's rule %q says that these pages belong to %s: yours has to say the same, or to name fewer pages", other.ID, environmentOf(other))}
		}
	}
	return nil
}

func environmentOf(rule *protocol.SiteRule) string {
	if rule.Environment == "" {
		return "no environment"
	}
	return fmt.Sprintf("the environment %q", rule.Environment)
}

// otherEnvironment is an administrator's rule that has some of a match's hosts in
// another environment: the narrowest that has all of them, or one that has some.
// Its own pages are its own anyway; what lies beside them belongs where they do.
func (l *Loaded) otherEnvironment(match, environment string) *protocol.SiteRule {
	var narrowest *protocol.SiteRule
	narrow := -1
	for i := range l.Rules {
		rule := &l.Rules[i]
		if rule.From != protocol.RuleAdministrator {
			continue
		}
		for _, theirs := range rule.Matches {
			switch host := hostOf(theirs); {
			case coversHost(host, hostOf(match)) && len(host) > narrow:
				narrowest, narrow = rule, len(host)
			case coversHost(hostOf(match), host) && hostOf(match) != host && rule.Environment != environment:
				return rule
			}
		}
	}
	if narrowest != nil && narrowest.Environment != environment && !l.hasBoth(narrow, match, environment) {
		return narrowest
	}
	return nil
}

// hasBoth reports whether the administrator has the same hosts in this
// environment too: told apart by their paths.
func (l *Loaded) hasBoth(narrow int, match, environment string) bool {
	return slices.ContainsFunc(l.Rules, func(rule protocol.SiteRule) bool {
		return rule.From == protocol.RuleAdministrator && rule.Environment == environment && slices.ContainsFunc(rule.Matches, func(theirs string) bool {
			return len(hostOf(theirs)) == narrow && coversHost(hostOf(theirs), hostOf(match))
		})
	})
}

// hostOf is the host of a match pattern, in small letters, with its *. if it has one.
func hostOf(match string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(match, "https://"), "/")
	return strings.ToLower(host)
}

// coversHost reports whether each host of b is one of a.
func coversHost(a, b string) bool {
	name, wild := strings.CutPrefix(a, "*.")
	other := strings.TrimPrefix(b, "*.")
	return a == b || wild && (other == name || strings.HasSuffix(other, "."+name))
}
