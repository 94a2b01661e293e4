package acceptance

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// nativeMenu right-clicks with the screen's mouse, and chooses the item in the
// menu that Chromium draws there.
func (d *seated) nativeMenu(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	before := d.signals()
	must(t, browser.Until(ctx, "a signal", func(ctx context.Context) (bool, error) {
		d.rightClick(t, ctx)
		pause(ctx, time.Second)
		return d.signals() > before, nil
	}))
	must(t, customer.Terms("displayed"))
	shows(t, ctx, d.Agent, "the wait", says("to accept"))
	press(t, ctx, d.Agent, stop)
	shows(t, ctx, d.Agent, "presence again", present)
}

// rightClick opens the menu on the contact's name, and takes the item that
// stands above Chromium's own last two, View page source and Inspect. Several
// items begin with its letter, so that a letter alone would take none.
func (d *seated) rightClick(t *testing.T, ctx context.Context) {
	t.Helper()
	var at struct{ X, Y int }
	must(t, d.Agent.Evaluate(ctx, `(() => {
		const {x, y, width, height} = document.querySelector("main h1").getBoundingClientRect();
		return {X: Math.round(screenX + x + width / 2), Y: Math.round(screenY + outerHeight - innerHeight + y + height / 2)};
	})()`, &at))
	d.xdotool(t, ctx, "key", "Escape", "mousemove", fmt.Sprint(at.X), fmt.Sprint(at.Y), "click", "3")
	pause(ctx, 500*time.Millisecond) // until the menu takes keys
	d.xdotool(t, ctx, "key", "Up", "Up", "Up", "Return")
}
