package acceptance

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/internal/story/crm"
	"github.com/glance-networks/agent-host/manifests"
)

// pickerPictures takes each step in each of the looks, and in a narrow window, where they are wanted.
func (d *desk) pickerPictures(t *testing.T, ctx context.Context) {
	dir := os.Getenv("ACCEPTANCE_PICTURES")
	if dir == "" || d.family != manifests.Chromium {
		t.Skip("ACCEPTANCE_PICTURES names no folder, or this browser shows no other look")
	}
	const host = "help.localhost"
	address := d.serveAt(t, host, crm.Handler(crm.Plain))
	must(t, d.Agent.Go(ctx, address+"/contacts/1001"))
	opened := d.popup(t, ctx, d.Agent)
	reading(t, ctx, opened, "No site rule names this page")
	shoot(t, ctx, tab(opened.(story.Page)), filepath.Join(dir, "popup-add"))
	opened.Close()
	d.begin(t, ctx, host, "add")
	look := func(name string) { shoot(t, ctx, tab(d.Agent), filepath.Join(dir, "picker-"+name)) }
	d.picker(t, ctx, "Point at the customer’s name")
	d.pointsByMouse(t, ctx, "main h1", "Vera Visitor")
	d.picker(t, ctx, "Point at the visitor ID")
	for range 14 {
		must(t, d.Agent.Press(ctx, kb.Tab))
	}
	look("point")
	d.pointsByKeyboard(t, ctx, "Website visitor ID: vera-visitor")
	for _, step := range []string{"this record’s own number", "What kind of record", "Where shall the button stand"} {
		d.picker(t, ctx, step)
		look(strings.ReplaceAll(step, " ", "-"))
		d.does(t, ctx, "next")
	}
	d.picker(t, ctx, "Are these the values")
	d.does(t, ctx, "agree")
	must(t, d.Agent.Go(ctx, address+"/contacts/1002"))
	d.picker(t, ctx, "The values followed")
	look("follow")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "2 of 2 records agree")
	look("agreed")
	must(t, d.Agent.Place(ctx, browser.Box{Width: 500, Height: 700}))
	look("narrow")
	must(t, d.Agent.Evaluate(ctx, `document.documentElement.style.zoom = "2"`, nil))
	look("page-zoomed")
	d.does(t, ctx, "leave")
	must(t, d.Agent.Place(ctx, browser.Box{Width: 1200, Height: 800}))
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://help.localhost/*"]})`, nil)
}

// shot keeps a picture of the agent's tab, where pictures are wanted.
func (d *desk) shot(t *testing.T, name string) {
	dir := os.Getenv("ACCEPTANCE_PICTURES")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	shot, err := d.Agent.Screenshot(ctx)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), shot, 0o644)
	}
	t.Log("a picture: ", err)
}

// pictured keeps pictures of a popup, where pictures are wanted.
func (d *desk) pictured(t *testing.T, ctx context.Context, opened popup, name string) {
	t.Helper()
	if dir := os.Getenv("ACCEPTANCE_PICTURES"); dir != "" && d.family == manifests.Chromium {
		shoot(t, ctx, tab(opened.(story.Page)), filepath.Join(dir, name))
	}
}
