package glance_test

import (
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
