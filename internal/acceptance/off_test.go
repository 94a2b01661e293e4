package acceptance

import (
	"context"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story"
)

// pace is that of lookups in these tests.
const pace = 250 * time.Millisecond

func TestPresenceOff(t *testing.T) { inChromiumFirst(t, story.Options{}, (*desk).presenceOff) }

func (d *desk) presenceOff() {
	must(d.group, d.Change(d.group.Context(), map[string]any{"presence": false, "pollMilliseconds": pace.Milliseconds()}))
	d.try("cancel ends the asking", d.cancelsWait)
	d.try("two tabs, one asking", d.twoTabsOneAsking)
	d.try("click, restarts, session, viewer, end", d.waitsAndJoins)
}

func off(l story.Look) bool { return l.Presence == "neutral" && !l.Busy && says("has started")(l) }

func waiting(l story.Look) bool { return l.Busy && says("Waiting for Vera to start")(l) }

// waits opens Vera's page and presses the button.
func (d *desk) waits(t *testing.T, ctx context.Context) {
	t.Helper()
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "that presence is off", off)
	press(t, ctx, d.Agent, start)
	shows(t, ctx, d.Agent, "the wait", waiting)
}

// waitsAndJoins waits for Vera across restarts, and is with her once she starts.
// That she ended is heard of at the next asking, a quarter of a minute apart.
func (d *desk) waitsAndJoins(t *testing.T, ctx context.Context) {
	opens := len(d.Sim.ViewerOpens())
	d.waits(t, ctx)
	for _, broken := range d.breaks() {
		if broken.tabs {
			continue
		}
		broken.do(t, ctx)
		before := d.Sim.Calls(glancesim.CallLookup)
		within(t, ctx, func(ctx context.Context) {
			must(t, d.Sim.Wait(ctx, glancesim.CallLookup, before+2))
			shows(t, ctx, d.Agent, "the wait", waiting)
		})
	}
	customer := d.visitor(t, vera)
	must(t, customer.StartSessionWith(vera))
	shows(t, ctx, d.Agent, "the session", joined)
	d.openedOnce(t, ctx, opens, true)
	must(t, customer.EndSession())
	shows(t, ctx, d.Agent, "presence off again", off)
	d.logged(t, ctx, "wait_begun session_found open_begun ticket_given opened session_ended")
	if n := d.Sim.Calls(glancesim.CallAgentSocket) + d.Sim.Calls(glancesim.CallLookupVisitor) + d.Sim.Calls(glancesim.CallFindVisitor); n != 0 {
		t.Errorf("presence is off, and was asked %d times", n)
	}
}

func (d *desk) cancelsWait(t *testing.T, ctx context.Context) {
	d.waits(t, ctx)
	must(t, d.Sim.Wait(ctx, glancesim.CallLookup, d.Sim.Calls(glancesim.CallLookup)+2))
	press(t, ctx, d.Agent, stop)
	shows(t, ctx, d.Agent, "presence off again", off)
	pause(ctx, pace) // one may be under way
	before := d.Sim.Calls(glancesim.CallLookup)
	pause(ctx, 6*pace)
	if now := d.Sim.Calls(glancesim.CallLookup); now != before {
		t.Errorf("%d lookups after the cancel", now-before)
	}
}

func (d *desk) twoTabsOneAsking(t *testing.T, ctx context.Context) {
	other, err := d.Browser.Open(ctx, d.CRM+"/contacts/1001")
	must(t, err)
	defer other.Close()
	d.waits(t, ctx)
	shows(t, ctx, other, "the wait", waiting)
	before := d.Sim.Calls(glancesim.CallLookup)
	pause(ctx, 8*pace)
	if n := d.Sim.Calls(glancesim.CallLookup) - before; n < 3 || n > 10 {
		t.Errorf("%d lookups in %v", n, 8*pace)
	}
	press(t, ctx, other, stop)
	for _, tab := range []story.Page{d.Agent, other} {
		shows(t, ctx, tab, "presence off again", off)
	}
}
