package acceptance

import (
	"context"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/internal/glance"
)

// firefoxKeys uses both shortcuts in Firefox: one opens the sidebar, which shows
// the customer, cancels and starts; the other starts.
func (d *desk) firefoxKeys(t *testing.T, ctx context.Context) {
	page := d.Agent.(*firefox.Page)
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, page, "presence", present)
	must(t, page.Shortcut(ctx, "s"))
	side, err := page.WaitSidebar(ctx)
	must(t, err)
	t.Cleanup(side.Close)
	reading(t, ctx, side, "This page belongs to the rule “Sample CRM”, and the customer’s visitor ID is vera-visitor.")
	d.steady(t, ctx)
	must(t, page.Shortcut(ctx, "g"))
	_, err = customer.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, customer.Terms("displayed"))
	reading(t, ctx, side, "to accept")
	pause(ctx, steady)
	must(t, side.ClickOn(ctx, stop))
	shows(t, ctx, page, "presence again", present)
	before := d.signals()
	must(t, side.WaitFor(ctx, "document.querySelector('"+start+"')?.checkVisibility()"))
	pause(ctx, steady)
	must(t, side.ClickOn(ctx, start))
	must(t, d.Sim.Wait(ctx, "signalvisitor", before+1))
	must(t, customer.Terms("declined"))
	reading(t, ctx, side, "declined")
}
