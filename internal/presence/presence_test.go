package presence

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/secret"
)

const (
	group   = 15687
	visitor = "vera-7f3a9c21"
	within  = 20 * time.Second
)

// following is a Follower at work against the simulator.
type following struct {
	t    *testing.T
	sim  *glancesim.Sim
	look chan struct{}

	mu   sync.Mutex
	cond *sync.Cond
	news []News
	over bool
}

func follow_(t *testing.T, dialect Dialect, change ...func(*glancesim.Sim)) *following {
	t.Helper()
	sim, err := glancesim.Start(glancesim.Options{Group: group, APIKey: secret.New("test-api-key")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	for _, f := range change {
		f(sim)
	}
	hosts, err := glance.NewHosts(sim.HostEntries())
	if err != nil {
		t.Fatal(err)
	}
	client, err := glance.New(glance.Config{
		WebServer: sim.WebServer, ViewerPath: "/agentjoin/AgentView.aspx", Delivery: glance.DeliverPost, LookupPath: "/services/SessionService.asmx",
		LookupEncoding: glance.EncodeForm, AuthorizationPath: "/services/AuthorizationService/authorize", TokenMinutes: 60,
		PresenceServer: sim.PresenceServer, SocketPath: "/agentws", Hosts: hosts,
	}, sim.HTTPClient())
	if err != nil {
		t.Fatal(err)
	}
	tokens := &Tokens{Authorize: func(ctx context.Context) (glance.Token, error) {
		key := glance.Sign(group, "agent", time.Now().Add(time.Hour).Unix(), secret.New("test-api-key"))
		return client.Authorize(ctx, glance.Credentials{GroupID: group, PUID: "agent", LoginKey: key})
	}}
	f := &following{t: t, sim: sim, look: make(chan struct{}, 1)}
	f.cond = sync.NewCond(&f.mu)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		(&Follower{Service: client, Tokens: tokens, Group: group, Dialect: dialect, Poll: 50 * time.Millisecond}).Follow(ctx, visitor, f.look, f.tell)
	})
	t.Cleanup(func() { stop(); running.Wait() })
	return f
}

func (f *following) tell(news News) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.news = append(f.news, news)
	f.cond.Broadcast()
}

// until waits for news that the function accepts, from the nth on, and gives
// its number.
func (f *following) until(from int, what string, ok func(News) bool) int {
	f.t.Helper()
	timer := time.AfterFunc(within, func() { f.mu.Lock(); defer f.mu.Unlock(); f.over = true; f.cond.Broadcast() })
	defer timer.Stop()
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := from; ; {
		for ; i < len(f.news); i++ {
			if ok(f.news[i]) {
				return i
			}
		}
		if f.over {
			f.t.Fatalf("waited for %s in vain: %+v", what, f.news)
		}
		f.cond.Wait()
	}
}

func known(k Known) func(News) bool {
	return func(n News) bool { return n.Known == k && n.Event == nil }
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFollowsAVisitor(t *testing.T) {
	for _, dialect := range []Dialect{Mirror, REST} {
		t.Run(string(dialect), func(t *testing.T) {
			f := follow_(t, dialect)
			at := f.until(0, "checking", known(Checking))
			at = f.until(at, "absent", known(Absent))
			customer := f.sim.Visitor(visitor)
			must(t, customer.Connect("https://shop.localhost/a"))
			at = f.until(at, "present", known(Present))
			must(t, customer.Navigate("https://shop.localhost/b"))
			at = f.until(at, "the page", func(n News) bool { return n.Visitor.URL == "https://shop.localhost/b" })
			if live := f.news[at].Live; live != (dialect == Mirror) {
				t.Errorf("live: %v", live)
			}
			must(t, customer.Disconnect())
			f.until(at, "absent", known(Absent))
		})
	}
}

func TestTellsWhatTheCustomerDoes(t *testing.T) {
	f := follow_(t, Mirror)
	customer := f.sim.Visitor(visitor)
	must(t, customer.Connect("https://shop.localhost/"))
	at := f.until(0, "present", known(Present))
	must(t, f.sim.Wait(t.Context(), glancesim.CallAgentSocket, 1))
	must(t, customer.Terms("declined"))
	at = f.until(at, "declined", func(n News) bool { return n.Event != nil && n.Event.Terms == glance.TermsDeclined })
	must(t, customer.StartSession())
	at = f.until(at, "a session", func(n News) bool { return n.Event != nil && n.Event.Kind == glance.UpdateSessionStart })
	must(t, customer.EndSession())
	f.until(at, "its end", func(n News) bool { return n.Event != nil && n.Event.Kind == glance.UpdateSessionEnd })
}

func TestABreakIsShownAndMended(t *testing.T) {
	f := follow_(t, Mirror)
	at := f.until(0, "absent", known(Absent))
	f.sim.Fault(glancesim.CallAgentSocket, glancesim.Fault{Reset: true})
	f.sim.DropAgents(visitor)
	at = f.until(at, "can't tell", known(CantTell))
	must(t, f.sim.Visitor(visitor).Connect("https://shop.localhost/"))
	f.sim.ClearFaults()
	f.until(at, "what happened meanwhile", known(Present))
}

func TestNoSocketMeansREST(t *testing.T) {
	f := follow_(t, Mirror, func(sim *glancesim.Sim) { sim.Fault(glancesim.CallAgentSocket, glancesim.Fault{Status: 404}) })
	at := f.until(0, "absent", known(Absent))
	must(t, f.sim.Visitor(visitor).Connect("https://shop.localhost/"))
	f.until(at, "present", known(Present))
}

func TestARefusedTokenIsRenewed(t *testing.T) {
	f := follow_(t, REST)
	at := f.until(0, "absent", known(Absent))
	f.sim.Fault(glancesim.CallLookupVisitor, glancesim.Fault{Status: 401, Times: 1})
	at = f.until(at, "can't tell", known(CantTell))
	f.until(at, "absent again", known(Absent))
	if n := f.sim.Calls(glancesim.CallAuthorize); n != 2 {
		t.Errorf("%d authorizations", n)
	}
}

func TestAPageChangeIsNoLeaving(t *testing.T) {
	s := &socket{follow: &follow{tell: func(News) {}, state: News{Known: Present, Live: true}}}
	var told []Known
	s.tell = func(n News) { told = append(told, n.Known) }
	s.heard(glance.Update{Kind: glance.UpdateDisconnected})
	if s.left == nil || len(told) > 0 {
		t.Fatalf("told %v at once", told)
	}
	s.heard(glance.Update{Kind: glance.UpdateConnected, Visitor: glance.Visitor{Present: true}})
	if s.left != nil || len(told) > 0 && told[0] != Present {
		t.Fatalf("told %v after coming back", told)
	}
	s.heard(glance.Update{Kind: glance.UpdateDisconnected})
	s.leave()
	if told[len(told)-1] != Absent {
		t.Fatalf("told %v after the grace", told)
	}
}

func TestAnOldAnswerDoesNotWin(t *testing.T) {
	s := &socket{follow: &follow{state: News{Known: Checking}}}
	var told []Known
	s.tell = func(n News) { told = append(told, n.Known) }
	s.asking = true
	s.heard(glance.Update{Kind: glance.UpdateConnected})
	if err := s.lookedUp(answer{news: News{Known: Absent, Live: true}}); err != nil || told[len(told)-1] != Present {
		t.Errorf("told %v, err %v", told, err)
	}
}

func TestTokensAreShared(t *testing.T) {
	asked := 0
	tokens := &Tokens{Authorize: func(context.Context) (glance.Token, error) {
		asked++
		if asked == 1 {
			return glance.Token{}, errors.New("no")
		}
		return glance.Token{Value: secret.New("t"), Expires: time.Now().Add(time.Hour)}, nil
	}}
	if _, err := tokens.Token(t.Context()); err == nil {
		t.Error("no error")
	}
	first, _ := tokens.Token(t.Context())
	second, _ := tokens.Token(t.Context())
	if first != second || asked != 2 {
		t.Errorf("asked %d times", asked)
	}
	tokens.Forget(first)
	if _, _ = tokens.Token(t.Context()); asked != 3 {
		t.Error("a refused token was kept")
	}
}
