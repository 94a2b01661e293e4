package acceptance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance"
)

var (
	showItem = browser.MenuItem{ID: "show", Title: "Show my screen"}
	viewItem = browser.MenuItem{ID: "view", Title: "View the customer’s screen"}
)

// fromMenus shares a screen by a right-click: its items come by themselves when
// the program does, and do what the button's More does.
func (d *desk) fromMenus(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "More", says("More"))
	d.offered(t, ctx, false)
	more(t, ctx, d.Agent, "view")
	shows(t, ctx, d.Agent, "that none is installed", says("Glance’s program is not installed"))
	got := d.installProgram(t)
	d.offered(t, ctx, true)
	press(t, ctx, d.Agent, `button[data-action="dismiss"]`)
	shows(t, ctx, d.Agent, "the usual again", says("More"))
	for _, item := range []browser.MenuItem{showItem, viewItem} {
		must(t, d.Agent.ChooseMenu(ctx, "main h1", item))
		if item == showItem { // before its first use the agent is told whose it is
			shows(t, ctx, d.Agent, "which program would start", says("“Plain viewer” is registered for this"))
			press(t, ctx, d.Agent, `button[data-action="agree"]`)
		}
		must(t, browser.Until(ctx, "the program to get its address", func(context.Context) (bool, error) {
			text, err := os.ReadFile(got)
			return strings.Contains(string(text), "glance://"+item.ID+"?key="), err
		}))
		shows(t, ctx, d.Agent, "that it was started", says("the rest is told in Glance’s program"))
		press(t, ctx, d.Agent, `button[data-action="dismiss"]`)
		shows(t, ctx, d.Agent, "the usual again", says("More"))
	}
	must(t, os.Remove(filepath.Join(filepath.Dir(got), "plain.desktop")))
}

// offered waits until the right-click's items for screens are there, or gone.
func (d *desk) offered(t *testing.T, ctx context.Context, want bool) {
	t.Helper()
	for _, item := range []browser.MenuItem{showItem, viewItem} {
		d.until(t, ctx, "the item to come or go", fmt.Sprintf(`chrome.contextMenus.update(%q, {}).then(() => %v, () => %v)`, item.ID, want, !want))
	}
}

// installProgram registers a program for Glance's addresses that writes them
// down, and returns the file it writes.
func (d *desk) installProgram(t *testing.T) (got string) {
	t.Helper()
	folder := filepath.Join(d.dataHome(t), "applications")
	program, got := filepath.Join(folder, "plain"), filepath.Join(folder, "plain.got")
	entry := fmt.Sprintf("[Desktop Entry]\nType=Application\nName=Plain viewer\nExec=%q %%u\nMimeType=x-scheme-handler/glance;\n", program)
	must(t, os.MkdirAll(folder, 0o755))
	must(t, os.WriteFile(program, []byte("#!/bin/sh\nprintf '%s\\n' \"$@\" >> '"+got+"'\n"), 0o755))
	must(t, os.WriteFile(filepath.Join(folder, "plain.desktop"), []byte(entry), 0o644))
	return got
}

// instead has no program: the same place offers the session in a tab.
func (d *desk) instead(t *testing.T, ctx context.Context) {
	customer, opens := d.visitor(t, vera), len(d.Sim.ViewerOpens())
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	more(t, ctx, d.Agent, "view")
	shows(t, ctx, d.Agent, "the way in the browser", says("Cobrowse instead"))
	press(t, ctx, d.Agent, start)
	_, err := customer.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, customer.Terms("displayed"))
	must(t, customer.Terms("accepted"))
	must(t, customer.StartSession())
	d.sessionTo(t, ctx, customer, opens)
}
