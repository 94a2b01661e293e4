package acceptance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/manifests"
)

// unheard: what the page does by itself comes to nothing.
func unheard(w *window, ctx context.Context, a assault) error {
	var came outcome
	if err := w.run(ctx, a.does+"\nawait attack.wait(0); return attack.end()", &came); err != nil {
		_, _ = w.end(ctx)
		return err
	}
	return errors.Join(came.err(), w.counts(ctx))
}

// notLate is how soon the press has to come after the attack: a button that came
// back on top of it stands there for long enough a little later, and a press counts.
const notLate = 400 * time.Millisecond

// unpressed: while the attack stands, the agent's own press on the control, or
// on where it was, does not count. One that came late is tried again.
func unpressed(w *window, ctx context.Context, a assault) error {
	for tries := 1; ; tries++ {
		lapse, err := w.pressed(ctx, a)
		if !errors.Is(err, errFell) || lapse < notLate || tries == 3 {
			return err
		}
	}
}

// pressed has the agent press while the attack stands, and tells how long it had
// stood, and what came of it.
func (w *window) pressed(ctx context.Context, a assault) (lapse time.Duration, err error) {
	began := time.Now()
	box, err := w.box(ctx)
	x, y := box.Centre()
	if err == nil {
		err = w.run(ctx, fmt.Sprintf("attack.middle = {x: %f, y: %f, half: %f};", x, y, box.Width/2)+a.does+"\nawait attack.stands()", nil)
	}
	if err != nil {
		_, _ = w.end(ctx)
		return 0, err
	}
	if moved, aside, err := w.at(ctx); err == nil {
		x, y = moved, aside
	}
	err = w.press(ctx, x, y)
	lapse = time.Since(began)
	return lapse, errors.Join(err, w.over(ctx))
}

// unpressedStill is the same, once, with what has stood for so long that it is no
// longer new where it is.
func unpressedStill(w *window, ctx context.Context, a assault) error {
	a.does += "\nawait attack.wait(700)"
	_, err := w.pressed(ctx, a)
	return err
}

// unkeyed is unpressed with the keyboard: the control has the focus. After it
// the same key counts.
func unkeyed(w *window, ctx context.Context, a assault) error {
	w.front.Lock()
	defer w.front.Unlock()
	err := errors.Join(w.page.Front(ctx), w.focus(ctx))
	if err == nil {
		err = w.run(ctx, a.does+"\nawait attack.stands()", nil)
	}
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	return errors.Join(w.page.Press(ctx, kb.Enter), w.over(ctx), w.heeds(ctx, w.enter))
}

// powerless: the attack changes nothing; a press counts while it goes on.
func powerless(w *window, ctx context.Context, a assault) error {
	if err := w.run(ctx, a.does, nil); err != nil {
		_, _ = w.end(ctx)
		return err
	}
	return errors.Join(w.counts(ctx), w.over(ctx))
}

// between: what happens between press and release makes the click none.
func between(w *window, ctx context.Context, a assault) error {
	w.front.Lock()
	defer w.front.Unlock()
	x, y, err := w.at(ctx)
	if err != nil {
		return err
	}
	err = errors.Join(w.page.Down(ctx, x, y), w.run(ctx, a.does+"\nawait attack.wait(0)", nil), w.page.Up(ctx, x, y))
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	return w.over(ctx)
}

// tooSoon is the longest time, in milliseconds, from the control's being shown
// to the press, that must not count: the guard's own limit, less what two clocks differ.
const tooSoon = 450

// flashed: the page shows the control, or brings it under the pointer, for no
// longer than nobody could have seen it. A press of a busy machine's that came
// late proves nothing and is tried again.
func flashed(w *window, ctx context.Context, a assault) error {
	for range 8 {
		late, err := w.flash(ctx, a)
		if err != nil || !late {
			return errors.Join(err, w.counts(ctx))
		}
		if err := w.counts(ctx); err != nil {
			return err
		}
	}
	return errors.New("this machine is too busy to press in time")
}

func (w *window) flash(ctx context.Context, a assault) (late bool, err error) {
	w.front.Lock()
	defer w.front.Unlock()
	var at browser.Box
	x, y, err := w.at(ctx)
	if err != nil {
		return false, err
	}
	err = w.run(ctx, fmt.Sprintf("const x = %f, y = %f;", x, y)+a.does+"\nattack.shown = performance.now(); return attack.target ?? {X: x, Y: y}", &at)
	if err == nil {
		err = w.press(ctx, at.X, at.Y)
	}
	came, ended := w.end(ctx)
	if err = errors.Join(err, ended); err == nil && came.Lapse < tooSoon {
		err = came.err()
	}
	return came.Lapse >= tooSoon, err
}

// undecided is longer than a page may be drawing a record: until then there is
// nothing to press anyway.
const undecided = 1300 * time.Millisecond

// refusing: what the field holds is nobody's visitor id for certain, so that
// there is nothing to press, and there stays nothing.
func refusing(w *window, ctx context.Context, a assault) error {
	if err := w.run(ctx, a.does, nil); err != nil {
		_, _ = w.end(ctx)
		return err
	}
	soon, cancel := context.WithTimeout(ctx, 45*time.Second) // a driver takes seconds for each look at a page that has a hundred thousand nodes
	defer cancel()
	var gone time.Time
	err := browser.Until(soon, "a button without a start", func(ctx context.Context) (bool, error) {
		err := w.page.CallClosed(ctx, start, "function() { return 1 }", nil)
		if !errors.Is(err, browser.ErrNoElement) {
			gone = time.Time{}
			return false, err
		}
		if gone.IsZero() {
			gone = time.Now()
		}
		return time.Since(gone) > undecided, nil
	})
	if err != nil {
		err = fmt.Errorf("%w: there still is a start, %w", errFell, err)
	}
	return errors.Join(err, w.over(ctx))
}

// plainly: what the page calls its customer is drawn as a text, short, and
// beside the record it came from.
func plainly(w *window, ctx context.Context, a assault) error {
	if err := w.run(ctx, a.does, nil); err != nil {
		_, _ = w.end(ctx)
		return err
	}
	pause(ctx, 60*time.Millisecond)
	err := browser.Until(ctx, "a plain button", func(ctx context.Context) (bool, error) {
		var seen struct{ Strange, Width, Height int }
		err := w.page.CallClosed(ctx, ".glance", `function() {
			const {width, height} = this.getBoundingClientRect();
			return {Strange: this.querySelectorAll(":not(div, span, button, input)").length, Width: Math.ceil(width), Height: Math.ceil(height)};
		}`, &seen)
		if err == nil && (seen.Strange > 0 || seen.Width > 640 || seen.Height > 200) {
			err = fmt.Errorf("the button is %+v", seen)
		}
		return err == nil, err
	})
	return errors.Join(err, w.over(ctx))
}

// pressed: the attack strikes in the agent's own press.
func pressed(w *window, ctx context.Context, a assault) error {
	x, y, err := w.at(ctx)
	if err == nil {
		err = w.run(ctx, a.does, nil)
	}
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	return errors.Join(w.press(ctx, x, y), w.over(ctx))
}

// confused: whatever a press comes to while the attack stands, it is nobody
// else's session.
func confused(w *window, ctx context.Context, a assault) error {
	x, y, err := w.at(ctx)
	if err == nil {
		err = w.run(ctx, a.does+"\nawait attack.wait(60)", nil)
	}
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	err = w.press(ctx, x, y)
	came, ended := w.end(ctx)
	came.Asked = slices.DeleteFunc(came.Asked, func(asked string) bool { return strings.Contains(asked, `"id":"1001"`) })
	return errors.Join(err, ended, came.err(), w.counts(ctx))
}

// untouched: what the page hangs on our element is not drawn, and a press counts.
func untouched(w *window, ctx context.Context, a assault) error {
	var drawn bool
	err := w.run(ctx, a.does+`
		return ["::before", "::after"].some((part) => { const s = getComputedStyle(attack.host(), part); return s.content !== "none" && s.display !== "none" && s.position === "fixed" })`, &drawn)
	if err == nil && drawn {
		err = fmt.Errorf("%w: it is drawn", errFell)
	}
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	return errors.Join(w.counts(ctx), w.over(ctx))
}

// ownCursor: over our control the pointer is the browser's own.
func ownCursor(w *window, ctx context.Context, a assault) error {
	if err := w.run(ctx, a.does, nil); err != nil {
		return err
	}
	var cursor string
	err := w.page.CallClosed(ctx, start, `function() { return getComputedStyle(this).cursor }`, &cursor)
	if err == nil && cursor != "pointer" && cursor != "default" {
		err = fmt.Errorf("the cursor is %s", cursor)
	}
	return errors.Join(err, w.counts(ctx), w.over(ctx))
}

// givenAway: what a browser tells the page of an event inside of the closed
// root. Firefox gives nodes of it away, which no extension can keep it from:
// then the attacks in the root show that they are of no use.
func givenAway(w *window, ctx context.Context, a assault) error {
	if w.family != manifests.Firefox {
		return powerless(w, ctx, a)
	}
	if err := errors.Join(w.run(ctx, a.does, nil), w.counts(ctx)); err != nil {
		return err
	}
	came, err := w.end(ctx)
	came.Leaked = slices.DeleteFunc(came.Leaked, func(what string) bool { return slices.Contains(firefoxTells, what) })
	return errors.Join(err, came.err(), w.counts(ctx))
}

var firefoxTells = []string{"originalTarget", "explicitOriginalTarget", "rangeParent"}

// intruded: the attack has the closed root; a press while it stands does not count.
func intruded(w *window, ctx context.Context, a assault) error {
	w.front.Lock()
	defer w.front.Unlock()
	if err := errors.Join(w.page.Front(ctx), w.intrude(ctx)); err != nil {
		return err
	}
	return unpressed(w, ctx, a)
}

// intrude has the page hold a node of the closed root. Firefox gives it one
// with a press; elsewhere it is put into its hands, as another extension could.
func (w *window) intrude(ctx context.Context) error {
	const told = `attack.host() && (attack.node = null, addEventListener("pointerdown", (e) => { attack.node = e.originalTarget ?? null }, {capture: true, once: true}))`
	if w.family == manifests.Firefox {
		return errors.Join(w.run(ctx, told, nil), w.counts(ctx))
	}
	return w.page.CallClosed(ctx, start, `function() { window.attack.node = this }`, nil)
}
