package acceptance

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

var cobrowse = browser.MenuItem{ID: "cobrowse", Title: "Cobrowse with this contact"}

// TestRightClick is Chromium's. In Firefox the story chooses from the real menu:
// on a busy machine the remote control waits behind an open one for half a minute.
func TestRightClick(t *testing.T) { openDesk(t, nil).rightClicks() }

func (d *desk) rightClicks() {
	d.try("signals, and never cancels", d.menuStarts)
	d.try("a stopped worker hears it", d.menuWakes)
	d.try("opens the key field’s way in", d.menuKeyField)
	d.try("says why a page refuses", d.menuRefused)
	if d.family == manifests.Chromium { // which is told of a choice where Firefox opens its menu
		d.try("a menu of another page", d.menuOfAnother)
	}
	d.try("a page that shows nobody takes a key", d.menuNobody)
	d.try("what is listed on a record’s page is others’", d.menuListed)
	d.try("there while a site is granted, and no longer", d.menuGranted)
}

func (d *desk) fromMenu(t *testing.T, ctx context.Context) {
	t.Helper()
	must(t, d.Agent.ChooseMenu(ctx, "main h1", cobrowse))
}

func (d *desk) menuStarts(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	before := d.signals()
	d.fromMenu(t, ctx)
	must(t, d.Sim.Wait(ctx, "signalvisitor", before+1))
	must(t, customer.Terms("displayed"))
	shows(t, ctx, d.Agent, "the wait", says("to accept"))
	d.fromMenu(t, ctx) // the button's own action is Cancel now
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that she declined, so it was not cancelled", says("declined"))
	d.fromMenu(t, ctx)
	must(t, d.Sim.Wait(ctx, "signalvisitor", before+2))
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that she declined again", says("declined"))
}

// menuWakes chooses the item while no worker runs: it is heard all the same.
func (d *desk) menuWakes(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, walter)
	d.contact(t, ctx, "1002")
	shows(t, ctx, d.Agent, "presence", present)
	must(t, d.Browser.StopWorker(ctx))
	shows(t, ctx, d.Agent, "presence", present)
	before := d.signals()
	must(t, browser.Until(ctx, "a signal", func(ctx context.Context) (bool, error) {
		short, cancel := context.WithTimeout(ctx, 4*time.Second) // the popup, where the page is not back yet, takes a right-click to close
		defer cancel()
		if err := d.Agent.ChooseMenu(short, "main h1", cobrowse); err != nil {
			return false, err
		}
		return d.Sim.Wait(short, "signalvisitor", before+1) == nil, nil // what is chosen again and again is not heard any sooner
	}))
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that he declined", says("declined"))
}

func (d *desk) menuKeyField(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1003")
	shows(t, ctx, d.Agent, "a key field", func(l story.Look) bool { return l.KeyField })
	d.fromMenu(t, ctx)
	must(t, browser.Until(ctx, "the key field to have the focus", func(ctx context.Context) (focused bool, err error) {
		err = d.Agent.CallClosed(ctx, "input", `function() { return this.getRootNode().activeElement === this }`, &focused)
		return focused, err
	}))
	must(t, d.Agent.Press(ctx, kb.Escape))
}

func (d *desk) menuRefused(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "absence", absent)
	script(t, ctx, d.Agent, `document.querySelector('[data-field="visitor-id"] .value').textContent = "not an id!"`)
	shows(t, ctx, d.Agent, "that it refuses", says("Why"))
	before := d.signals()
	d.fromMenu(t, ctx)
	shows(t, ctx, d.Agent, "its reason", func(l story.Look) bool { return l.Below != "" })
	if d.signals() != before {
		t.Error("signalled")
	}
}

// menuOfAnother chooses the item of a menu that was opened on another contact.
func (d *desk) menuOfAnother(t *testing.T, ctx context.Context) {
	d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	before := d.signals()
	d.worker(t, ctx, `chrome.tabs.query({url: "https://crm.localhost/*"}).then(([tab]) =>
		chrome.contextMenus.onClicked.dispatch({menuItemId: "cobrowse", pageUrl: tab.url.replace("1001", "1002"), frameId: 0}, tab))`, nil)
	shows(t, ctx, d.Agent, "that the page is another’s", says("The page shows another customer now"))
	if d.signals() != before {
		t.Error("signalled")
	}
}

// menuListed chooses what a contact's page lists of others, in rows that its rule
// does not name; what holds a field of hers is her own, whatever it is made of.
func (d *desk) menuListed(t *testing.T, ctx context.Context) {
	customer, before := d.visitor(t, vera), d.signals()
	for _, listed := range []string{
		`make("table", {}, make("tr", {}, chosen("td")))`,
		`make("ul", {}, make("li", {}, chosen("b")))`,
		`make("div", {role: "row"}, chosen("a", {href: "mailto:w@example.com"}))`,
		`make("div", {role: "dialog"}, chosen("p"))`,
		`make("div", {style: "position: fixed; inset: 60px"}, chosen("p"))`,
		`chosen("p", {style: "cursor: pointer"})`,
		`make("div", {style: "cursor: pointer"}, chosen("a", {href: "mailto:w@example.com"}))`,
		`chosen("a", {href: "JavaScript:void(0)"})`,
		`chosen("a", {href: ""})`,
		`chosen("a", {href: "/contacts/1002"})`,
		`chosen("a", {href: "http://" + location.hostname + "/contacts/1002"})`,
		`make("p", {}, chosen("a", {href: "mailto:w@example.com"}), make("a", {href: "mailto:v@example.com"}, "Vera"))`,
		`inSlot()`,
	} {
		d.contact(t, ctx, "1001")
		shows(t, ctx, d.Agent, "presence", present)
		script(t, ctx, d.Agent, `const make = (tag, more, ...parts) => { const made = Object.assign(document.createElement(tag), more); made.append(...parts); return made },
			chosen = (tag, more) => make(tag, {className: "chosen", ...more}, "Walter");
			const inSlot = () => { // a grid draws its cells in slots of its own rows
				const grid = make("x-grid", {}, chosen("x-cell")), row = make("div", {role: "row"}, make("slot"));
				grid.attachShadow({mode: "open"}).append(row);
				return grid;
			};
			document.querySelector("main").append(`+listed+`)`)
		d.chooses(t, ctx, ".chosen", "that it may be another’s: "+listed, says("may be another contact’s"))
	}
	script(t, ctx, d.Agent, `document.querySelector(".chosen").remove();
		const heading = document.querySelector("main h1"), row = document.createElement("div");
		row.role = "row"; heading.replaceWith(row); row.append(heading)`)
	d.fromMenu(t, ctx)
	must(t, d.Sim.Wait(ctx, "signalvisitor", before+1))
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that she declined", says("declined"))
}

// menuNobody has the reason and an open key field where the page shows no
// record; what is typed there is waited for, and nobody is looked for.
func (d *desk) menuNobody(t *testing.T, ctx context.Context) {
	must(t, d.Agent.Go(ctx, d.CRM+"/contacts"))
	missing(t, ctx, d.Agent, pill)
	before := d.signals()
	d.chooses(t, ctx, "main", "the key field, and why", func(l story.Look) bool { return l.KeyField && says("which customer is meant")(l) })
	d.pictured(t, ctx, d.Agent, "menu-nobody")
	must(t, d.Agent.ClickClosed(ctx, keyField, steady))
	must(t, d.Agent.Type(ctx, "4821"))
	press(t, ctx, d.Agent, joinKey)
	shows(t, ctx, d.Agent, "the wait for that key", says("Waiting for a session with key 4821"))
	press(t, ctx, d.Agent, stop)
	shows(t, ctx, d.Agent, "the reason again", says("No customer here"))
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "Vera’s own button", says("Cobrowse"))
	d.single(t, ctx)
	if now := d.signals(); now != before {
		t.Errorf("%d customers were signalled", now-before)
	}
}

func (d *desk) menuGranted(t *testing.T, ctx context.Context) {
	const there = `chrome.contextMenus.update("cobrowse", {}).then(() => true, () => false)`
	is := func(want bool) {
		must(t, browser.Until(ctx, "the item to come or go", func(ctx context.Context) (bool, error) {
			var now bool
			d.worker(t, ctx, there, &now)
			return now == want, nil
		}))
	}
	is(true)
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://crm.localhost/*"]})`, nil)
	is(false)
	must(t, d.Browser.Grant(ctx, "https://crm.localhost/*"))
	is(true)
}
