package acceptance

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
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

func TestPicker(t *testing.T) {
	inChromiumFirst(t, story.Options{Names: []string{zendesk}}, func(d *desk) {
		d.try("a site is added by mouse and keyboard, and its button works", d.addsSite)
		d.try("what did not follow is dropped, and one record confirms nothing", d.dropsWhatStays)
		d.try("a field in closed roots and in a frame", d.picksDeep)
		d.try("a record that the fragment’s own query names", d.picksFragment)
		d.try("a field in a frame of another site, by keyboard", d.picksElsewhere)
		d.try("a draft shows no button, until it is confirmed", d.keepsDraft)
		d.try("what a page forges counts for nothing", d.forgesPicking)
		d.try("a starter rule is confirmed", d.confirmsStarter)
		d.tryFor(2*time.Minute, "pictures", d.pickerPictures)
		d.try("where there are environments one is asked for", d.asksEnvironment)
		d.try("a desk without rules of one's own offers nothing", d.offersNoPicker)
	})
}

// serveAt serves a CRM that no rule names.
func (d *desk) serveAt(t *testing.T, host string, handler http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(tls.NewListener(listener, d.Sim.TLSConfig()))
	t.Cleanup(func() { server.Close() })
	return fmt.Sprintf("https://%s:%d", host, listener.Addr().(*net.TCPAddr).Port)
}

// begin presses what the popup offers on a page, and grants its site.
func (d *desk) begin(t *testing.T, ctx context.Context, host, offer string) {
	t.Helper()
	opened := d.popup(t, ctx, d.Agent)
	reading(t, ctx, opened, map[string]string{"add": "No site rule names this page", "confirm": "so there is no button"}[offer])
	if offer == "confirm" {
		host = "" // its site was granted when it was begun
	}
	d.takes(t, ctx, opened, offer, host)
}

// takes presses what the popup offers, and grants the site that is asked for;
// empty where none is.
func (d *desk) takes(t *testing.T, ctx context.Context, opened popup, offer, host string) {
	t.Helper()
	if err := opened.ClickOn(ctx, "#"+offer); err != nil && !strings.Contains(err.Error(), "target detached") {
		t.Fatal(err) // the popup may close before the driver hears of its own click
	}
	if host != "" && d.family == manifests.Chromium {
		must(t, d.Browser.Grant(ctx, "https://"+host+"/*"))
	} else if host != "" {
		asked, err := d.Firefox().Allow(ctx)
		must(t, err)
		if !strings.Contains(asked, host) {
			t.Errorf("it was asked: %s", asked)
		}
	}
	opened.Close()
	must(t, d.Agent.Front(ctx))
}

// picker waits until the picker's window says something.
func (d *desk) picker(t *testing.T, ctx context.Context, want string) {
	t.Helper()
	var last string
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	err := browser.Until(ctx, "the picker to say "+want, func(ctx context.Context) (bool, error) {
		err := d.Agent.CallClosed(ctx, ".panel", "function() { return this.innerText }", &last)
		return err == nil && strings.Contains(last, want), err
	})
	if err != nil {
		d.shot(t, "picker-failed.png")
		t.Fatalf("%v; it says %q", err, last)
	}
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

// does presses a control of the picker's, by its key.
func (d *desk) does(t *testing.T, ctx context.Context, key string) {
	t.Helper()
	must(t, d.Agent.ClickClosed(ctx, `.panel [data-key^="`+key+`"]`, 0), key)
}

// pointsByMouse moves to an element of the page and clicks it; the page hears of no click.
func (d *desk) pointsByMouse(t *testing.T, ctx context.Context, selector, shows string) {
	t.Helper()
	var box browser.Box
	must(t, d.Agent.Evaluate(ctx, fmt.Sprintf(`(() => {
		const {x, y, width, height} = [...document.querySelectorAll(%q)].find(e => e.checkVisibility()).getBoundingClientRect();
		return {X: x, Y: y, Width: width, Height: height};
	})()`, selector), &box))
	d.pointsAt(t, ctx, box.X+8, box.Y+box.Height/2, shows)
}

// pointsAt moves to a place of the window and clicks it, once the chip shows what is there.
func (d *desk) pointsAt(t *testing.T, ctx context.Context, x, y float64, shows string) {
	t.Helper()
	waiting, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	var text string
	moved := 0
	err := browser.Until(waiting, "the chip to show "+shows, func(ctx context.Context) (bool, error) {
		moved++                                                   // a mouse that stays where it is tells the page nothing
		moving, cancel := context.WithTimeout(ctx, 3*time.Second) // Firefox's driver may wait for a move that the page was not told of
		defer cancel()
		if err := d.Agent.Move(moving, x+float64(moved%2), y); err != nil {
			return false, err
		}
		err := d.Agent.CallClosed(ctx, ".chip", "function() { return this.innerText }", &text)
		return strings.Contains(text, shows), err
	})
	if err != nil {
		d.shot(t, "picker-failed.png")
		t.Fatalf("%v; it shows %q", err, text)
	}
	must(t, d.Agent.Click(ctx, x, y))
}

// pointsByKeyboard goes from text to text until one is shown, and takes it.
func (d *desk) pointsByKeyboard(t *testing.T, ctx context.Context, shows string) {
	t.Helper()
	for range 60 {
		must(t, d.Agent.Press(ctx, kb.Tab))
		var text string
		must(t, d.Agent.CallClosed(ctx, ".chip", "function() { return this.innerText }", &text))
		if strings.Contains(text, shows) {
			must(t, d.Agent.Press(ctx, kb.Enter))
			return
		}
	}
	t.Fatalf("Tab does not come to %s", shows)
}

// pickSteps goes from the record's id to what was found on the first record.
func (d *desk) pickSteps(t *testing.T, ctx context.Context) {
	t.Helper()
	for _, step := range []string{"this record’s own number", "What kind of record", "Where shall the button stand"} {
		d.picker(t, ctx, step)
		d.does(t, ctx, "next")
	}
	d.picker(t, ctx, "Are these the values")
}

func (d *desk) addsSite(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	address := d.serveAt(t, host, crm.Handler(crm.Plain))
	must(t, d.Agent.Go(ctx, address+"/contacts/1001"))
	d.begin(t, ctx, host, "add")
	d.picker(t, ctx, "Point at the customer’s name")
	d.pointsByMouse(t, ctx, "main h1", "Vera Visitor")
	d.picker(t, ctx, "Point at the visitor ID")
	d.pointsByKeyboard(t, ctx, "Website visitor ID: vera-visitor")
	d.pickSteps(t, ctx)
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "1 of 1 record agrees")
	missing(t, ctx, d.Agent, pill)
	must(t, d.Agent.Go(ctx, address+"/contacts/1002"))
	d.picker(t, ctx, "The values followed")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "2 of 2 records agree")
	d.does(t, ctx, "save")
	d.picker(t, ctx, "Saved")
	d.does(t, ctx, "done")
	d.visitor(t, "ines-ilves")
	must(t, d.Agent.Go(ctx, address+"/contacts/1004"))
	shows(t, ctx, d.Agent, "a customer who is there, by a rule that was just made", present)
	d.rulesPage(t, ctx)
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://help.localhost/*"]})`, nil)
}

// page is a CRM of one's own making: a page for each customer, by its number.
func page(body func(id string) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-own'; style-src 'nonce-own'; frame-src https:; require-trusted-types-for 'script'")
		_, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		fmt.Fprintf(w, "<!doctype html><title>%s</title><body>%s", "Record", body(id))
	})
}

// dropsWhatStays has a value that stays the same from record to record beside
// the one that is meant, with the same attribute on the first.
func (d *desk) dropsWhatStays(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	address := d.serveAt(t, host, page(func(id string) string {
		other := ""
		if id != "1001" { // from the second record on, the attribute is somebody else's
			other = `<p><b data-who="agent">always-here</b></p>`
		}
		field := map[bool]string{true: `data-who="agent"`}[id == "1001"]
		return fmt.Sprintf(`<main><h1>Customer %s</h1>%s<dl><dt>Web ID</dt><dd %s>web-%s</dd></dl></main>`, map[string]string{"1001": "Vera", "1002": "Otto", "1003": "Nora"}[id], other, field, id)
	}))
	must(t, d.Agent.Go(ctx, address+"/people/1001"))
	d.begin(t, ctx, host, "add")
	d.picker(t, ctx, "Point at the customer’s name")
	d.pointsByMouse(t, ctx, "main h1", "Customer Vera")
	d.picker(t, ctx, "Point at the visitor ID")
	d.pointsByMouse(t, ctx, "dd", "Web ID: web-1001")
	d.pickSteps(t, ctx)
	d.picker(t, ctx, "found in 2 ways")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "1 of 1 record agrees")
	d.disabled(t, ctx, "save")
	must(t, d.Agent.Go(ctx, address+"/people/1001?again"))
	d.picker(t, ctx, "This record is counted")
	must(t, d.Agent.Go(ctx, address+"/people/1002"))
	d.picker(t, ctx, "There are different values for “Visitor ID”")
	must(t, d.Agent.ClickClosed(ctx, `.panel input[value="web-1002"]`, 0))
	d.picker(t, ctx, "The values followed")
	d.picker(t, ctx, "found in 1 way")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "2 of 2 records agree")
	d.does(t, ctx, "save")
	d.picker(t, ctx, "Saved")
	d.does(t, ctx, "done")
	text := d.ruleFile(t, "help-localhost")
	fields, _, _ := strings.Cut(text, `"examples"`)
	for _, gone := range []string{"data-who", "Vera", "Otto", "web-100", "always"} {
		if strings.Contains(fields, gone) || gone != "data-who" && strings.Contains(text, gone) {
			t.Errorf("the rule holds %q: %s", gone, text)
		}
	}
	d.removeRule(t, ctx, "help-localhost")
}

// disabled checks that a control of the picker's cannot be used.
func (d *desk) disabled(t *testing.T, ctx context.Context, key string) {
	t.Helper()
	var disabled string
	must(t, d.Agent.CallClosed(ctx, `.panel [data-key="`+key+`"]`, `function() { return this.getAttribute("aria-disabled") }`, &disabled))
	if disabled != "true" {
		t.Errorf("%s can be used", key)
	}
}

// ruleFile reads a rule that was saved.
func (d *desk) ruleFile(t *testing.T, id string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.ownRules(t), id+".json"))
	must(t, err)
	return string(text)
}

// removeRule takes a rule and its site's grant away, so that the next test's site has none.
func (d *desk) removeRule(t *testing.T, ctx context.Context, id string) {
	t.Helper()
	must(t, os.Remove(filepath.Join(d.ownRules(t), id+".json")))
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://help.localhost/*"]})`, nil)
}

// ownRules is the folder of the person's own rules.
func (d *desk) ownRules(t *testing.T) string {
	t.Helper()
	for _, entry := range d.Env {
		if path, is := strings.CutPrefix(entry, "XDG_CONFIG_HOME="); is {
			return filepath.Join(path, "glance-agent-host", "sites")
		}
	}
	t.Fatal("the desk has no configuration folder")
	return ""
}

const deepPage = `<main><h1>%s</h1><x-deep></x-deep><iframe src="/frame/%s" width=600 height=80></iframe></main>
<script nonce=own>
const root = document.querySelector("x-deep").attachShadow({mode: "closed"}), inner = document.createElement("x-deeper");
root.append(inner);
const p = document.createElement("p"), label = document.createElement("span"), value = document.createElement("span");
label.textContent = "Number"; value.textContent = "N-%s"; value.dataset.name = "number"; p.append(label, " ", value);
inner.attachShadow({mode: "open"}).append(p);
</script>`

// picksDeep points at a number inside two roots, one of them closed, and at a
// visitor id in a frame of the same site.
func (d *desk) picksDeep(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	mux := http.NewServeMux()
	mux.Handle("/frame/", page(func(id string) string {
		return fmt.Sprintf(`<p><label for="v">Visitor ID</label> <input id="v" readonly value="visitor-%s"></p>`, id)
	}))
	mux.Handle("/", page(func(id string) string {
		return fmt.Sprintf(deepPage, map[string]string{"1001": "Vera", "1002": "Otto", "1004": "Ines"}[id], id, id)
	}))
	address := d.serveAt(t, host, mux)
	must(t, d.Agent.Go(ctx, address+"/people/1001"))
	d.begin(t, ctx, host, "add")
	d.picker(t, ctx, "Point at the customer’s name")
	d.pointsByMouse(t, ctx, "h1", "Vera")
	d.picker(t, ctx, "Point at the visitor ID")
	d.clicksInFrame(t, ctx)
	d.does(t, ctx, "id page")
	d.picker(t, ctx, "It stands on the page")
	_, y := d.middleOf(t, ctx, "x-deep")
	d.pointsAt(t, ctx, 115, y, "Number: N-1001")
	for _, step := range []string{"What kind of record", "Where shall the button stand"} {
		d.picker(t, ctx, step)
		d.does(t, ctx, "next")
	}
	d.picker(t, ctx, "visitor-1001")
	d.picker(t, ctx, "Are these the values")
	d.does(t, ctx, "agree")
	must(t, d.Agent.Go(ctx, address+"/people/1002"))
	d.picker(t, ctx, "The values followed")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "2 of 2 records agree")
	d.does(t, ctx, "save")
	d.picker(t, ctx, "Saved")
	d.does(t, ctx, "done")
	d.visitor(t, "visitor-1004")
	must(t, d.Agent.Go(ctx, address+"/people/1004"))
	shows(t, ctx, d.Agent, "a customer whose id is in a frame", present)
	d.removeRule(t, ctx, "help-localhost")
}

// middleOf is the middle of an element of the page itself.
func (d *desk) middleOf(t *testing.T, ctx context.Context, selector string) (x, y float64) {
	t.Helper()
	var box browser.Box
	must(t, d.Agent.Evaluate(ctx, fmt.Sprintf(`(() => {
		const {x, y, width, height} = document.querySelector(%q).getBoundingClientRect();
		return {X: x, Y: y, Width: width, Height: height};
	})()`, selector), &box))
	return box.Centre()
}

// keepsDraft leaves after the first record, and confirms later.
func (d *desk) keepsDraft(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	address := d.serveAt(t, host, crm.Handler(crm.Cached))
	must(t, d.Agent.Go(ctx, address+"/contacts/1001"))
	d.begin(t, ctx, host, "add")
	d.picker(t, ctx, "Point at the customer’s name")
	d.pointsByMouse(t, ctx, "main h1", "Vera Visitor")
	d.picker(t, ctx, "Point at the visitor ID")
	d.pointsByMouse(t, ctx, `[data-field="visitor-id"] .value`, "vera-visitor")
	d.pickSteps(t, ctx)
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "1 of 1 record agrees")
	d.does(t, ctx, "keep")
	d.picker(t, ctx, "Kept as a draft")
	d.does(t, ctx, "done")
	must(t, d.Agent.Go(ctx, address+"/contacts/1002"))
	opened := d.popup(t, ctx, d.Agent)
	reading(t, ctx, opened, "is a draft, so there is no button")
	opened.Close()
	missing(t, ctx, d.Agent, pill)
	d.begin(t, ctx, host, "confirm")
	d.picker(t, ctx, "Are these the values")
	d.does(t, ctx, "agree")
	d.choose(t, ctx, "1001", "Vera Visitor") // in the page: the former record stays in it, hidden
	d.picker(t, ctx, "The values followed")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "2 of 2 records agree")
	d.does(t, ctx, "save")
	d.picker(t, ctx, "Saved")
	d.does(t, ctx, "done")
	shows(t, ctx, d.Agent, "Vera", absent)
	d.removeRule(t, ctx, "help-localhost")
}

// forgesPicking has a page that clicks and types itself, takes the picker's
// element away, and fills its fields with markup.
func (d *desk) forgesPicking(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	address := d.serveAt(t, host, page(func(id string) string {
		return `<main><h1>Vera</h1><p id="evil">&lt;img src=x onerror=alert(1)&gt;</p></main>`
	}))
	must(t, d.Agent.Go(ctx, address+"/people/1001"))
	d.begin(t, ctx, host, "add")
	d.picker(t, ctx, "Point at the customer’s name")
	script(t, ctx, d.Agent, `const host = document.querySelector("[data-glance-picker]"), heading = document.querySelector("h1");
		for (const target of [heading, host, window]) for (const type of ["pointermove", "pointerdown", "pointerup", "click"]) target.dispatchEvent(new PointerEvent(type, {bubbles: true, composed: true, clientX: heading.getBoundingClientRect().x + 5, clientY: heading.getBoundingClientRect().y + 5}));
		for (const key of ["Tab", "Enter", "Escape"]) for (const target of [document.body, host]) target.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, composed: true}));`)
	d.picker(t, ctx, "Point at the customer’s name")
	script(t, ctx, d.Agent, `document.querySelector("[data-glance-picker]").remove()`)
	d.picker(t, ctx, "Point at the customer’s name")
	script(t, ctx, d.Agent, `document.querySelector("[data-glance-picker]").hidePopover()`)
	d.picker(t, ctx, "Point at the customer’s name")
	x, y := d.middleOf(t, ctx, "#evil")
	must(t, d.Agent.Move(ctx, x, y))
	must(t, browser.Until(ctx, "markup to be shown as text", func(ctx context.Context) (bool, error) {
		var chip struct {
			Text   string
			Images int
		}
		err := d.Agent.CallClosed(ctx, ".chip", `function() { return {Text: this.innerText, Images: this.querySelectorAll("img").length} }`, &chip)
		return strings.Contains(chip.Text, "<img src=x") && chip.Images == 0, err
	}))
	d.does(t, ctx, "leave")
	must(t, d.Agent.WaitFor(ctx, `!document.querySelector("[data-glance-picker]")`))
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://help.localhost/*"]})`, nil)
}

// offersNoPicker forbids rules of one's own.
func (d *desk) offersNoPicker(t *testing.T, ctx context.Context) {
	must(t, d.Change(ctx, map[string]any{"personRules": false}))
	address := d.serveAt(t, "help.localhost", crm.Handler(crm.Plain))
	must(t, d.Agent.Go(ctx, address+"/contacts/1001"))
	opened := d.popup(t, ctx, d.Agent)
	reading(t, ctx, opened, "or ask your administrator for a rule that names this site")
	must(t, opened.WaitFor(ctx, `!document.querySelector("#add")`))
	opened.Close()
}

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

// rulesPage tries the rule that was made, runs its tests, has a mistake in it
// refused with its line, exports it, and removes it.
func (d *desk) rulesPage(t *testing.T, ctx context.Context) {
	page := d.options(t, ctx)
	const row = "#rule-help-localhost"
	press := func(act int) {
		t.Helper()
		must(t, page.ClickOn(ctx, fmt.Sprintf("%s .acts .link:nth-child(%d)", row, act)))
	}
	must(t, page.ClickOn(ctx, row+" summary"))
	reading(t, ctx, page, "Yours", "Active", "2/2 records agreed on")
	press(2)
	reading(t, ctx, page, "/contacts/1004, as contact:", "ines-ilves", "1004", "Ines Ilves")
	press(3)
	reading(t, ctx, page, "2 of 2 tests passed.")
	press(4)
	if text := string(d.downloaded(t, ctx, "glance-rule-help-localhost.json")); strings.Contains(text, "Vera") || strings.Contains(text, "walter") || !strings.Contains(text, `"confirmed"`) {
		t.Errorf("the exported rule holds a value, or is not confirmed: %s", text)
	}
	press(1)
	must(t, page.WaitFor(ctx, fmt.Sprintf(`document.querySelector("%s textarea")?.value.includes("visitorId")`, row)))
	edits := func(from, to string) {
		t.Helper()
		must(t, page.Evaluate(ctx, fmt.Sprintf(`void (document.querySelector("%s textarea").value = document.querySelector("%s textarea").value.replace(%q, %q))`, row, row, from, to), nil))
		must(t, page.ClickOn(ctx, row+" .editor .main"))
	}
	edits(`/contacts/:id`, `/contacts/:id(\\\\d+)`)
	reading(t, ctx, page, "Saved as a draft, because what was confirmed has changed", "Draft: press Confirm")
	must(t, page.WaitFor(ctx, fmt.Sprintf(`!document.querySelector("%s textarea").value.includes("confirmed")`, row)))
	edits(`"type"`, `"typo"`)
	must(t, page.WaitFor(ctx, fmt.Sprintf(`/typo/.test(document.querySelector("%s .note.wrong")?.textContent) && document.querySelector("%s textarea").getAttribute("aria-invalid") === "true"`, row, row)))
	press(5)
	must(t, page.ClickOn(ctx, row+" .note .link"))
	must(t, page.WaitFor(ctx, fmt.Sprintf(`!document.querySelector("%s")`, row)))
	page.Close()
	must(t, d.Agent.Front(ctx))
}
