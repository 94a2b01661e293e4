package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/glance-networks/agent-host/internal/protocol"
)

const (
	// maxRules is how many site rules count, of all folders together.
	maxRules = 200
	// maxRuleBytes is how much of their files is read, of all folders together.
	maxRuleBytes = 8 << 20
)

// ruleBook gathers the site rules of all layers, the strongest first: the
// administrator's files, the browser's policy, the person's files, and those
// that come with the product.
type ruleBook struct {
	l      *Loaded
	dirs   Dirs
	owners map[string]owner // whose each id is
	read   int              // bytes so far
	full   bool             // it was said that there are too many

	wanted string // the id of a rule whose text is kept
	text   string
}

// owner is where the rule that has an id stands.
type owner struct {
	file string
	from protocol.RuleFrom
}

func newRuleBook(l *Loaded, dirs Dirs, wanted string) *ruleBook {
	return &ruleBook{l: l, dirs: dirs, owners: map[string]owner{}, wanted: wanted}
}

// gather reads all rules, one a file, in the order of their names.
func (b *ruleBook) gather(policy []*node) {
	b.folders(SourceAdministrator)
	for _, n := range policy {
		b.add(policyName, protocol.RuleAdministrator, n)
	}
	b.folders(SourcePerson)
	if b.l.Settings.StarterRules {
		b.starters()
	}
}

func (b *ruleBook) folders(source Source) {
	for _, from := range b.dirs.layers() {
		if from.source != source {
			continue
		}
		for _, file := range b.l.ruleFiles(from) {
			if b.room(file) {
				b.file(from, file)
			}
		}
	}
}

func (b *ruleBook) file(from layer, file string) {
	n := b.l.readFile(from, file, protocol.MaxRuleText)
	if n == nil {
		return
	}
	b.read += len(n.raw)
	if b.room(file) {
		b.add(file, protocol.RuleFrom(from.source), n)
	}
}

// room reports whether another rule may count, and says once where none may.
func (b *ruleBook) room(file string) bool {
	if len(b.l.Rules) < maxRules && b.read <= maxRuleBytes {
		return true
	}
	if !b.full {
		b.l.refuse(file, 0, "there are more than %d site rules, or more than %d MiB of them: this one and those after it do not count", maxRules, maxRuleBytes>>20)
	}
	b.full = true
	return false
}

// ruleFiles are the files of a layer's rules, in the order of their names.
func (l *Loaded) ruleFiles(from layer) (files []string) {
	folder := filepath.Join(from.folder, "sites")
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.refuse(folder, 0, "its site rules cannot be read: %v", bare(err))
	}
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) == ".json" {
			files = append(files, filepath.Join(folder, entry.Name()))
		}
	}
	return files
}

// add has one rule count, where it may.
func (b *ruleBook) add(file string, from protocol.RuleFrom, n *node) {
	if !b.room(file) {
		return
	}
	rule, wrong := decodeRule(n)
	if wrong == nil {
		wrong = b.l.admitsRule(rule, n, from)
	}
	if wrong != nil {
		b.l.refuse(file, wrong.line, "%s; this rule does not count", wrong.sentence)
		return
	}
	if first, taken := b.owners[rule.ID]; taken {
		b.l.refuse(file, n.member("id").line, "the id %q is taken by %s, which counts: give this rule another", rule.ID, first.file)
		return
	}
	b.keep(file, from, rule, n)
}

func (b *ruleBook) keep(file string, from protocol.RuleFrom, rule protocol.SiteRule, n *node) {
	b.owners[rule.ID] = owner{file, from}
	if rule.ID == b.wanted {
		b.text = string(n.raw)
	}
	rule.From = from
	rule.Active = isActive(rule)
	b.l.Rules = append(b.l.Rules, rule)
}

// isActive reports whether a rule shows a button: what an administrator wrote
// for a product that was tried, and otherwise what was confirmed on records.
func isActive(rule protocol.SiteRule) bool {
	switch {
	case rule.From == protocol.RuleStarter:
		return false
	case rule.From == protocol.RuleAdministrator && !rule.Unverified:
		return true
	}
	return rule.Confirmed != nil
}

// admitsRule checks a rule against the settings: it chooses among what the
// administrator has configured.
func (l *Loaded) admitsRule(rule protocol.SiteRule, n *node, from protocol.RuleFrom) *fault {
	own := from == protocol.RulePerson
	if own && !l.Settings.PersonRules {
		return &fault{n.line, "the administrator has not allowed site rules of your own"}
	}
	worked, known := l.Settings.For(rule.Environment)
	if !known {
		return &fault{n.member("environment").line, fmt.Sprintf("there is no environment %q in the administrator's settings", rule.Environment)}
	}
	if own && rule.GroupID != 0 && rule.GroupID != worked.GroupID {
		return &fault{n.member("groupId").line, "the rule.groupId must be that of the settings, or of the rule's environment in them"}
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
