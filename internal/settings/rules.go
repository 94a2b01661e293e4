package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// maxRules is how many site rules count, of all folders together.
const maxRules = 200

// rules reads sites/*.json of all folders, one rule a file, in the order of
// their names, and those of the browser's policy between an administrator's and
// the person's.
func (l *Loaded) rules(dirs Dirs, policy []*node) {
	owners := map[string]string{} // file of each id
	l.ruleFolders(dirs, SourceAdministrator, owners)
	for _, n := range policy {
		l.addRule(policyName, SourceAdministrator, n, owners)
	}
	l.ruleFolders(dirs, SourcePerson, owners)
}

func (l *Loaded) ruleFolders(dirs Dirs, source Source, owners map[string]string) {
	for _, from := range dirs.layers() {
		if from.source != source {
			continue
		}
		for _, file := range l.ruleFiles(from) {
			if n := l.read(from, file); n != nil {
				l.addRule(file, source, n, owners)
			}
		}
	}
}

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

func (l *Loaded) addRule(file string, source Source, n *node, owners map[string]string) {
	if len(l.Rules) == maxRules {
		if !l.full {
			l.refuse(file, 0, "there are more than %d site rules: this one and those after it do not count", maxRules)
		}
		l.full = true
		return
	}
	rule, wrong := decodeRule(n)
	if wrong != nil {
		l.refuse(file, wrong.line, "%s; this rule does not count", wrong.sentence)
		return
	}
	if first := owners[rule.ID]; first != "" {
		l.refuse(file, n.member("id").line, "the id %q is taken by %s, which counts: give this rule another", rule.ID, first)
		return
	}
	owners[rule.ID] = file
	rule.From = protocol.RuleFrom(source)
	rule.Active = rule.Confirmed != nil || (source == SourceAdministrator && !rule.Unverified)
	l.Rules = append(l.Rules, rule)
}

// decodeRule checks a rule as manifests/site-rule.schema.json says, and what
// that cannot say, and fills in the defaults.
func decodeRule(n *node) (rule protocol.SiteRule, wrong *fault) {
	if wrong = (checker{ruleSchema().Defs}).check(ruleSchema(), n, "the rule"); wrong != nil {
		return rule, wrong
	}
	if wrong = checkMatches(n.member("matches")); wrong != nil {
		return rule, wrong
	}
	for i, o := range n.member("objects").items {
		if wrong = checkGroups(o, fmt.Sprintf("objects[%d]", i)); wrong != nil {
			return rule, wrong
		}
	}
	if err := json.Unmarshal(n.raw, &rule); err != nil {
		return rule, &fault{n.line, "this is not a site rule"}
	}
	for i := range rule.Objects {
		complete(&rule.Objects[i])
	}
	return rule, nil
}

func complete(o *protocol.ObjectRule) {
	if o.Anchor.Side == "" {
		o.Anchor.Side = "after"
	}
	if o.KeyField == nil {
		o.KeyField = new(bool)
		*o.KeyField = true
	}
}

func checkMatches(n *node) *fault {
	for _, item := range n.items {
		host, _, _ := strings.Cut(strings.TrimPrefix(item.literal, "https://"), "/")
		if !isHost(strings.TrimPrefix(host, "*.")) {
			return &fault{item.line, "a match must name a host, like https://crm.example.com/* or https://*.example.com/*"}
		}
	}
	return nil
}

var group = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`:([A-Za-z_][A-Za-z0-9_]*)`) })

// checkGroups makes sure that the fields which are parts of the path exist there.
func checkGroups(o *node, name string) *fault {
	var groups []string
	for _, found := range group().FindAllStringSubmatch(o.member("path").literal, -1) {
		groups = append(groups, found[1])
	}
	for _, list := range []string{"visitorId", "recordId", "title"} {
		for _, field := range o.member(list).items {
			part := field.member("path")
			if part != nil && !slices.Contains(groups, part.literal) {
				return &fault{part.line, fmt.Sprintf("%s.%s names :%s, which %s.path does not have", name, list, part.literal, name)}
			}
		}
	}
	return nil
}
