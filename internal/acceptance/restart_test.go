package acceptance

import (
	"context"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// recovers is how soon the true state has to be shown again; back is how soon
// it should be on a machine that has nothing else to do.
const (
	recovers = 20 * time.Second
	back     = 2 * time.Second
)

// breaking is a way in which something goes in the middle of things; when it is
// done the agent's tab shows its page.
type breaking struct {
	name string
	do   func(*testing.T, context.Context)
	host bool // the host goes with it
	tabs bool // so do the tabs
	same bool // it is the same in every browser
}

func (d *desk) breaks() []breaking {
	return []breaking{
		{name: "page reloaded", do: func(t *testing.T, ctx context.Context) { must(t, d.Agent.Reload(ctx)) }, same: true},
		{name: "worker stopped", do: func(t *testing.T, ctx context.Context) { must(t, d.Browser.StopWorker(ctx)) }, host: true},
		{name: "host killed", do: d.killHost, host: true, same: true},
		{name: "browser closed and reopened", do: d.reopen, host: true, tabs: true},
	}
}

func (d *desk) reopen(t *testing.T, ctx context.Context) {
	t.Helper()
	page, err := d.Agent.URL(ctx)
	must(t, err)
	must(t, d.Reopen())
	must(t, d.Agent.Go(ctx, page))
}

func (d *desk) killHost(t *testing.T, ctx context.Context) {
	t.Helper()
	var pid int
	must(t, browser.Until(ctx, "a host", func(context.Context) (bool, error) {
		pids := d.hosts()
		if len(pids) == 1 {
			pid = pids[0]
		}
		return len(pids) == 1, nil
	}))
	must(t, syscall.Kill(pid, syscall.SIGKILL))
	must(t, browser.Until(ctx, "the host to be gone", func(context.Context) (bool, error) {
		return !slices.Contains(d.hosts(), pid), nil
	}))
}

func TestRestarts(t *testing.T) { inEach(t, story.Options{Lasting: true}, (*desk).restarts) }

func (d *desk) restarts() {
	d.sparse(2, 3)
	for _, in := range []struct {
		state  string
		across func(*testing.T, context.Context, breaking)
		held   bool // it does not end here meanwhile
	}{
		{"present", d.presentAcross, false},
		{"the terms show", d.termsAcross, true},
		{"the terms show, accepted meanwhile", d.acceptedMeanwhile, false},
		{"the viewer opens", d.openingAcross, false},
		{"in session", d.joinedAcross, true},
		{"in session, ended meanwhile", d.endedMeanwhile, false},
	} {
		for _, broken := range d.breaks() {
			if broken.tabs && in.held || broken.same && d.family != manifests.Chromium {
				continue // TestStates has it
			}
			d.tryFor(2*time.Minute, broken.name+" while "+in.state, func(t *testing.T, ctx context.Context) {
				d.newWorker(t, ctx)
				in.across(t, ctx, broken)
			})
		}
	}
	d.try("host killed again and again", d.killedAgain)
}

// newWorker has the next page begin with a worker that has seen no host go: one
// that has starts the next ever more slowly.
func (d *desk) newWorker(t *testing.T, ctx context.Context) {
	t.Helper()
	d.worker(t, ctx, "1", nil)
	must(t, d.Browser.StopWorker(ctx))
}

// within runs what has to be done within the time to recover, and logs how long it took.
func within(t *testing.T, ctx context.Context, do func(context.Context)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, recovers)
	defer cancel()
	began := time.Now()
	do(ctx)
	took, note := time.Since(began), ""
	if took > back {
		note = ", later than it should"
	}
	t.Logf("the true state was shown after %d ms%s", took.Milliseconds(), note)
}

func (d *desk) presentAcross(t *testing.T, ctx context.Context, broken breaking) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	broken.do(t, ctx)
	what, want := "presence again", present
	if broken.host { // else a customer who leaves is waited for
		must(t, customer.Disconnect())
		what, want = "absence", absent
	}
	within(t, ctx, func(ctx context.Context) { shows(t, ctx, d.Agent, what, want) })
}

func (d *desk) termsAcross(t *testing.T, ctx context.Context, broken breaking) {
	customer, signals, opens := d.terms(t, ctx), d.signals(), len(d.Sim.ViewerOpens())
	sockets := d.Sim.Calls(glancesim.CallAgentSocket)
	broken.do(t, ctx)
	within(t, ctx, func(ctx context.Context) {
		if broken.host {
			must(t, d.Sim.Wait(ctx, glancesim.CallAgentSocket, sockets+1))
		}
		shows(t, ctx, d.Agent, "the wait", says("to accept"))
	})
	must(t, customer.Terms("accepted"))
	must(t, customer.StartSession())
	d.sessionTo(t, ctx, customer, opens)
	if now := d.signals(); now != signals {
		t.Errorf("Vera was asked %d times more", now-signals)
	}
	d.logged(t, ctx, lived)
}

// lived are the steps of a session from its signal to its end.
const lived = "asked signal_begun terms_displayed terms_accepted session_found open_begun ticket_given opened session_ended"

func (d *desk) acceptedMeanwhile(t *testing.T, ctx context.Context, broken breaking) {
	customer, opens := d.terms(t, ctx), len(d.Sim.ViewerOpens())
	broken.do(t, ctx)
	must(t, customer.Terms("accepted"))
	must(t, customer.StartSession())
	within(t, ctx, func(ctx context.Context) { shows(t, ctx, d.Agent, "the session", joined) })
	d.sessionTo(t, ctx, customer, opens)
	d.logged(t, ctx, "asked signal_begun terms_displayed( terms_accepted)? session_found open_begun ticket_given opened session_ended")
}

func (d *desk) joinedAcross(t *testing.T, ctx context.Context, broken breaking) {
	customer, opens := d.inSession(t, ctx)
	sockets := d.Sim.Calls(glancesim.CallAgentSocket)
	broken.do(t, ctx)
	within(t, ctx, func(ctx context.Context) {
		if broken.host {
			must(t, d.Sim.Wait(ctx, glancesim.CallAgentSocket, sockets+1))
		}
		shows(t, ctx, d.Agent, "the session", joined)
	})
	d.sessionTo(t, ctx, customer, opens)
	d.logged(t, ctx, lived)
}

func (d *desk) endedMeanwhile(t *testing.T, ctx context.Context, broken breaking) {
	customer, opens := d.inSession(t, ctx)
	broken.do(t, ctx)
	must(t, customer.EndSession())
	within(t, ctx, func(ctx context.Context) { shows(t, ctx, d.Agent, "presence again", present) })
	d.openedOnce(t, ctx, opens, !broken.tabs)
	d.logged(t, ctx, lived)
}

// openingAcross breaks while the viewer's page is still on its way: it is not
// opened again, and that it came is heard of. Where its tab went, too, it is
// opened once more when the agent says so, and not before.
func (d *desk) openingAcross(t *testing.T, ctx context.Context, broken breaking) {
	customer, opens := d.terms(t, ctx), len(d.Sim.ViewerOpens())
	views, hold := d.Sim.Calls(glancesim.CallViewer), make(chan struct{})
	d.Sim.Fault(glancesim.CallViewer, glancesim.Fault{Hold: hold, Times: 1})
	must(t, customer.Terms("accepted"))
	must(t, customer.StartSession())
	must(t, d.Sim.Wait(ctx, glancesim.CallViewer, views+1))
	broken.do(t, ctx)
	close(hold)
	if broken.tabs {
		within(t, ctx, func(ctx context.Context) { shows(t, ctx, d.Agent, "that it can be opened", opensByHand) })
		press(t, ctx, d.Agent, again)
	}
	within(t, ctx, func(ctx context.Context) { shows(t, ctx, d.Agent, "the session", joined) })
	d.sessionTo(t, ctx, customer, opens)
	d.logged(t, ctx, "asked signal_begun terms_displayed terms_accepted session_found (open_begun ticket_given (open_(unknown|failed) |opened )?(open_asked )?)+opened session_ended")
}

// killedAgain checks that a killed host leaves nothing behind that the next
// one stumbles over.
func (d *desk) killedAgain(t *testing.T, ctx context.Context) {
	d.newWorker(t, ctx)
	customer := d.terms(t, ctx)
	for range 3 {
		d.killHost(t, ctx)
	}
	must(t, d.Sim.Wait(ctx, glancesim.CallAgentSocket, d.Sim.Calls(glancesim.CallAgentSocket)+1))
	must(t, browser.Until(ctx, "somebody to hear her", func(context.Context) (bool, error) { return d.Sim.Watchers(vera) > 0, nil }))
	must(t, customer.Terms("declined"))
	shows(t, ctx, d.Agent, "that she declined", says("declined"))
	text, err := os.ReadFile(d.Log)
	must(t, err)
	if strings.Contains(string(text), `"level":"error"`) {
		t.Errorf("the host's log holds errors:\n%s", text)
	}
	d.logged(t, ctx, "asked signal_begun terms_displayed terms_declined")
}
