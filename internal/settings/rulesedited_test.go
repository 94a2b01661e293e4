package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// What was confirmed is what the fields were when the records were opened: a rule
// that says other fields or pages, by hand, waits for its confirmation again.
func TestARuleThatIsEditedIsADraft(t *testing.T) {
	change := func(old, new string) string { return strings.Replace(confirmedRule, old, new, 1) }
	for _, c := range []struct {
		what, before, after string
		draft               bool
	}{
		{"the selector", confirmedRule, change(`"selector": "#v"`, `"selector": "#w"`), true},
		{"the site", confirmedRule, change("crm.example.com", "crm.example.org"), true},
		{"a frame", confirmedRule, change(`"objects"`, `"frames": ["https://f.example.com/*"], "objects"`), true},
		{"an object that counts at once", change(`"type"`, `"draft": true, "type"`), confirmedRule, true},
		{"the confirmation, by hand", goodRule, confirmedRule, true},
		{"the confirmation, and the selector with it", confirmedRule, strings.NewReplacer("12", "13", `"#v"`, `"#w"`).Replace(confirmedRule), true},
		{"its name", confirmedRule, change(`"CRM"`, `"Our CRM"`), false},
		{"white space, and the order of members", confirmedRule, strings.NewReplacer("\n      ", " ", `{"label": "Visitor"}`, `{ "label": "\u0056isitor" }`).Replace(confirmedRule), false},
		{"nothing", confirmedRule, confirmedRule, false},
		{"a draft", goodRule, change(confirmation+", ", ""), false},
	} {
		dirs := folders(t, map[string]string{"person/sites/crm.json": c.before})
		saved, err := SaveRule(dirs, By{}, protocol.SaveRuleParams{Text: c.after, Edited: "crm"})
		if err != nil || saved.ID != "crm" || saved.Draft != c.draft {
			t.Errorf("%s: %+v, %v", c.what, saved, err)
			continue
		}
		text, _ := os.ReadFile(filepath.Join(dirs.Person, "sites", "crm.json"))
		l := Load(dirs, By{})
		if rules := written(l); len(rules) != 1 || len(l.Mistakes) > 0 || rules[0].Active == (c.draft || c.before == goodRule) {
			t.Errorf("%s: %v %s", c.what, l.Mistakes, text)
		}
		if want := strings.TrimSpace(c.after) + "\n"; !c.draft && string(text) != want {
			t.Errorf("%s: it was written as %s", c.what, text)
		}
	}
}

// The picker's own rules, and those from a file, are no edits.
func TestARuleThatIsBroughtKeepsItsConfirmation(t *testing.T) {
	dirs := folders(t, map[string]string{"person/sites/crm.json": goodRule})
	saved, err := SaveRule(dirs, By{}, protocol.SaveRuleParams{Text: strings.Replace(confirmedRule, "#v", "#w", 1)})
	if err != nil || saved.Draft || !written(Load(dirs, By{}))[0].Active {
		t.Errorf("%+v, %v", saved, err)
	}
}

func TestTheConfirmationIsTakenOutWhereverItStands(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"confirmed": {"of": 2}, "id": "a"}`, `{ "id": "a"}`},
		{"{\n  \"id\": \"a\",\n  \"confirmed\": {\"of\": 2},\n  \"name\": \"b\"\n}", "{\n  \"id\": \"a\",\n  \"name\": \"b\"\n}"},
		{`{"id": "confirmed", "confirmed" : {"of": 2} }`, `{"id": "confirmed" }`},
		{`{"confirmed": {}}`, `{}`},
		{`{"objects": [{"confirmed": 1}]}`, `{"objects": [{"confirmed": 1}]}`},
	} {
		if got := string(unconfirmed([]byte(c.text))); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}
