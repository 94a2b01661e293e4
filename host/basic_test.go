package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/sqlite"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// Without a sign-in the viewer is opened all the same, and asks for one itself.
func TestBasicJoin(t *testing.T) {
	p := newPlace(t, map[string]any{"loginKeySource": "none", "authUrl": "", "username": "alex.glance.net"})
	h := p.start()
	h.hello()
	var config protocol.ConfigResult
	h.must(protocol.MethodConfig, protocol.ConfigParams{}, &config)
	if said := strings.Join(config.Mistakes, "\n"); config.Settings.Presence || !strings.Contains(said, "loginKeySource is none") {
		t.Errorf("presence %t, mistakes %q", config.Settings.Presence, said)
	}
	h.watch("a", visitor)
	if v := h.shows("a", protocol.FacePresenceOff); v.Reason != protocol.ReasonBasicJoin {
		t.Errorf("reason %q", v.Reason)
	}
	if err := h.act("a", visitor, protocol.ActStart); err != nil {
		t.Fatal(err.Message)
	}
	effect := h.shows("a", protocol.FaceOpening).Open.Effect
	var ticket protocol.Ticket
	h.must(protocol.MethodTicket, protocol.TicketParams{Effect: effect}, &ticket)
	if again := h.call(protocol.MethodTicket, protocol.TicketParams{Effect: effect}, nil); again == nil || again.Code != protocol.CodeTicketSpent {
		t.Errorf("the ticket was given twice: %+v", again)
	}
	h.must(protocol.MethodOpened, protocol.OpenedParams{Effect: effect, OK: true}, nil)
	if v := h.shows("a", protocol.FaceHandedOver); v.Session != nil || v.Unfinished != "" {
		t.Errorf("a session is claimed: %+v", v)
	}
	p.asksForSignIn(ticket)
	h.end()
	p.recorded("basic_asked open_begun ticket_given opened")
	for _, call := range []string{glancesim.CallLoginKey, glancesim.CallAuthorize, glancesim.CallLookup, glancesim.CallLookupVisitor, glancesim.CallAgentSocket} {
		if n := p.sim.Calls(call); n > 0 {
			t.Errorf("%s was called %d times", call, n)
		}
	}
}

// asksForSignIn opens a ticket as the extension's page does.
func (p *place) asksForSignIn(ticket protocol.Ticket) {
	p.t.Helper()
	query := url.Values{}
	for _, f := range ticket.Fields {
		query.Add(f.Name, f.Value)
	}
	if want := "SessionKey=" + visitor + "&username=alex.glance.net&wait=1"; ticket.Method != http.MethodGet || query.Encode() != want {
		p.t.Errorf("%s %s, want %s", ticket.Method, query.Encode(), want)
	}
	answer, err := p.sim.HTTPClient().Get(ticket.URL + "?" + query.Encode())
	must(p.t, err)
	answer.Body.Close()
	opens := p.sim.ViewerOpens()
	if len(opens) != 1 || !opens[0].Wait || opens[0].Key != visitor || opens[0].Valid || !strings.HasPrefix(answer.Request.URL.Path, "/login/") {
		p.t.Errorf("the viewer was opened as %+v and led to %s", opens, answer.Request.URL.Path)
	}
}

// With nothing at all configured but that there is no sign-in, a click works too.
func TestBasicJoinOfNobody(t *testing.T) {
	p := newPlace(t, map[string]any{"loginKeySource": "none", "authUrl": "", "groupId": 0, "puid": "", "presence": false})
	h := p.start()
	h.hello()
	var config protocol.ConfigResult
	h.must(protocol.MethodConfig, protocol.ConfigParams{}, &config)
	if len(config.Mistakes) > 0 {
		t.Errorf("mistakes %q", config.Mistakes)
	}
	h.watch("a", visitor)
	if err := h.act("a", visitor, protocol.ActStart); err != nil {
		t.Fatal(err.Message)
	}
	session := h.shows("a", protocol.FaceOpening).Session.ID
	h.kill()

	second := p.start()
	second.hello(session)
	second.watch("a", visitor)
	effect := second.shows("a", protocol.FaceOpening).Open.Effect // nothing was given out: it is offered again
	var ticket protocol.Ticket
	second.must(protocol.MethodTicket, protocol.TicketParams{Effect: effect}, &ticket)
	second.kill()

	third := p.start()
	third.hello(session)
	third.watch("a", visitor)
	if v := third.shows("a", protocol.FaceBlocked); v.Open != nil {
		t.Error("the viewer would open a second time")
	}
	third.must(protocol.MethodOpened, protocol.OpenedParams{Effect: effect, OK: true}, nil)
	third.shows("a", protocol.FaceHandedOver)
	third.end()
	p.steps("basic_asked open_begun ticket_given open_unknown opened")
}

// steps compares the names of the steps in the event log.
func (p *place) steps(want string) {
	p.t.Helper()
	log, err := sqlite.Open(p.state("events.db"))
	must(p.t, err)
	defer log.Close()
	page, _, err := log.Page(p.t.Context(), events.Query{Limit: 100})
	must(p.t, err)
	var names []string
	for _, e := range page {
		names = append(names, e.Name)
	}
	if got := strings.Join(names, " "); got != want {
		p.t.Errorf("recorded\n%s, want\n%s", got, want)
	}
}

// The organisation's identity provider signs in at the viewer, which is told
// which one it is.
func TestSAMLJoin(t *testing.T) {
	for key, test := range map[string]struct{ value, query string }{
		"samlIdpId":       {"15687", "idpid=15687"},
		"samlIdpUsername": {"alex.glance.net", "idpusername=alex.glance.net"},
	} {
		t.Run(key, func(t *testing.T) {
			p := newPlace(t, map[string]any{"loginKeySource": "saml", "authUrl": "", "presence": false, key: test.value})
			h := p.start()
			h.hello()
			h.watch("a", visitor)
			if v := h.shows("a", protocol.FacePresenceOff); v.Reason != protocol.ReasonSAMLJoin {
				t.Errorf("reason %q", v.Reason)
			}
			if err := h.act("a", visitor, protocol.ActStart); err != nil {
				t.Fatal(err.Message)
			}
			effect := h.shows("a", protocol.FaceOpening).Open.Effect
			var ticket protocol.Ticket
			h.must(protocol.MethodTicket, protocol.TicketParams{Effect: effect}, &ticket)
			query := url.Values{}
			for _, f := range ticket.Fields {
				query.Add(f.Name, f.Value)
			}
			if got := query.Encode(); ticket.Method != http.MethodGet || got != "SessionKey="+visitor+"&"+test.query+"&wait=1" {
				t.Errorf("%s %s", ticket.Method, got)
			}
			h.must(protocol.MethodOpened, protocol.OpenedParams{Effect: effect, OK: true}, nil)
			if v := h.shows("a", protocol.FaceHandedOver); v.Reason != protocol.ReasonSAMLJoin {
				t.Errorf("reason %q", v.Reason)
			}
			h.end()
		})
	}
}

// Which identity provider it is has to be certain.
func TestSAMLWithoutItsProvider(t *testing.T) {
	for _, change := range []map[string]any{{}, {"samlIdpId": "1", "samlIdpToken": "2"}} {
		change["loginKeySource"], change["authUrl"] = "saml", ""
		h := newPlace(t, change).start()
		h.hello()
		var config protocol.ConfigResult
		h.must(protocol.MethodConfig, protocol.ConfigParams{}, &config)
		if said := strings.Join(config.Mistakes, "\n"); !strings.Contains(said, "exactly one of samlIdpId") {
			t.Errorf("%v: %q", change, said)
		}
		h.end()
	}
}
