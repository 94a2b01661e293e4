package glance_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/secret"
)

func TestNewRefuses(t *testing.T) {
	tests := map[string]func(*glance.Config){
		"foreign web server":      func(c *glance.Config) { c.WebServer = "https://evil.example" },
		"plain web server":        func(c *glance.Config) { c.WebServer = "http://www.glance.net" },
		"web server with path":    func(c *glance.Config) { c.WebServer = "https://www.glance.net/x" },
		"foreign presence server": func(c *glance.Config) { c.PresenceServer = "https://presence.evil.example" },
		"relative path":           func(c *glance.Config) { c.ViewerPath = "AgentView.aspx" },
		"path that is a host":     func(c *glance.Config) { c.LookupPath = "//evil.example/x" },
		"path with query":         func(c *glance.Config) { c.SocketPath = "/agentws?x=1" },
		"no minutes":              func(c *glance.Config) { c.TokenMinutes = 0 },
		"too many minutes":        func(c *glance.Config) { c.TokenMinutes = 121 },
		"delivery":                func(c *glance.Config) { c.Delivery = "mail" },
		"encoding":                func(c *glance.Config) { c.LookupEncoding = "yaml" },
	}
	for name, change := range tests {
		cfg := configuration(glance.Hosts{})
		change(&cfg)
		if _, err := glance.New(cfg, nil); err == nil {
			t.Error(name, "is taken")
		}
	}
}

func TestAuthorize(t *testing.T) {
	r := start(t)
	token := r.token()
	if left := time.Until(token.Expires); left < 59*time.Minute || left > 61*time.Minute || token.Value.Empty() {
		t.Errorf("expires in %v", left)
	}
	for name, expires := range map[string]int64{"expired": time.Now().Unix() - 1, "beyond a day": time.Now().Unix() + 90_000} {
		_, err := r.client.Authorize(soon(t), credentials(expires))
		if glance.CodeOf(err) != glance.Refused {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := r.agent
	other.PUID = "someone"
	_, err := r.client.Authorize(soon(t), other)
	r.fails(err, glance.Refused)
}

func TestReadTokenRefuses(t *testing.T) {
	tests := map[string]glance.Code{
		`{"authToken":null,"message":"no"}`: glance.Refused, `{}`: glance.Refused,
		`{"authToken":"a b","authTokeExp":"2026-01-01T00:00:00Z"}`:       glance.Nonsense,
		`{"authToken":"a\r\nX: y","authTokeExp":"2026-01-01T00:00:00Z"}`: glance.Nonsense,
		`{"authToken":"abc"}`:                                                  glance.Nonsense,
		`{"authToken":"abc","authTokeExp":"soon"}`:                             glance.Nonsense,
		`{"authToken":"abc","authTokeExp":"2026-01-01T00:00:00Z","groupId":1}`: glance.Nonsense,
		`{"authToken":5}`:                                                      glance.Nonsense, `<html>`: glance.Nonsense, ``: glance.Nonsense, `"x"`: glance.Nonsense,
		`{"authToken":"` + strings.Repeat("a", 9000) + `","authTokeExp":"2026-01-01T00:00:00Z"}`: glance.Nonsense,
	}
	for body, want := range tests {
		if _, err := glance.ReadToken("authorize", []byte(body), group); glance.CodeOf(err) != want {
			t.Errorf("%.60s: %v", body, err)
		}
	}
}

func TestLookup(t *testing.T) {
	r := start(t)
	v := r.sim.Visitor(visitor)
	r.ok(v.Connect("https://shop.example/"))
	clients := map[glance.Encoding]*glance.Client{}
	for _, encoding := range []glance.Encoding{glance.EncodeForm, glance.EncodeSOAP, glance.EncodeJSON} {
		clients[encoding] = r.newClient(func(c *glance.Config) { c.LookupEncoding = encoding })
		found, err := clients[encoding].Lookup(soon(t), r.agent, "key & <4821>")
		if err != nil || found.Running {
			t.Errorf("%s: %+v %v", encoding, found.Running, err)
		}
	}
	r.ok(v.StartSessionWith("4821"))
	for encoding, client := range clients {
		for _, key := range []string{"4821", visitor} {
			found, err := client.Lookup(soon(t), r.agent, key)
			if err != nil || !found.Running || !strings.Contains(found.JoinURL.Reveal(), "SessionKey=4821") {
				t.Errorf("%s %s: %v %v", encoding, key, found.Running, err)
			}
		}
	}
	r.ok(v.EndSession())
	found, err := r.client.Lookup(soon(t), r.agent, "4821")
	if err != nil || found.Running {
		t.Errorf("ended: %v %v", found.Running, err)
	}
	_, err = r.client.Lookup(soon(t), credentials(1), "4821")
	r.fails(err, glance.Refused)
}

func TestPresenceCalls(t *testing.T) {
	r := start(t)
	token, v := r.token(), r.sim.Visitor(visitor)
	got, err := r.client.LookupVisitor(soon(t), token, group, visitor)
	if err != nil || got.Present {
		t.Fatalf("absent: %+v %v", got, err)
	}
	r.fails(r.client.ShowTerms(soon(t), token, group, visitor, visitor), glance.VisitorNotPresent)
	r.ok(v.Connect("https://shop.example/teas"))
	got, err = r.client.LookupVisitor(soon(t), token, group, visitor)
	if err != nil || !got.Present || got.URL != "https://shop.example/teas" || got.Browser != "Chrome 156" || time.Since(got.Seen) > time.Minute {
		t.Fatalf("present: %+v %v", got, err)
	}
	r.ok(r.client.ShowTerms(soon(t), token, group, visitor, "4821"))
	invoke, err := v.Expect(soon(t), glance.ShowTerms)
	if err != nil || invoke.Args["sessionKey"] != "4821" {
		t.Fatalf("%+v %v", invoke, err)
	}
	r.ok(r.client.StopSession(soon(t), token, group, visitor))
	_, err = v.Expect(soon(t), glance.StopSession)
	r.ok(err)
	direct, err := r.client.FindVisitor(soon(t), token, group, visitor)
	r.ok(err)
	r.ok(r.client.Invoke(soon(t), token, group, visitor, direct, "GLANCE_COBROWSE.Custom.greet", map[string]any{"text": "hi"}))
	_, err = v.Expect(soon(t), "GLANCE_COBROWSE.Custom.greet")
	r.ok(err)
	r.fails(r.client.Invoke(soon(t), token, group, visitor, direct, "window.open", nil), glance.Nonsense)
	foreign := glance.Direct{Found: true, Address: "pr1.evil.example:443"}
	r.fails(r.client.Invoke(soon(t), token, group, visitor, foreign, glance.ShowTerms, nil), glance.ForeignAddress)
	balancer := glance.Direct{Found: true, Address: strings.TrimPrefix(r.sim.PresenceServer, "https://")}
	if err := r.client.Invoke(soon(t), token, group, visitor, balancer, glance.ShowTerms, nil); err == nil {
		t.Error("the load balancer took a signal")
	}
	bad := glance.Token{Value: secret.New("a.b.c")}
	_, err = r.client.LookupVisitor(soon(t), bad, group, visitor)
	r.fails(err, glance.Refused)
	_, err = r.client.FindVisitor(soon(t), token, group+1, visitor)
	r.fails(err, glance.Refused)
}

// Every call, with every fault, ends in the right code.
func TestFaults(t *testing.T) {
	r := start(t)
	token := r.token()
	r.ok(r.sim.Visitor(visitor).Connect("https://shop.example/"))
	direct, err := r.client.FindVisitor(soon(t), token, group, visitor)
	r.ok(err)
	calls := map[string]func(context.Context) error{
		glancesim.CallAuthorize: func(ctx context.Context) error { _, err := r.client.Authorize(ctx, r.agent); return err },
		glancesim.CallLookup:    func(ctx context.Context) error { _, err := r.client.Lookup(ctx, r.agent, "1"); return err },
		glancesim.CallLookupVisitor: func(ctx context.Context) error {
			_, err := r.client.LookupVisitor(ctx, token, group, visitor)
			return err
		},
		glancesim.CallFindVisitor: func(ctx context.Context) error {
			_, err := r.client.FindVisitor(ctx, token, group, visitor)
			return err
		},
		glancesim.CallSignalVisitor: func(ctx context.Context) error {
			return r.client.Invoke(ctx, token, group, visitor, direct, glance.ShowTerms, nil)
		},
	}
	const canary = "server-text-with-$1$-secret"
	faults := []struct {
		name  string
		fault glancesim.Fault
		code  glance.Code
	}{
		{"401", glancesim.Fault{Status: 401, Body: canary}, glance.Refused},
		{"403", glancesim.Fault{Status: 403, Body: canary}, glance.Refused},
		{"400", glancesim.Fault{Status: 400, Body: canary}, glance.Nonsense},
		{"500", glancesim.Fault{Status: 500, Body: canary}, glance.Unreachable},
		{"503", glancesim.Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}}, glance.Unreachable},
		{"429", glancesim.Fault{Status: 429, Header: http.Header{"Retry-After": {"7"}}}, glance.Unreachable},
		{"drop", glancesim.Fault{Drop: true}, glance.Unreachable},
		{"reset", glancesim.Fault{Reset: true}, glance.Unreachable},
		{"too long", glancesim.Fault{Body: strings.Repeat(" ", glance.MaxBody+1)}, glance.Nonsense},
		{"redirect abroad", glancesim.Fault{Redirect: "https://evil.example/" + canary}, glance.ForeignAddress},
		{"redirect to another of ours", glancesim.Fault{Redirect: "https://www.glance.net/"}, glance.ForeignAddress},
		{"redirect to plain http", glancesim.Fault{Redirect: "http://www.glance.net/", Status: 302}, glance.ForeignAddress},
	}
	for call, do := range calls {
		for _, test := range faults {
			r.sim.Fault(call, test.fault)
			err := do(soon(t))
			if glance.CodeOf(err) != test.code {
				t.Errorf("%s, %s: %v, want %s", call, test.name, err, test.code)
				continue
			}
			if strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), "localhost") {
				t.Errorf("%s, %s: the error tells too much: %v", call, test.name, err)
			}
			e, _ := errors.AsType[*glance.Error](err)
			if wait := test.fault.Header.Get("Retry-After"); wait != "" && e.RetryAfter != 7*time.Second {
				t.Errorf("%s, %s: retry after %v", call, test.name, e.RetryAfter)
			}
		}
		r.sim.ClearFaults()
		if err := do(soon(t)); err != nil {
			t.Errorf("%s afterwards: %v", call, err)
		}
	}
}

// Answers that are 200 and wrong.
func TestNonsense(t *testing.T) {
	r := start(t)
	token := r.token()
	for _, body := range []string{"<html><body>Sign in</body></html>", "hello", "[1,2]", `{"visitorpresent":[]}`, "\x00\xff"} {
		r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Body: body})
		r.sim.Fault(glancesim.CallAuthorize, glancesim.Fault{Body: strings.Replace(body, "visitorpresent", "authToken", 1)})
		r.sim.Fault(glancesim.CallLookupVisitor, glancesim.Fault{Body: body})
		r.sim.Fault(glancesim.CallFindVisitor, glancesim.Fault{Body: strings.Replace(body, "visitorpresent", "visitorfound", 1)})
		_, lookup := r.client.Lookup(soon(t), r.agent, "1")
		_, authorize := r.client.Authorize(soon(t), r.agent)
		_, lookupVisitor := r.client.LookupVisitor(soon(t), token, group, visitor)
		_, findVisitor := r.client.FindVisitor(soon(t), token, group, visitor)
		for _, err := range []error{lookup, authorize, lookupVisitor, findVisitor} {
			if glance.CodeOf(err) != glance.Nonsense {
				t.Errorf("%q: %v", body, err)
			}
		}
	}
	r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Body: "<joinurl>https://evil.example/</joinurl>"})
	_, err := r.client.Lookup(soon(t), r.agent, "1")
	r.fails(err, glance.ForeignAddress)
	r.sim.Fault(glancesim.CallFindVisitor, glancesim.Fault{Body: `{"visitorfound":true,"direct":"evil.example:443"}`})
	r.fails(r.client.ShowTerms(soon(t), token, group, visitor, "1"), glance.ForeignAddress)
	r.sim.Fault(glancesim.CallFindVisitor, glancesim.Fault{Body: `{"visitorfound":{"direct":"` + strings.TrimPrefix(r.sim.DirectServer, "https://") + `"}}`})
	r.fails(r.client.ShowTerms(soon(t), token, group, visitor, "1"), glance.VisitorNotPresent)
	r.sim.Fault(glancesim.CallSignalVisitor, glancesim.Fault{Body: `{"code":"authorization"}`})
	r.fails(r.client.ShowTerms(soon(t), token, group, visitor, "1"), glance.Refused)
}

func TestWaitsEnd(t *testing.T) {
	r := start(t)
	r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Hang: true})
	r.client.Hurry(50*time.Millisecond, time.Second, time.Second)
	_, err := r.client.Lookup(soon(t), r.agent, "1")
	r.fails(err, glance.Unreachable)
	if !strings.Contains(err.Error(), "no answer in time") {
		t.Error(err)
	}
	r.client.Hurry(time.Minute, time.Second, time.Second)
	ctx, cancel := context.WithCancel(soon(t))
	seen := r.sim.Calls(glancesim.CallLookup)
	go func() {
		r.sim.Wait(ctx, glancesim.CallLookup, seen+1)
		cancel()
	}()
	_, err = r.client.Lookup(ctx, r.agent, "1")
	r.fails(err, glance.Cancelled)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	r := start(t)
	hosts, _ := glance.NewHosts(r.sim.HostEntries())
	cfg := configuration(hosts)
	cfg.WebServer, cfg.PresenceServer = r.sim.WebServer, r.sim.PresenceServer
	client, err := glance.New(cfg, &http.Client{Transport: &http.Transport{}})
	r.ok(err)
	_, err = client.Lookup(soon(t), r.agent, "1")
	r.fails(err, glance.Unreachable)
	if !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
	_, err = client.Watch(soon(t), glance.Token{}, group, visitor)
	r.fails(err, glance.Unreachable)
}

func TestRedirectOnTheSameHost(t *testing.T) {
	r := start(t)
	r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Times: 1, Redirect: "/services/SessionService.asmx/LookupPartnerCobrowseSession"})
	_, err := r.client.Lookup(soon(t), r.agent, "1")
	r.ok(err)
	r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Redirect: "/services/SessionService.asmx/LookupPartnerCobrowseSession"})
	_, err = r.client.Lookup(soon(t), r.agent, "1")
	r.fails(err, glance.Nonsense)
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{"": 0, "7": 7 * time.Second, "-7": 0, "x": 0, "999999": time.Hour, "99999999999999": 0,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute, now.Add(-time.Minute).Format(http.TimeFormat): 0} {
		if got := glance.RetryAfter(value, now); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}

func TestTicketOpensTheViewer(t *testing.T) {
	r := startWith(t, glancesim.Options{Group: group, APIKey: apiKey, RejectReplay: true})
	v := r.sim.Visitor(visitor)
	r.ok(v.Connect("https://shop.example/"))
	r.ok(v.StartSession())
	found, err := r.client.Lookup(soon(t), r.agent, visitor)
	r.ok(err)
	ticket, err := r.client.TicketFor(*found.JoinURL, r.agent)
	r.ok(err)
	form := url.Values{}
	for _, field := range ticket.Fields {
		form.Set(field.Name, field.Value.Reveal())
	}
	hc := r.sim.HTTPClient()
	defer hc.CloseIdleConnections()
	for _, want := range []string{"In session with " + visitor, "Log in to Glance"} { // the second is a replay
		resp, err := hc.PostForm(ticket.URL.String(), form)
		r.ok(err)
		var b strings.Builder
		resp.Write(&b)
		resp.Body.Close()
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in %s", want, b.String())
		}
	}
	r.ok(r.sim.Joined(soon(t), visitor))
	if opens := r.sim.ViewerOpens(); len(opens) != 2 || opens[0].Method != http.MethodPost || !opens[0].Valid || opens[0].PUID != puid || opens[1].Valid {
		t.Errorf("%+v", opens)
	}
}
