package acceptance

import (
	"context"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
)

// sidePanel opens the browser's own side panel by its keys, and has it start
// and cancel for the customer of the tab in front: where the page has a button,
// and where a dialog of the page's leaves no place for one.
func (d *seated) sidePanel(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	panel := d.panel(t, ctx)
	reading(t, ctx, panel, "This page belongs to the rule “Sample CRM”, and the customer’s visitor ID is vera-visitor.")
	d.byPanel(t, ctx, panel, customer)
	must(t, d.Agent.Go(ctx, d.fixtures+"/modal/1001"))
	reading(t, ctx, panel, "This page belongs to the rule “Fixture CRM”")
	missing(t, ctx, d.Agent, pill)
	d.byPanel(t, ctx, panel, customer)
	shop, err := d.Browser.Open(ctx, d.Sim.ShopURL)
	must(t, err)
	reading(t, ctx, panel, "This page can’t be seen from here")
	shop.Close()
	reading(t, ctx, panel, "This page belongs to the rule “Fixture CRM”")
}

// panel opens the side panel, where it does not stand open.
func (d *seated) panel(t *testing.T, ctx context.Context) *browser.Page {
	t.Helper()
	if d.side == nil {
		d.xdotool(t, ctx, "key", "alt+shift+s")
		panel, err := d.Chromium().WaitTab(ctx, "the side panel", func(address string) bool { return strings.HasSuffix(address, "/panel.html") })
		must(t, err)
		d.side = panel
	}
	return d.side
}

// byPanel starts with a press in the panel, and takes it back there.
func (d *seated) byPanel(t *testing.T, ctx context.Context, panel *browser.Page, customer *glancesim.Visitor) {
	t.Helper()
	before := d.signals()
	for _, control := range []string{start, stop} {
		must(t, panel.WaitFor(ctx, "document.querySelector('"+control+"')?.checkVisibility()"))
		pause(ctx, steady)
		must(t, panel.ClickOn(ctx, control))
		if control == start {
			_, err := customer.Expect(ctx, glance.ShowTerms)
			must(t, err)
			must(t, customer.Terms("displayed"))
			reading(t, ctx, panel, "to accept")
		}
	}
	must(t, panel.WaitFor(ctx, "document.querySelector('"+start+"')?.checkVisibility()"))
	if now := d.signals(); now != before+1 {
		t.Errorf("%d signals", now-before)
	}
}

// sideButtons has Glance's own page beside the agent's, where its program is missing.
func (d *seated) sideButtons(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1005")
	shows(t, ctx, d.Agent, "absence", absent)
	panel, before := d.panel(t, ctx), d.Sim.Calls(glancesim.CallButtons)
	reading(t, ctx, panel, "visitor ID is tomas-tang", "You work as")
	must(t, panel.WaitFor(ctx, `document.querySelector("#glance-buttons")?.checkVisibility()`))
	pause(ctx, steady) // what is above it has come to rest
	if now := d.Sim.Calls(glancesim.CallButtons); now != before {
		t.Error("Glance’s page was asked for before the agent did")
	}
	must(t, panel.ClickOn(ctx, "#glance-buttons"))
	must(t, d.Sim.Wait(ctx, glancesim.CallButtons, before+1))
	must(t, panel.WaitFor(ctx, `document.querySelector("iframe")?.offsetHeight > 100`))
	must(t, panel.ClickOn(ctx, "#glance-buttons"))
	must(t, panel.WaitFor(ctx, `!document.querySelector("iframe")`))
}
