package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
)

const ownRule = `{
  "id": "desk-crm", "name": "Desk CRM", "matches": ["https://desk.example.com/*"],
  "confirmed": { "agreed": 3, "of": 3, "on": "2026-11-22" },
  "objects": [{ "type": "contact", "path": "/contacts/:id", "visitorId": [{ "label": "Visitor" }], "recordId": [{ "path": "id" }],
    "title": [{ "selector": "h1" }], "anchor": { "side": "dock" } }],
  "examples": [{ "type": "contact", "page": "<main></main>" }]
}
`

func (h *process) save(text string) protocol.SavedRule {
	h.t.Helper()
	var saved protocol.SavedRule
	h.must(protocol.MethodSaveRule, protocol.SaveRuleParams{Text: text}, &saved)
	return saved
}

// rules are all rules that the extension is told of, page by page.
func (h *process) rules() (all []protocol.SiteRule) {
	h.t.Helper()
	for cursor, page := "", 0; page < 50; page++ {
		var result protocol.ConfigResult
		h.must(protocol.MethodConfig, protocol.ConfigParams{Cursor: cursor}, &result)
		all = append(all, result.Rules...)
		if cursor = result.Next; cursor == "" {
			return all
		}
	}
	h.t.Fatal("the pages have no end")
	return nil
}

func (h *process) ruleNamed(id string) *protocol.SiteRule {
	h.t.Helper()
	for _, rule := range h.rules() {
		if rule.ID == id {
			return &rule
		}
	}
	return nil
}

func TestThePersonsRules(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]any{})
	p.write("etc/glance-agent-host/sites/theirs.json", []byte(strings.Replace(ownRule, "desk-crm", "theirs", 1)))
	h := p.start()
	h.hello()
	for text, mistake := range map[string]string{
		strings.Replace(ownRule, "desk-crm", "theirs", 1):           `the administrator has a rule "theirs"`,
		strings.Replace(ownRule, `"path": "/`, `"path": "`, 1):      "line 4: the rule.objects[0].path",
		strings.Replace(ownRule, `"side": "dock"`, `"sid": "d"`, 1): "line 5: ",
		strings.Replace(ownRule, `"name"`, `"environment":"x",`, 1): "line 2: ",
		"{": "line 1: this is not JSON",
		`{"examples": "` + strings.Repeat("x", protocol.MaxRuleText) + `"}`: "larger than 512 KiB",
	} {
		if saved := h.save(text); saved.ID != "" || !strings.Contains(saved.Mistake, mistake) || strings.ContainsAny(saved.Mistake, "\n") {
			t.Errorf("%.80s: %+v; want %q", text, saved, mistake)
		}
	}
	if saved := h.save(ownRule); saved != (protocol.SavedRule{ID: "desk-crm"}) {
		t.Fatalf("%+v", saved)
	}
	h.renewed()
	h.end()
	file := filepath.Join(p.folder, "config", "glance-agent-host", "sites", "desk-crm.json")
	if text, err := os.ReadFile(file); err != nil || string(text) != ownRule {
		t.Errorf("%v: %s", err, text)
	}

	next := p.start()
	next.hello()
	if rule := next.ruleNamed("desk-crm"); rule == nil || !rule.Active || rule.From != protocol.RulePerson {
		t.Errorf("%+v", rule)
	}
	var text protocol.RuleText
	next.must(protocol.MethodRule, protocol.RuleParams{ID: "desk-crm"}, &text)
	if text.Text != strings.TrimSpace(ownRule) || text.From != protocol.RulePerson {
		t.Errorf("%+v", text)
	}
	for id, say := range map[string]string{"theirs": "is the administrator's", "zendesk": "comes with the product", "none": "you have no site rule", "../settings": "you have no site rule"} {
		if err := next.call(protocol.MethodDropRule, protocol.RuleParams{ID: id}, nil); err == nil || !strings.Contains(err.Message, say) {
			t.Errorf("%s: %+v", id, err)
		}
	}
	next.must(protocol.MethodDropRule, protocol.RuleParams{ID: "desk-crm"}, nil)
	next.renewed()
	next.end()
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Error("it is still there", err)
	}
}

// A confirmed copy of a starter rule takes its place; taken away, it comes back.
func TestAStarterRuleIsConfirmed(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]any{})
	h := p.start()
	h.hello()
	if rule := h.ruleNamed("zendesk"); rule == nil || rule.Active || rule.From != protocol.RuleStarter || !rule.Unverified {
		t.Fatalf("%+v", rule)
	}
	var text protocol.RuleText
	h.must(protocol.MethodRule, protocol.RuleParams{ID: "zendesk"}, &text)
	if saved := h.save(strings.Replace(text.Text, `"unverified"`, `"confirmed": {"agreed": 2, "of": 2, "on": "2026-11-22"}, "unverified"`, 1)); saved.ID != "zendesk" || text.From != protocol.RuleStarter {
		t.Fatalf("%+v, from %s", saved, text.From)
	}
	h.renewed()
	h.end()
	next := p.start()
	next.hello()
	n := 0
	for _, rule := range next.rules() {
		if rule.ID == "zendesk" && rule.Active && rule.From == protocol.RulePerson {
			n++
		}
	}
	if n != 1 || next.ruleNamed("hubspot").Active {
		t.Errorf("%d active copies", n)
	}
	next.end()
}

func TestRulesComeInPagesThatFitAFrame(t *testing.T) {
	var rules []protocol.SiteRule
	for range 200 {
		rules = append(rules, protocol.SiteRule{Name: strings.Repeat("<", 10<<10)}) // 60 KiB of JSON
	}
	pages := 0
	for from := 0; from < len(rules); pages++ {
		to := endOfPage(rules, from)
		if to <= from || (to-from)*(60<<10) > pageOfRules+60<<10 {
			t.Fatalf("a page of %d rules", to-from)
		}
		from = to
	}
	if pages < 20 {
		t.Errorf("%d pages", pages)
	}
}
