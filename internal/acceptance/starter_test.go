package acceptance

import (
	"context"
	"fmt"
	"path"
	"strings"
	"testing"
)

const zendesk = "acme.zendesk.com"

// helpDesk draws tickets and users with the labels that the starter rule looks for.
var helpDesk = page(func(id string) string {
	number, name := path.Base(id), "Requester"
	if strings.Contains(id, "users/") {
		name = "Email"
	}
	return fmt.Sprintf(`<main><h2>Cannot sign in</h2><form><p><label for="r">%s</label> <input id="r" readonly value="Customer %s"></p>
		<p><label for="v">Glance visitor ID</label> <input id="v" readonly value="web-%s"></p></form></main>`, name, number, number)
})

// confirmsStarter goes from a rule that comes with the product to its button:
// on two records of the organisation's own site, for that site alone, and for
// one kind of record after the other.
func (d *desk) confirmsStarter(t *testing.T, ctx context.Context) {
	address, before := d.serveAt(t, zendesk, helpDesk), d.calls()
	d.visitor(t, "web-103")
	d.visitor(t, "web-203")
	must(t, d.Agent.Go(ctx, address+"/agent/tickets/101"))
	d.beginsStarter(t, ctx, "Zendesk Support: not yet confirmed on this site, so there is no button.", zendesk)
	d.picker(t, ctx, "Are these the values")
	d.picker(t, ctx, "web-101")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "1 of 1 record agrees")
	d.disabled(t, ctx, "save")
	missing(t, ctx, d.Agent, pill)
	if now := d.calls(); now != before {
		t.Errorf("before it was confirmed, Glance was asked %d times", now-before)
	}
	d.confirmsOn(t, ctx, address+"/agent/tickets/102")
	must(t, d.Agent.Go(ctx, address+"/agent/tickets/103"))
	shows(t, ctx, d.Agent, "a customer who is there, by a starter rule that was confirmed", present)
	text := d.ruleFile(t, "zendesk-confirmed")
	if !strings.Contains(text, `"https://`+zendesk+`/*"`) || strings.Contains(text, "*.zendesk.com") || !strings.Contains(text, `"agreed": 2`) {
		t.Errorf("the rule that was saved: %s", text)
	}
	d.confirmsUsers(t, ctx, address)
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://`+zendesk+`/*"]})`, nil)
}

// confirmsUsers confirms a second kind of record of the starter rule, and finds
// the first as it was.
func (d *desk) confirmsUsers(t *testing.T, ctx context.Context, address string) {
	must(t, d.Agent.Go(ctx, address+"/agent/users/201"))
	d.beginsStarter(t, ctx, "this kind of record is not yet confirmed on this site", "")
	d.picker(t, ctx, "web-201")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "1 of 1 record agrees")
	d.confirmsOn(t, ctx, address+"/agent/users/202")
	must(t, d.Agent.Go(ctx, address+"/agent/users/203"))
	shows(t, ctx, d.Agent, "a user who is there", present)
	must(t, d.Agent.Go(ctx, address+"/agent/tickets/103"))
	shows(t, ctx, d.Agent, "a ticket's customer, as before", present)
	if text := d.ruleFile(t, "zendesk-confirmed"); !strings.Contains(text, `"agreed": 4`) {
		t.Errorf("the rule that was saved: %s", text)
	}
}

// beginsStarter presses what the popup offers on a page that a starter rule
// names, and grants its site; empty where it has been.
func (d *desk) beginsStarter(t *testing.T, ctx context.Context, says, site string) {
	t.Helper()
	opened := d.popup(t, ctx, d.Agent)
	reading(t, ctx, opened, says)
	d.pictured(t, ctx, opened, "popup-starter")
	missing(t, ctx, d.Agent, pill)
	d.takes(t, ctx, opened, "confirm", site)
}
