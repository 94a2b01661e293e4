package acceptance

import (
	"fmt"
	"strings"
)

// hosts are attacks on our element, and on what is in its closed root.
var hosts = append(hostStyled("opacity: 0", "filter: opacity(0)", "transform: scale(9)", "transform: rotate(180deg)", "clip-path: circle(0)", "display: none", "visibility: hidden", "pointer-events: none",
	"zoom: 8", "z-index: -1", "position: static", "width: 1px", "overflow: hidden", "mix-blend-mode: screen", "mask-image: linear-gradient(transparent, transparent)", "translate: 400px", "scale: 0.1", "rotate: 90deg", "color: white", "animation: none 9s", "content-visibility: hidden", "direction: rtl", "--column: row", "inset: 0"),
	assault{"our element removed", byPage, `attack.host().remove(); await attack.wait(20)`, powerless},
	assault{"our element removed again and again", byPage, `for (let n = 0; n < 8; n++) { attack.host()?.remove(); await attack.wait(5) }`, powerless},
	assault{"our element’s copy in its place", byPage, `const h = attack.host(), c = h.cloneNode(true); h.replaceWith(c); attack.later(() => c.remove()); await attack.wait(20)`, powerless},
	assault{"our element’s twin", byPage, `attack.add(attack.host().cloneNode(true))`, powerless},
	assault{"our element marked as no longer ours", byPage, `const h = attack.host(); h.removeAttribute("data-glance-button"); attack.later(() => h.setAttribute("data-glance-button", ""))`, powerless},
	assault{"our element filled", byPage, `const h = attack.host(); h.innerHTML = "<button style='position:fixed;inset:0'>win</button>"; attack.later(() => h.replaceChildren())`, powerless},
	assault{"our element hidden", byPage, `const h = attack.host(); h.hidden = true; attack.later(() => (h.hidden = false))`, powerless},
	assault{"our element out of reach", byPage, `const h = attack.host(); h.inert = true; attack.later(() => (h.inert = false))`, unpressed},
	assault{"our element as a popover", byPage, `const h = attack.host(); h.popover = "auto"; h.showPopover(); h.hidePopover(); attack.later(() => h.removeAttribute("popover"))`, powerless},
	assault{"our element as an editor", byPage, `const h = attack.host(); h.contentEditable = "true"; attack.later(() => h.removeAttribute("contenteditable"))`, unheard},
	assault{"our element’s class and name", byPage, `const h = attack.host(); h.className = "record card"; h.id = "documentElement"; h.setAttribute("name", "body"); attack.later(() => { for (const n of ["class", "id", "name"]) h.removeAttribute(n) })`, powerless},
	assault{"our element’s direction", byPage, `const h = attack.host(); h.dir = "rtl"; attack.later(() => h.removeAttribute("dir"))`, powerless},
	assault{"our element moved into the body", byPage, `const h = attack.host(); document.body.append(h); attack.later(() => document.documentElement.append(h))`, unheard},
	assault{"the page in an editor’s mode", byPage, `document.designMode = "on"; document.designMode = "off"`, powerless},
	assault{"everything restyled", byPage, `attack.sheet("* { opacity: 0.01; transform: scale(9); pointer-events: none; color: red; animation: none }  main, main * { opacity: 1; transform: none; pointer-events: auto; color: black } html, body { opacity: 1; transform: none; pointer-events: auto }")`, powerless},
	assault{"our buttons restyled from outside", byPage, `attack.sheet("button, .left, .glance, .pill, input { opacity: 0 !important; display: none !important } ::part(left) { opacity: 0 !important }")`, powerless},
	assault{"our variables poisoned", byPage, `attack.sheet("* { --ink: white !important; --paper: white !important; --line: white !important; --track: red !important; --mark-ink: white !important; --column: row !important; --lean: center !important }")`, powerless},

	assault{"the closed root, asked for", byPage, `if (attack.host().shadowRoot) attack.leak("shadowRoot")`, unheard},
	assault{"a second root", byPage, `for (const mode of ["open", "closed"]) try { attack.host().attachShadow({mode}); attack.leak("a root of its own") } catch {}`, unheard},
	assault{"its internals", byPage, `try { attack.caught("internals", attack.host().attachInternals().shadowRoot) } catch {}`, unheard},
	assault{"its markup", byPage, `const h = attack.host(); for (const text of [h.innerHTML, h.outerHTML, h.getHTML?.({serializableShadowRoots: true}), new XMLSerializer().serializeToString(h), document.documentElement.innerText]) if (/pill|left/.test(text ?? "")) attack.leak(text)`, unheard},
	assault{"Firefox’s own ways in", byPage, `const h = attack.host(); for (const name of ["openOrClosedShadowRoot", "openOrClosedAssignedSlot", "mozShadowRoot", "webkitShadowRoot", "createShadowRoot"]) if (h[name]) attack.leak(name)`, unheard},
	assault{"what lies at its points", byPage, aim + `for (const e of [hit, ...document.elementsFromPoint(left + 30, top + 12)]) if (e !== host) attack.caught("elementFromPoint", e)`, unheard},
	assault{"where its text is", byPage, aim + `const n = document.caretPositionFromPoint?.(left + 40, top + 12)?.offsetNode ?? document.caretRangeFromPoint?.(left + 40, top + 12)?.startContainer; if (n !== host) attack.caught("caret", n)`, unheard},
	assault{"what has its focus", byPage, aim + `host.focus(); if (document.activeElement !== host) attack.caught("focus", document.activeElement)`, unheard},
	assault{"what its text is found by", byPage, `window.find?.("website"); const s = getSelection(); for (const n of [s.anchorNode, s.focusNode]) if (n !== attack.host()) attack.caught("selection", n); s.removeAllRanges()`, unheard},
	assault{"what a press tells of it", byPage, watch("pointerdown", "mousedown", "click", "pointerup", "pointermove", "pointerover", "focusin", "focus"), givenAway},
	inRoot("a layer in it that lets the pointer through", `const l = attack.make("div", {...attack.over, "pointer-events": "none"}); root.append(l); attack.later(() => l.remove())`),
	inRoot("a layer in it that takes the pointer", `const l = attack.make("div", attack.over); root.append(l); attack.later(() => l.remove())`),
	inRoot("other words on its control", `const w = control.querySelector(".words"), was = w.textContent; w.textContent = "Win"; attack.later(() => (w.textContent = was))`),
	inRoot("its control’s own style", `control.style.cssText = "color: transparent; background: none"; attack.later(() => control.removeAttribute("style"))`),
	inRoot("its words’ own style", `const w = control.querySelector(".words"); w.style.fontSize = "0"; attack.later(() => w.removeAttribute("style"))`),
	inRoot("its words cut short", `const w = control.querySelector(".words"); w.style.maxWidth = "9px"; attack.later(() => w.removeAttribute("style"))`),
	inRoot("an adopted style sheet that cuts its words short", `const s = new CSSStyleSheet(), were = [...root.adoptedStyleSheets]; s.replaceSync(".words { max-width: 9px }"); root.adoptedStyleSheets = [...were, s]; attack.later(() => (root.adoptedStyleSheets = were))`),
	inRoot("a picture in its control", `const i = document.createElement("img"); i.src = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"; await i.decode(); control.append(i); attack.later(() => i.remove())`),
	inRoot("a style sheet in it", `const s = document.createElement("style"); s.textContent = ".words { font-size: 0 } .left::after { content: 'Win' }"; root.append(s); attack.later(() => s.remove())`),
	inRoot("an adopted style sheet", `const s = new CSSStyleSheet(), were = [...root.adoptedStyleSheets]; s.replaceSync(".words { font-size: 0 } .left::after { content: 'Win' }"); root.adoptedStyleSheets = [...were, s]; attack.later(() => (root.adoptedStyleSheets = were))`),
	inRoot("its own sheet’s rules", `const s = root.adoptedStyleSheets[1], n = s.insertRule(".words { font-size: 0 }", s.cssRules.length); attack.later(() => s.deleteRule(n))`),
	inRoot("what is below it, put over it", `const b = root.querySelector(".below"); b.hidden = false; const t = b.textContent; b.textContent = "Win a thing ".repeat(9); b.style.cssText = "position: absolute; top: 0; left: 0"; attack.later(() => { b.textContent = t; b.removeAttribute("style") })`),
	inRoot("its control clicked", `control.focus(); control.click(); for (const e of [control, control.firstChild]) for (const type of ["pointerdown", "pointerup", "click"]) e.dispatchEvent(new PointerEvent(type, {bubbles: true, composed: true, detail: 1, pointerType: "mouse"})); control.click(); attack.cover("div")`),
	inRoot("its control’s key pressed", `control.focus(); for (const type of ["keydown", "keyup"]) control.dispatchEvent(new KeyboardEvent(type, {key: "Enter", bubbles: true, composed: true})); attack.cover("div")`),
	assault{"what the browser measures of it", byPage, `attack.on("pointerdown", () => { for (const from = performance.now(); performance.now() < from + 40; ); }, window); for (const type of ["event", "first-input", "layout-shift", "largest-contentful-paint", "element"]) try { const o = new PerformanceObserver((l) => l.getEntries().forEach((e) => [e.target, e.element, ...(e.sources ?? []).map((s) => s.node)].forEach((n) => n && n !== attack.host() && attack.caught(type, n)))); o.observe({type, buffered: true, durationThreshold: 16}); attack.later(() => o.disconnect()) } catch {}`, powerless},
	assault{"what moves in it", byPage, `for (let n = 0; n < 5; n++) { for (const a of document.getAnimations()) attack.caught("animation", a.effect?.target); document.querySelector("h1").dataset.n = n; await attack.wait(10) }`, unheard},
	assault{"what changes in it", byPage, `const o = new MutationObserver((l) => l.forEach((r) => r.target !== attack.host() && attack.caught("mutation", r.target))); o.observe(document, {subtree: true, childList: true, attributes: true, characterData: true}); attack.later(() => o.disconnect())`, powerless},
	assault{"its style sheets", byPage, `for (const s of [...document.styleSheets, ...document.adoptedStyleSheets]) for (const r of s.cssRules) if (/\.pill/.test(r.cssText)) attack.leak(r.cssText)`, unheard},
)

func hostStyled(all ...string) (list []assault) {
	for _, one := range all {
		property, value, _ := strings.Cut(one, ": ")
		list = append(list, assault{"our element with " + one, byPage, fmt.Sprintf("attack.style(attack.host(), {%q: %q})", property, value), powerless})
	}
	return list
}

// watch hands every node that an event of these types names to the page.
func watch(types ...string) (statements string) {
	for _, name := range types {
		statements += fmt.Sprintf(`attack.on(%q, (e) => { for (const p of ["target", "relatedTarget", "originalTarget", "explicitOriginalTarget", "rangeParent", "srcElement", "fromElement", "toElement", "currentTarget"]) attack.caught(p, e[p]); for (const n of e.composedPath()) attack.caught("composedPath", n) }, window);`, name)
	}
	return statements
}

// clobbers are elements of the page's with the names of what scripts use: the
// document, and a form, give them in the place of their own.
var clobbers = append(append(named("img", "documentElement", "body", "head", "querySelector", "querySelectorAll", "createElement", "createRange", "createTreeWalker", "elementFromPoint", "elementsFromPoint", "hasFocus", "activeElement", "hidden", "addEventListener", "dispatchEvent", "fullscreenElement", "scrollingElement", "adoptedStyleSheets", "startViewTransition"),
	named("form", "documentElement", "elementFromPoint", "hidden", "createElement", "activeElement")...),
	around("parentNode", "assignedSlot", "parentElement", "childNodes", "firstChild", "nextSibling", "isConnected", "getAttribute", "hasAttribute", "matches", "closest", "contains", "checkVisibility", "getBoundingClientRect", "getClientRects", "getRootNode", "localName", "tagName", "textContent", "nodeType", "shadowRoot", "querySelectorAll", "style", "id", "className")...)

func named(tag string, names ...string) (list []assault) {
	for _, name := range names {
		list = append(list, assault{"<" + tag + " name=" + name + ">", byPage, fmt.Sprintf(`attack.add(attack.make(%q, {}, {name: %q}), attack.find("#room")); attack.find("#room").dataset.n = %[2]q`, tag, name), confused})
	}
	return list
}

func around(names ...string) (list []assault) {
	for _, name := range names {
		list = append(list, assault{"the record in a form with <input name=" + name + ">", byField, fmt.Sprintf(`const f = document.createElement("form"), i = document.createElement("input"), m = document.querySelector("main"), all = [...m.childNodes];
			i.name = %q; i.type = "hidden"; Element.prototype.append.call(f, i, ...all); m.append(f); attack.later(() => m.replaceChildren(...all))`, name), confused})
	}
	return list
}

// inRoot is an attack by whoever holds the closed root: another extension, or a
// page of Firefox's, which it hands an event's own node.
func inRoot(name, does string) assault {
	return assault{"in the root: " + name, byOther, `const root = attack.node?.getRootNode(), control = root?.querySelector("button.left"); attack.needs(control);` + does, intruded}
}
