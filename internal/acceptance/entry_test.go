package acceptance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// entryRule names the records of an app, and not the page where it is entered.
const entryRule = `{"id": "entry", "name": "Entry CRM", "matches": ["https://entry.localhost/push/*"], "objects": [{
	"type": "contact", "path": "/push/:id", "visitorId": [{"label": "Website visitor ID"}], "recordId": [{"path": "id"}],
	"title": [{"selector": "h1"}], "anchor": {"selector": "h1"}}]}`

// TestParts is about which of a site's pages and frames are a customer's.
func TestParts(t *testing.T) { inEach(t, story.Options{}, (*desk).parts) }

func (d *desk) parts() {
	ctx := d.group.Context()
	crm, _ := d.openFixtures(d.group, ctx)
	entry := d.openEntry(d.group, ctx)
	d.visitor(d.group, vera)
	d.try("a record whose app was entered elsewhere", func(t *testing.T, ctx context.Context) { d.enteredElsewhere(t, ctx, entry) })
	d.try("the menu where no rule names the page", func(t *testing.T, ctx context.Context) { d.menuElsewhere(t, ctx, entry) })
	d.try("a frame that is a part of a record", func(t *testing.T, ctx context.Context) { d.partOfRecord(t, ctx, crm) })
	d.try("a list has no button", func(t *testing.T, ctx context.Context) { d.listAlone(t, ctx, crm) })
	if d.family != manifests.Chromium { // of which the others are: its driver can choose while no worker runs
		return
	}
	d.try("the menu, where the app was entered elsewhere", func(t *testing.T, ctx context.Context) { d.menuEnters(t, ctx, entry) })
	d.try("the options page says what a rule of paths means", d.pathsTold)
	d.try("a row, after the worker has ended", func(t *testing.T, ctx context.Context) { d.rowWakes(t, ctx, crm) })
	d.try("the shortcut for a record in a frame", func(t *testing.T, ctx context.Context) { d.shortcutInFrame(t, ctx, crm) })
}

// openEntry has a desk take the rule of an app, grants its host, and serves it.
func (d *desk) openEntry(t *testing.T, ctx context.Context) (address string) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(d.sites(t), "entry.json"), []byte(entryRule), 0o644))
	d.knows(t, ctx, "entry")
	must(t, d.Browser.Grant(ctx, "https://entry.localhost/*"))
	d.onSites(t, ctx, "https://entry.localhost/push/*")
	return d.serveFixtures(t, "entry", "")
}

// enteredElsewhere has nothing in the page where the app is entered, whoever
// looks at it, and the button in the record's once the popup was opened there.
func (d *desk) enteredElsewhere(t *testing.T, ctx context.Context, entry string) {
	must(t, d.Agent.Go(ctx, entry+"/home"))
	popup := d.popup(t, ctx, d.Agent)
	reading(t, ctx, popup, "No site rule names this page")
	popup.Close()
	d.nothingIn(t, ctx, d.Agent)
	script(t, ctx, d.Agent, `enter(1001)`)
	popup = d.popup(t, ctx, d.Agent)
	reading(t, ctx, popup, "This page belongs to the rule “Entry CRM”, and the customer’s visitor ID is vera-visitor.")
	popup.Close()
	shows(t, ctx, d.Agent, "Vera", present)
	script(t, ctx, d.Agent, `enter(1002)`)
	shows(t, ctx, d.Agent, "Walter", absent)
	d.single(t, ctx)
}

// menuElsewhere has the popup say why nothing follows, where the item is on a page of the site that has no script.
func (d *desk) menuElsewhere(t *testing.T, ctx context.Context, entry string) {
	must(t, d.Agent.Go(ctx, entry+"/home"))
	if page, ok := d.Agent.(*firefox.Page); ok {
		must(t, page.ChoseMenu(ctx, cobrowse))
	} else {
		must(t, d.Agent.ChooseMenu(ctx, "body", cobrowse))
	}
	popup := d.opened(t, ctx)
	reading(t, ctx, popup, "No site rule names this page")
	popup.Close()
}

// menuEnters has the button where the menu was opened before there was one.
func (d *desk) menuEnters(t *testing.T, ctx context.Context, entry string) {
	must(t, d.Agent.Go(ctx, entry+"/home"))
	script(t, ctx, d.Agent, `enter(1001)`)
	must(t, d.Agent.Front(ctx))
	before := d.signals()
	must(t, d.Agent.ChooseMenu(ctx, "h1", cobrowse))
	popup := d.opened(t, ctx)
	reading(t, ctx, popup, "the customer’s visitor ID is vera-visitor.")
	popup.Close()
	shows(t, ctx, d.Agent, "Vera", present)
	if now := d.signals(); now != before {
		t.Errorf("%d customers were signalled by a click that no script saw", now-before)
	}
}

// pathsTold has it said of the rule that names its pages by a path, and of no other.
func (d *desk) pathsTold(t *testing.T, ctx context.Context) {
	options, err := d.Browser.Open(ctx, d.optionsPage())
	must(t, err)
	defer options.Close()
	const says = `[...document.querySelectorAll("#rule-%s p")].some((p) => !p.hidden && p.textContent.includes("without loading"))`
	must(t, options.WaitFor(ctx, fmt.Sprintf(says, "entry")+` && document.querySelector("#rule-entry").textContent.includes("/push/*")`))
	must(t, options.WaitFor(ctx, `document.querySelector("#rule-fixtures") && !`+fmt.Sprintf(says, "fixtures")))
}

func (d *desk) optionsPage() string {
	return "chrome-extension://" + d.Browser.Extension() + "/options.html"
}

// partOfRecord has one button for a record and the frame of its fields, which
// is a record's page by itself; the popup asks for none of the domain's other hosts.
func (d *desk) partOfRecord(t *testing.T, ctx context.Context, crm string) {
	must(t, d.Agent.Go(ctx, crm+"/parts/1001"))
	shows(t, ctx, d.Agent, "Vera", present)
	popup := d.popup(t, ctx, d.Agent)
	reading(t, ctx, popup, "This page belongs to the rule “Fixture CRM”, and the customer’s visitor ID is vera-visitor.")
	must(t, popup.WaitFor(ctx, `!document.querySelector("#frames") && !document.querySelector("[aria-pressed]")`))
	popup.Close()
	script(t, ctx, d.Agent, `go(1002)`)
	shows(t, ctx, d.Agent, "Walter", absent)
}

// listAlone has no button beside a list, and no reason why not.
func (d *desk) listAlone(t *testing.T, ctx context.Context, crm string) {
	must(t, d.Agent.Go(ctx, crm+"/list"))
	popup := d.popup(t, ctx, d.Agent)
	reading(t, ctx, popup, "open a customer’s record, and it stands beside the name")
	popup.Close()
	pause(ctx, 2*follows) // what is missing is said when the page had a second to draw it
	missing(t, ctx, d.Agent, ".glance")
}

// rowWakes chooses for a row when the worker that knew of the page has ended.
func (d *desk) rowWakes(t *testing.T, ctx context.Context, crm string) {
	customer := d.visitor(t, vera)
	must(t, d.Agent.Go(ctx, crm+"/list"))
	must(t, d.Browser.StopWorker(ctx))
	other, err := d.Browser.Open(ctx, d.optionsPage()) // what has another begin is none of the page's
	must(t, err)
	other.Close()
	must(t, d.Agent.Front(ctx))
	before := d.signals()
	must(t, d.Agent.ChooseMenu(ctx, ".row .visitor", cobrowse))
	_, err = customer.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that she declined", says("declined"))
	if now := d.signals(); now != before+1 {
		t.Errorf("%d customers were signalled", now-before)
	}
}

// shortcutPressed is the shortcut as the worker hears it.
const shortcutPressed = `chrome.tabs.query({url: "https://fixtures.localhost/*"}).then(([tab]) => chrome.commands.onCommand.dispatch("cobrowse", tab))`

// pressesShortcut presses it until somebody is signalled: of a customer who has
// only just come into view nobody is.
func (d *desk) pressesShortcut(t *testing.T, ctx context.Context) {
	t.Helper()
	before := d.signals()
	must(t, browser.Until(ctx, "a signal", func(ctx context.Context) (bool, error) {
		d.worker(t, ctx, shortcutPressed, nil)
		short, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		return d.Sim.Wait(short, "signalvisitor", before+1) == nil, nil
	}))
}

// shortcutInFrame presses the keys for the only record, which is in a frame, and
// for that of two which has the focus.
func (d *desk) shortcutInFrame(t *testing.T, ctx context.Context, crm string) {
	customer, walter := d.visitor(t, "nora-north"), d.visitor(t, walter)
	must(t, d.Agent.Go(ctx, crm+"/console"))
	script(t, ctx, d.Agent, `go(1003)`)
	d.watchedBy(t, ctx, "nora-north", 1)
	d.pressesShortcut(t, ctx)
	_, err := customer.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, customer.Terms("declined"))
	must(t, d.Agent.Go(ctx, crm+"/beside/1001"))
	d.watchedBy(t, ctx, "walter-webb", 1)
	d.watched(t, ctx, 1)
	before := d.signals()
	must(t, d.Agent.Front(ctx))
	script(t, ctx, d.Agent, `document.querySelector("iframe").focus()`)
	d.pressesShortcut(t, ctx)
	_, err = walter.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, walter.Terms("declined"))
	if now := d.signals(); now != before+1 {
		t.Errorf("%d customers were signalled", now-before)
	}
}
