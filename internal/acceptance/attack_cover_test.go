package acceptance

import (
	"fmt"
	"strings"
)

// styles are attacks by one property of an element that the button is in, or
// that its record is in.
var styles = append(
	styledAll("document.documentElement", "page",
		"opacity: 0", "opacity: 0.1", "opacity: 0.5", "opacity: 0.69",
		"filter: opacity(0.05)", "filter: brightness(0)", "filter: contrast(0)", "filter: blur(20px)", "filter: invert(1)", "filter: url(#none)", "filter: drop-shadow(0 0 90px white)",
		"clip-path: circle(1px at 0 0)", "clip-path: inset(100%)", "clip-path: polygon(0 0, 1px 0, 0 1px)", `clip-path: path("M0 0h1v1z")`, "clip-path: ellipse(1px 1px at 0 0)",
		"mask-image: linear-gradient(transparent, transparent)", "mask-image: radial-gradient(circle at 0 0, black 1px, transparent 2px)", "mask: linear-gradient(#0000 0 0)", "-webkit-mask-image: linear-gradient(transparent, transparent)", "-webkit-mask-box-image: linear-gradient(transparent, transparent) 1",
		"mix-blend-mode: screen", "mix-blend-mode: difference", "mix-blend-mode: multiply", "mix-blend-mode: plus-lighter",
		"transform: scale(0.05)", "transform: scale(0.4)", "transform: scale(1.3)", "transform: rotate(180deg)", "transform: rotateX(85deg)", "transform: rotateY(180deg)", "transform: skew(70deg)", "transform: translate(200px, 90px)", "transform: matrix(-1, 0, 0, 1, 0, 0)", "transform: perspective(40px) translateZ(-900px)",
		"perspective: 1px", "scale: 0.05", "scale: 0.4", "rotate: 180deg", "rotate: y 180deg", "rotate: x 80deg", "translate: 200px 90px", `offset-path: path("M 500 150 h -1")`,
		"zoom: 0.1", "zoom: 0.35", "visibility: hidden", "visibility: collapse", "display: none", "content-visibility: hidden",
	),
	styledAll("document.body", "body",
		"opacity: 0", "opacity: 0.05", "visibility: hidden", "display: none", "filter: opacity(0.05)", "clip-path: inset(100%)", "content-visibility: hidden", "clip-path: circle(0)",
	)...)

// moving are properties that bring the button somewhere else, too.
var moving = map[string]bool{"transform": true, "perspective": true, "scale": true, "rotate": true, "translate": true, "offset-path": true, "zoom": true}

func styledAll(element, name string, all ...string) (list []assault) {
	for _, one := range all {
		property, value, _ := strings.Cut(one, ": ")
		how := manner(unpressed)
		if moving[property] {
			how = unpressedStill
		}
		list = append(list, assault{name + " with " + one, byPage, fmt.Sprintf("attack.style(%s, {%q: %q})", element, property, value), how})
	}
	return list
}

const (
	through = `{"pointer-events": "none"}`
	corner  = `{inset: "0 auto auto 0", width: "1px", height: "1px"`
	// strips cover the control but for its corners and its middle.
	strips = `const {x, y, half} = attack.middle;
		for (const from of [x - half + 13, x + 4]) attack.cover("div", {inset: "auto", left: from + "px", top: y - 16 + "px", width: half - 17 + "px", height: "32px"`
)

// covers are attacks by what is drawn over the button.
var covers = []assault{
	{"a layer that takes the pointer", byPage, `attack.cover("div")`, unpressed},
	{"a layer that lets the pointer through", byPage, `attack.cover("div", ` + through + `)`, unpressed},
	{"a faint layer", byPage, `attack.cover("div", {"pointer-events": "none", opacity: "0.5"})`, unpressed},
	{"a layer’s child", byPage, `const layer = attack.cover("div", {"pointer-events": "none", background: "none"}); layer.append(attack.make("p", {...attack.over, "pointer-events": "none"}))`, unpressed},
	{"a layer in front of which another takes the pointer nowhere", byPage, `attack.cover("div", {"pointer-events": "none", background: "none"}); attack.cover("div", ` + through + `)`, unpressed},
	{"a canvas", byPage, `const c = attack.cover("canvas", ` + through + `); c.getContext("2d").fillRect(0, 0, 300, 150)`, unpressed},
	{"a picture", byPage, `await attack.cover("img", ` + through + `, {src: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"}).decode()`, unpressed},
	{"a drawing", byPage, `const s = document.createElementNS("http://www.w3.org/2000/svg", "svg"); s.style.cssText = Object.entries(attack.over).map(([n, v]) => n + ":" + v).join(";") + ";pointer-events:none"; attack.add(s)`, unpressed},
	{"a frame", byPage, `attack.cover("iframe", {}, {srcdoc: "<body bgcolor=white>win"})`, unpressed},
	{"a frame that lets the pointer through", byPage, `attack.cover("iframe", ` + through + `, {srcdoc: "<body bgcolor=white>win"})`, unpressed},
	{"a film", byPage, `attack.cover("video", ` + through + `)`, unpressed},
	{"a field", byPage, `attack.cover("textarea", ` + through + `, {value: "win"})`, unpressed},
	{"a button that is off", byPage, `attack.cover("button", {}, {disabled: true})`, unpressed},
	{"a label of another control", byPage, `attack.cover("label", {}, {textContent: "win"})`, unpressed},
	{"a part of an image map", byPage, `attack.cover("object", ` + through + `)`, unpressed},
	{"an element with a closed root", byPage, `const e = attack.cover("div", {"pointer-events": "none", background: "none"}); e.attachShadow({mode: "closed"}).append(attack.make("p", {...attack.over, "pointer-events": "none"}))`, unpressed},
	{"a dialog that is not modal", byPage, `attack.cover("dialog", ` + through + `).show()`, unpressed},
	{"a modal dialog", byPage, `attack.cover("dialog").showModal()`, unpressed},
	{"a modal dialog that lets the pointer through", byPage, `attack.cover("dialog", ` + through + `).showModal()`, unpressed},
	{"a modal dialog’s backdrop", byPage, `attack.sheet(".cast::backdrop { background: white }"); attack.add(attack.make("dialog", {}, {className: "cast"})).showModal()`, unpressed},
	{"a popover", byPage, `attack.cover("div", {}, {popover: "manual"}).showPopover()`, unpressed},
	{"a popover that lets the pointer through", byPage, `attack.cover("div", ` + through + `, {popover: "manual"}).showPopover()`, unpressed},
	{"a popover in the body that lets the pointer through", byPage, `attack.add(attack.make("div", {...attack.over, "pointer-events": "none"}, {popover: "manual"}), document.body).showPopover()`, unpressed},
	{"a popover in a closed root in the body", byPage, `const e = attack.add(attack.make("div"), document.body), inner = attack.make("p", {...attack.over, "pointer-events": "none"}, {popover: "manual"}); e.attachShadow({mode: "closed"}).append(inner); inner.showPopover()`, unpressed},
	{"a small layer’s large child", byPage, `attack.cover("div", ` + corner + `, overflow: "visible"}).append(attack.make("p", {...attack.over, "pointer-events": "none"}))`, unpressed},
	{"a popover that closes by itself", byPage, `attack.cover("div", ` + through + `, {popover: "auto"}).showPopover()`, unpressed},
	{"a popover that hints", byPage, `attack.needs(attack.make("div", {}, {popover: "hint"}).popover === "hint"); attack.cover("div", ` + through + `, {popover: "hint"}).showPopover()`, unpressed},
	{"a popover’s backdrop", byPage, `attack.sheet(".cast::backdrop { background: white; pointer-events: none }"); attack.add(attack.make("div", {width: "0", height: "0"}, {className: "cast", popover: "manual"})).showPopover()`, unpressed},
	{"a popover’s backdrop of a picture", byPage, `attack.sheet(".cast::backdrop { background: linear-gradient(white, white) }"); attack.add(attack.make("div", {width: "0", height: "0"}, {className: "cast", popover: "manual"})).showPopover()`, unpressed},
	{"a popover in a closed root", byPage, `const e = attack.add(attack.make("div")), inner = attack.make("p", {...attack.over, "pointer-events": "none"}, {popover: "manual"}); e.attachShadow({mode: "closed"}).append(inner); inner.showPopover()`, unpressed},
	{"a popover whose part in front of it lets the pointer through", byPage, `attack.sheet(".cast::before { content: ''; position: fixed; inset: 0; background: white; pointer-events: none }"); attack.cover("div", ` + corner + `}, {className: "cast", popover: "manual"}).showPopover()`, unpressed},
	{"the page’s own last part", byPage, `attack.sheet("html::after { content: ''; position: fixed; inset: 0; background: white; z-index: 2147483647; pointer-events: none }")`, unpressed},
	{"the page’s own last part, which takes the pointer", byPage, `attack.sheet("html::after { content: ''; position: fixed; inset: 0; background: white; z-index: 2147483647 }")`, unpressed},
	{"a part of our element’s own, after", byPage, `attack.sheet("[data-glance-button]::after { content: ''; position: fixed; inset: 0; background: white; z-index: 2147483647; pointer-events: none }")`, untouched},
	{"a part of our element’s own, before", byPage, `attack.sheet("[data-glance-button]::before { content: 'Win'; position: fixed; inset: 0; background: white; z-index: 2147483647; pointer-events: none }")`, untouched},
	{"a layer’s part", byPage, `attack.sheet(".cast::after { content: ''; position: fixed; inset: 0; background: white; pointer-events: none }"); attack.cover("div", ` + corner + `}, {className: "cast"})`, unpressed},
	{"a shadow", byPage, `attack.cover("div", ` + corner + `, "box-shadow": "0 0 0 3000px white"})`, unpressed},
	{"a shadow from beside", byPage, `const c = attack.host().getBoundingClientRect(); attack.cover("div", {inset: "auto", left: c.left + "px", top: c.bottom + 20 + "px", width: c.width + "px", height: c.height + "px", "box-shadow": "0 -" + (c.height + 20) + "px 0 2px white"})`, unpressed},
	{"an outline", byPage, `attack.cover("div", ` + corner + `, outline: "3000px solid white"})`, unpressed},
	{"an outline that stands off", byPage, `attack.cover("div", ` + corner + `, outline: "900px solid white", "outline-offset": "10px"})`, unpressed},
	{"a border’s picture", byPage, `attack.cover("div", ` + corner + `, border: "1px solid white", "border-image": "linear-gradient(white, white) 1 / 900px / 900px"})`, unpressed},
	{"a text’s shadow", byPage, `attack.cover("div", ` + corner + `, overflow: "visible", color: "white", "font-size": "30px", "text-shadow": "120px 60px 40px black"}, {textContent: "██████████"})`, unpressed},
	{"a popover’s text, which casts its shadow from out of its box", byPage, `attack.cover("div", ` + corner + `, overflow: "visible", "white-space": "nowrap", "font-size": "30px", "text-shadow": "40px 60px 20px black"}, {popover: "manual", textContent: "█".repeat(10)}).showPopover()`, unpressedStill},
	{"a filter’s shadow", byPage, `attack.cover("div", {inset: "auto", left: "0", top: "200px", width: "900px", height: "100px", filter: "drop-shadow(0 -180px 0 white)"})`, unpressed},
	{"strips between the points that are looked at", byPage, strips + `})`, unpressed},
	{"strips that let the pointer through", byPage, strips + `, "pointer-events": "none"})`, unpressed},
	{"one word’s worth", byPage, `const {x, y, half} = attack.middle; attack.cover("div", {inset: "auto", left: x - half + 34 + "px", top: y - 11 + "px", width: "40px", height: "22px"})`, unpressed},
	{"a transition of views", byPage, `attack.needs(document.startViewTransition); attack.sheet("::view-transition { pointer-events: none; background: white } ::view-transition-old(root), ::view-transition-new(root) { animation-duration: 60s; opacity: 0 } ::view-transition-group(root) { animation-duration: 60s }");
		const turn = document.startViewTransition(() => {}); attack.later(() => turn.skipTransition()); await turn.ready`, unpressed},
	{"a transition of views that shows the page as it was", byPage, `attack.needs(document.startViewTransition); attack.sheet("::view-transition { pointer-events: none } ::view-transition-old(root) { animation: none; opacity: 1; z-index: 9 } ::view-transition-group(root) { animation-duration: 60s } ::view-transition-new(root) { animation: none; opacity: 0 }");
		const turn = document.startViewTransition(() => {}); attack.later(() => turn.skipTransition()); await turn.ready`, unpressed},
	{"our element inside a faint one", byPage, `const to = attack.add(attack.make("div", {opacity: "0.3"})), host = attack.host(); to.append(host); attack.later(() => document.documentElement.append(host))`, unpressed},
	{"our element below another in one of the page’s", byPage, `const to = attack.add(attack.make("div", {position: "fixed", inset: "0", "z-index": "5", "pointer-events": "none"})), host = attack.host(); to.append(host); attack.later(() => document.documentElement.append(host)); attack.add(attack.make("div", {...attack.over, "pointer-events": "none"}), document.body)`, unpressed},
	{"our element inside a frame", byPage, `const to = attack.add(attack.make("iframe", {position: "fixed", inset: "0", width: "600px", height: "400px"})), host = attack.host(); to.contentDocument.body.append(host); attack.later(() => document.documentElement.append(host))`, unpressed},
	{"our element inside a closed root", byPage, `const to = attack.add(attack.make("div")), host = attack.host(); to.attachShadow({mode: "closed"}).append(host); attack.later(() => document.documentElement.append(host))`, unpressed},
	{"by key, a page nearly transparent", byPage, `attack.style(document.documentElement, {opacity: "0.1"})`, unkeyed},
	{"by key, a layer that lets the pointer through", byPage, `attack.cover("div", ` + through + `)`, unkeyed},
	{"by key, a layer that takes the pointer", byPage, `attack.cover("div")`, unkeyed},
	{"by key, a layer of the button’s size that takes the pointer", byPage, `const c = attack.host().getBoundingClientRect(); attack.cover("div", {inset: "auto", left: c.left - 2 + "px", top: c.top - 2 + "px", width: c.width + 4 + "px", height: c.height + 4 + "px"})`, unkeyed},
	{"by key, a popover that lets the pointer through", byPage, `attack.cover("div", ` + through + `, {popover: "manual"}).showPopover()`, unkeyed},
	{"by key, the button scrolled away", byPage, `attack.style(document.body, {"min-height": "4000px"}); scrollTo(0, 2000); attack.later(() => scrollTo(0, 0))`, unkeyed},
	{"by key, the focus is the page’s", byPage, `const f = attack.add(attack.make("input"), document.body); f.focus(); attack.host().focus()`, unkeyed},
}
