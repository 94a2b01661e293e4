package acceptance

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/internal/story/crm"
)

func TestPicker(t *testing.T) {
	inChromiumFirst(t, story.Options{Names: []string{zendesk}}, func(d *desk) {
		d.try("a site is added by mouse and keyboard, and its button works", d.addsSite)
		d.try("what did not follow is dropped, and one record confirms nothing", d.dropsWhatStays)
		d.try("a field in closed roots and in a frame", d.picksDeep)
		d.try("a record that the fragment’s own query names", d.picksFragment)
		d.try("a record in a modal window, at a list’s address", d.picksInModal)
		d.try("a field in a frame of another site, by keyboard", d.picksElsewhere)
		d.try("a draft shows no button, until it is confirmed", d.keepsDraft)
		d.try("what a page forges counts for nothing", d.forgesPicking)
		d.try("a starter rule is confirmed", d.confirmsStarter)
		d.tryFor(2*time.Minute, "pictures", d.pickerPictures)
		d.try("where there are environments one is asked for", d.asksEnvironment)
		d.try("a desk without rules of one's own offers nothing", d.offersNoPicker)
	})
}

func (d *desk) addsSite(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	address := d.serveAt(t, host, crm.Handler(crm.Plain))
	d.pointsAtName(t, ctx, host, address+"/contacts/1001", "main h1", "Vera Visitor")
	d.pointsByKeyboard(t, ctx, "Website visitor ID: vera-visitor")
	d.pickSteps(t, ctx)
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "1 of 1 record agrees")
	missing(t, ctx, d.Agent, pill)
	d.confirmsOn(t, ctx, address+"/contacts/1002")
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
	d.pointsAtName(t, ctx, host, address+"/people/1001", "main h1", "Customer Vera")
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
	d.picker(t, ctx, "found in 1 way")
	d.confirms(t, ctx)
	text := d.ruleFile(t, "help-localhost")
	fields, _, _ := strings.Cut(text, `"examples"`)
	for _, gone := range []string{"data-who", "Vera", "Otto", "web-100", "always"} {
		if strings.Contains(fields, gone) || gone != "data-who" && strings.Contains(text, gone) {
			t.Errorf("the rule holds %q: %s", gone, text)
		}
	}
	d.removeRule(t, ctx, "help-localhost")
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
	d.pointsAtName(t, ctx, host, address+"/people/1001", "h1", "Vera")
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
	d.confirmsOn(t, ctx, address+"/people/1002")
	d.visitor(t, "visitor-1004")
	must(t, d.Agent.Go(ctx, address+"/people/1004"))
	shows(t, ctx, d.Agent, "a customer whose id is in a frame", present)
	d.removeRule(t, ctx, "help-localhost")
}

// keepsDraft leaves after the first record, and confirms later.
func (d *desk) keepsDraft(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	address := d.serveAt(t, host, crm.Handler(crm.Cached))
	d.pointsAtName(t, ctx, host, address+"/contacts/1001", "main h1", "Vera Visitor")
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
	d.confirms(t, ctx)
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
