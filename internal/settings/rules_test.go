package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/manifests"
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

func TestRuleIsReadWithItsDefaults(t *testing.T) {
	l := load(t, map[string]string{"person/sites/crm.json": goodRule, "person/sites/notes.txt": "no rule"})
	if len(l.Rules) != 1 || len(l.Mistakes) > 0 {
		t.Fatalf("%+v %v", l.Rules, l.Mistakes)
	}
	r := l.Rules[0]
	o := r.Objects[0]
	if r.ID != "crm" || r.Matches[0] != "https://crm.example.com/*" || o.VisitorID[1].Attribute != "data-id" || o.RecordID[0].Path != "id" {
		t.Errorf("%+v", r)
	}
	if o.Anchor.Side != "after" || o.KeyField == nil || !*o.KeyField {
		t.Errorf("defaults: %+v", o)
	}
	set := strings.Replace(goodRule, `{"selector": "h1"}
`, `{"selector": "h1", "side": "below"}, "keyField": false
`, 1)
	if o := load(t, map[string]string{"person/sites/crm.json": set}).Rules[0].Objects[0]; o.Anchor.Side != "below" || *o.KeyField {
		t.Errorf("set: %+v", o)
	}
}

func TestShippedRulesAreGood(t *testing.T) {
	names, err := manifests.Sites.Open(".")
	if err != nil {
		t.Fatal(err)
	}
	names.Close()
	content, err := os.ReadFile("../../manifests/sites/sample-crm.json")
	if err != nil {
		t.Fatal(err)
	}
	if l := load(t, map[string]string{"admin/sites/sample-crm.json": string(content)}); len(l.Rules) != 1 || len(l.Mistakes) > 0 {
		t.Errorf("%v", l.Mistakes)
	}
}

func TestRuleMistakes(t *testing.T) {
	cases := []struct {
		old, new string
		line     int
		say      string
	}{
		{`"id": "crm"`, `"id": "CRM"`, 2, "the rule.id must be text"},
		{`"id": "crm",`, ``, 1, `the rule needs "id"`},
		{`"name": "CRM"`, `"name": ""`, 3, "from 1 to 100"},
		{`"name": "CRM"`, `"name": "CRM", "colour": 1`, 3, `cannot have "colour"`},
		{`"name": "CRM"`, `"nmae": "CRM"`, 3, `did you mean "name"?`},
		{`["https://crm.example.com/*"]`, `[]`, 4, "from 1 to 20"},
		{`https://crm.example.com/*`, `http://crm.example.com/*`, 4, "the rule.matches[0] must be"},
		{`https://crm.example.com/*`, `*://crm.example.com/*`, 4, "matches[0]"},
		{`https://crm.example.com/*`, `https://*/*`, 4, "matches[0]"},
		{`https://crm.example.com/*`, `https://./*`, 4, "must name a host"},
		{`https://crm.example.com/*`, `https://*..com/*`, 4, "must name a host"},
		{`"type": "contact"`, `"type": "con tact"`, 7, "objects[0].type"},
		{`"/contacts/:id"`, `"contacts/:id"`, 8, "objects[0].path"},
		{`"/contacts/:id"`, `"/contacts/:number"`, 10, "names :id"},
		{`{"label": "Visitor"}`, `{}`, 9, "exactly one of these: label without attribute; selector; path without attribute"},
		{`{"label": "Visitor"}`, `{"label": "Visitor", "selector": "#a"}`, 9, "exactly one"},
		{`{"label": "Visitor"}`, `{"label": "Visitor", "attribute": "a"}`, 9, "exactly one"},
		{`"data-id"`, `"1 2"`, 9, "visitorId[1].attribute"},
		{`[{"selector": "h1"}]`, `"h1"`, 11, "objects[0].title must be a list"},
		{`"anchor": {"selector": "h1"}`, `"anchor": {"selector": "h1", "side": "left"}`, 12, "one of after, below"},
		{`"anchor": {"selector": "h1"}`, `"anchor": {}`, 12, `needs "selector"`},
		{`"anchor": {"selector": "h1"}`, `"anchor": {"selector": "h1"}, "keyField": "no"`, 12, "true or false"},
		{`"crm",`, `"crm"`, 3, "not JSON"},
	}
	for _, c := range cases {
		bad := strings.Replace(goodRule, c.old, c.new, 1)
		if bad == goodRule {
			t.Fatalf("%q is not in the rule", c.old)
		}
		good := strings.Replace(goodRule, `"crm"`, `"other"`, 1)
		l := load(t, map[string]string{"person/sites/a.json": bad, "person/sites/b.json": good})
		if len(l.Rules) != 1 || l.Rules[0].ID != "other" || len(l.Mistakes) != 1 {
			t.Errorf("%s: %d rules, %v", c.new, len(l.Rules), l.Mistakes)
			continue
		}
		if m := l.Mistakes[0]; m.Line != c.line || !strings.Contains(m.Sentence, c.say) || filepath.Base(m.File) != "a.json" {
			t.Errorf("%s: %v; want line %d and %q", c.new, m, c.line, c.say)
		}
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
	if len(l.Rules) != 2 || l.Rules[0].Name != "theirs" || l.Rules[1].ID != "two" || len(l.Mistakes) != 2 {
		t.Fatalf("%+v %v", l.Rules, l.Mistakes)
	}
	if m := l.Mistakes[1]; filepath.Base(m.File) != "a.json" || m.Line != 2 || !strings.Contains(m.Sentence, `"one" is taken by`) {
		t.Errorf("%v", m)
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
