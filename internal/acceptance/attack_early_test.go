package acceptance

import (
	"context"
	"errors"
)

// early are scripts of the page's that run before anybody's: they take the
// place of what scripts use, and want to be used by ours.
var early = []assault{
	{"attachShadow", byPage, `const was = Element.prototype.attachShadow; Element.prototype.attachShadow = function(init) { attack.leak("our attachShadow"); return was.call(this, {...init, mode: "open"}) }`, loaded},
	{"createElement", byPage, `const was = Document.prototype.createElement; Document.prototype.createElement = function(...a) { const e = was.apply(this, a); setTimeout(() => e.hasAttribute("data-glance-button") && attack.leak("our createElement")); return e }`, loaded},
	{"getBoundingClientRect", byPage, `const was = Element.prototype.getBoundingClientRect; Element.prototype.getBoundingClientRect = function() { return this.closest("main") ? new DOMRect(500, 300, 1, 1) : was.call(this) }`, loadedThen(`attack.cover("div", {"pointer-events": "none"})`)},
	{"elementFromPoint", byPage, `Document.prototype.elementFromPoint = DocumentFragment.prototype.elementFromPoint = function() { return document.querySelector("[data-glance-button]") }`, loadedThen(`attack.cover("div", {"pointer-events": "none"})`)},
	{"IntersectionObserver", byPage, `window.IntersectionObserver = class { constructor(f) { this.f = f } observe(target) { attack.caught("observe", target); this.f([{target, isVisible: true, isIntersecting: true, time: 0}]) } unobserve() {} disconnect() {} }`, loadedThen(`attack.cover("div", {"pointer-events": "none"})`)},
	{"an entry that says it is visible", byPage, `for (const name of ["isVisible", "isIntersecting"]) Object.defineProperty(IntersectionObserverEntry.prototype, name, {get: () => true})`, loadedThen(`attack.cover("div", {"pointer-events": "none"})`)},
	{"getComputedStyle", byPage, `const was = window.getComputedStyle; window.getComputedStyle = (e, p) => { attack.caught("getComputedStyle", e); return new Proxy(was(e, p), {get: (s, n) => n === "opacity" ? "1" : s[n]}) }`, loadedThen(`attack.style(document.documentElement, {opacity: "0.1"})`)},
	{"checkVisibility", byPage, `Element.prototype.checkVisibility = () => true`, loadedThen(`attack.style(document.documentElement, {opacity: "0.1"})`)},
	{"MutationObserver", byPage, `window.MutationObserver = class { observe(target) { attack.caught("observe", target) } disconnect() {} takeRecords() { return [] } }`, loaded},
	{"ResizeObserver", byPage, `window.ResizeObserver = class { observe(target) { attack.caught("observe", target) } unobserve() {} disconnect() {} }`, loaded},
	{"textContent", byPage, `const d = Object.getOwnPropertyDescriptor(Node.prototype, "textContent"); Object.defineProperty(Node.prototype, "textContent", {...d, get() { attack.caught("textContent", this); return "walter-webb" }})`, loaded},
	{"a text’s data", byPage, `const d = Object.getOwnPropertyDescriptor(CharacterData.prototype, "data"); Object.defineProperty(CharacterData.prototype, "data", {...d, get() { return "walter-webb" }})`, loaded},
	{"isTrusted", byPage, `Object.defineProperty(Event.prototype, "isTrusted", {get: () => true})`, loadedThen(aim + `all(host, ...mouse); all(hit, ...mouse); host.click(); attack.cover("div")`)},
	{"composedPath", byPage, `const was = Event.prototype.composedPath; Event.prototype.composedPath = function() { const p = was.call(this); p.forEach((n) => n !== attack.host() && attack.caught("composedPath", n)); return p }`, loaded},
	{"addEventListener", byPage, `const was = EventTarget.prototype.addEventListener; EventTarget.prototype.addEventListener = function(type, f, o) { attack.caught("addEventListener", this); return was.call(this, type, f, o) }`, loaded},
	{"every array’s methods", byPage, `for (const name of ["map", "filter", "find", "flatMap", "some", "every", "includes", "push", "concat", "slice"]) { const was = Array.prototype[name]; Array.prototype[name] = function(...a) { for (let n = 0; n < this.length; n++) if (this[n] instanceof Node && this[n] !== attack.host()) attack.caught("array " + name, this[n]); return was.apply(this, a) } }`, loaded},
	{"every array’s walk", byPage, `const was = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function() { if (this[0]?.type === "watch") attack.leak("a message"); return was.call(this) }`, loaded},
	{"JSON", byPage, `JSON.stringify = () => "[]"; JSON.parse = () => ({id: "x", stop: null})`, loaded},
	{"URLPattern", byPage, `window.URLPattern = class { exec() { return {pathname: {groups: {id: "1002"}}} } }`, loaded},
	{"URL", byPage, `const Was = window.URL; window.URL = class extends Was { get origin() { return "https://stranger.localhost" } }; window.URL.canParse = () => true`, loaded},
	{"RegExp", byPage, `RegExp.prototype.test = () => true; RegExp.prototype.exec = () => ["walter-webb", "walter-webb"]`, loaded},
	{"maps", byPage, `const was = Map.prototype.set; Map.prototype.set = function(k, v) { attack.caught("map", k); return was.call(this, k, v) }`, loaded},
	{"promises", byPage, `const was = Promise.prototype.then; Promise.prototype.then = function(...a) { return was.apply(this, a) }; Object.defineProperty(Object.prototype, "then", {configurable: true, set() { attack.leak("then") }, get: () => undefined})`, loaded},
	{"every object’s properties", byPage, `for (const name of ["watch", "record", "visitorId", "session", "action", "glanceButton", "alive", "why", "region"]) Object.defineProperty(Object.prototype, name, {configurable: true, get: () => undefined, set(v) { attack.leak("a property " + name) }})`, loaded},
	{"navigation", byPage, `Object.defineProperty(window, "navigation", {value: new EventTarget()})`, loaded},
	{"history", byPage, `history.pushState = history.replaceState = () => {}`, loaded},
	{"random ids", byPage, `crypto.randomUUID = () => "00000000-0000-4000-8000-000000000000"; Math.random = () => 0`, loaded},
	{"clocks", byPage, `performance.now = () => 1e9; Date.now = () => 0; Object.defineProperty(Event.prototype, "timeStamp", {get: () => 1e9})`, loadedThen(`attack.cover("div", {"pointer-events": "none"})`)},
	{"timers", byPage, `const was = window.setTimeout; window.setTimeout = (f, ms) => was(f, ms); window.setInterval = () => 0; window.requestAnimationFrame = (f) => was(f, 16)`, loaded},
	{"calls", byPage, `const was = Function.prototype.call; Function.prototype.call = function(self, ...a) { attack.host && attack.caught("call", self); return Reflect.apply(this, self, a) }`, loaded},
	{"style sheets", byPage, `const was = CSSStyleSheet.prototype.replaceSync; CSSStyleSheet.prototype.replaceSync = function(css) { if (/pill/.test(css)) attack.leak("our style"); return was.call(this, css) }`, loaded},
	{"append", byPage, `const was = Element.prototype.append; Element.prototype.append = function(...a) { for (const n of a) if (n?.hasAttribute?.("data-glance-button")) attack.leak("our append"); return was.apply(this, a) }`, loaded},
	{"a form called after our instance", byPage, `document.addEventListener("DOMContentLoaded", () => { const f = document.createElement("form"), i = document.createElement("input"); f.id = "glanceButton"; i.name = "alive"; f.append(i); document.body.append(f) })`, loaded},
	{"our element, drawn beforehand", byPage, `const e = document.createElement("div"); e.dataset.glanceButton = ""; e.attachShadow({mode: "closed"}).innerHTML = "<button data-action=start>Start</button>"; document.documentElement.append(e); const b = document.createElement("div"); document.addEventListener("DOMContentLoaded", () => document.documentElement.append(e))`, loaded},
}

// loaded: the page loads with such a script, and a press on its button counts.
func loaded(w *window, ctx context.Context, a assault) error {
	return errors.Join(w.load(ctx, a.does), w.over(ctx))
}

// loadedThen: the same, and what the page then does comes to nothing.
func loadedThen(does string) manner {
	return func(w *window, ctx context.Context, a assault) error {
		if err := errors.Join(w.load(ctx, a.does), w.counts(ctx)); err != nil {
			return err
		}
		return unpressed(w, ctx, assault{a.name, a.by, does, unpressed})
	}
}

// load opens the record with a script that runs before anybody's.
func (w *window) load(ctx context.Context, early string) error {
	w.soiled = true
	return w.page.Go(ctx, w.record(early))
}
