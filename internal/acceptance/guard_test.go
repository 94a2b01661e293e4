package acceptance

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story"
)

// attack is a page that tries to have its agent press what the agent does not see.
type attack struct {
	name    string
	begin   string // what the page does
	end     string // and how it takes it back
	at      time.Duration
	control bool // the press is aimed at where the control then is, not at where it was
	key     bool // it is tried against a key, too
}

const layer = `const layer = document.createElement("div"); layer.id = "attack";
	for (const [name, value] of Object.entries({position: "fixed", inset: "0", width: "100vw", height: "100vh", margin: "0", padding: "0", border: "0", background: "white", "z-index": "2147483647"})) layer.style.setProperty(name, value, "important");
	document.documentElement.append(layer);`

const unlayer = `document.getElementById("attack").remove();`

// styled is an attack by one property of an element.
func styled(name, element, property, value string) attack {
	return attack{name: name, at: steady,
		begin: element + `.style.setProperty("` + property + `", "` + value + `", "important");`,
		end:   element + `.style.removeProperty("` + property + `");`}
}

func (a attack) byKey() attack { a.key = true; return a }

const html, body = "document.documentElement", "document.body"

var attacks = []attack{
	{name: "covered", begin: layer, end: unlayer, at: steady},
	{name: "covered, the cover takes no pointer", begin: layer + `layer.style.pointerEvents = "none";`, end: unlayer, at: steady, key: true},
	{name: "covered by a faint layer that takes no pointer", begin: layer + `layer.style.pointerEvents = "none"; layer.style.opacity = "0.5";`, end: unlayer, at: steady},
	{name: "popover above everything", begin: layer + `layer.popover = "manual"; layer.style.pointerEvents = "none"; layer.showPopover();`, end: unlayer, at: steady, key: true},
	{name: "dialog above everything", begin: `const dialog = document.createElement("dialog"); dialog.id = "attack";
		for (const [name, value] of Object.entries({width: "100vw", height: "100vh", "max-width": "none", "max-height": "none", "pointer-events": "none"})) dialog.style.setProperty(name, value);
		document.body.append(dialog); dialog.showModal();`, end: unlayer, at: steady},
	{name: "covered by a layer’s child", begin: layer + `layer.style.pointerEvents = "none"; layer.append(Object.assign(document.createElement("p"), {style: layer.style.cssText})); layer.style.setProperty("background", "none", "important");`, end: unlayer, at: steady},
	{name: "popover’s backdrop above everything", begin: layer + `layer.style.setProperty("inset", "auto", "important"); layer.style.setProperty("width", "0", "important"); layer.popover = "manual"; layer.showPopover();
		const sheet = new CSSStyleSheet(); sheet.replaceSync("#attack::backdrop { background: white }"); document.adoptedStyleSheets = [sheet];`, end: unlayer, at: steady},
	{name: "popover inside a shadow root above everything", begin: layer + `layer.style.pointerEvents = "none"; layer.style.setProperty("inset", "auto", "important");
		const inner = Object.assign(document.createElement("p"), {popover: "manual", style: layer.style.cssText + "inset: 0 !important"}); layer.attachShadow({mode: "closed"}).append(inner); inner.showPopover();`, end: unlayer, at: steady},
	styled("page transparent", html, "opacity", "0"),
	styled("page nearly transparent", html, "opacity", "0.1").byKey(),
	styled("page half transparent", html, "opacity", "0.6"),
	styled("body transparent", body, "opacity", "0"),
	styled("filter", html, "filter", "opacity(0.05)"),
	styled("backdrop of one colour", html, "filter", "brightness(0)"),
	styled("clipped", html, "clip-path", "circle(1px at 0 0)"),
	styled("masked", html, "mask-image", "linear-gradient(transparent, transparent)"),
	styled("blended away", html, "mix-blend-mode", "screen"),
	styled("scaled down", html, "transform", "scale(0.05)"),
	styled("invisible", html, "visibility", "hidden"),
	{name: "shown for a blink only", begin: html + `.style.display = "none"; ` + html + `.offsetWidth; setTimeout(() => ` + html + `.style.removeProperty("display"), 100);`,
		end: html + `.style.removeProperty("display");`, at: 120 * time.Millisecond, control: true},
	{name: "opaque for a blink only", begin: html + `.style.opacity = "0"; setTimeout(() => ` + html + `.style.removeProperty("opacity"), 300);`,
		end: html + `.style.removeProperty("opacity");`, at: 320 * time.Millisecond, control: true},
	{name: "moved under the pointer", begin: `document.querySelector("main h1").style.marginLeft = "180px";`,
		end: `document.querySelector("main h1").style.removeProperty("margin-left");`, at: 150 * time.Millisecond, control: true},
}

func TestGuard(t *testing.T) { inChromiumFirst(t, story.Options{}, (*desk).guard) }

func (d *desk) guard() {
	customer := d.visitor(d.group, vera)
	d.contact(d.group, d.group.Context(), "1001")
	shows(d.group, d.group.Context(), d.Agent, "presence", present)
	d.sparse(2, 1)
	for _, a := range attacks {
		d.try(a.name, func(t *testing.T, ctx context.Context) { d.withstands(t, ctx, customer, a) })
	}
	for _, a := range attacks {
		if a.key {
			d.try("by key, "+a.name, func(t *testing.T, ctx context.Context) { d.withstandsByKey(t, ctx, customer, a) })
		}
	}
	d.try("events of the page’s own making", func(t *testing.T, ctx context.Context) { d.withstandsFakes(t, ctx, customer) })
	d.try("our element restyled by the page", func(t *testing.T, ctx context.Context) { d.keepsItsStyle(t, ctx, customer) })
	d.try("moved between press and release", func(t *testing.T, ctx context.Context) { d.movedMeanwhile(t, ctx, customer) })
	d.try("changed between press and release", func(t *testing.T, ctx context.Context) { d.changedMeanwhile(t, ctx, customer) })
}

// withstands checks that a press on a control under attack does nothing, and
// that the same press counts once the attack is over.
func (d *desk) withstands(t *testing.T, ctx context.Context, customer *glancesim.Visitor, a attack) {
	for range 5 {
		if d.attacked(t, ctx, customer, a) {
			return
		}
	}
	t.Skip("this machine is too busy to press in time")
}

// attacked presses under an attack and after it. It reports false where a busy
// machine pressed so late that the press may count.
func (d *desk) attacked(t *testing.T, ctx context.Context, customer *glancesim.Visitor, a attack) bool {
	before, logged := d.signals(), len(d.sessions(t, ctx))
	if a.at < steady {
		d.steady(t, ctx)
	}
	x, y := centre(t, ctx, d.Agent, start)
	script(t, ctx, d.Agent, a.begin)
	pause(ctx, a.at)
	if a.control {
		x, y = centre(t, ctx, d.Agent, start)
	}
	seen := time.Now()
	must(t, d.Agent.Click(ctx, x, y))
	late := a.control && time.Since(seen) > inTime
	script(t, ctx, d.Agent, a.end)
	if late {
		if pause(ctx, steady); d.signals() > before {
			d.signalled(t, ctx, customer, before)
		}
		return false
	}
	d.nothingHappened(t, ctx, before, logged)
	d.countsNow(t, ctx, customer, before)
	return true
}

// inTime is how soon a press comes after its control was seen that is too early
// to count.
const inTime = 250 * time.Millisecond

func (d *desk) withstandsByKey(t *testing.T, ctx context.Context, customer *glancesim.Visitor, a attack) {
	before, logged := d.signals(), len(d.sessions(t, ctx))
	d.focus(t, ctx)
	script(t, ctx, d.Agent, a.begin)
	pause(ctx, a.at)
	must(t, d.Agent.Press(ctx, kb.Enter))
	script(t, ctx, d.Agent, a.end)
	d.nothingHappened(t, ctx, before, logged)
	d.countsBy(t, ctx, customer, before, func(ctx context.Context) error {
		_, err := d.Agent.Steady(ctx, start, steady)
		d.focus(t, ctx)
		return errors.Join(err, d.Agent.Press(ctx, kb.Enter))
	})
}

// withstandsFakes lets the page do all that it can do to our element.
func (d *desk) withstandsFakes(t *testing.T, ctx context.Context, customer *glancesim.Visitor) {
	before, logged := d.signals(), len(d.sessions(t, ctx))
	d.steady(t, ctx)
	script(t, ctx, d.Agent, `
		const field = document.createElement("input"); // a host's blur() takes the focus out of its root in Chromium only
		field.id = "attack"; document.body.append(field); field.focus();
		const host = document.querySelector("[data-glance-button]");
		if (host.shadowRoot) throw new Error("the root is open");
		const {left, top, width, height} = host.getBoundingClientRect();
		const at = {bubbles: true, composed: true, cancelable: true, clientX: left + 30, clientY: top + height / 2, detail: 1, button: 0, pointerType: "mouse", isPrimary: true};
		for (const target of [host, document.elementFromPoint(left + 30, top + height / 2), document.activeElement, document]) {
			for (const type of ["pointerover", "pointerdown", "pointerup"]) target.dispatchEvent(new PointerEvent(type, at));
			for (const type of ["mousedown", "mouseup", "click"]) target.dispatchEvent(new MouseEvent(type, at));
			for (const type of ["keydown", "keypress", "keyup"]) target.dispatchEvent(new KeyboardEvent(type, {...at, key: "Enter", code: "Enter"}));
			target.click?.();
		}
		host.focus();`)
	must(t, d.Agent.Press(ctx, kb.Enter))
	d.nothingHappened(t, ctx, before, logged)
	script(t, ctx, d.Agent, unlayer)
	d.countsNow(t, ctx, customer, before)
}

// keepsItsStyle lets the page style our element: that has no effect, so that a
// press goes on to count.
func (d *desk) keepsItsStyle(t *testing.T, ctx context.Context, customer *glancesim.Visitor) {
	before := d.signals()
	script(t, ctx, d.Agent, `
		const host = document.querySelector("[data-glance-button]");
		for (const [name, value] of Object.entries({opacity: "0", filter: "opacity(0)", transform: "scale(9)", "clip-path": "circle(0)", display: "none", "pointer-events": "none", zoom: "8", "z-index": "-1"})) host.style.setProperty(name, value, "important");
		host.hidden = true; host.className = "record card"; host.inert = false;`)
	d.steady(t, ctx)
	d.countsNow(t, ctx, customer, before)
	script(t, ctx, d.Agent, `const host = document.querySelector("[data-glance-button]"); host.removeAttribute("style"); host.hidden = false; host.removeAttribute("class");`)
}

func (d *desk) movedMeanwhile(t *testing.T, ctx context.Context, customer *glancesim.Visitor) {
	for _, margin := range []string{"12px", "150px"} {
		before, logged := d.signals(), len(d.sessions(t, ctx))
		d.steady(t, ctx)
		x, y := centre(t, ctx, d.Agent, start)
		must(t, d.Agent.Down(ctx, x, y))
		script(t, ctx, d.Agent, `document.querySelector("main h1").style.marginLeft = "`+margin+`"`)
		pause(ctx, 100*time.Millisecond)
		must(t, d.Agent.Up(ctx, x, y))
		script(t, ctx, d.Agent, `document.querySelector("main h1").style.removeProperty("margin-left")`)
		if margin == "150px" {
			d.nothingHappened(t, ctx, before, logged)
			d.countsNow(t, ctx, customer, before)
		} else if d.steady(t, ctx); d.signals() > before {
			d.signalled(t, ctx, customer, before) // the same control, still under the pointer
		}
	}
}

// changedMeanwhile has the button become another one under the agent's finger.
func (d *desk) changedMeanwhile(t *testing.T, ctx context.Context, customer *glancesim.Visitor) {
	before := d.signals()
	press(t, ctx, d.Agent, start)
	_, err := customer.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, customer.Terms("displayed"))
	shows(t, ctx, d.Agent, "the wait", says("to accept"))
	d.steadyOf(t, ctx, stop)
	x, y := centre(t, ctx, d.Agent, stop)
	must(t, d.Agent.Down(ctx, x, y))
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that she declined", says("declined"))
	must(t, d.Agent.Up(ctx, x, y))
	d.steady(t, ctx)
	all := d.sessions(t, ctx)
	if steps := whole(t, all[len(all)-1]); d.signals() != before+1 || steps != "asked signal_begun signal_accepted terms_displayed terms_declined" && steps != "asked signal_begun terms_displayed signal_accepted terms_declined" {
		t.Errorf("%d signals; %s", d.signals()-before, steps)
	}
}

// steady waits until a press on the control that starts would count.
func (d *desk) steady(t *testing.T, ctx context.Context) { t.Helper(); d.steadyOf(t, ctx, start) }

func (d *desk) steadyOf(t *testing.T, ctx context.Context, control string) {
	t.Helper()
	_, err := d.Agent.Steady(ctx, control, steady)
	must(t, err)
}

func (d *desk) focus(t *testing.T, ctx context.Context) {
	t.Helper()
	must(t, d.Agent.Front(ctx))
	must(t, d.Agent.CallClosed(ctx, start, `function() { this.focus() }`, nil))
}

// nothingHappened waits as long as it would have taken to be seen.
func (d *desk) nothingHappened(t *testing.T, ctx context.Context, signals, logged int) {
	t.Helper()
	d.steady(t, ctx)
	if now := d.signals(); now != signals {
		t.Errorf("%d signals went out", now-signals)
	}
	if now := len(d.sessions(t, ctx)); now != logged {
		t.Errorf("%d sessions were recorded", now-logged)
	}
}

// countsNow presses without an attack, again where a busy browser had not yet
// reported the button, and brings it back to its start.
func (d *desk) countsNow(t *testing.T, ctx context.Context, customer *glancesim.Visitor, before int) {
	t.Helper()
	d.countsBy(t, ctx, customer, before, func(ctx context.Context) error { return d.Agent.ClickClosed(ctx, start, steady) })
}

// countsBy is the same with a press of one's own.
func (d *desk) countsBy(t *testing.T, ctx context.Context, customer *glancesim.Visitor, before int, press func(context.Context) error) {
	t.Helper()
	must(t, browser.Until(ctx, "a press that counts", func(ctx context.Context) (bool, error) {
		if err := press(ctx); err != nil {
			return false, err
		}
		short, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		return d.Sim.Wait(short, glancesim.CallSignalVisitor, before+1) == nil, nil
	}))
	d.signalled(t, ctx, customer, before)
}

func (d *desk) signalled(t *testing.T, ctx context.Context, customer *glancesim.Visitor, before int) {
	t.Helper()
	if _, err := customer.Expect(ctx, glance.ShowTerms); err != nil {
		t.Fatalf("the press did not count: %v", err)
	}
	if now := d.signals(); now != before+1 {
		t.Errorf("%d signals went out", now-before)
	}
	shows(t, ctx, d.Agent, "the wait", says("Cancel")) // or it may show the last time's end
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that she declined", says("declined"))
}
