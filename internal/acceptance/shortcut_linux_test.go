package acceptance

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/story"
)

// shortcut presses the keys for one of two records side by side: nobody is
// asked before one of them has the focus, and then it is that one.
func (d *seated) shortcut(t *testing.T, ctx context.Context) {
	nora, customer := d.visitor(t, "nora-north"), d.visitor(t, vera)
	must(t, d.Agent.Go(ctx, d.fixtures+"/split"))
	d.named(t, ctx, "Nora North", present)
	d.named(t, ctx, "Vera Visitor", present)
	before := d.signals()
	d.presses(t, ctx, "alt+shift+g", says("click into the one that you mean"))
	if now := d.signals(); now != before {
		t.Fatalf("%d customers were signalled", now-before)
	}
	script(t, ctx, d.Agent, `const pane = document.querySelectorAll("section")[1]; pane.tabIndex = 0; pane.focus()`)
	must(t, browser.Until(ctx, "a signal", func(ctx context.Context) (bool, error) { // of a customer who has only just come into view nobody is
		d.xdotool(t, ctx, "key", "alt+shift+g")
		short, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		return d.Sim.Wait(short, "signalvisitor", before+1) == nil, nil
	}))
	asked, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if _, err := customer.Expect(asked, glance.ShowTerms); err != nil {
		var said string
		errSaid := d.Agent.CallClosed(ctx, `.glance[aria-label$="Vera Visitor"]`, "function() { return this.innerText }", &said)
		t.Fatalf("%v; her button says %q (%v)", err, said, errSaid)
	}
	must(t, customer.Terms("declined"))
	if now := d.signals(); now != before+1 {
		t.Errorf("%d customers were signalled", now-before)
	}
	must(t, nora.Disconnect())
}

// presses presses keys until the page's first button says so: a window that has
// just opened may not have the keyboard.
func (d *seated) presses(t *testing.T, ctx context.Context, keys string, want func(story.Look) bool) {
	t.Helper()
	must(t, browser.Until(ctx, "the page to answer to "+keys, func(ctx context.Context) (bool, error) {
		d.xdotool(t, ctx, "key", keys)
		pause(ctx, 200*time.Millisecond)
		seen, err := story.ReadButton(ctx, d.Agent)
		return want(seen), err
	}))
}

// shortcutChanged gives the command other keys, as the agent does on the
// browser's own page; the former ones are nobody's.
func (d *seated) shortcutChanged(t *testing.T, ctx context.Context) {
	settings, err := d.Browser.Open(ctx, "chrome://extensions/shortcuts")
	must(t, err)
	defer settings.Close()
	const change = `chrome.developerPrivate.updateExtensionCommand({extensionId: %q, commandName: "cobrowse", keybinding: "Alt+Shift+H"})`
	must(t, settings.Evaluate(ctx, fmt.Sprintf(change, d.Browser.Extension())+".then(() => 0)", nil))
	customer := d.visitor(t, walter)
	must(t, d.Agent.Front(ctx))
	d.contact(t, ctx, "1002")
	shows(t, ctx, d.Agent, "presence", present)
	d.steady(t, ctx)
	before := d.signals()
	d.xdotool(t, ctx, "key", "alt+shift+g")
	d.xdotool(t, ctx, "key", "alt+shift+h")
	_, err = customer.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that he declined", says("declined"))
	if now := d.signals(); now != before+1 {
		t.Errorf("%d customers were signalled", now-before)
	}
}
