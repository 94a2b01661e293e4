package acceptance

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/internal/story/crm"
)

// TestStates has a customer in each state of a session at once, breaks what can
// break, and sees each state again in its tab.
func TestStates(t *testing.T) { inEach(t, story.Options{Lasting: true}, (*desk).states) }

func (d *desk) states() {
	// A state has to last for as long as a busy machine needs to break it.
	must(d.group, d.Change(d.group.Context(), map[string]any{"termsSeconds": 600, "startSeconds": 300}))
	address := d.serve(d.group, http.HandlerFunc(anybody))
	var long []*held
	d.tryFor(2*time.Minute, "states that last", func(t *testing.T, ctx context.Context) {
		long = d.reach(t, ctx, address, lasting, "")
	})
	for _, broken := range d.breaks() {
		d.tryFor(2*time.Minute, broken.name+" in each state", func(t *testing.T, ctx context.Context) {
			all := append(d.reach(t, ctx, address, passing, "-"+strings.Fields(broken.name)[0]), long...)
			d.survive(t, ctx, all, broken)
		})
	}
}

// anybody serves a record for whoever is asked for: the id is their name and
// visitor id, but for those who have none because their key is typed.
func anybody(w http.ResponseWriter, r *http.Request) {
	id, like := strings.TrimPrefix(r.URL.Path, "/contacts/"), crm.Contacts[1]
	if strings.HasPrefix(id, "key-") {
		like = crm.Contacts[2]
	}
	made, page := httptest.NewRecorder(), strings.NewReplacer(like.Name, id, "walter-webb", id)
	if id != r.URL.Path {
		r.URL.Path = "/contacts/" + like.ID
	}
	crm.Handler(crm.Plain).ServeHTTP(made, r)
	for name, values := range made.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(made.Code)
	page.WriteString(w, made.Body.String())
}

// held is a session that is kept in a state.
type held struct {
	*state
	address string
	page    story.Page
	visitor *glancesim.Visitor
}

// state is one in which a session may be when something breaks.
type state struct {
	name  string // also the customer's
	reach func(*desk, *testing.T, context.Context, *held)
	shows func(story.Look) bool
}

// passing are the states that are over soon by themselves.
var passing = []state{
	{"sent", (*desk).asks, says("waiting for the window to show")},
	{"shown", (*desk).shownTerms, says("to accept")},
	{"starting", (*desk).accepts, says("accepted, starting")},
}

// lasting are the others.
var lasting = []state{
	{"joined", (*desk).joins, joined},
	{"late", (*desk).acceptsLate, says("accepted after all")},
	{"blocked", (*desk).closesViewer, says("the viewer did not open")},
	{"key-waiting", (*desk).typesKey, says("with key key-waiting")},
	{"key-confirm", (*desk).typesRunning, says("is this")},
}

// typed is for how many of these no customer is followed.
const typed = 2

// reach brings one session to each of the states, in a tab each.
func (d *desk) reach(t *testing.T, ctx context.Context, address string, states []state, suffix string) (all []*held) {
	t.Helper()
	for i := range states {
		id := states[i].name + suffix
		h := &held{state: &states[i], address: address + "/contacts/" + id, visitor: d.visitor(d.group, id)}
		var err error
		h.page, err = d.Browser.Open(ctx, h.address)
		must(t, err)
		h.reach(d, t, ctx, h)
		shows(t, ctx, h.page, h.name, h.shows)
		all = append(all, h)
	}
	return all
}

func (d *desk) asks(t *testing.T, ctx context.Context, h *held) {
	shows(t, ctx, h.page, "presence", present)
	press(t, ctx, h.page, start)
	_, err := h.visitor.Expect(ctx, glance.ShowTerms)
	must(t, err)
}

func (d *desk) shownTerms(t *testing.T, ctx context.Context, h *held) {
	d.asks(t, ctx, h)
	must(t, h.visitor.Terms("displayed"))
	shows(t, ctx, h.page, "the wait", says("to accept"))
}

func (d *desk) accepts(t *testing.T, ctx context.Context, h *held) {
	d.shownTerms(t, ctx, h)
	must(t, h.visitor.Terms("accepted"))
}

func (d *desk) joins(t *testing.T, ctx context.Context, h *held) {
	d.accepts(t, ctx, h)
	must(t, h.visitor.StartSession())
}

func (d *desk) acceptsLate(t *testing.T, ctx context.Context, h *held) {
	d.shownTerms(t, ctx, h)
	press(t, ctx, h.page, stop)
	shows(t, ctx, h.page, "presence again", present)
	must(t, h.visitor.Terms("accepted"))
	must(t, h.visitor.StartSession())
}

// closesViewer closes the viewer's tab before it has come to Glance.
func (d *desk) closesViewer(t *testing.T, ctx context.Context, h *held) {
	views, hold := d.Sim.Calls(glancesim.CallViewer), make(chan struct{})
	defer close(hold)
	d.Sim.Fault(glancesim.CallViewer, glancesim.Fault{Hold: hold, Times: 1})
	d.joins(t, ctx, h)
	must(t, d.Sim.Wait(ctx, glancesim.CallViewer, views+1))
	d.worker(t, ctx, `chrome.tabs.query({url: location.origin + "/join.html"}).then(tabs => chrome.tabs.remove(tabs.map(({id}) => id)))`, nil)
}

func (d *desk) typesKey(t *testing.T, ctx context.Context, h *held) {
	shows(t, ctx, h.page, "a key field", func(l story.Look) bool { return l.KeyField })
	must(t, h.page.Front(ctx))
	must(t, h.page.ClickClosed(ctx, "input", steady))
	must(t, h.page.Type(ctx, h.name))
	press(t, ctx, h.page, `button[data-action="key"]`)
}

func (d *desk) typesRunning(t *testing.T, ctx context.Context, h *held) {
	must(t, h.visitor.StartSessionWith(h.name))
	d.typesKey(t, ctx, h)
}

// survive breaks, and sees that every state is shown again and nothing else came of it.
func (d *desk) survive(t *testing.T, ctx context.Context, all []*held, broken breaking) {
	signals, opens, steps := d.signals(), len(d.Sim.ViewerOpens()), d.steps(t, ctx, all)
	if broken.name == "page reloaded" {
		broken.do = func(t *testing.T, ctx context.Context) {
			for _, h := range all {
				must(t, h.page.Reload(ctx))
			}
		}
	}
	sockets := d.Sim.Calls(glancesim.CallAgentSocket)
	broken.do(t, ctx)
	if broken.tabs {
		d.openAgain(t, ctx, all)
	} else {
		within(t, ctx, func(ctx context.Context) {
			if broken.host { // what is shown before each customer is followed anew may be what was
				must(t, d.Sim.Wait(ctx, glancesim.CallAgentSocket, sockets+len(all)-typed))
			}
			for _, h := range all {
				shows(t, ctx, h.page, h.name, h.shows)
			}
		})
	}
	if n := d.signals(); n != signals {
		t.Errorf("customers were asked %d times more", n-signals)
	}
	if n := len(d.Sim.ViewerOpens()); n != opens {
		t.Errorf("%d viewers more were opened", n-opens)
	}
	if now := d.steps(t, ctx, all); strings.Join(now, "\n") != strings.Join(steps, "\n") {
		t.Errorf("the log held\n%s\nand holds\n%s", strings.Join(steps, "\n"), strings.Join(now, "\n"))
	}
}

// openAgain opens each tab again, first those whose states are over soon.
func (d *desk) openAgain(t *testing.T, ctx context.Context, all []*held) {
	t.Helper()
	for _, h := range all {
		page, err := d.Browser.Open(ctx, h.address)
		must(t, err)
		h.page = page
		within(t, ctx, func(ctx context.Context) { shows(t, ctx, page, h.name, h.shows) })
	}
}

// steps are the firm steps of these sessions.
func (d *desk) steps(t *testing.T, ctx context.Context, of []*held) (all []string) {
	t.Helper()
	for _, session := range d.sessions(t, ctx) {
		record := session[0].Record
		if slices.ContainsFunc(of, func(h *held) bool { return h.address == record.URL }) {
			all = append(all, record.ID+": "+strings.TrimSuffix(firm(t, session), " timed_out")) // on a busy machine, by the time it was seen
		}
	}
	return all
}
