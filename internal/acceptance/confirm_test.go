package acceptance

import (
	"context"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/internal/story"
)

// TestConfirmInBrowser has an organisation ask for the browser's own window: what a
// page's button starts is refused with where to go on, and done from there.
func TestConfirmInBrowser(t *testing.T) {
	inChromiumFirst(t, story.Options{}, (*desk).confirmInBrowser)
}

func (d *desk) confirmInBrowser() {
	must(d.group, d.Change(d.group.Context(), map[string]any{"confirmInBrowser": true}))
	d.try("click in the page, then in the popup", func(t *testing.T, ctx context.Context) {
		customer := d.visitor(t, vera)
		d.contact(t, ctx, "1001")
		shows(t, ctx, d.Agent, "presence", present)
		before := d.signals()
		press(t, ctx, d.Agent, start)
		shows(t, ctx, d.Agent, "where it counts", says("browser’s own window"))
		if now := d.signals(); now != before {
			t.Fatalf("a click in the page signalled the customer %d times", now-before)
		}
		popup := d.opened(t, ctx)
		must(t, popup.WaitFor(ctx, `document.querySelector('button[data-action="start"]')?.checkVisibility()`))
		pause(ctx, steady)
		must(t, popup.ClickOn(ctx, `button[data-action="start"]`))
		must(t, d.Sim.Wait(ctx, "signalvisitor", before+1))
		must(t, customer.Terms("declined"))
		shows(t, ctx, d.Agent, "that she declined", says("declined"))
	})
}

// opened is the popup that the extension opened by itself.
func (d *desk) opened(t *testing.T, ctx context.Context) (opened popup) {
	t.Helper()
	var err error
	if page, ok := d.Agent.(*firefox.Page); ok {
		opened, err = page.WaitPopup(ctx)
	} else {
		opened, err = d.Chromium().WaitPopup(ctx)
	}
	must(t, err)
	t.Cleanup(opened.Close)
	return opened
}
