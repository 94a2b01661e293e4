package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// Who signs in at the viewer has presence once the browser's session cookie may be read.
func TestPresenceByCookie(t *testing.T) {
	p := newPlace(t, map[string]any{"loginKeySource": "saml", "authUrl": "", "samlIdpId": "15687", "presence": true})
	h := p.start()
	h.hello()
	var config protocol.ConfigResult
	h.must(protocol.MethodConfig, protocol.ConfigParams{}, &config)
	if c := config.Settings.Cookie; c == nil || c.Name != "GSSNID" || !strings.HasPrefix(c.Site, "https://") {
		t.Fatalf("the extension is asked for %+v", c)
	}
	customer := p.sim.Visitor(visitor)
	if err := customer.Connect("https://shop.example/"); err != nil {
		t.Fatal(err)
	}
	h.watch("a", visitor)
	if v := h.shows("a", protocol.FacePresenceOff); v.Reason != protocol.ReasonSAMLJoin {
		t.Errorf("without the cookie: reason %q", v.Reason)
	}
	h.must(protocol.MethodCookie, protocol.CookieParams{Value: "forged"}, nil)
	h.shows("a", protocol.FacePresenceOff)
	h.must(protocol.MethodCookie, protocol.CookieParams{Value: p.sim.SignIn("alex.glance.net")}, nil)
	h.shows("a", protocol.FacePresent)
	if err := h.act("a", visitor, protocol.ActStart); err != nil {
		t.Fatal(err.Message)
	}
	h.shows("a", protocol.FaceTermsSent)
	if err := customer.Terms("accepted"); err != nil {
		t.Fatal(err)
	}
	if err := customer.StartSession(); err != nil {
		t.Fatal(err)
	}
	effect := h.shows("a", protocol.FaceOpening).Open.Effect
	var ticket protocol.Ticket
	h.must(protocol.MethodTicket, protocol.TicketParams{Effect: effect}, &ticket)
	for _, f := range ticket.Fields {
		if f.Name == "loginkey" || strings.Contains(f.Value, "forged") {
			t.Errorf("field %s", f.Name)
		}
	}
	h.end()
}

func TestACookieThatNobodyAskedFor(t *testing.T) {
	h := newPlace(t, nil).start()
	h.hello()
	if err := h.call(protocol.MethodCookie, protocol.CookieParams{Value: "abc"}, nil); err == nil {
		t.Error("it was taken")
	}
	h.end()
	h = newPlace(t, map[string]any{"loginKeySource": "saml", "authUrl": "", "samlIdpId": "15687", "presence": true}).start()
	h.hello()
	for _, value := range []string{"a b", "a\nb", "ü", strings.Repeat("a", maxCookie+1)} {
		if err := h.call(protocol.MethodCookie, protocol.CookieParams{Value: value}, nil); err == nil {
			t.Errorf("%.10q was taken", value)
		}
	}
	h.end()
}

// Another environment's server is not shown the cookie.
func TestTheCookieStaysInItsEnvironment(t *testing.T) {
	p, sandbox := withSandbox(t)
	p.set(map[string]json.RawMessage{"loginKeySource": mustJSON("saml"), "authUrl": mustJSON(""), "samlIdpId": mustJSON("15687"), "presence": mustJSON(true)})
	p.rule("sandbox", `"environment": "sandbox",`, "")
	h := p.start()
	h.hello()
	h.must(protocol.MethodCookie, protocol.CookieParams{Value: p.sim.SignIn("alex.glance.net")}, nil)
	h.watchOf("a", visitor, contactOf("sandbox"))
	if v := h.shows("a", protocol.FacePresenceOff); v.Reason != protocol.ReasonSAMLJoin {
		t.Errorf("reason %q", v.Reason)
	}
	h.watch("b", visitor)
	h.shows("b", protocol.FaceAbsent)
	if n := sandbox.Calls(glancesim.CallAuthorize); n != 0 {
		t.Errorf("the sandbox was asked %d times", n)
	}
	h.end()
}
