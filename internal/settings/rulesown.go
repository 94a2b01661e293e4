package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// RuleText is the text of the rule that counts under an id, as its file has it,
// and whose it is. It fails, in one sentence, where no rule has that id.
func RuleText(dirs Dirs, by By, id string) (protocol.RuleText, error) {
	_, book := loadWith(dirs, by, id)
	owner, known := book.owners[id]
	if !known {
		return protocol.RuleText{}, fmt.Errorf("there is no site rule %s", quote(id))
	}
	return protocol.RuleText{Text: book.text, From: owner.from}, nil
}

// SaveRule writes a rule to the person's folder and says what became of it. It
// fails in one sentence, with the line, where something is wrong with it, and
// changes nothing then.
func SaveRule(dirs Dirs, by By, p protocol.SaveRuleParams) (saved protocol.SavedRule, err error) {
	rule, n, wrong := readRule(p.Text)
	if wrong != nil {
		return saved, atLine(wrong)
	}
	loaded, book := loadWith(dirs, by, p.Edited)
	if wrong := loaded.admitsRule(rule, n, protocol.RulePerson); wrong != nil {
		return saved, atLine(wrong)
	}
	file, err := book.place(rule.ID)
	if err != nil {
		return saved, err
	}
	text := n.raw
	if p.Edited != "" && rule.Confirmed != nil && !sameMapping(book.text, n) {
		text, saved.Draft = unconfirmed(n.raw), true
	}
	if err := replace(file, append(slices.Clone(text), '\n'), "your site rule"); err != nil {
		return protocol.SavedRule{}, err
	}
	saved.ID = rule.ID
	return saved, nil
}

func readRule(text string) (rule protocol.SiteRule, n *node, wrong *fault) {
	if len(text) > protocol.MaxRuleText {
		return rule, nil, &fault{0, fmt.Sprintf("the rule is larger than %d KiB", protocol.MaxRuleText>>10)}
	}
	if n, wrong = parse([]byte(text)); wrong != nil {
		return rule, nil, wrong
	}
	if n.kind != object {
		return rule, nil, &fault{n.line, "the rule must be one JSON object {…}"}
	}
	rule, wrong = decodeRule(n)
	return rule, n, wrong
}

func atLine(wrong *fault) error {
	if wrong.line == 0 {
		return errors.New(wrong.sentence)
	}
	return fmt.Errorf("line %d: %s", wrong.line, wrong.sentence)
}

// reserved are names that no file can have on Windows.
var reserved = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$`) })

// place is the file that a person's rule is written to: the one that has its id
// already, or one that is called so.
func (b *ruleBook) place(id string) (file string, err error) {
	own := b.personFiles()
	held := b.holds(own, id)
	file = filepath.Join(b.dirs.Person, "sites", id+".json")
	switch {
	case b.owners[id].from == protocol.RuleAdministrator:
		return "", fmt.Errorf("the administrator has a rule %q, which counts: give yours another id", id)
	case held != "":
		return held, nil
	case b.crowded():
		return "", fmt.Errorf("there are %d site rules already: remove one first", maxRules)
	case reserved().MatchString(id):
		return "", fmt.Errorf("the id %q cannot be the name of a file on Windows: give the rule another", id)
	case own[file] != "":
		return "", fmt.Errorf("the file %s holds the rule %s: rename that file first", filepath.Base(file), quote(own[file]))
	}
	return file, nil
}

// holds is the person's file that has an id: the one that counts, another that
// says so, or one that is called so and says nothing; else empty.
func (b *ruleBook) holds(own map[string]string, id string) string {
	if owner := b.owners[id]; owner.from == protocol.RulePerson {
		return owner.file
	}
	for _, file := range slices.Sorted(maps.Keys(own)) {
		if own[file] == id {
			return file
		}
	}
	named := filepath.Join(b.dirs.Person, "sites", id+".json")
	if held, there := own[named]; there && held == "" {
		return named
	}
	return ""
}

// crowded reports whether no other rule would count.
func (b *ruleBook) crowded() bool {
	n := 0
	for _, owner := range b.owners {
		if owner.from != protocol.RuleStarter {
			n++
		}
	}
	return n >= maxRules
}

// personFiles are the person's files of rules with the id that each holds; empty
// where it holds none that can be told.
func (b *ruleBook) personFiles() map[string]string {
	all := map[string]string{}
	var scratch Loaded
	from := layer{folder: b.dirs.Person, source: SourcePerson, own: true}
	for _, file := range scratch.ruleFiles(from) {
		all[file] = ""
		if n := scratch.readFile(from, file, protocol.MaxRuleText); n != nil && n.member("id") != nil {
			all[file] = n.member("id").literal
		}
	}
	return all
}

// RemoveRule takes a rule out of the person's folder, and nobody else's.
func RemoveRule(dirs Dirs, by By, id string) error {
	_, book := loadWith(dirs, by, "")
	if file := book.holds(book.personFiles(), id); file != "" {
		return removed(os.Remove(file))
	}
	switch book.owners[id].from {
	case protocol.RuleAdministrator:
		return fmt.Errorf("the rule %q is the administrator's: it stays", id)
	case protocol.RuleStarter:
		return fmt.Errorf("the rule %q comes with the product and shows no button until it is confirmed: it stays", id)
	}
	return fmt.Errorf("you have no site rule %s", quote(id))
}

func removed(err error) error {
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fmt.Errorf("your site rule cannot be removed: %w", bare(err))
}
