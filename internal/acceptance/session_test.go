package acceptance

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
)

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
