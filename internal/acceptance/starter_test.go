package acceptance

import (
	"context"
	"fmt"
	"path"
	"strings"
	"testing"
)

const zendesk = "acme.zendesk.com"

// tickets are drawn with the labels that the starter rule looks for.
var tickets = page(func(id string) string {
	number := path.Base(id)
	return fmt.Sprintf(`<main><h2>Cannot sign in</h2><form><p><label for="r">Requester</label> <input id="r" readonly value="Customer %s"></p>
		<p><label for="v">Glance visitor ID</label> <input id="v" readonly value="web-%s"></p></form></main>`, number, number)
})

// confirmsStarter goes from a rule that comes with the product to its button:
// on two records of the organisation's own site, and for that site alone.
func (d *desk) confirmsStarter(t *testing.T, ctx context.Context) {
	address, before := d.serveAt(t, zendesk, tickets), d.calls()
	d.visitor(t, "web-103")
	must(t, d.Agent.Go(ctx, address+"/agent/tickets/101"))
	d.beginsStarter(t, ctx)
	d.picker(t, ctx, "Are these the values")
	d.picker(t, ctx, "web-101")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "1 of 1 record agrees")
	d.disabled(t, ctx, "save")
	missing(t, ctx, d.Agent, pill)
	if now := d.calls(); now != before {
		t.Errorf("before it was confirmed, Glance was asked %d times", now-before)
	}
	must(t, d.Agent.Go(ctx, address+"/agent/tickets/102"))
	d.picker(t, ctx, "The values followed")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "2 of 2 records agree")
	d.does(t, ctx, "save")
	d.picker(t, ctx, "Saved")
	d.does(t, ctx, "done")
	must(t, d.Agent.Go(ctx, address+"/agent/tickets/103"))
	shows(t, ctx, d.Agent, "a customer who is there, by a starter rule that was confirmed", present)
	text := d.ruleFile(t, "zendesk-confirmed")
	if !strings.Contains(text, `"https://`+zendesk+`/*"`) || strings.Contains(text, "*.zendesk.com") || !strings.Contains(text, `"agreed": 2`) {
		t.Errorf("the rule that was saved: %s", text)
	}
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://`+zendesk+`/*"]})`, nil)
}

// beginsStarter presses what the popup offers on a page that a starter rule
// names, and grants its site.
func (d *desk) beginsStarter(t *testing.T, ctx context.Context) {
	t.Helper()
	opened := d.popup(t, ctx, d.Agent)
	reading(t, ctx, opened, "Zendesk Support: not yet confirmed on this site, so there is no button.")
	missing(t, ctx, d.Agent, pill)
	d.takes(t, ctx, opened, "confirm", zendesk)
}
