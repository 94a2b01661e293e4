package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

func ruleOf(id string) string {
	return strings.Replace(confirmedRule, `"crm"`, fmt.Sprintf("%q", id), 1)
}

func TestSaveRule(t *testing.T) {
	dirs := folders(t, map[string]string{
		admin: configured, "admin/sites/x.json": ruleOf("theirs"),
		"person/sites/other.json": ruleOf("mine"), "person/sites/held.json": ruleOf("holder"), "person/sites/broken.json": "{",
	})
	sites := filepath.Join(dirs.Person, "sites")
	for _, c := range []struct{ text, file, wrong string }{
		{ruleOf("new"), "new.json", ""},
		{ruleOf("new") + "\n", "new.json", ""},
		{"\ufeff" + ruleOf("mine"), "other.json", ""}, // where it is already
		{ruleOf("broken"), "broken.json", ""},         // in the place of what was no rule
		{ruleOf("zendesk"), "zendesk.json", ""},       // a starter's id
		{ruleOf("held"), "", `the file held.json holds the rule "holder"`},
		{ruleOf("theirs"), "", `the administrator has a rule "theirs"`},
		{ruleOf("con"), "", "cannot be the name of a file on Windows"},
		{ruleOf("Upper"), "", "line 2: the rule.id must be text"},
		{ruleOf("../settings"), "", "line 2: the rule.id"},
		{strings.Replace(ruleOf("a"), `"anchor"`, `"ancor"`, 1), "", "line 12: "},
		{strings.Replace(ruleOf("a"), `"name"`, `"environment": "none", "name"`, 1), "", `line 3: there is no environment "none"`},
		{strings.Replace(ruleOf("a"), `"name"`, `"groupId": 5, "name"`, 1), "", "line 3: the rule.groupId must be"},
		{strings.Replace(ruleOf("a"), `"name"`, `"active": true, "name"`, 1), "", `line 3: the rule cannot have "active"`},
		{"", "", "not JSON"}, {"[]", "", "one JSON object"}, {"null", "", "one JSON object"},
		{strings.Repeat(" ", protocol.MaxRuleText+1), "", "larger than 512 KiB"},
	} {
		before := listing(t, sites)
		saved, err := SaveRule(dirs, By{}, protocol.SaveRuleParams{Text: c.text})
		id := saved.ID
		if (err == nil) != (c.wrong == "") || err != nil && (!strings.Contains(err.Error(), c.wrong) || strings.Contains(err.Error(), "\n") || id != "") {
			t.Errorf("%.60s: %q, %v; want %q", c.text, id, err, c.wrong)
			continue
		}
		if err != nil {
			if after := listing(t, sites); after != before {
				t.Errorf("%.60s: it was refused and changed\n%s\nto\n%s", c.text, before, after)
			}
			continue
		}
		text, err := os.ReadFile(filepath.Join(sites, c.file))
		if err != nil || string(text) != strings.TrimSpace(strings.TrimPrefix(c.text, "\ufeff"))+"\n" {
			t.Errorf("%s: %v, %.60s", c.file, err, text)
		}
		if got, err := RuleText(dirs, By{}, id); err != nil || got.From != protocol.RulePerson || got.Text != strings.TrimSpace(string(text)) {
			t.Errorf("%s: %v, from %s", id, err, got.From)
		}
	}
	if l := Load(dirs, By{}); len(l.Mistakes) > 0 {
		t.Errorf("%v", l.Mistakes)
	}
}

// listing is a folder's files with all that is in them.
func listing(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, e := range entries {
		text, _ := os.ReadFile(filepath.Join(folder, e.Name()))
		fmt.Fprintf(&all, "%s: %s\n", e.Name(), text)
	}
	return all.String()
}

func TestSaveRuleWhereNoneMayBe(t *testing.T) {
	dirs := folders(t, map[string]string{admin: `{"personRules": false}`})
	if _, err := SaveRule(dirs, By{}, protocol.SaveRuleParams{Text: goodRule}); err == nil || !strings.Contains(err.Error(), "not allowed site rules of your own") {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dirs.Person, "sites")); !os.IsNotExist(err) {
		t.Error("a folder was made", err)
	}
	files := map[string]string{}
	for i := range maxRules {
		files[fmt.Sprintf("person/sites/rule-%d.json", i)] = ruleOf(fmt.Sprintf("rule-%d", i))
	}
	full := folders(t, files)
	if _, err := SaveRule(full, By{}, protocol.SaveRuleParams{Text: ruleOf("one-more")}); err == nil || !strings.Contains(err.Error(), "200 site rules already") {
		t.Error(err)
	}
	if _, err := SaveRule(full, By{}, protocol.SaveRuleParams{Text: ruleOf("rule-7")}); err != nil {
		t.Error("one that is there cannot be changed:", err)
	}
	full.Person = filepath.Join(full.Person, "sites", "rule-1.json")
	if _, err := SaveRule(full, By{}, protocol.SaveRuleParams{Text: ruleOf("x")}); err == nil || !strings.Contains(err.Error(), "your site rule cannot be kept") {
		t.Error(err)
	}
}

func TestRemoveRule(t *testing.T) {
	dirs := folders(t, map[string]string{
		"admin/sites/x.json": ruleOf("theirs"), "person/sites/shadow.json": ruleOf("theirs"),
		"person/sites/a.json": "{", "person/sites/b.json": ruleOf("a"), "person/sites/c.json": ruleOf("a"),
	})
	for _, c := range []struct{ id, gone, wrong string }{
		{"theirs", "shadow.json", ""}, {"theirs", "", "is the administrator's"},
		{"a", "b.json", ""}, {"a", "c.json", ""}, {"a", "a.json", ""}, {"a", "", "you have no site rule"},
		{"zendesk", "", "comes with the product"}, {"../../settings", "", "you have no"}, {"", "", "you have no"},
	} {
		before := listing(t, filepath.Join(dirs.Person, "sites"))
		err := RemoveRule(dirs, By{}, c.id)
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v", c.id, err)
		}
		after := listing(t, filepath.Join(dirs.Person, "sites"))
		if c.gone == "" && after != before || c.gone != "" && (strings.Contains(after, c.gone+":") || strings.Count(after, ".json:") != strings.Count(before, ".json:")-1) {
			t.Errorf("%s: from\n%sto\n%s", c.id, before, after)
		}
	}
}

func TestRuleTextIsThatOfTheRuleThatCounts(t *testing.T) {
	dirs := folders(t, map[string]string{"admin/sites/a.json": ruleOf("a"), "person/sites/a.json": goodRule, "person/sites/b.json": strings.Replace(goodRule, `"crm"`, `"a"`, 1)})
	policy := By{Policy: []byte(sitesOf(ruleOf("p")))}
	for id, want := range map[string]protocol.RuleText{
		"a": {Text: ruleOf("a"), From: protocol.RuleAdministrator}, "p": {Text: ruleOf("p"), From: protocol.RuleAdministrator}, "crm": {Text: goodRule, From: protocol.RulePerson},
	} {
		if got, err := RuleText(dirs, policy, id); err != nil || got != want {
			t.Errorf("%s: %v, from %s: %s", id, err, got.From, got.Text)
		}
	}
	for _, id := range []string{"", "none", manifests.Sample} {
		if _, err := RuleText(dirs, By{}, id); err == nil || !strings.Contains(err.Error(), "there is no site rule") {
			t.Errorf("%q: %v", id, err)
		}
	}
}
