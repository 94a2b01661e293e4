package acceptance

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// TestAttacksByAnExtension lets an extension attack that is really installed
// beside the product's, with leave for the CRM's site and for what such a one is
// commonly given: testdata/other. What it does it does itself, in its own world
// and its own background; where an attack needs the agent's own press, the press
// is a real one. What one could do by the debugger's permission, with which an
// extension is the agent, is not tried. Chromium takes every second attack; with
// EACH=all both browsers take all.
func TestAttacksByAnExtension(t *testing.T) {
	inChromiumFirst(t, story.Options{}, func(d *desk) {
		d.installOther(d.group)
		all := byExtension()
		if os.Getenv("EACH") != "all" {
			all = each(all, 0, 2)
		}
		d.withstand("beside another extension", inline, all)
	})
}

// installOther installs the extension that attacks.
func (d *desk) installOther(t *testing.T) {
	t.Helper()
	folder, err := filepath.Abs("testdata/other")
	must(t, err)
	must(t, d.Browser.Beside(t.Context(), folder))
}

// deed is what the extension does, by its name in testdata/other.
func deed(name string, how manner) assault { return assault{name, byOther, name, ordered(how)} }

// ordered has the extension do what an attack names, in the place of the page.
func ordered(how manner) manner {
	return func(w *window, ctx context.Context, a assault) error {
		a.does = "await attack.other(" + quoted(a.does) + ", {own: " + quoted(w.own) + ", id: " + quoted(w.Browser.Extension()) + "});"
		return how(w, ctx, a)
	}
}

func deeds(how manner, names ...string) (list []assault) {
	for _, name := range names {
		list = append(list, deed(name, how))
	}
	return list
}

// unpressedForGood is unpressed with what is never taken back: the next attack
// begins with a page that is loaded anew.
func unpressedForGood(w *window, ctx context.Context, a assault) error {
	x, y, err := w.at(ctx)
	if err == nil {
		w.soiled = true
		err = w.run(ctx, a.does+"\nawait attack.stands()", nil)
	}
	if err != nil {
		return err
	}
	if moved, aside, err := w.at(ctx); err == nil {
		x, y = moved, aside
	}
	err = w.press(ctx, x, y)
	came, ended := w.end(ctx)
	return errors.Join(err, ended, came.err())
}

// unpressedOnce has the agent press once, and what comes of that goes on for as
// long as anything could.
func unpressedOnce(w *window, ctx context.Context, a assault) error {
	w.soiled = true
	x, y, err := w.at(ctx)
	err = errors.Join(err, w.run(ctx, a.does, nil), w.press(ctx, x, y))
	pause(ctx, undecided)
	return err
}

// carried: the control stands in the page itself, and the agent presses it there.
func carried(w *window, ctx context.Context, a assault) error {
	var at browser.Box
	err := w.run(ctx, a.does+`
		await attack.wait(700);
		const {x, y, width, height} = document.querySelector(`+quoted("body "+start)+`).getBoundingClientRect();
		return {X: x, Y: y, Width: width, Height: height}`, &at)
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	x, y := at.Centre()
	return errors.Join(w.press(ctx, x, y), w.over(ctx))
}

// aside: the agent presses elsewhere in the page.
func aside(w *window, ctx context.Context, a assault) error {
	var at browser.Box
	err := w.run(ctx, a.does+`
		const {x, y} = document.querySelector(".city").getBoundingClientRect();
		return {X: x + 9, Y: y + 9}`, &at)
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	return errors.Join(w.press(ctx, at.X, at.Y), w.over(ctx))
}

// enteredElsewhere: the agent presses Enter in a field of the page's.
func enteredElsewhere(w *window, ctx context.Context, a assault) error {
	w.front.Lock()
	defer w.front.Unlock()
	err := errors.Join(w.page.Front(ctx), w.run(ctx, `attack.add(attack.make("input"), document.querySelector("#room")).focus();`+a.does, nil))
	if err != nil {
		_, _ = w.end(ctx)
		return err
	}
	return errors.Join(w.page.Press(ctx, kb.Enter), w.over(ctx), w.heeds(ctx, w.enter))
}

// fronted is flashed with the tab itself. Firefox's driver counts what is opened
// behind its back among its own.
func fronted(w *window, ctx context.Context, a assault) error {
	if w.family != manifests.Chromium {
		return errUnsupported
	}
	return flashed(w, ctx, a)
}

// poisoned: nothing comes of it by itself, and the agent's press counts in a page
// that is left with nothing of its own; then it is loaded anew.
func poisoned(w *window, ctx context.Context, a assault) error {
	w.soiled = true
	var came outcome
	err := w.run(ctx, a.does+"\nawait attack.wait(0); return attack.end()", &came)
	return errors.Join(err, came.err(), w.counts(ctx))
}
