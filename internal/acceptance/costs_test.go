package acceptance

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// TestCosts keeps true what make bench measures for longer: a page that no rule
// names has no script of ours, and a record at rest has nothing to do.
func TestCosts(t *testing.T) {
	d := openDesk(t, nil)
	d.tryFor(time.Minute, "a page without a rule", d.costsNothing)
	d.tryFor(time.Minute, "a record at rest", d.rests)
}

const (
	left   = 5 * time.Second // how long a page is left alone
	poller = "naive-poll.js" // what has to be seen if it is there
)

// ours reports whether an address is a script's that the extension puts into pages.
func (d *desk) ours(url string) bool {
	file, found := strings.CutPrefix(url, "chrome-extension://"+d.Browser.Extension()+"/")
	return found && file != "background.js"
}

func (d *desk) costsNothing(t *testing.T, ctx context.Context) {
	trace := func(address string) browser.Ran {
		events, err := tab(d.Agent).Trace(ctx, func(ctx context.Context) error { return d.Agent.Go(ctx, address) })
		must(t, err)
		return browser.RanIn(events, d.ours)
	}
	if ran := trace(d.Sim.ShopURL); ran.Calls != 0 {
		t.Errorf("in a page without a rule our scripts were called %d times, for %.2f ms", ran.Calls, ran.Milliseconds)
	}
	if ran := trace(d.CRM + "/contacts/1001"); ran.Calls == 0 || ran.Milliseconds == 0 {
		t.Error("the trace does not tell of our script where it is")
	}
}

func (d *desk) rests(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "absence", absent)
	page := tab(d.Agent)
	must(t, page.Inject(ctx, poller, `setInterval(() => document.querySelector("h1"), 200); 0`))
	var ran, poll browser.Ran
	// A button that has only just come is seen by the browser a little later, and later still where much else runs.
	err := browser.Until(ctx, "a record at rest", func(ctx context.Context) (bool, error) {
		events, err := page.Trace(ctx, func(ctx context.Context) error { pause(ctx, left); return ctx.Err() })
		ran, poll = browser.RanIn(events, d.ours), browser.RanIn(events, func(url string) bool { return url == poller })
		return ran.Calls == 0, err
	})
	if err != nil {
		t.Errorf("%v; in %v our script was called %d times, by %d timers", err, left, ran.Calls, ran.Timers)
	}
	if poll.Calls == 0 || poll.Timers == 0 {
		t.Error("the trace does not tell of a script that looks all the time")
	}
}
