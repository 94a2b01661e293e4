package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

func TestPopupAndKeyboard(t *testing.T) { inEach(t, story.Options{}, (*desk).popupAndKeyboard) }

func (d *desk) popupAndKeyboard() {
	d.try("by keyboard alone", d.byKeyboard)
	d.try("popup on a customer's page", d.popupOnRecord)
	d.try("popup where no rule is", d.popupWithoutRule)
	d.try("no host", func(t *testing.T, ctx context.Context) {
		d.withoutHost(t, ctx, d.manifest(nil), "Glance Agent Host is missing", "install it")
	})
	d.try("popup on a site that is off, and turned on", d.popupTurnsOn)
	if d.family == manifests.Chromium {
		d.inChromium()
	} else {
		d.try("the shortcuts and the sidebar", d.firefoxKeys)
	}
}

// inChromium are tests that only Chromium's driver can do, and of errors that
// Firefox does not tell apart.
func (d *desk) inChromium() {
	d.try("what a screen reader meets", d.reads)
	d.try("popup over what came away from the record", d.popupLooksAgain)
	d.try("pictures", d.pictures)
	d.try("host of another extension", func(t *testing.T, ctx context.Context) {
		d.withoutHost(t, ctx, d.manifest(map[string]any{"allowed_origins": []string{"chrome-extension://" + strings.Repeat("a", 32) + "/"}}), "needs repair", "run its installer")
	})
	d.try("host that ends at once", func(t *testing.T, ctx context.Context) {
		d.withoutHost(t, ctx, d.manifest(map[string]any{"path": "/bin/false"}), "Glance Agent Host stopped", "reconnecting")
	})
	d.try("host that speaks nonsense", func(t *testing.T, ctx context.Context) {
		d.withoutHost(t, ctx, d.manifest(map[string]any{"path": "/bin/ls"}), "Glance Agent Host stopped", "reconnecting")
	})
}

func (d *desk) reads(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "absence", absent)
	nodes, err := tab(d.Agent).AX(ctx)
	must(t, err)
	var all []string
	for _, node := range nodes {
		all = append(all, node.Role+": "+node.Name)
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{"group: Glance cobrowse", "button: Cobrowse", "button: Have key", "status: "} {
		if !strings.Contains(text, want) {
			t.Errorf("a screen reader does not meet %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// byKeyboard goes to the button with Tab, presses Enter, and later Escape.
func (d *desk) byKeyboard(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	before := d.signals()
	must(t, d.Agent.Front(ctx))
	d.steady(t, ctx)
	d.tabTo(t, ctx, start)
	must(t, d.Agent.Press(ctx, kb.Enter))
	must(t, d.Sim.Wait(ctx, "signalvisitor", before+1))
	must(t, customer.Terms("displayed"))
	shows(t, ctx, d.Agent, "the wait", says("to accept"))
	d.steadyOf(t, ctx, stop)
	d.tabTo(t, ctx, stop)
	must(t, d.Agent.Press(ctx, " "))
	shows(t, ctx, d.Agent, "presence again", present)
}

// tabTo presses Tab until a control has the focus.
func (d *desk) tabTo(t *testing.T, ctx context.Context, control string) {
	t.Helper()
	for range 30 {
		var focused bool
		must(t, d.Agent.CallClosed(ctx, control, `function() { return this.matches(":focus") }`, &focused))
		if focused {
			return
		}
		must(t, d.Agent.Press(ctx, kb.Tab))
	}
	t.Fatalf("Tab does not come to %s", control)
}

// popup is the popup of either browser.
type popup interface {
	WaitFor(ctx context.Context, expression string) error
	Text(ctx context.Context) (string, error)
	ClickOn(ctx context.Context, selector string) error
	Close()
}

// popup presses the extension's button in the browser's toolbar.
func (d *desk) popup(t *testing.T, ctx context.Context, over story.Page) (opened popup) {
	t.Helper()
	var err error
	switch over := over.(type) {
	case *browser.Page:
		opened, err = d.Chromium().Popup(ctx, over)
	case *firefox.Page:
		opened, err = over.Popup(ctx)
	}
	must(t, err)
	t.Cleanup(opened.Close)
	return opened
}

func reading(t *testing.T, ctx context.Context, page popup, sentences ...string) {
	t.Helper()
	for _, sentence := range sentences {
		if err := page.WaitFor(ctx, fmt.Sprintf("document.body.innerText.includes(%q)", sentence)); err != nil {
			text, _ := page.Text(context.WithoutCancel(ctx))
			t.Fatalf("%v; it says %q", err, text)
		}
	}
}

func (d *desk) popupOnRecord(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	popup := d.popup(t, ctx, d.Agent)
	reading(t, ctx, popup, "This page belongs to the rule “Sample CRM”, and the customer’s visitor ID is vera-visitor.", "Cobrowse")
	before := d.signals()
	pause(ctx, steady)
	must(t, popup.ClickOn(ctx, `button[data-action="start"]`))
	must(t, d.Sim.Wait(ctx, "signalvisitor", before+1))
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that she declined", says("declined"))
}

// secondDrawer shows Vera's visitor id below what says "Activity", which is away
// from the ways to a record's fields.
const secondDrawer = `const field = document.querySelector('[data-field="visitor-id"]').cloneNode(true);
	field.querySelector(".value").textContent = "vera-visitor";
	[...document.querySelectorAll("h2")].find(({textContent}) => textContent === "Activity").append(field);`

// popupLooksAgain has a second customer's drawer open where nothing of the
// record is: whoever looks has the page read itself again. A popup that begins
// anew stands for one that is opened, for which the driver gives the page the
// focus, and then it reads itself anyway.
func (d *desk) popupLooksAgain(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1002")
	shows(t, ctx, d.Agent, "absence", absent)
	popup := d.popup(t, ctx, d.Agent)
	reading(t, ctx, popup, "walter-webb")
	script(t, ctx, d.Agent, secondDrawer)
	script(t, ctx, popup.(story.Page), `location.reload()`)
	reading(t, ctx, popup, "two different values where one customer is expected")
	popup.Close()
	shows(t, ctx, d.Agent, "the same at the button", says("Two customers on this page"))
}

func (d *desk) popupWithoutRule(t *testing.T, ctx context.Context) {
	shop, err := d.Browser.Open(ctx, d.Sim.ShopURL)
	must(t, err)
	defer shop.Close()
	popup := d.popup(t, ctx, shop)
	reading(t, ctx, popup, "No site rule names this page, so there is no button here: open a customer’s record in your CRM", "Add this site")
	must(t, popup.WaitFor(ctx, `!document.querySelector("#grant")`))
}

// popupTurnsOn takes the site's grant away: the page then has nothing of ours,
// until it is given again.
func (d *desk) popupTurnsOn(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1002")
	shows(t, ctx, d.Agent, "absence", absent)
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://crm.localhost/*"]})`, nil)
	must(t, browser.Until(ctx, "the button to go", func(ctx context.Context) (bool, error) {
		err := d.Agent.CallClosed(ctx, pill, "function() { return 1 }", nil)
		return errors.Is(err, browser.ErrNoElement), nil
	}))
	off, err := d.Browser.Open(ctx, d.CRM+"/contacts/1004")
	must(t, err)
	defer off.Close()
	d.nothingIn(t, ctx, off)
	popup := d.popup(t, ctx, off)
	reading(t, ctx, popup, "The button is off on crm.localhost, because it has not been allowed there yet.", "Turn on for crm.localhost")
	d.turnOn(t, ctx, popup)
	for _, page := range []story.Page{off, d.Agent} {
		must(t, page.Front(ctx))
		shows(t, ctx, page, "absence, without a reload", absent)
	}
	d.single(t, ctx)
}

// turnOn presses the popup's button and Allow in the browser's own question. In
// Chromium nobody can press that without a window: there it is granted beforehand.
func (d *desk) turnOn(t *testing.T, ctx context.Context, popup popup) {
	t.Helper()
	if d.family == manifests.Chromium {
		popup.Close()
		must(t, d.Browser.Grant(ctx, "https://crm.localhost/*"))
		return
	}
	must(t, popup.ClickOn(ctx, "#grant"))
	asked, err := d.Firefox().Allow(ctx)
	must(t, err)
	if !strings.Contains(asked, "crm.localhost") {
		t.Errorf("it was asked: %s", asked)
	}
}

// manifest is what registers a host, some of it changed; nil registers none.
func (d *desk) manifest(change map[string]any) []byte {
	if change == nil {
		return nil
	}
	all := map[string]any{}
	text, err := manifests.HostManifest(d.family, d.Host)
	must(d.group, err)
	must(d.group, json.Unmarshal(text, &all))
	for name, value := range change {
		all[name] = value
	}
	text, err = json.Marshal(all)
	must(d.group, err)
	return text
}

// withoutHost registers something else, or nothing, and puts it right again.
func (d *desk) withoutHost(t *testing.T, ctx context.Context, registered []byte, words, next string) {
	file := d.Manifest
	good, err := os.ReadFile(file)
	must(t, err)
	defer func() { must(t, os.WriteFile(file, good, 0o644)) }()
	must(t, os.Remove(file))
	if registered != nil {
		must(t, os.WriteFile(file, registered, 0o644))
	}
	must(t, d.Browser.StopWorker(ctx))
	d.contact(t, ctx, "1002")
	seen := shows(t, ctx, d.Agent, words, says(words))
	if !says(next)(seen) || !says("Try again")(seen) {
		t.Errorf("the button does not say what to do: %v", seen)
	}
	popup := d.popup(t, ctx, d.Agent)
	must(t, popup.WaitFor(ctx, `document.querySelector("#retry").checkVisibility()`))
	text, err := popup.Text(ctx)
	must(t, err)
	if strings.Contains(text, "The button is on") || !strings.Contains(text, "Glance Agent Host") {
		t.Errorf("the popup says: %s", strings.ReplaceAll(text, "\n", " / "))
	}
	popup.Close()
	must(t, os.WriteFile(file, good, 0o644))
	if next != "reconnecting" {
		press(t, ctx, d.Agent, `button[data-action="retry"]`)
	}
	shows(t, ctx, d.Agent, "absence", absent)
}

// pictures takes the popup and the button in each of the looks, where they are wanted.
func (d *desk) pictures(t *testing.T, ctx context.Context) {
	dir := os.Getenv("ACCEPTANCE_PICTURES")
	if dir == "" {
		t.Skip("ACCEPTANCE_PICTURES names no folder")
	}
	d.contact(t, ctx, "1002")
	shows(t, ctx, d.Agent, "a button", func(l story.Look) bool { return !l.Busy })
	popup := d.popup(t, ctx, d.Agent)
	reading(t, ctx, popup, "belongs to the rule")
	shoot(t, ctx, tab(popup.(story.Page)), filepath.Join(dir, "popup"))
	popup.Close()
	shoot(t, ctx, tab(d.Agent), filepath.Join(dir, "button"))
}

func shoot(t *testing.T, ctx context.Context, page *browser.Page, name string) {
	t.Helper()
	for _, look := range [][2]string{{"prefers-color-scheme", "light"}, {"prefers-color-scheme", "dark"}, {"forced-colors", "active"}} {
		must(t, page.Emulate(ctx, look[0], look[1]))
		shot, err := page.Screenshot(ctx)
		must(t, err)
		must(t, os.WriteFile(name+"-"+look[1]+".png", shot, 0o644))
		must(t, page.Emulate(ctx, look[0], ""))
	}
}
