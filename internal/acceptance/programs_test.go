package acceptance

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
)

// TestPrograms: what stands in the browser where Glance's program is missing, and
// where only the browser can start it.
func TestPrograms(t *testing.T) { inEach(t, story.Options{}, (*desk).programs) }

func (d *desk) programs() {
	d.sparse(1, 3)
	d.try("missing: the page that it comes from opens from the button", d.downloads)
	d.try("missing: the session in a tab instead", d.instead)
	d.try("by a right-click, as soon as one is there", d.fromMenus)
	d.try("what the host cannot start, the browser is asked for once", d.handsOver)
}

// more presses what stands behind More.
func more(t *testing.T, ctx context.Context, page story.Page, action string) {
	t.Helper()
	choice := `button[data-action="` + action + `"]`
	must(t, browser.Until(ctx, "the choice of "+action, func(ctx context.Context) (bool, error) {
		if page.CallClosed(ctx, choice, "function() { return 1 }", nil) == nil {
			return true, nil
		}
		short, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		return false, page.ClickClosed(short, `button[data-action="more"]`, steady)
	}))
	press(t, ctx, page, choice)
}

func (d *desk) downloads(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "More", says("More"))
	more(t, ctx, d.Agent, "view")
	shows(t, ctx, d.Agent, "that none is installed", says("Glance’s program is not installed"))
	press(t, ctx, d.Agent, `button[data-action="download"]`)
	page, err := d.Browser.WaitTab(ctx, "the download page", func(address string) bool { return address == d.Sim.WebServer+"/agent/start" })
	must(t, err)
	page.Close()
	press(t, ctx, d.Agent, `button[data-action="dismiss"]`)
	shows(t, ctx, d.Agent, "absence", absent)
}

// handsOver registers a program that wants a terminal, which the host has none of.
func (d *desk) handsOver(t *testing.T, ctx context.Context) {
	const entry = "[Desktop Entry]\nType=Application\nName=Terminal viewer\nTerminal=true\nExec=/bin/true %u\nMimeType=x-scheme-handler/glance;\n"
	folder := filepath.Join(d.dataHome(t), "applications")
	must(t, os.MkdirAll(folder, 0o755))
	must(t, os.WriteFile(filepath.Join(folder, "viewer.desktop"), []byte(entry), 0o644))
	defer os.Remove(filepath.Join(folder, "viewer.desktop"))
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "More", says("More"))
	more(t, ctx, d.Agent, "show")
	for shows(t, ctx, d.Agent, "which program would start, or that it was not there a moment ago", func(l story.Look) bool {
		return says("Terminal viewer")(l) || says("Glance’s program is ready")(l)
	}).Words == "Glance’s program is ready" {
		press(t, ctx, d.Agent, `button[data-action="show"]`)
	}
	press(t, ctx, d.Agent, `button[data-action="agree"]`)
	must(t, browser.Until(ctx, "the order to be recorded", func(context.Context) (bool, error) {
		text, err := os.ReadFile(d.Log)
		return strings.Contains(string(text), `"step":"launched"`), err
	}))
	must(t, d.Agent.Front(ctx))
	shows(t, ctx, d.Agent, "that it was started", says("Showing my screen"))
	d.logged(t, ctx, "launch_begun launched")
}

// dataHome is where the desk's account registers programs.
func (d *desk) dataHome(t *testing.T) string {
	t.Helper()
	for _, variable := range d.Env {
		if folder, ok := strings.CutPrefix(variable, "XDG_DATA_HOME="); ok {
			return folder
		}
	}
	t.Fatal("the desk has no XDG_DATA_HOME")
	return ""
}
