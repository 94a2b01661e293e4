package acceptance

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

const grip = ".grip"

// TestPlaces: where a button stands in pages of several manners, all of them
// under a strict content security policy.
func TestPlaces(t *testing.T) {
	inEach(t, story.Options{}, (*desk).places)
}

func (d *desk) places() {
	d.ruleIs(d.group, d.group.Context(), placed)
	address := d.serve(d.group, http.HandlerFunc(pages))
	at := func(name string, test func(t *testing.T, ctx context.Context, address string)) {
		d.try(name, func(t *testing.T, ctx context.Context) { test(t, ctx, address) })
	}
	at("beside its anchor, nothing of the page moves", d.placeBeside)
	at("docked, nothing of the page moves", d.placeDocked)
	at("dragged, and remembered for its site alone", d.placeDragged)
	at("moved by keyboard", d.placeByKeys)
	at("a small window and 200 % zoom", d.placeZoomed)
	at("out of the way of what has the focus", d.placeAside)
	at("a page that redraws itself", d.placeRedrawn)
	at("full screen", d.placeFullScreen)
	at("a modal of the page's own making", d.placeUnderCover)
	at("a native modal", d.placeUnderModal)
	at("right to left", d.placeRTL)
	at("two places, one state", d.placeTwice)
	at("back and forward", d.placeCached)
	if d.family == manifests.Chromium { // Firefox does not come back with one that is loaded until it ends
		at("extension reloaded", d.placeReloaded)
	}
	at("what the page says before a session", d.placeAsks)
}

// open opens a page of a manner, and waits for its button.
func (d *desk) open(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	must(t, d.Agent.Go(ctx, address))
	must(t, d.Agent.Front(ctx))
	shows(t, ctx, d.Agent, "what it knows", func(l story.Look) bool { return !l.Busy })
}

// unmoved checks that the page is as it was before the button came, and that there is one.
func (d *desk) unmoved(t *testing.T, ctx context.Context) {
	t.Helper()
	var moved struct {
		Same   bool
		Shifts float64
	}
	must(t, d.Agent.Evaluate(ctx, `({Same: seen() === atFirst, Shifts: shifts})`, &moved))
	if !moved.Same || moved.Shifts != 0 {
		t.Errorf("something of the page moved: %+v", moved)
	}
	d.single(t, ctx)
}

func (d *desk) placeBeside(t *testing.T, ctx context.Context, address string) {
	for path, side := range map[string]func(at, text where) bool{
		"/contacts/1001": func(at, text where) bool { return at.Left >= text.Left+text.Width },
		"/before/1001":   func(at, text where) bool { return at.Top >= text.Top+text.Height }, // there is no room before it
	} {
		d.open(t, ctx, address+path)
		var text where
		must(t, d.Agent.Evaluate(ctx, `(() => { const range = document.createRange(); range.selectNodeContents(document.querySelector("main h1")); const {left, top, width, height} = range.getBoundingClientRect(); return {Left: left, Top: top, Width: width, Height: height} })()`, &text))
		stood(t, ctx, d.Agent, "beside the name", func(at where) bool { return entire(at) && side(at, text) })
		d.unmoved(t, ctx)
	}
}

func (d *desk) placeDocked(t *testing.T, ctx context.Context, address string) {
	customer := d.visitor(t, vera)
	d.open(t, ctx, address+"/dock/1001")
	shows(t, ctx, d.Agent, "presence", present)
	stood(t, ctx, d.Agent, "below on the right", belowRight)
	d.unmoved(t, ctx)
	d.counts(t, ctx, customer)
	stood(t, ctx, d.Agent, "there still", belowRight)
}

// drag pulls the handle by so much with a real mouse.
func (d *desk) drag(t *testing.T, ctx context.Context, x, y float64) {
	t.Helper()
	fromX, fromY := centre(t, ctx, d.Agent, grip)
	must(t, d.Agent.Move(ctx, fromX, fromY))
	must(t, d.Agent.Down(ctx, fromX, fromY))
	for _, part := range []float64{0.3, 0.7, 1} {
		must(t, d.Agent.Move(ctx, fromX+x*part, fromY+y*part))
	}
	must(t, d.Agent.Up(ctx, fromX+x, fromY+y))
}

func (d *desk) placeDragged(t *testing.T, ctx context.Context, address string) {
	d.open(t, ctx, address+"/dock/1001")
	before := stood(t, ctx, d.Agent, "below on the right", belowRight)
	d.drag(t, ctx, -300, -200)
	pulled := func(at where) bool {
		return entire(at) && math.Abs(at.Right-before.Right-300) < 3 && math.Abs(at.Bottom-before.Bottom-200) < 3
	}
	stood(t, ctx, d.Agent, "where it was pulled", pulled)
	d.single(t, ctx)
	d.open(t, ctx, address+"/dock/1002")
	stood(t, ctx, d.Agent, "there on the next record", pulled)
	must(t, d.Browser.StopWorker(ctx))
	must(t, d.Agent.Reload(ctx))
	stood(t, ctx, d.Agent, "there after all began anew", pulled)
	var kept int
	must(t, d.Agent.Evaluate(ctx, `localStorage.length + sessionStorage.length + document.cookie.length`, &kept))
	if kept != 0 {
		t.Error("something was put into the page's own storage")
	}
	other := d.serve(t, http.HandlerFunc(pages)) // another origin
	d.open(t, ctx, other+"/dock/1001")
	stood(t, ctx, d.Agent, "at its first place on another site", belowRight)
	d.open(t, ctx, address+"/dock/1001")
	stood(t, ctx, d.Agent, "where it was pulled", pulled)
	at := stood(t, ctx, d.Agent, "where it was pulled", pulled)
	d.drag(t, ctx, at.Right-30, at.Bottom-2)
	stood(t, ctx, d.Agent, "in the corner, and not beyond it", func(at where) bool { return entire(at) && at.Bottom < 16 })
	d.home(t, ctx)
}

// home puts the docked button back to where nobody moved it.
func (d *desk) home(t *testing.T, ctx context.Context) {
	t.Helper()
	must(t, d.Agent.CallClosed(ctx, grip, "function() { this.focus() }", nil))
	must(t, d.Agent.Press(ctx, kb.Home))
	stood(t, ctx, d.Agent, "at its first place", func(at where) bool { return belowRight(at) && math.Round(at.Bottom) == 16 })
}

func (d *desk) placeByKeys(t *testing.T, ctx context.Context, address string) {
	d.open(t, ctx, address+"/dock/1001")
	d.tabTo(t, ctx, grip)
	d.home(t, ctx) // on the way here it stepped aside from a field
	before := stood(t, ctx, d.Agent, "below on the right", belowRight)
	for _, key := range []string{kb.ArrowLeft, kb.ArrowLeft, kb.ArrowUp} {
		must(t, d.Agent.Press(ctx, key))
	}
	stood(t, ctx, d.Agent, "three steps further", func(at where) bool {
		return math.Abs(at.Right-before.Right-32) < 2 && math.Abs(at.Bottom-before.Bottom-16) < 2
	})
	for _, corner := range []func(where) bool{
		func(at where) bool { return at.Left < 60 && at.Bottom < 20 }, func(at where) bool { return at.Left < 60 && at.Top < 20 },
		func(at where) bool { return at.Right < 60 && at.Top < 20 }, belowRight,
	} {
		must(t, d.Agent.Press(ctx, kb.Enter))
		stood(t, ctx, d.Agent, "in the next corner", corner)
	}
	d.home(t, ctx)
}

func (d *desk) placeZoomed(t *testing.T, ctx context.Context, address string) {
	customer := d.visitor(t, vera)
	d.open(t, ctx, address+"/dock/1001")
	shows(t, ctx, d.Agent, "presence", present)
	d.drag(t, ctx, -500, -300)
	pulled := stood(t, ctx, d.Agent, "where it was pulled", func(at where) bool { return entire(at) && at.Bottom > 300 })
	zoom := func(factor float64) {
		d.worker(t, ctx, fmt.Sprintf(`chrome.tabs.query({url: "https://crm.localhost/*"}).then(([tab]) => chrome.tabs.setZoom(tab.id, %v))`, factor), nil)
	}
	var width float64
	must(t, d.Agent.Evaluate(ctx, "innerWidth", &width))
	defer func() { zoom(1) }()
	zoom(2)
	must(t, d.Agent.WaitFor(ctx, fmt.Sprintf("innerWidth < %v", width*0.6)))
	stood(t, ctx, d.Agent, "whole at 200 %", entire)
	d.counts(t, ctx, customer)
	zoom(1)
	stood(t, ctx, d.Agent, "where it was before", func(at where) bool {
		return math.Abs(at.Right-pulled.Right) < 3 && math.Abs(at.Bottom-pulled.Bottom) < 3
	})
	d.home(t, ctx)
}

func (d *desk) placeAside(t *testing.T, ctx context.Context, address string) {
	d.open(t, ctx, address+"/dock/1001")
	stood(t, ctx, d.Agent, "below on the right", belowRight)
	must(t, d.Agent.Evaluate(ctx, `document.querySelector("#corner").focus()`, nil))
	stood(t, ctx, d.Agent, "off the field that has the focus", func(at where) bool { return entire(at) && at.Bottom > 80 })
	must(t, d.Agent.Type(ctx, "hello"))
	must(t, d.Agent.WaitFor(ctx, `document.querySelector("#corner").value === "hello"`))
	must(t, d.Agent.Evaluate(ctx, `document.querySelector("#corner").blur()`, nil))
	stood(t, ctx, d.Agent, "below on the right again", belowRight)
}

func (d *desk) placeRedrawn(t *testing.T, ctx context.Context, address string) {
	customer := d.visitor(t, vera)
	for _, path := range []string{"/dock/1001", "/contacts/1001"} {
		d.open(t, ctx, address+path)
		shows(t, ctx, d.Agent, "presence", present)
		for _, redraw := range []string{
			`document.querySelector("[data-glance-button]").remove()`,
			`document.body.replaceChildren(...[...document.body.childNodes].map(node => node.cloneNode(true)))`,
			`const body = document.body.cloneNode(true); document.body.replaceWith(body)`,
			`const root = document.documentElement, head = document.head, body = document.body; root.replaceChildren(head, body)`,
		} {
			script(t, ctx, d.Agent, redraw)
			must(t, d.Agent.WaitFor(ctx, `document.querySelectorAll("[data-glance-button]").length === 1`))
			shows(t, ctx, d.Agent, "presence", present)
			stood(t, ctx, d.Agent, "whole after "+redraw, entire)
		}
		d.single(t, ctx)
		d.counts(t, ctx, customer)
	}
}

// fullScreen has the page fill the screen with an element, at a real press.
func (d *desk) fullScreen(t *testing.T, ctx context.Context, element string) {
	t.Helper()
	script(t, ctx, d.Agent, `document.querySelector("#fill").onclick = () => document.querySelector("`+element+`").requestFullscreen()`)
	must(t, d.Agent.ClickOn(ctx, "#fill"))
	must(t, d.Agent.WaitFor(ctx, `document.fullscreenElement?.matches("`+element+`") === true`))
}

func (d *desk) placeFullScreen(t *testing.T, ctx context.Context, address string) {
	customer := d.visitor(t, vera)
	for _, path := range []string{"/dock/1001", "/contacts/1001"} {
		for _, element := range []string{"html", "#whole"} {
			d.open(t, ctx, address+path)
			shows(t, ctx, d.Agent, "presence", present)
			d.fullScreen(t, ctx, element)
			at := stood(t, ctx, d.Agent, "above what is full screen, or nowhere where that makes all else inert", func(at where) bool {
				return entire(at) || (element != "html" && !at.Visible)
			})
			if at.Visible {
				d.counts(t, ctx, customer)
			}
			d.leaveFullScreen(t, ctx)
			stood(t, ctx, d.Agent, "in the page again", entire)
			d.single(t, ctx)
		}
	}
	d.open(t, ctx, address+"/dock/1001")
	script(t, ctx, d.Agent, `document.querySelector("main").append(document.createElement("video"))`)
	d.fullScreen(t, ctx, "video")
	stood(t, ctx, d.Agent, "not on a film", func(at where) bool { return !at.Visible })
	d.leaveFullScreen(t, ctx)
	stood(t, ctx, d.Agent, "below on the right again", belowRight)
}

func (d *desk) leaveFullScreen(t *testing.T, ctx context.Context) {
	t.Helper()
	must(t, d.Agent.Evaluate(ctx, `void document.exitFullscreen()`, nil))
	must(t, d.Agent.WaitFor(ctx, `!document.fullscreenElement && !document.querySelector("[data-glance-button]").matches(":popover-open")`))
}

// placeUnderCover has a modal that the page draws itself, in the manner of
// libraries: a layer over everything, and a body that takes no pointer.
func (d *desk) placeUnderCover(t *testing.T, ctx context.Context, address string) {
	customer := d.visitor(t, vera)
	d.open(t, ctx, address+"/dock/1001")
	shows(t, ctx, d.Agent, "presence", present)
	script(t, ctx, d.Agent, `const cover = document.createElement("div"); cover.className = "cover"; document.body.append(cover); document.body.style.pointerEvents = "none"`)
	stood(t, ctx, d.Agent, "above the page's layer", belowRight)
	d.counts(t, ctx, customer)
}

// placeUnderModal has a dialog that makes everything outside it inert: the
// button takes no press then, and the popup does.
func (d *desk) placeUnderModal(t *testing.T, ctx context.Context, address string) {
	customer := d.visitor(t, vera)
	d.open(t, ctx, address+"/dock/1001")
	shows(t, ctx, d.Agent, "presence", present)
	d.steady(t, ctx)
	before, logged := d.signals(), len(d.sessions(t, ctx))
	x, y := centre(t, ctx, d.Agent, start)
	script(t, ctx, d.Agent, `document.querySelector("#modal").showModal()`)
	must(t, d.Agent.Click(ctx, x, y))
	d.nothingHappened(t, ctx, before, logged)
	popup := d.popup(t, ctx, d.Agent)
	must(t, popup.WaitFor(ctx, `document.querySelector('button[data-action="start"]') !== null`))
	pause(ctx, steady)
	must(t, popup.ClickOn(ctx, `button[data-action="start"]`))
	must(t, d.Sim.Wait(ctx, "signalvisitor", before+1))
	must(t, customer.Terms("displayed"))
	popup.Close()
	script(t, ctx, d.Agent, `document.querySelector("#modal").close()`)
	stood(t, ctx, d.Agent, "below on the right", belowRight)
	press(t, ctx, d.Agent, stop)
	shows(t, ctx, d.Agent, "presence again", present)
}

func (d *desk) placeRTL(t *testing.T, ctx context.Context, address string) {
	d.open(t, ctx, address+"/rtl/1001")
	var text where
	must(t, d.Agent.Evaluate(ctx, `(() => { const range = document.createRange(); range.selectNodeContents(document.querySelector("main h1")); const {left, width} = range.getBoundingClientRect(); return {Left: left, Width: width} })()`, &text))
	stood(t, ctx, d.Agent, "after the name, which is on its left", func(at where) bool { return entire(at) && at.Left+at.Width <= text.Left })
	d.unmoved(t, ctx)
	var direction string
	must(t, d.Agent.CallClosed(ctx, ".glance", `function() { return getComputedStyle(this).direction + " " + this.lang }`, &direction))
	if direction != "ltr en" {
		t.Errorf("English words are written %s", direction)
	}
}

// placeTwice: the record has a button at two places, and both say the same.
func (d *desk) placeTwice(t *testing.T, ctx context.Context, address string) {
	customer := d.visitor(t, vera)
	d.open(t, ctx, address+"/twice/1001")
	shows(t, ctx, d.Agent, "presence", present)
	var n int
	must(t, d.Agent.Evaluate(ctx, `document.querySelectorAll("[data-glance-button]").length`, &n))
	if n != 2 {
		t.Errorf("%d buttons at two places", n)
	}
	before := d.signals()
	press(t, ctx, d.Agent, start)
	must(t, d.Sim.Wait(ctx, "signalvisitor", before+1))
	must(t, customer.Terms("displayed"))
	shows(t, ctx, d.Agent, "the wait", says("to accept"))
	press(t, ctx, d.Agent, stop)
	shows(t, ctx, d.Agent, "presence again", present)
	if now := d.signals(); now != before+1 {
		t.Errorf("%d signals", now-before)
	}
}

func (d *desk) placeCached(t *testing.T, ctx context.Context, address string) {
	d.open(t, ctx, address+"/dock/1001")
	must(t, d.Agent.Evaluate(ctx, `void (window.kept = true)`, nil))
	d.open(t, ctx, address+"/dock/1002")
	must(t, d.Agent.Evaluate(ctx, `void history.back()`, nil))
	must(t, d.Agent.WaitFor(ctx, `location.pathname === "/dock/1001" && document.readyState === "complete"`))
	stood(t, ctx, d.Agent, "below on the right again", belowRight)
	d.single(t, ctx)
	var kept bool
	must(t, d.Agent.Evaluate(ctx, `window.kept === true`, &kept))
	if !kept {
		t.Error("the page was loaded anew: our script keeps it out of the browser's memory")
	}
}

func (d *desk) placeReloaded(t *testing.T, ctx context.Context, address string) {
	customer := d.visitor(t, vera)
	d.open(t, ctx, address+"/dock/1001")
	must(t, d.Agent.Evaluate(ctx, `void (window.former = document.querySelector("[data-glance-button]"))`, nil))
	must(t, d.Chromium().DeveloperMode(ctx))
	worker, err := d.Browser.Worker(ctx)
	must(t, err)
	must(t, worker.Evaluate(ctx, `void setTimeout(() => chrome.runtime.reload(), 50)`, nil))
	worker.Release()
	must(t, d.Agent.WaitFor(ctx, `(now => now && now !== window.former && !window.former.isConnected)(document.querySelector("[data-glance-button]"))`))
	shows(t, ctx, d.Agent, "presence", present)
	stood(t, ctx, d.Agent, "below on the right", belowRight)
	d.unmoved(t, ctx)
	d.counts(t, ctx, customer)
}

// placeAsks has a page that is asked before a session: it stops one, and informs another.
func (d *desk) placeAsks(t *testing.T, ctx context.Context, address string) {
	customer := d.visitor(t, vera)
	d.open(t, ctx, address+"/asks/1001")
	shows(t, ctx, d.Agent, "presence", present)
	script(t, ctx, d.Agent, `window.told = []; window.answer = {stop: "Consent is missing."};
		document.addEventListener("glance:before-session", ({detail}) => {
			const {id, action, record} = JSON.parse(detail);
			window.told.push([action, record.type, record.id, Object.keys(JSON.parse(detail)).sort().join()].join(" "));
			document.dispatchEvent(new CustomEvent("glance:session-answer", {detail: JSON.stringify({id, ...window.answer})}));
		})`)
	before, logged := d.signals(), len(d.sessions(t, ctx))
	press(t, ctx, d.Agent, start)
	if seen := shows(t, ctx, d.Agent, "the page's own words", says("Consent is missing.")); !says("The page says: ")(seen) {
		t.Errorf("the page's words pass for ours: %v", seen)
	}
	d.nothingHappened(t, ctx, before, logged)
	script(t, ctx, d.Agent, `window.answer = {note: "She prefers French."}`)
	press(t, ctx, d.Agent, start)
	must(t, d.Sim.Wait(ctx, "signalvisitor", before+1))
	must(t, customer.Terms("displayed"))
	seen := shows(t, ctx, d.Agent, "the wait", says("to accept"))
	if !says("She prefers French.")(seen) {
		t.Errorf("the page's note is gone: %v", seen)
	}
	press(t, ctx, d.Agent, stop)
	shows(t, ctx, d.Agent, "presence again", present)
	var told []string
	must(t, d.Agent.Evaluate(ctx, "window.told", &told))
	if want := "start asks 1001 action,id,record"; len(told) != 2 || told[0] != want || told[1] != want {
		t.Errorf("the page was told %q", told)
	}
}
