package settings

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

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
	b.keep(file, from, rule, n.raw)
	if from != protocol.RuleStarter && isNarrow(rule) && len(b.l.Hints) < maxMistakes {
		b.l.hint(file, n.member("matches").line, "the rule %q names its pages by a path: where an app is entered at another address and goes on to them without loading, the button comes once the popup or the side panel is opened there. For it to come at once, name the whole host in matches, and leave paths to the objects", rule.ID)
	}
}

// isNarrow reports whether a rule has some pages of a host and not others.
func isNarrow(rule protocol.SiteRule) bool {
	return slices.ContainsFunc(rule.Matches, func(match string) bool {
		return !slices.Contains(rule.Matches, "https://"+hostOf(match)+"/*")
	})
}

func (b *ruleBook) keep(file string, from protocol.RuleFrom, rule protocol.SiteRule, text []byte) {
	b.owners[rule.ID] = owner{file, from}
	if rule.ID == b.wanted {
		b.text = string(text)
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
