package acceptance

import (
	"context"
	"errors"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
)

// screens are attacks by what the page has the browser fill the screen with,
// which it lets a page do at a person's press only.
var screens = []assault{
	{"full screen", byPage, `attack.cover("div").requestFullscreen()`, filled},
	{"full screen that lets the pointer through", byPage, `attack.cover("div", ` + through + `).requestFullscreen()`, filled},
	{"a faint full screen", byPage, `attack.cover("div", {"pointer-events": "none", opacity: "0.6"}).requestFullscreen()`, filled},
	{"full screen’s backdrop", byPage, `attack.sheet(".cast::backdrop { background: white; pointer-events: none }"); attack.cover("div", {inset: "auto", width: "1px", height: "1px"}, {className: "cast"}).requestFullscreen()`, filled},
	{"a frame in full screen", byPage, `attack.cover("iframe", ` + through + `, {srcdoc: "<body bgcolor=white>win"}).requestFullscreen()`, filled},
	{"a page in full screen below a popover", byPage, `document.documentElement.requestFullscreen(); attack.cover("div", ` + through + `, {popover: "manual"}).showPopover()`, filled},
}

// lure is what the agent is brought to press: behind it is the attack.
const lure = `
	const lure = attack.add(attack.make("button", {position: "fixed", left: "0", bottom: "0", width: "80px", height: "40px"}), document.body);
	lure.onclick = () => { %s };
	attack.later(() => document.fullscreenElement && document.exitFullscreen().catch(() => {}));
	return {X: 40, Y: innerHeight - 20};`

const full = `
	for (let n = 0; n < 100 && !document.fullscreenElement; n++) await attack.wait(50);
	attack.needs(document.fullscreenElement);
	await attack.stands();
	await attack.wait(700);`

// filled is unpressed with what comes at a press elsewhere in the page.
func filled(w *window, ctx context.Context, a assault) error {
	if err := w.lured(ctx, a); err != nil {
		return err
	}
	return w.counts(ctx)
}

func (w *window) lured(ctx context.Context, a assault) error {
	w.front.Lock()
	defer w.front.Unlock()
	var at browser.Box
	x, y, err := w.at(ctx)
	if err == nil {
		err = errors.Join(w.page.Front(ctx), w.run(ctx, fmt.Sprintf(lure, a.does), &at))
	}
	if err == nil {
		err = errors.Join(w.press(ctx, at.X, at.Y), w.run(ctx, full, nil))
	}
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	if moved, aside, err := w.at(ctx); err == nil {
		x, y = moved, aside
	}
	err = w.press(ctx, x, y)
	came, ended := w.end(ctx)
	gone := w.run(ctx, `for (let n = 0; n < 100 && document.fullscreenElement; n++) await attack.wait(50);`, nil)
	return errors.Join(err, ended, came.err(), gone)
}
