package acceptance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rulesPage tries the rule that was made, runs its tests, has a mistake in it
// refused with its line, exports it, and removes it.
func (d *desk) rulesPage(t *testing.T, ctx context.Context) {
	page := d.options(t, ctx)
	const row = "#rule-help-localhost"
	press := func(act int) {
		t.Helper()
		must(t, page.ClickOn(ctx, fmt.Sprintf("%s .acts .link:nth-child(%d)", row, act)))
	}
	must(t, page.ClickOn(ctx, row+" summary"))
	reading(t, ctx, page, "Yours", "Active", "2/2 records agreed on")
	press(2)
	reading(t, ctx, page, "/contacts/1004, as contact:", "ines-ilves", "1004", "Ines Ilves")
	press(3)
	reading(t, ctx, page, "2 of 2 tests passed.")
	press(4)
	if text := string(d.downloaded(t, ctx, "glance-rule-help-localhost.json")); strings.Contains(text, "Vera") || strings.Contains(text, "walter") || !strings.Contains(text, `"confirmed"`) {
		t.Errorf("the exported rule holds a value, or is not confirmed: %s", text)
	}
	press(1)
	must(t, page.WaitFor(ctx, fmt.Sprintf(`document.querySelector("%s textarea")?.value.includes("visitorId")`, row)))
	edits := func(from, to string) {
		t.Helper()
		must(t, page.Evaluate(ctx, fmt.Sprintf(`void (document.querySelector("%s textarea").value = document.querySelector("%s textarea").value.replace(%q, %q))`, row, row, from, to), nil))
		must(t, page.ClickOn(ctx, row+" .editor .main"))
	}
	edits(`/contacts/:id`, `/contacts/:id(\\\\d+)`)
	reading(t, ctx, page, "Saved as a draft, because what was confirmed has changed", "Draft: press Confirm")
	must(t, page.WaitFor(ctx, fmt.Sprintf(`!document.querySelector("%s textarea").value.includes("confirmed")`, row)))
	edits(`"type"`, `"typo"`)
	must(t, page.WaitFor(ctx, fmt.Sprintf(`/typo/.test(document.querySelector("%s .note.wrong")?.textContent) && document.querySelector("%s textarea").getAttribute("aria-invalid") === "true"`, row, row)))
	press(5)
	must(t, page.ClickOn(ctx, row+" .note .link"))
	must(t, page.WaitFor(ctx, fmt.Sprintf(`!document.querySelector("%s")`, row)))
	page.Close()
	must(t, d.Agent.Front(ctx))
}

// ruleFile reads a rule that was saved.
func (d *desk) ruleFile(t *testing.T, id string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.ownRules(t), id+".json"))
	must(t, err)
	return string(text)
}

// removeRule takes a rule and its site's grant away, so that the next test's site has none.
func (d *desk) removeRule(t *testing.T, ctx context.Context, id string) {
	t.Helper()
	must(t, os.Remove(filepath.Join(d.ownRules(t), id+".json")))
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://help.localhost/*"]})`, nil)
}

// ownRules is the folder of the person's own rules.
func (d *desk) ownRules(t *testing.T) string {
	t.Helper()
	for _, entry := range d.Env {
		if path, is := strings.CutPrefix(entry, "XDG_CONFIG_HOME="); is {
			return filepath.Join(path, "glance-agent-host", "sites")
		}
	}
	t.Fatal("the desk has no configuration folder")
	return ""
}
