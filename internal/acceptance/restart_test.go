package acceptance

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story"
)

// recovers is how soon the true state has to be shown again; back is how soon
// it should be on a machine that has nothing else to do.
const (
	recovers = 10 * time.Second
	back     = 2 * time.Second
)

// breaking is a way in which something goes in the middle of things; when it is
// done the agent's tab shows its page.
type breaking struct {
	name string
	do   func(*testing.T, context.Context)
	host bool // the host goes with it
	tabs bool // so do the tabs
}

func (d *desk) breaks() []breaking {
	return []breaking{
		{name: "page reloaded", do: func(t *testing.T, ctx context.Context) { must(t, d.Agent.Reload(ctx)) }},
		{name: "worker stopped", do: func(t *testing.T, ctx context.Context) { must(t, d.Browser.StopWorker(ctx)) }, host: true},
		{name: "host killed", do: d.killHost, host: true},
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
	for _, in := range []struct {
		state  string
		across func(*testing.T, context.Context, breaking)
		held   bool // TestStates has the browser reopened in it
	}{
		{"present", d.presentAcross, false},
		{"the terms show", d.termsAcross, true},
		{"the terms show, accepted meanwhile", d.acceptedMeanwhile, false},
		{"the viewer opens", d.openingAcross, false},
		{"in session", d.joinedAcross, true},
		{"in session, ended meanwhile", d.endedMeanwhile, false},
	} {
		for _, broken := range d.breaks() {
			if broken.tabs && in.held {
				continue
			}
			d.try(broken.name+" while "+in.state, func(t *testing.T, ctx context.Context) {
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

// terms brings a new session to where the terms show.
func (d *desk) terms(t *testing.T, ctx context.Context) *glancesim.Visitor {
	t.Helper()
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	press(t, ctx, d.Agent, start)
	_, err := customer.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, customer.Terms("displayed"))
	shows(t, ctx, d.Agent, "the wait", says("to accept"))
	return customer
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

// inSession brings a new session to where it is joined.
func (d *desk) inSession(t *testing.T, ctx context.Context) (*glancesim.Visitor, int) {
	t.Helper()
	customer, opens := d.terms(t, ctx), len(d.Sim.ViewerOpens())
	must(t, customer.Terms("accepted"))
	must(t, customer.StartSession())
	shows(t, ctx, d.Agent, "the session", joined)
	return customer, opens
}

// sessionTo follows a session to its end.
func (d *desk) sessionTo(t *testing.T, ctx context.Context, customer *glancesim.Visitor, opens int) {
	t.Helper()
	shows(t, ctx, d.Agent, "the session", joined)
	d.openedOnce(t, ctx, opens, true)
	must(t, customer.EndSession())
	shows(t, ctx, d.Agent, "presence again", present)
}

// openedOnce checks that one valid viewer was opened, and closes its tab where
// that is still there.
func (d *desk) openedOnce(t *testing.T, ctx context.Context, opens int, viewer bool) {
	t.Helper()
	if viewer {
		d.closeViewer(t, ctx)
	}
	all := d.Sim.ViewerOpens()
	if len(all) != opens+1 || !all[len(all)-1].Valid || !all[len(all)-1].Running {
		t.Errorf("viewers were opened: %+v", all[opens:])
	}
}

// closeViewer closes the viewer's tab, or what is left of it.
func (d *desk) closeViewer(t *testing.T, ctx context.Context) {
	t.Helper()
	viewer, err := d.Browser.WaitTab(ctx, "the viewer", func(address string) bool {
		return strings.HasPrefix(address, d.Sim.WebServer+"/agentjoin/")
	})
	must(t, err)
	viewer.Close()
	must(t, browser.Until(ctx, "the viewer's tab to close", func(ctx context.Context) (bool, error) {
		tabs, err := d.Browser.Tabs(ctx)
		for _, tab := range tabs {
			if strings.HasPrefix(tab.URL, d.Sim.WebServer+"/") {
				return false, err
			}
		}
		return true, err
	}))
	must(t, d.Agent.Front(ctx))
}

// logged checks the last session's steps, those aside whose place is the network's,
// against a pattern.
func (d *desk) logged(t *testing.T, ctx context.Context, want string) {
	t.Helper()
	all := d.sessions(t, ctx)
	if got := firm(t, all[len(all)-1]); !regexp.MustCompile("^" + want + "$").MatchString(got) {
		t.Errorf("the log holds\n%s, not\n%s", got, want)
	}
}

// firm names the steps of a session whose place is not the network's.
func firm(t *testing.T, session []events.Event) string {
	t.Helper()
	var names []string
	for name := range strings.FieldsSeq(whole(t, session)) {
		if name != "signal_accepted" && name != "session_started" && name != "end_sent" {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
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
