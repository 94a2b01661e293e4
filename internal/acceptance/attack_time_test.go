package acceptance

// timing are attacks by when and where something is shown.
var timing = []assault{
	{"shown for a blink", byPage, `attack.style(document.documentElement, {display: "none"}); await attack.wait(400); document.documentElement.style.removeProperty("display"); await attack.wait(50)`, flashed},
	{"opaque for a blink", byPage, `attack.style(document.documentElement, {opacity: "0"}); await attack.wait(400); document.documentElement.style.removeProperty("opacity"); await attack.wait(50)`, flashed},
	{"uncovered for a blink", byPage, `const c = attack.cover("div"); await attack.wait(400); c.remove(); await attack.wait(50)`, flashed},
	{"uncovered for a blink by what let the pointer through", byPage, `const c = attack.cover("div", ` + through + `); await attack.wait(400); c.remove(); await attack.wait(50)`, flashed},
	{"out from behind a popover for a blink", byPage, `const c = attack.cover("div", {}, {popover: "manual"}); c.showPopover(); await attack.wait(400); c.hidePopover(); await attack.wait(50)`, flashed},
	{"out from behind a dialog for a blink", byPage, `const c = attack.cover("dialog"); c.showModal(); await attack.wait(400); c.close(); await attack.wait(50)`, flashed},
	{"blinks again and again", byPage, `for (let n = 0; n < 4; n++) { attack.style(document.documentElement, {opacity: "0"}); await attack.wait(220); document.documentElement.style.removeProperty("opacity"); await attack.wait(60) }`, flashed},
	{"an animation that ends as the pointer comes", byPage, `const a = document.documentElement.animate([{opacity: 0}, {opacity: 0}], {duration: 400}); await a.finished; await attack.wait(50)`, flashed},
	{"its record shown for a blink", byPage, `attack.style(document.body, {visibility: "hidden"}); await attack.wait(500); document.body.style.removeProperty("visibility"); await attack.wait(60)`, flashed},
	{"moved under the pointer", byPage, `attack.style(document.querySelector("main h1"), {"margin-left": "180px"}); await attack.wait(60); const b = attack.host().getBoundingClientRect(); attack.target = {X: b.x + 30, Y: b.y + 15}`, flashed},
	{"the page scrolled under the pointer", byPage, `attack.style(document.body, {"min-height": "3000px", "padding-top": "300px"}); await attack.wait(900); scrollTo(0, 200); attack.later(() => scrollTo(0, 0)); await attack.wait(20); const b = attack.host().getBoundingClientRect(); attack.target = {X: b.x + 30, Y: b.y + 15}`, flashed},
	{"a pane scrolled under the pointer", byPage, `attack.style(document.querySelector("main"), {height: "300px", overflow: "auto"}); attack.style(document.querySelector("main h1"), {"margin-top": "200px", "margin-bottom": "900px"}); await attack.wait(900); document.querySelector("main").scrollTop = 120; await attack.wait(40); const b = attack.host().getBoundingClientRect(); attack.target = {X: b.x + 30, Y: b.y + 15}`, flashed},

	{"covered between press and release", byPage, `attack.cover("div")`, between},
	{"covered between press and release by what lets the pointer through", byPage, `attack.cover("div", ` + through + `); await attack.stands()`, between},
	{"transparent between press and release", byPage, `attack.style(document.documentElement, {opacity: "0.1"})`, between},
	{"hidden between press and release", byPage, `attack.style(document.documentElement, {visibility: "hidden"})`, between},
	{"moved away between press and release", byPage, `attack.style(document.querySelector("main h1"), {"margin-left": "300px"}); await attack.wait(60)`, between},
	{"scrolled away between press and release", byPage, `attack.style(document.body, {"min-height": "3000px"}); scrollTo(0, 200); attack.later(() => scrollTo(0, 0)); await attack.wait(40)`, between},
	{"turned about between press and release", byPage, `attack.style(document.documentElement, {transform: "rotate(180deg)"})`, between},
	{"our element removed between press and release", byPage, `attack.host().remove(); await attack.wait(40)`, between},
	{"our element moved elsewhere between press and release", byPage, `const h = attack.host(); document.body.append(h); attack.later(() => document.documentElement.append(h))`, between},
	{"a dialog opened between press and release", byPage, `attack.add(attack.make("dialog")).showModal()`, between},
	{"the customer swapped between press and release", byPage, `attack.text(".visitor", "walter-webb")`, between},
	{"the customer’s name swapped between press and release", byPage, `attack.text("main h1", "Walter Webb")`, between},
	{"the address swapped between press and release", byPage, `history.replaceState(null, "", "/contacts/1002"); attack.later(() => history.replaceState(null, "", "/contacts/1001"))`, between},
	{"the customer hidden between press and release", byPage, `attack.style(document.querySelector(".field"), {visibility: "hidden"})`, between},
	{"a second customer shown between press and release", byPage, `const f = document.querySelector(".field"), o = f.cloneNode(true); o.querySelector(".visitor").textContent = "walter-webb"; f.after(o); attack.later(() => o.remove())`, between},
	{"covered just as the pointer goes down", byPage, `attack.on("pointerdown", () => { const c = attack.cover("div", ` + through + `); attack.on("mousedown", () => c.remove(), window) }, window)`, pressed},
	{"the customer swapped as the pointer goes down", byPage, `attack.on("pointerdown", () => attack.text(".visitor", "walter-webb"), window)`, pressed},
	{"the customer swapped as the pointer goes up", byPage, `attack.on("pointerup", () => attack.text(".visitor", "walter-webb"), window)`, pressed},
	{"the customer swapped in the click itself", byPage, `attack.on("click", () => attack.text(".visitor", "walter-webb"), window)`, pressed},
	{"the address swapped in the click itself", byPage, `attack.on("click", () => { history.replaceState(null, "", "/contacts/1002"); attack.later(() => history.replaceState(null, "", "/contacts/1001")) }, window)`, pressed},
	{"the customer swapped as the page is asked", byPage, `attack.on("glance:before-session", (e) => {
			e.stopImmediatePropagation();
			attack.text(".visitor", "walter-webb");
			attack.send(new CustomEvent("glance:session-answer", {detail: JSON.stringify({id: JSON.parse(e.detail).id, note: "go on"})}));
		}, window)`, pressed},
}
