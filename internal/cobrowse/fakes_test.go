package cobrowse

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/lookup"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// world is everything around a desk, scripted. The real ones are tried against
// the simulator and in a browser.
type world struct {
	mu       sync.Mutex
	signals  []string // visitors whose terms were asked for
	direct   int      // those who were not shown them
	stops    []string
	signal   error // what the next calls answer
	taken    int
	running  bool
	nobody   bool // is signed in
	lookups  int
	tells    map[string]func(presence.News)
	followed map[string]int // how often each visitor was
	left     map[string]int // and let go of
	log      memory
	pushed   map[string]protocol.View
	revision map[string]int64
}

func newWorld() *world {
	return &world{tells: map[string]func(presence.News){}, followed: map[string]int{}, left: map[string]int{}, pushed: map[string]protocol.View{}, revision: map[string]int64{}}
}

func (w *world) StartSession(ctx context.Context, token glance.Token, group int64, visitor, key string) error {
	w.mu.Lock()
	w.direct++
	w.mu.Unlock()
	return w.ShowTerms(ctx, token, group, visitor, key)
}

func (w *world) ShowTerms(_ context.Context, _ glance.Token, _ int64, visitor, _ string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signals = append(w.signals, visitor)
	return w.signal
}

func (w *world) StopSession(_ context.Context, _ glance.Token, _ int64, visitor string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stops = append(w.stops, visitor)
	return w.signal
}

func (w *world) TicketFor(join secret.Text, agent glance.Credentials) (glance.Ticket, error) {
	return glance.Ticket{URL: mustURL("https://www.glance.net/agentjoin/AgentView.aspx"), Method: "POST", Fields: []glance.Field{{Name: "loginkey", Value: agent.LoginKey}}}, nil
}

func (w *world) ViewerTicket(key string, on glance.SignOn) (glance.Ticket, error) {
	return glance.Ticket{URL: mustURL("https://www.glance.net/agentjoin/AgentView.aspx"), Method: "GET", Fields: []glance.Field{{Name: "SessionKey", Value: secret.New(key)}, {Name: "username", Value: secret.New(on.Username)}}}, nil
}

// ProgramAddress is a task's, with the key and whether somebody is signed in.
func (w *world) ProgramAddress(task glance.Task, in glance.Invitation) (secret.Text, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if in.Key == "none" {
		return secret.Text{}, &glance.Error{Op: "address", Code: glance.Nonsense}
	}
	address := glance.SchemeOf(task) + "://" + string(task) + "?key=" + in.Key
	if in.Agent != nil {
		address += "&loginkey=" + in.Agent.LoginKey.Reveal()
	}
	if in.Video {
		address += "&agentvideo=true"
	}
	return secret.New(address), nil
}

func (w *world) Take(context.Context) (loginkey.Key, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken++
	if w.nobody {
		return loginkey.Key{}, &loginkey.Error{Reason: protocol.ReasonSignInNeeded, Err: errors.New("nobody is signed in")}
	}
	return loginkey.Key{Value: secret.New("a-login-key"), Got: time.Now(), Expires: time.Now().Add(time.Hour)}, nil
}

func (w *world) Warm() func()        { return func() {} }
func (w *world) Hold() time.Duration { return 5 * time.Minute }

func (w *world) Token(context.Context) (glance.Token, error) {
	return glance.Token{Value: secret.New("token"), Expires: time.Now().Add(time.Hour)}, nil
}
func (w *world) Forget(glance.Token) {}

// Follow hands the teller to the test and waits.
func (w *world) Follow(ctx context.Context, visitor string, _ <-chan struct{}, tell func(presence.News)) {
	w.mu.Lock()
	w.tells[visitor] = tell
	w.followed[visitor]++
	w.mu.Unlock()
	<-ctx.Done()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left[visitor]++
}

// Lookup is asked by the real poller.
func (w *world) Lookup(context.Context, glance.Credentials, string) (glance.Found, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lookups++
	if !w.running {
		return glance.Found{}, nil
	}
	join := secret.New("https://www.glance.net/agentjoin/AgentView.aspx?SessionKey=k")
	return glance.Found{Running: true, JoinURL: &join}, nil
}

func (w *world) run(running bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running = running
}

func (w *world) push(v protocol.View) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if v.Revision <= w.revision[v.Watch] {
		panic("a view went back in its revision")
	}
	w.revision[v.Watch], w.pushed[v.Watch] = v.Revision, v
}

func (w *world) tell(visitor string, news presence.News) {
	w.mu.Lock()
	tell := w.tells[visitor]
	w.mu.Unlock()
	tell(news)
	synctest.Wait()
}

func (w *world) present(visitor string) {
	w.tell(visitor, presence.News{Known: presence.Present, Live: true, Visitor: glance.Visitor{Present: true, URL: "https://shop.example/cart"}})
}

func (w *world) event(visitor string, update glance.Update) {
	w.tell(visitor, presence.News{Known: presence.Present, Live: true, Event: &update})
}

func (w *world) terms(visitor string, what glance.Terms) {
	w.event(visitor, glance.Update{Kind: glance.UpdateTerms, Terms: what})
}

// memory is an event log that can be made to fail.
type memory struct {
	mu     sync.Mutex
	events []events.Event
	fail   bool
}

func (m *memory) Append(_ context.Context, list ...events.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail {
		return errors.New("disk full")
	}
	for _, e := range list {
		if err := e.Check(); err != nil {
			return err
		}
		for _, stored := range m.events {
			if stored.Session == e.Session && stored.Seq == e.Seq {
				return events.ErrConflict
			}
		}
	}
	m.events = append(m.events, list...)
	return nil
}

func (m *memory) Session(_ context.Context, id string) ([]events.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []events.Event
	for _, e := range m.events {
		if e.Session == id {
			found = append(found, e)
		}
	}
	return found, nil
}

func (m *memory) break_(fail bool) { m.mu.Lock(); defer m.mu.Unlock(); m.fail = fail }

func (m *memory) names() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []string
	for _, e := range m.events {
		names = append(names, e.Name)
	}
	return names
}

var vera = protocol.Record{System: "sample-crm", Type: "contact", ID: "1", Title: "Vera Visitor", URL: "https://crm.localhost/contacts/1"}

// desk is a desk in the world that watches Vera.
func desk(t *testing.T, w *world, change ...func(*Config)) *Desk {
	t.Helper()
	config := Config{
		Agent: Agent{GroupID: 15687, PUID: "agent@example.com", Desk: "desk-1"}, Service: w, Keys: w, Tokens: w, Presence: w,
		Lookup: &lookup.Poller{Service: w, Pace: 2 * time.Second}, Log: &w.log,
		Limits: Limits{Wait: 300 * time.Second, Terms: 120 * time.Second, Start: 60 * time.Second, Late: 600 * time.Second, Lost: 300 * time.Second},
		Key:    regexp.MustCompile(`^[A-Za-z0-9._~-]{1,63}$`), ShowPage: true, Location: protocol.OpenTab, Push: w.push, Logger: zap.NewNop(),
		Allow: Allow{Keys: true},
	}
	for _, f := range change {
		f(&config)
	}
	return New(config)
}

func watch(t *testing.T, d *Desk, name, visitor string) {
	t.Helper()
	watchOf(t, d, name, visitor, vera)
}

// watchOf watches a record of one's own.
func watchOf(t *testing.T, d *Desk, name, visitor string, r protocol.Record) {
	t.Helper()
	w := d.Service.(*world)
	w.mu.Lock()
	delete(w.revision, name) // a name that is used again begins anew
	w.mu.Unlock()
	view, err := d.Watch(t.Context(), protocol.WatchParams{Watch: name, Record: r, VisitorID: visitor})
	must(t, err)
	w.mu.Lock()
	if view.Revision > w.revision[name] { // else what came of it was pushed before the answer was
		w.revision[name], w.pushed[name] = view.Revision, view
	}
	w.mu.Unlock()
	synctest.Wait()
}

func act(t *testing.T, d *Desk, name, visitor string, action protocol.Action) error {
	t.Helper()
	w := d.Service.(*world)
	w.mu.Lock()
	shown := ""
	if session := w.pushed[name].Session; session != nil {
		shown = session.ID
	}
	w.mu.Unlock()
	_, err := d.Act(t.Context(), protocol.ActParams{Watch: name, Record: vera, VisitorID: visitor, Action: action, Key: "4821", Session: shown})
	synctest.Wait()
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) shows(t *testing.T, name string, face protocol.Face, actions ...protocol.Action) protocol.View {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.pushed[name]
	if v.Face != face {
		t.Fatalf("%s shows %q (%s), want %q", name, v.Face, v.Reason, face)
	}
	if len(actions) > 0 && !slices.Equal(v.Actions, actions) {
		t.Fatalf("%s offers %v, want %v", name, v.Actions, actions)
	}
	return v
}
