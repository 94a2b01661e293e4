package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
)

const goodRule = `{
  "id": "crm",
  "name": "CRM",
  "matches": ["https://crm.example.com/*"],
  "objects": [
    {
      "type": "contact",
      "path": "/contacts/:id",
      "visitorId": [{"label": "Visitor"}, {"selector": "#v", "attribute": "data-id"}],
      "recordId": [{"path": "id"}],
      "title": [{"selector": "h1"}],
      "anchor": {"selector": "h1"}
    }
  ]
}`

const confirmation = `"confirmed": {"agreed": 12, "of": 12, "on": "2026-11-22"}`

var confirmedRule = strings.Replace(goodRule, `"name"`, confirmation+`, "name"`, 1)

// written are the rules that did not come with the product.
func written(l Loaded) []protocol.SiteRule {
	return slices.DeleteFunc(slices.Clone(l.Rules), func(r protocol.SiteRule) bool { return r.From == protocol.RuleStarter })
}

func idsOf(rules []protocol.SiteRule) (ids []string) {
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	return ids
}

func TestRuleIsReadWithItsDefaults(t *testing.T) {
	l := load(t, map[string]string{"person/sites/crm.json": goodRule, "person/sites/notes.txt": "no rule"})
	rules := written(l)
	if len(rules) != 1 || len(l.Mistakes) > 0 {
		t.Fatalf("%v %v", idsOf(rules), l.Mistakes)
	}
	r := rules[0]
	o := r.Objects[0]
	if r.ID != "crm" || r.Matches[0] != "https://crm.example.com/*" || o.VisitorID[1].Attribute != "data-id" || o.RecordID[0].Path != "id" {
		t.Errorf("%+v", r)
	}
	if o.Anchor.Side != "after" || o.KeyField == nil || !*o.KeyField {
		t.Errorf("defaults: %+v", o)
	}
	set := strings.Replace(goodRule, `{"selector": "h1"}
`, `{"selector": "h1", "side": "below"}, "also": [{"selector": "h2"}, {"side": "dock"}], "keyField": false
`, 1)
	o = written(load(t, map[string]string{"person/sites/crm.json": set}))[0].Objects[0]
	if o.Anchor.Side != "below" || *o.KeyField || o.Also[0].Side != "after" || o.Also[1].Side != "dock" {
		t.Errorf("set: %+v", o)
	}
}

func TestAdministratorsRuleComesFirstAndWins(t *testing.T) {
	named := func(id, name string) string {
		return strings.NewReplacer(`"crm"`, fmt.Sprintf("%q", id), `"CRM"`, fmt.Sprintf("%q", name)).Replace(goodRule)
	}
	l := load(t, map[string]string{
		"person/sites/a.json": named("one", "mine"), "person/sites/b.json": named("two", "mine"),
		"admin/sites/z.json": named("one", "theirs"), "admin2/sites/z.json": named("one", "theirs too"),
	})
	rules := written(l)
	if fmt.Sprint(idsOf(rules)) != "[one two]" || rules[0].Name != "theirs" || len(l.Mistakes) != 2 {
		t.Fatalf("%v %v", idsOf(rules), l.Mistakes)
	}
	if m := l.Mistakes[1]; filepath.Base(m.File) != "a.json" || m.Line != 2 || !strings.Contains(m.Sentence, `"one" is taken by`) {
		t.Errorf("%v", m)
	}
}

// What shows a button: an administrator's rule unless nobody has tried it, and
// everybody else's once it was confirmed.
func TestWhichRulesAreActive(t *testing.T) {
	unverified := func(rule string) string { return strings.Replace(rule, `"name"`, `"unverified": true, "name"`, 1) }
	for _, c := range []struct {
		what, file, text string
		active           bool
	}{
		{"an administrator's", "admin/sites/crm.json", goodRule, true},
		{"an administrator's, unverified", "admin/sites/crm.json", unverified(goodRule), false},
		{"an administrator's, unverified and confirmed", "admin/sites/crm.json", unverified(confirmedRule), true},
		{"a person's", "person/sites/crm.json", goodRule, false},
		{"a person's, confirmed", "person/sites/crm.json", confirmedRule, true},
		{"a person's, unverified and confirmed", "person/sites/crm.json", unverified(confirmedRule), true},
	} {
		rules := written(load(t, map[string]string{c.file: c.text}))
		if len(rules) != 1 || rules[0].Active != c.active || !strings.HasPrefix(string(rules[0].From), c.file[:5]) {
			t.Errorf("%s: %d rules, active %t", c.what, len(rules), len(rules) == 1 && rules[0].Active)
		}
	}
}

func TestRulesChooseAmongWhatIsConfigured(t *testing.T) {
	const configured = `{"groupId": 7, "environments": {"sandbox": {"groupId": 8}}, "resolvers": {"portal": {"address": "https://portal.example.com/visitor"}}}`
	with := func(member string) string { return strings.Replace(goodRule, `"name"`, member+`, "name"`, 1) }
	derive := strings.Replace(goodRule, `"type"`, "\"derive\": {\n\"resolver\": \"portal\"}, \"type\"", 1)
	for _, c := range []struct {
		text            string
		line            int
		theirs, persons string // the mistake; empty: it counts
	}{
		{with(`"environment": "sandbox"`), 3, "", ""},
		{with(`"environment": "test"`), 3, `no environment "test"`, `no environment "test"`},
		{with(`"groupId": 7`), 3, "", ""},
		{with(`"groupId": 8`), 3, "", "must be that of the settings"},
		{with(`"environment": "sandbox", "groupId": 8`), 3, "", ""},
		{with(`"environment": "sandbox", "groupId": 7`), 3, "", "must be that of the settings"},
		{derive, 8, "", ""},
		{strings.Replace(derive, "portal", "other", 1), 8, `no resolver "other"`, `no resolver "other"`},
	} {
		for file, say := range map[string]string{"admin/sites/a.json": c.theirs, "person/sites/a.json": c.persons} {
			l := load(t, map[string]string{admin: configured, file: c.text})
			switch {
			case say == "" && (len(l.Mistakes) > 0 || len(written(l)) != 1):
				t.Errorf("%s %.60s: %v", file, c.text, l.Mistakes)
			case say != "" && (len(l.Mistakes) != 1 || l.Mistakes[0].Line != c.line || !strings.Contains(l.Mistakes[0].Sentence, say) || len(written(l)) > 0):
				t.Errorf("%s %.60s: %v; want line %d, %q", file, c.text, l.Mistakes, c.line, say)
			}
		}
	}
}

func TestPersonRulesMayBeForbidden(t *testing.T) {
	l := load(t, map[string]string{admin: `{"personRules": false}`, "person/sites/a.json": confirmedRule, "admin/sites/b.json": strings.Replace(goodRule, `"crm"`, `"b"`, 1)})
	if fmt.Sprint(idsOf(written(l))) != "[b]" || len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, "not allowed site rules of your own") {
		t.Errorf("%v %v", idsOf(written(l)), l.Mistakes)
	}
}

func TestRulesAreBounded(t *testing.T) {
	files := map[string]string{}
	for i := range maxRules + 5 {
		files[fmt.Sprintf("person/sites/%03d.json", i)] = strings.Replace(goodRule, `"crm"`, fmt.Sprintf(`"crm-%d"`, i), 1)
	}
	if l := load(t, files); len(l.Rules) != maxRules || len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, "more than 200") {
		t.Errorf("%d rules, %v", len(l.Rules), l.Mistakes)
	}
}

// A file that is too large is not read, whatever it holds and whoever's it is.
func TestAHugeRuleFileIsRefusedUnread(t *testing.T) {
	dirs := folders(t, map[string]string{"person/sites/b.json": goodRule, "person/sites/a.json": "{"})
	if err := os.Truncate(filepath.Join(dirs.Person, "sites", "a.json"), 10<<30); err != nil {
		t.Skip("no file of 10 GB can be pretended here:", err)
	}
	began := time.Now()
	l := Load(dirs, By{})
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	if fmt.Sprint(idsOf(written(l))) != "[crm]" || len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, "larger than 512 KiB") {
		t.Errorf("%v %v", idsOf(written(l)), l.Mistakes)
	}
}

// All files together are bounded too: many large ones, none of which is a rule.
func TestRuleFilesAreBoundedTogether(t *testing.T) {
	files := map[string]string{"person/sites/z.json": goodRule}
	large := `{"x": "` + strings.Repeat("y", protocol.MaxRuleText-100) + `"}`
	for i := range 40 {
		files[fmt.Sprintf("person/sites/%02d.json", i)] = large
	}
	l := load(t, files)
	last := l.Mistakes[len(l.Mistakes)-1]
	if len(written(l)) > 0 || len(l.Mistakes) > 18 || !strings.Contains(last.Sentence, "more than 8 MiB") {
		t.Errorf("%d mistakes, the last: %v", len(l.Mistakes), last)
	}
}

func TestALargeRuleIsRefused(t *testing.T) {
	object := goodRule[strings.Index(goodRule, "    {") : strings.LastIndex(goodRule, "]")-3]
	var objects []string
	long := `"` + strings.Repeat("main > ", 70) + `h1"`
	for i := range 50 {
		objects = append(objects, strings.NewReplacer("/contacts/", fmt.Sprintf("/contacts%d/", i), `"#v"`, long, `"h1"`, long).Replace(object))
	}
	l := load(t, map[string]string{"person/sites/a.json": strings.Replace(goodRule, object, strings.Join(objects, ","), 1)})
	if len(written(l)) > 0 || len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, "larger than 64 KiB") {
		t.Errorf("%d rules, %v", len(written(l)), l.Mistakes)
	}
	examples := `"examples": [{"type": "contact", "page": "` + strings.Repeat("<p>", 20_000) + `"}, {"type": "contact", "page": "\n\t"}], "name"`
	if l := load(t, map[string]string{"person/sites/a.json": strings.Replace(goodRule, `"name"`, examples, 1)}); len(written(l)) != 1 || len(l.Mistakes) > 0 {
		t.Errorf("examples: %v", l.Mistakes)
	}
}

// Of pages below a path it is said what a browser does there; of whole hosts nothing is.
func TestAHintForPaths(t *testing.T) {
	narrow := func(id, matches string) string {
		return strings.Replace(ruleOf(id), `["https://crm.example.com/*"]`, matches, 1)
	}
	l := load(t, map[string]string{
		"person/sites/a.json": ruleOf("whole"), "admin/sites/b.json": narrow("below", `["https://crm.example.com/app/*"]`),
		"admin/sites/c.json":  narrow("both", `["https://crm.example.com/app/*", "https://CRM.example.com/*", "https://crm.example.com/*"]`),
		"person/sites/d.json": narrow("other", `["https://crm.example.com/*", "https://*.crm.example.com/app/*"]`),
	})
	var said []string
	for _, hint := range l.Hints {
		said = append(said, fmt.Sprintf("%s:%d", filepath.Base(hint.File), hint.Line))
		if !strings.Contains(hint.Sentence, "name the whole host in matches") {
			t.Error(hint.Sentence)
		}
	}
	if got := strings.Join(said, " "); got != "b.json:4 d.json:4" || len(l.Mistakes) > 0 {
		t.Errorf("%s, %v", got, l.Mistakes)
	}
}
