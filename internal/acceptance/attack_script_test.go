package acceptance

// aim gives a script all that it may know of where the button is.
const aim = `const host = attack.host(), {left, top, width, height} = host.getBoundingClientRect();
	const at = {bubbles: true, composed: true, cancelable: true, view: window, detail: 1, button: 0, buttons: 1, clientX: left + 30, clientY: top + height / 2, screenX: left + 30, screenY: top + 100, pointerType: "mouse", isPrimary: true, pointerId: 1};
	const hit = document.elementFromPoint(left + 30, top + height / 2);
	const all = (target, ...types) => types.forEach((type) => target.dispatchEvent(new (/^pointer/.test(type) ? PointerEvent : /^key/.test(type) ? KeyboardEvent : /^touch/.test(type) && window.TouchEvent ? TouchEvent : MouseEvent)(type, {...at, key: "Enter", code: "Enter", keyCode: 13})));
	const mouse = ["pointerover", "pointerenter", "pointerdown", "mousedown", "pointerup", "mouseup", "click"];
`

// forged are attacks by events and messages of the page's own making.
var forged = []assault{
	{"host.click()", byPage, aim + `host.click()`, unheard},
	{"what is hit, click()", byPage, aim + `hit.click()`, unheard},
	{"a mouse’s events on our element", byPage, aim + `all(host, ...mouse)`, unheard},
	{"a mouse’s events on what is hit", byPage, aim + `all(hit, ...mouse)`, unheard},
	{"a mouse’s events on the document", byPage, aim + `all(document, ...mouse)`, unheard},
	{"a mouse’s events on the window", byPage, aim + `all(window, ...mouse)`, unheard},
	{"a mouse’s events on the page’s element", byPage, aim + `all(document.documentElement, ...mouse)`, unheard},
	{"a mouse’s events on the record’s name", byPage, aim + `all(document.querySelector("h1"), ...mouse)`, unheard},
	{"a click without a mouse", byPage, aim + `host.dispatchEvent(new PointerEvent("click", {...at, detail: 0, pointerType: ""}))`, unheard},
	{"a click by an old interface", byPage, aim + `const e = document.createEvent("MouseEvents"); e.initMouseEvent("click", true, true, window, 1, 0, 0, left + 30, top + 9, false, false, false, false, 0, null); host.dispatchEvent(e)`, unheard},
	{"a plain event called click", byPage, aim + `host.dispatchEvent(new Event("click", at))`, unheard},
	{"a custom event called click", byPage, aim + `host.dispatchEvent(new CustomEvent("click", at))`, unheard},
	{"an event that says it is trusted", byPage, aim + `const e = new MouseEvent("click", at); try { Object.defineProperty(e, "isTrusted", {get: () => true}) } catch {} host.dispatchEvent(e)`, unheard},
	{"a class of events that says it is trusted", byPage, aim + `class Trusted extends PointerEvent { get isTrusted() { return true } } host.dispatchEvent(new Trusted("click", at)); host.dispatchEvent(new Trusted("pointerdown", at))`, unheard},
	{"a double click", byPage, aim + `all(host, ...mouse, ...mouse, "dblclick")`, unheard},
	{"a middle click", byPage, aim + `host.dispatchEvent(new PointerEvent("auxclick", {...at, button: 1}))`, unheard},
	{"a finger’s events", byPage, aim + `for (const type of ["pointerdown", "pointerup", "click"]) host.dispatchEvent(new PointerEvent(type, {...at, pointerType: "touch"}))`, unheard},
	{"Enter on our element", byPage, aim + `host.focus(); all(host, "keydown", "keypress", "keyup")`, unheard},
	{"Space on our element", byPage, aim + `host.focus(); for (const type of ["keydown", "keyup"]) host.dispatchEvent(new KeyboardEvent(type, {...at, key: " ", code: "Space"}))`, unheard},
	{"Enter on what has the focus", byPage, aim + `host.focus(); all(document.activeElement, "keydown", "keypress", "keyup")`, unheard},
	{"Enter on the document", byPage, aim + `all(document, "keydown", "keypress", "keyup")`, unheard},
	{"an access key", byPage, aim + `host.accessKey = "g"; attack.later(() => host.removeAttribute("accesskey")); document.dispatchEvent(new KeyboardEvent("keydown", {key: "g", altKey: true, shiftKey: true, bubbles: true}))`, unheard},
	{"a label for our element", byPage, aim + `host.id = "ours"; attack.later(() => host.removeAttribute("id")); attack.add(attack.make("label", {}, {htmlFor: "ours"}), document.body).click()`, unheard},
	{"a label around our element", byPage, aim + `const l = attack.add(attack.make("label")); l.append(host); attack.later(() => document.documentElement.append(host)); l.click()`, unheard},
	{"a form that is submitted", byPage, aim + `const f = attack.add(attack.make("form", {}, {onsubmit: () => false}), document.body); f.append(attack.make("button", {}, {name: "start"})); f.requestSubmit()`, unheard},
	{"a form around our element", byPage, aim + `const f = attack.add(attack.make("form", {}, {onsubmit: () => false})); f.append(host); attack.later(() => document.documentElement.append(host)); f.requestSubmit(); f.submit = f.requestSubmit`, unheard},
	{"a button that commands our element", byPage, aim + `host.id = "ours"; attack.later(() => host.removeAttribute("id")); const b = attack.add(attack.make("button", {}, {textContent: "b"}), document.body); b.setAttribute("popovertarget", "ours"); b.setAttribute("commandfor", "ours"); b.setAttribute("command", "show-popover"); b.click()`, unheard},
	{"a drop on our element", byPage, aim + `for (const type of ["dragenter", "dragover", "drop"]) host.dispatchEvent(new DragEvent(type, at))`, unheard},
	{"text for the key field", byPage, aim + `host.focus(); for (const type of ["beforeinput", "input"]) host.dispatchEvent(new InputEvent(type, {...at, data: "12345", inputType: "insertText"})); document.execCommand("insertText", false, "12345")`, unheard},
	{"something pasted", byPage, aim + `host.focus(); host.dispatchEvent(new ClipboardEvent("paste", at))`, unheard},
	{"the focus, in a loop", byPage, aim + `for (let n = 0; n < 200; n++) { host.focus(); host.blur() }`, unheard},
	{"a thousand clicks", byPage, aim + `for (let n = 0; n < 1000; n++) host.click()`, unheard},
	{"a right-click", byPage, aim + `host.dispatchEvent(new MouseEvent("contextmenu", {...at, button: 2}))`, unheard},
	{"the pointer captured", byPage, aim + `try { host.setPointerCapture(1) } catch {} all(host, ...mouse)`, unheard},

	{"window.postMessage of every kind", byPage, `for (const type of ["act", "watch", "do", "menu", "view", "page", "rules", "host"]) { window.postMessage({type, action: "start", watch: 1, session: "", record: {}, visitorId: "walter-webb"}, "*"); document.dispatchEvent(new MessageEvent("message", {data: {type, action: "start", watch: 1}})) }`, unheard},
	{"a message that looks like a port’s", byPage, `window.postMessage({name: "page", type: "do", action: "start", watch: 1}, "*"); const c = new MessageChannel(); window.postMessage("page", "*", [c.port2]); c.port1.postMessage({type: "act", action: "start"})`, unheard},
	{"events of our own names", byPage, `for (const name of ["glance", "glance:act", "glance:start", "glance:do", "glance:before-session", "glance:session-answer", "glance-button", "awake"]) for (const target of [document, window, attack.host()]) attack.send(new CustomEvent(name, {bubbles: true, composed: true, detail: JSON.stringify({action: "start", watch: 1, id: "x"})}), target)`, unheard},
	{"an answer that nobody asked for", byPage, `for (const id of ["", "0", "undefined", null, crypto.randomUUID()]) attack.send(new CustomEvent("glance:session-answer", {detail: JSON.stringify({id, note: "started", start: true, action: "start"})}))`, unheard},
	{"ten thousand answers", byPage, `for (let n = 0; n < 10000; n++) attack.send(new CustomEvent("glance:session-answer", {detail: JSON.stringify({id: n})}))`, unheard},
	{"a question of the page’s own", byPage, `attack.send(new CustomEvent("glance:before-session", {cancelable: true, detail: JSON.stringify({id: "1", action: "start", record: {type: "contact", id: "1001"}})}))`, unheard},
	{"runtime.connect from the page", byPage, `for (const name of ["page", "popup", "panel", "options", "join", "picker"]) try { const port = (window.chrome ?? window.browser)?.runtime?.connect({name}); if (port) { port.postMessage({type: "do", action: "start"}); attack.leak("a port called " + name) } } catch {}`, unheard},
	{"runtime.sendMessage from the page", byPage, `try { if ((window.chrome ?? window.browser)?.runtime?.id) attack.leak("the extension’s own interface") } catch {}`, unheard},
	{"storage events", byPage, `window.dispatchEvent(new StorageEvent("storage", {key: "config", newValue: "{}"})); localStorage.setItem("config", JSON.stringify({rules: []})); localStorage.removeItem("config")`, unheard},
	{"a broadcast", byPage, `const c = new BroadcastChannel("page"); c.postMessage({type: "do", action: "start", watch: 1}); c.close()`, unheard},
	{"a global of our own name", byPage, `window.glanceButton = {alive: false, stop() { attack.leak("our instance’s place") }}; attack.later(() => delete window.glanceButton); attack.send(new Event("pageshow"), window)`, unheard},
	{"a navigation that did not happen", byPage, `for (const type of ["popstate", "hashchange", "pageshow", "focus", "visibilitychange"]) { window.dispatchEvent(new Event(type)); document.dispatchEvent(new Event(type)) } window.navigation?.dispatchEvent(new Event("navigatesuccess"))`, unheard},
	{"the page said to be hidden", byPage, `attack.swap(document, "hidden", {get: () => true}); document.dispatchEvent(new Event("visibilitychange"))`, unheard},
	{"a declaration of another customer in the head", byPage, `const m = attack.make("meta", {}, {name: "glance:visitor-id", content: "walter-webb"}); attack.add(m, document.head)`, unheard},
	{"a declaration of another customer in the body", byPage, `const e = attack.make("p", {}, {textContent: "x"}); e.dataset.glanceVisitorId = "walter-webb"; attack.add(e, document.body)`, unheard},
	{"fullscreen events", byPage, `document.dispatchEvent(new Event("fullscreenchange")); document.dispatchEvent(new Event("toggle")); document.dispatchEvent(new Event("transitionend"))`, unheard},
	{"a print", byPage, `window.dispatchEvent(new Event("beforeprint")); window.dispatchEvent(new Event("afterprint"))`, unheard},
	{"ten thousand changes", byPage, `const p = attack.add(attack.make("div"), document.body); for (let n = 0; n < 10000; n++) { p.dataset.n = n; if (n % 10 === 0) p.append(String(n)) }`, unheard},
	{"ten thousand changes on the way to the field", byPage, `const f = document.querySelector(".field"); for (let n = 0; n < 10000; n++) f.className = n % 2 ? "field" : "field x"; f.className = "field"`, unheard},
	{"two thousand roots", byPage, `const p = attack.add(attack.make("div", {display: "none"}), document.body); for (let n = 0; n < 1500; n++) { const e = document.createElement("div"); e.attachShadow({mode: "open"}); p.append(e) }`, unheard},
	{"a cursor that lies", byPage, `attack.sheet("* { cursor: none !important } html { cursor: url(data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>) 30 30, none !important }")`, ownCursor},
}
