package acceptance

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// framing makes a frame in the page and waits until it has loaded.
const framing = `const framed = async (tell, where = document.querySelector("#frames")) => {
		const f = document.createElement("iframe");
		f.style.cssText = "width: 300px; height: 120px";
		tell(f);
		const loaded = new Promise((done) => f.addEventListener("load", done, {once: true}));
		attack.add(f, where);
		await Promise.race([loaded, attack.wait(1500)]);
		return f;
	};
	const record = "<h1>Walter Webb</h1><dl><dt>Website visitor ID</dt><dd>walter-webb</dd></dl>";
	const stranger = location.origin.replace("attacked", "stranger");
`

// framed are attacks by frames in the page.
var framed = []assault{
	{"a record of its own, in its markup", byFrame, framing + `await framed((f) => f.srcdoc = record)`, apart},
	{"a record of its own, in an empty frame", byFrame, framing + `const f = await framed((f) => f.src = "about:blank"); f.contentDocument.body.innerHTML = record`, apart},
	{"a record of its own, from memory", byFrame, framing + `await framed((f) => f.src = URL.createObjectURL(new Blob([record], {type: "text/html"})))`, apart},
	{"a record of its own, in its address", byFrame, framing + `await framed((f) => f.src = "data:text/html," + record)`, apart},
	{"a sandboxed frame", byFrame, framing + `await framed((f) => { f.sandbox = "allow-scripts"; f.src = "/contacts/1002" })`, apart},
	{"a sandboxed frame with its record in its markup", byFrame, framing + `await framed((f) => { f.sandbox = "allow-scripts allow-forms"; f.srcdoc = record })`, apart},
	{"a stranger’s frame with the same record", byFrame, framing + `await framed((f) => f.src = stranger + "/contacts/1002")`, apart},
	{"a stranger’s frame that posts", byFrame, framing + `await framed((f) => f.src = stranger + "/contacts/1002?early=" + encodeURIComponent("for (let n = 0; n < 500; n++) parent.postMessage({type: 'do', action: 'start', watch: n}, '*')"))`, apart},
	{"a stranger’s frame that takes the focus", byFrame, framing + `await framed((f) => f.src = stranger + "/contacts/1002?early=" + encodeURIComponent("setInterval(() => focus(), 20)"))`, apart},
	{"a stranger’s frame that calls itself ours", byFrame, framing + `await framed((f) => { f.name = "glanceButton"; f.src = stranger + "/contacts/1002" })`, apart},
	{"a frame of the name documentElement", byFrame, framing + `await framed((f) => { f.name = "documentElement"; f.srcdoc = record })`, apart},
	{"the CRM in a stranger’s frame in the CRM", byFrame, framing + `await framed((f) => f.src = stranger + "/contacts/1002?early=" + encodeURIComponent("addEventListener('load', () => { const i = document.createElement('iframe'); i.src = '" + location.origin + "/contacts/1002'; document.body.prepend(i) })"))`, apart},
	{"the CRM in a stranger’s frame", byFrame, tellsFramed, strangers},
	{"the CRM in a sandbox of a stranger’s", byFrame, `"sandbox"; ` + tellsFramed, strangers},
	{"twelve frames, each in the other", byFrame, framing + `let where = document.querySelector("#frames"); for (let n = 0; n < 12; n++) { const f = await framed((f) => f.srcdoc = "<body>" + n, where); if (!f.contentDocument?.body) break; where = f.contentDocument.body } where.innerHTML = record`, apart},
	{"sixty frames", byFrame, framing + `await Promise.all(Array.from({length: 60}, () => framed((f) => f.srcdoc = record)))`, apart},
	{"a frame that is gone at once", byFrame, framing + `for (let n = 0; n < 20; n++) { const f = document.createElement("iframe"); f.src = "/contacts/1002"; document.body.append(f); f.remove() }`, apart},
	{"a frame that goes elsewhere", byFrame, framing + `const f = await framed((f) => f.srcdoc = record); f.src = stranger + "/contacts/1002"; await attack.wait(100)`, apart},
	{"an object with the record", byFrame, `const o = attack.add(attack.make("object", {}, {type: "text/html", data: location.origin.replace("attacked", "stranger") + "/contacts/1002"}), document.querySelector("#frames")); await attack.wait(200)`, apart},
	{"the extension’s pages, from the page", byFrame, framing + `for (const name of ["popup.html", "panel.html", "options.html", "join.html", "manifest.json", "content.js"]) await fetch(attack.own + name).then(() => attack.leak(name), () => {})`, apart},
	{"the extension’s pages, in frames", byFrame, framing + `for (const name of ["popup.html", "join.html#x"]) { const f = await framed((f) => f.src = attack.own + name); try { if (f.contentDocument?.querySelector("script, main")) attack.leak(name) } catch {} }`, apart},
	{"its own record in a transparent frame", byPage, framing + `await framed((f) => { f.style.opacity = "0"; f.style.height = "220px"; f.src = "/contacts/1002" })`, inFrame},
	{"its own record in a frame under a layer that lets the pointer through", byPage, framing + `await framed((f) => { f.style.height = "220px"; f.src = "/contacts/1002" }); await attack.wait(900); attack.add(attack.make("div", {...attack.over, "pointer-events": "none"}), document.body)`, inFrame},
	{"its own record in a frame that is turned about", byPage, framing + `await framed((f) => { f.style.transform = "rotate(180deg)"; f.style.height = "220px"; f.src = "/contacts/1002" })`, inFrame},
	{"its own record in a frame of a shape", byPage, framing + `await framed((f) => { f.style.clipPath = "polygon(0 0, 100% 0, 100% 60%, 0 60%)"; f.style.filter = "opacity(0)"; f.style.height = "220px"; f.src = "/contacts/1002" })`, inFrame},
}

// apart: what a frame holds is none of its page's record, and none of it bears
// a button.
func apart(w *window, ctx context.Context, a assault) error {
	var strays int
	err := w.run(ctx, "attack.own = "+quoted(w.own)+";"+a.does+`
		await attack.wait(150);
		const inside = (page) => [...page.querySelectorAll("iframe")].reduce((n, f) => { try { return n + f.contentDocument.querySelectorAll("[data-glance-button]").length + inside(f.contentDocument) } catch { return n } }, 0);
		return inside(document)`, &strays)
	if err == nil && strays > 0 {
		err = fmt.Errorf("%w: a frame bears a button", errFell)
	}
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	return errors.Join(w.counts(ctx), w.over(ctx))
}

// inFrame: a press on the button inside of a frame that is not seen as it is
// does not count.
func inFrame(w *window, ctx context.Context, a assault) error {
	err := w.run(ctx, a.does+`
		const inner = document.querySelector("#frames iframe");
		for (let n = 0; n < 100 && !inner.contentDocument.querySelector("[data-glance-button]"); n++) await attack.wait(30);
		await attack.wait(800);
		inner.contentWindow.attack.asked.splice(0)`, nil)
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	var asked []string
	err = errors.Join(w.pressFramed(ctx), w.run(ctx, `return document.querySelector("#frames iframe").contentWindow.attack.asked`, &asked))
	if err == nil && len(asked) > 0 {
		err = fmt.Errorf("%w: %s", errFell, asked[0])
	}
	return errors.Join(err, w.over(ctx))
}

// pressFramed presses where the frame's button is, or would be seen to be.
func (w *window) pressFramed(ctx context.Context) error {
	var at struct{ X, Y float64 }
	err := w.run(ctx, `
		const f = document.querySelector("#frames iframe"), b = f.contentDocument.querySelector("[data-glance-button]")?.getBoundingClientRect() ?? {x: 130, y: 60}, o = f.getBoundingClientRect();
		const turned = getComputedStyle(f).transform.startsWith("matrix(-1");
		return turned ? {X: o.right - b.x - 40, Y: o.bottom - b.y - 15} : {X: o.x + b.x + 40, Y: o.y + b.y + 15}`, &at)
	return errors.Join(err, w.press(ctx, at.X, at.Y))
}

// tellsFramed has the CRM's page tell the one around it whether it bears a button.
const tellsFramed = `addEventListener("load", () => setTimeout(() => parent.postMessage({buttons: document.querySelectorAll("[data-glance-button]").length}, "*"), 700))`

// strangers: in somebody else's page the CRM's record bears no button.
func strangers(w *window, ctx context.Context, a assault) error {
	w.soiled = true
	inner := w.record(a.does)
	sandbox := ""
	if strings.HasPrefix(a.does, `"sandbox"`) {
		sandbox = `f.sandbox = "allow-scripts allow-same-origin";`
	}
	if err := w.page.Go(ctx, strings.Replace(w.address, "attacked", "stranger", 1)+"/contacts/1001"); err != nil {
		return err
	}
	var buttons int
	err := w.run(ctx, `const told = new Promise((done) => addEventListener("message", (e) => done(e.data.buttons)));
		const f = document.createElement("iframe"); f.width = 500; f.height = 300; `+sandbox+` f.src = `+quoted(inner)+`; document.body.append(f);
		return Promise.race([told, attack.wait(8000).then(() => -1)])`, &buttons)
	if err == nil && buttons != 0 {
		err = fmt.Errorf("%w: %d buttons in a stranger's page", errFell, buttons)
	}
	return err
}
