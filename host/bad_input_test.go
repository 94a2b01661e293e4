package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// planted is a LoginKey that some server sends where it should not.
var planted = glance.Sign(group, agent, time.Now().Add(time.Hour).Unix(), secret.New("another-api-key")).Reveal()

func loginKeyAnswer(key string, group any, expires int64) glancesim.Fault {
	return glancesim.Fault{Body: fmt.Sprintf(`{"loginKey":%q,"groupId":%v,"expiration":%d}`, key, group, expires)}
}

func signed(expires time.Time) (string, int64) {
	return glance.Sign(group, agent, expires.Unix(), secret.New(apiKey)).Reveal(), expires.Unix()
}

func TestBadAuthURLAnswers(t *testing.T) {
	good, goodEnd := signed(time.Now().Add(time.Hour))
	old, oldEnd := signed(time.Now().Add(-time.Hour))
	long, longEnd := signed(time.Now().Add(48 * time.Hour))
	cases := map[string]struct {
		fault glancesim.Fault
		want  protocol.Reason
	}{
		"403":              {glancesim.Fault{Status: 403, Body: planted}, protocol.ReasonAuthRefused},
		"401":              {glancesim.Fault{Status: 401}, protocol.ReasonAuthRefused},
		"500":              {glancesim.Fault{Status: 500, Body: planted}, protocol.ReasonAuthUnreachable},
		"HTML":             {glancesim.Fault{Body: "<html>sign in, " + planted}, protocol.ReasonAuthNonsense},
		"expired":          {loginKeyAnswer(old, group, oldEnd), protocol.ReasonAuthExpired},
		"too long":         {loginKeyAnswer(long, group, longEnd), protocol.ReasonAuthExpired},
		"another group's":  {loginKeyAnswer(good, 99999, goodEnd), protocol.ReasonAuthOtherGroup},
		"another expiry":   {loginKeyAnswer(good, group, goodEnd+1), protocol.ReasonAuthNonsense},
		"no LoginKey":      {loginKeyAnswer("secret", group, goodEnd), protocol.ReasonAuthNonsense},
		"too large":        {glancesim.Fault{Body: strings.Repeat(" ", 1<<20)}, protocol.ReasonAuthNonsense},
		"a redirect":       {glancesim.Fault{Status: 302, Redirect: "https://evil.example/"}, protocol.ReasonAuthNonsense},
		"a cut":            {glancesim.Fault{Reset: true}, protocol.ReasonAuthUnreachable},
		"nothing for long": {glancesim.Fault{Hang: true}, protocol.ReasonAuthSilent},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, nil)
			p.sim.Fault(glancesim.CallLoginKey, c.fault)
			h := p.start()
			h.hello()
			h.watch("a", visitor)
			if v := h.shows("a", protocol.FaceNotReady); v.Reason != c.want {
				t.Errorf("reason %q, want %q", v.Reason, c.want)
			}
			if err := h.act("a", visitor, protocol.ActStart); err == nil {
				t.Error("a click was accepted")
			}
			p.sim.ClearFaults()
			if err := h.act("a", visitor, protocol.ActLook); err != nil {
				t.Error(err.Message)
			}
			h.shows("a", protocol.FaceAbsent)
			h.end()
			if text := p.allText(); strings.Contains(text, planted) || strings.Contains(text, good) {
				t.Error("a secret is on the disk")
			} else if !strings.Contains(text, string(c.want)) {
				t.Error("the reason is not in the log")
			}
		})
	}
}

func TestBadLookupAnswers(t *testing.T) {
	joinURL := func(address string) glancesim.Fault {
		return glancesim.Fault{Body: "<r><joinurl>" + address + "</joinurl></r>", Header: http.Header{"Content-Type": {"text/xml"}}}
	}
	cases := map[string]struct {
		fault glancesim.Fault
		want  protocol.Reason
	}{
		"500":          {glancesim.Fault{Status: 500, Body: planted}, protocol.ReasonGlanceUnreachable},
		"nonsense":     {glancesim.Fault{Body: "moo " + planted}, protocol.ReasonGlanceNonsense},
		"another host": {joinURL("https://www.glance.net.evil.example/agentjoin/AgentView.aspx?SessionKey=1"), protocol.ReasonForeignAddress},
		"a script":     {joinURL("javascript:alert(1)"), protocol.ReasonForeignAddress},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, map[string]any{"presence": false})
			p.sim.Fault(glancesim.CallLookup, c.fault)
			h := p.start()
			h.hello()
			h.watch("a", visitor)
			h.shows("a", protocol.FacePresenceOff)
			if err := h.act("a", visitor, protocol.ActStart); err != nil {
				t.Fatal(err.Message)
			}
			if v := h.shows("a", protocol.FaceFailed); v.Reason != c.want || v.Open != nil {
				t.Errorf("reason %q, want %q", v.Reason, c.want)
			}
			h.end()
			if strings.Contains(p.allText(), planted) {
				t.Error("a secret is on the disk")
			}
		})
	}
}

func TestBadPresence(t *testing.T) {
	cases := map[string]struct {
		do   func(p *place)
		want []protocol.Reason // any of these
	}{
		"the socket is cut and stays away": {func(p *place) {
			p.sim.Fault(glancesim.CallAgentSocket, glancesim.Fault{Reset: true})
			p.sim.Fault(glancesim.CallLookupVisitor, glancesim.Fault{Reset: true})
			p.sim.DropAgents(visitor)
		}, []protocol.Reason{protocol.ReasonPresenceDropped, protocol.ReasonGlanceUnreachable}},
		"a flood": {func(p *place) {
			for range 1000 {
				p.sim.Push(visitor, `{"type":"presence","data":{"url":"https://shop.localhost/"}}`)
			}
		}, []protocol.Reason{protocol.ReasonPresenceNonsense}},
		"another visitor": {func(p *place) {
			p.sim.Push(visitor, `{"type":"visitorsessionstart","groupid":15687,"visitorid":"somebody-else"}`)
		}, []protocol.Reason{protocol.ReasonPresenceNonsense}},
		"not JSON": {func(p *place) { p.sim.Push(visitor, `{"type":`) }, []protocol.Reason{protocol.ReasonPresenceNonsense}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, nil)
			h := p.start()
			h.hello()
			must(t, p.sim.Visitor(visitor).Connect("https://shop.localhost/"))
			h.watch("a", visitor)
			h.shows("a", protocol.FacePresent)
			must(t, p.sim.Wait(p.context(), glancesim.CallAgentSocket, 1))
			c.do(p)
			v := h.shows("a", protocol.FaceCantTell)
			known := false
			for _, want := range c.want {
				known = known || v.Reason == want
			}
			if !known {
				t.Errorf("reason %q, want one of %q", v.Reason, c.want)
			}
			p.sim.ClearFaults()
			h.act("a", visitor, protocol.ActLook)
			h.shows("a", protocol.FacePresent)
		})
	}
}

func TestPresenceOverRESTWhereThereIsNoSocket(t *testing.T) {
	p := newPlace(t, nil)
	p.sim.Fault(glancesim.CallAgentSocket, glancesim.Fault{Status: 404})
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.shows("a", protocol.FaceAbsent)
	customer := p.sim.Visitor(visitor)
	must(t, customer.Connect("https://shop.localhost/"))
	h.shows("a", protocol.FacePresent)
	if err := h.act("a", visitor, protocol.ActStart); err != nil {
		t.Fatal(err.Message)
	}
	_, err := customer.Expect(p.context(), "GLANCE.Cobrowse.Visitor.showTerms")
	must(t, err)
	must(t, customer.Terms("accepted"))
	must(t, customer.StartSession())
	h.shows("a", protocol.FaceOpening) // found by the lookup: REST tells no terms
}

func TestBadRecordsAndFrames(t *testing.T) {
	p := newPlace(t, nil)
	h := p.start()
	h.hello()
	for name, params := range map[string]any{
		"10,000 characters": protocol.WatchParams{Watch: "a", Record: vera, VisitorID: strings.Repeat("x", 10_000)},
		"a newline":         protocol.WatchParams{Watch: "a", Record: vera, VisitorID: "vera\nwalter"},
		"no record":         protocol.WatchParams{Watch: "a", VisitorID: visitor},
		"a wrong type":      map[string]any{"watch": 1},
		"no object":         []int{1},
	} {
		if err := h.call(protocol.MethodWatch, params, nil); err == nil || err.Code != protocol.CodeInvalidParams {
			t.Errorf("%s: %+v", name, err)
		}
	}
	h.watch("a", "<img src=x onerror=alert(1)>")
	if v := h.shows("a", protocol.FaceRefused); v.Reason != protocol.ReasonBadVisitorID {
		t.Errorf("markup: reason %q", v.Reason)
	}
	h.in.Write(frame([]byte("not json")))
	h.in.Write(frame([]byte(`[{"jsonrpc":"2.0","id":1,"method":"ping"}]`)))
	var echo protocol.PingParams
	h.must(protocol.MethodPing, protocol.PingParams{Payload: "still here"}, &echo)
}

func TestAReadOnlyHome(t *testing.T) {
	p := newPlace(t, nil)
	p.write("state", []byte("a file where a folder belongs"))
	h := p.start()
	h.hello()
	err := h.call(protocol.MethodWatch, protocol.WatchParams{Watch: "a", Record: vera, VisitorID: visitor}, nil)
	if err == nil || err.Data == nil || err.Data.Reason != protocol.ReasonLogFailed {
		t.Errorf("%+v", err)
	}
}
