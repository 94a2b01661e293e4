package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/sqlite"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

const sandboxGroup = 90017

// withSandbox is a desk with a second Glance, whose group is another, as the
// environment sandbox.
func withSandbox(t *testing.T) (p *place, sandbox *glancesim.Sim) {
	t.Helper()
	sandbox, err := glancesim.Start(glancesim.Options{Group: sandboxGroup, APIKey: secret.New("sandbox-api-key")})
	must(t, err)
	t.Cleanup(sandbox.Close)
	p = newPlace(t, map[string]any{"environments": map[string]any{"sandbox": map[string]any{
		"groupId": sandboxGroup, "webServer": sandbox.WebServer, "presenceServer": sandbox.PresenceServer, "authUrl": sandbox.AuthURL, "hosts": sandbox.HostEntries(),
	}}})
	p.trust(sandbox.CA())
	return p, sandbox
}

// trust adds an authority to those that the desk trusts.
func (p *place) trust(ca []byte) {
	p.t.Helper()
	p.write("ca.pem", append(p.read("ca.pem"), ca...))
}

// rule adds an administrator's rule with one type of record, contact.
func (p *place) rule(id, more, object string) {
	p.t.Helper()
	p.write("etc/glance-agent-host/sites/"+id+".json", fmt.Appendf(nil, `{"id": %q, "name": %q, "matches": ["https://%s.localhost/*"], %s
		"objects": [{"type": "contact", "path": "/contacts/:id", %s "visitorId": [{"label": "Visitor"}], "recordId": [{"path": "id"}], "title": [{"selector": "h1"}], "anchor": {"selector": "h1"}}]}`,
		id, id, id, more, object))
}

func contactOf(system string) protocol.Record {
	r := vera
	r.System, r.URL = system, "https://"+system+".localhost/contacts/1"
	return r
}

func (h *process) watchOf(name, shown string, r protocol.Record) {
	h.t.Helper()
	var v protocol.View
	h.must(protocol.MethodWatch, protocol.WatchParams{Watch: name, Record: r, VisitorID: shown}, &v)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.views[name].Revision < v.Revision {
		h.views[name] = v
	}
}

func (h *process) actOn(name, shown string, r protocol.Record, action protocol.Action) *protocol.Error {
	h.t.Helper()
	return h.call(protocol.MethodAct, protocol.ActParams{Watch: name, Record: r, VisitorID: shown, Action: action}, nil)
}

// reached is how often something was asked of a Glance that is about a customer.
func reached(sim *glancesim.Sim) (n int) {
	for _, call := range []string{glancesim.CallFindVisitor, glancesim.CallSignalVisitor, glancesim.CallViewer, glancesim.CallLookup, glancesim.CallLookupVisitor, glancesim.CallAgentSocket} {
		n += sim.Calls(call)
	}
	return n
}

func TestASandboxPageReachesNoProductionCustomer(t *testing.T) {
	p, sandbox := withSandbox(t)
	p.rule("sandbox-crm", `"environment": "sandbox", "groupId": 90017,`, "")
	h := p.start()
	h.hello()
	tried := contactOf("sandbox-crm")
	h.watchOf("b", visitor, tried) // one visitor id in both groups
	h.shows("b", protocol.FaceAbsent)
	if n := reached(p.sim) + p.sim.Calls(glancesim.CallLoginKey) + p.sim.Calls(glancesim.CallAuthorize); n > 0 {
		t.Fatalf("production was asked %d times for a sandbox page", n)
	}
	real, tester := p.sim.Visitor(visitor), sandbox.Visitor(visitor)
	must(t, real.Connect("https://shop.localhost/"))
	must(t, tester.Connect("https://shop.localhost/sandbox"))
	h.shows("b", protocol.FacePresent)

	if err := h.actOn("b", visitor, tried, protocol.ActStart); err != nil {
		t.Fatal(err.Message)
	}
	_, err := tester.Expect(p.context(), "GLANCE.Cobrowse.Visitor.showTerms")
	must(t, err)
	must(t, tester.Terms("accepted"))
	must(t, tester.StartSession())
	h.until("the order to open", func() bool { return h.views["b"].Open != nil })
	opening := h.shows("b", protocol.FaceOpening)
	if n := reached(p.sim) + p.sim.Calls(glancesim.CallLoginKey); n > 0 {
		t.Fatalf("production was asked %d times in a sandbox session", n)
	}
	h.watch("a", visitor) // and the page of the real customer beside it
	if v := h.shows("a", protocol.FacePresent); v.Session != nil {
		t.Errorf("the real customer is shown as %+v", v)
	}
	must(t, h.failure(h.act("a", visitor, protocol.ActStart)))
	_, err = real.Expect(p.context(), "GLANCE.Cobrowse.Visitor.showTerms")
	must(t, err)
	if sandbox.Calls(glancesim.CallSignalVisitor) != 1 || p.sim.Calls(glancesim.CallSignalVisitor) != 1 {
		t.Errorf("signalled %d and %d times", sandbox.Calls(glancesim.CallSignalVisitor), p.sim.Calls(glancesim.CallSignalVisitor))
	}
	var ticket protocol.Ticket
	h.must(protocol.MethodTicket, protocol.TicketParams{Effect: opening.Open.Effect}, &ticket)
	if !strings.HasPrefix(ticket.URL, sandbox.WebServer) {
		t.Errorf("the ticket is for %s", ticket.URL)
	}
	h.kill()

	second := p.start()
	session := opening.Session.ID
	second.hello(session)
	second.watch("a", visitor)
	second.watchOf("b", visitor, tried)
	if v := second.shows("b", protocol.FaceBlocked); v.Session.ID != session {
		t.Errorf("taken over was %s", v.Session.ID)
	}
	if v := second.shows("a", protocol.FacePresent); v.Session != nil {
		t.Error("the sandbox's session is on the real customer's page")
	}
	second.end()
	p.belongs(session, sandboxGroup, "sandbox")
}

func (h *process) failure(err *protocol.Error) error {
	if err != nil {
		return fmt.Errorf("%d %s", err.Code, err.Message)
	}
	return nil
}

// belongs checks whose steps of a session the log says they are.
func (p *place) belongs(session string, group int64, environment string) {
	p.t.Helper()
	log, err := sqlite.Open(p.state("events.db"))
	must(p.t, err)
	defer log.Close()
	page, _, err := log.Page(p.t.Context(), events.Query{Limit: 100})
	must(p.t, err)
	for _, e := range page {
		if own := e.Session == session; own != (e.Group == group) || own && e.Seq == 1 && e.Data["environment"] != environment {
			p.t.Errorf("%s of %s is of the group %d: %v", e.Name, e.Session, e.Group, e.Data)
		}
	}
}

// TestALoginKeyStaysInItsEnvironment: a sandbox that names production's server as
// the place to join is not believed, though that server is an allowed host.
func TestALoginKeyStaysInItsEnvironment(t *testing.T) {
	p := newPlace(t, nil)
	sandbox, err := glancesim.Start(glancesim.Options{Group: sandboxGroup, APIKey: secret.New("sandbox-api-key"), JoinServer: p.sim.WebServer})
	must(t, err)
	t.Cleanup(sandbox.Close)
	p.trust(sandbox.CA())
	p.set(map[string]json.RawMessage{"environments": mustJSON(map[string]any{"sandbox": map[string]any{
		"groupId": sandboxGroup, "webServer": sandbox.WebServer, "presenceServer": sandbox.PresenceServer, "authUrl": sandbox.AuthURL,
		"hosts": append(sandbox.HostEntries(), p.sim.HostEntries()...),
	}})})
	p.rule("sandbox-crm", `"environment": "sandbox",`, "")
	h := p.start()
	h.hello()
	tester := sandbox.Visitor(visitor)
	must(t, tester.Connect("https://shop.localhost/"))
	h.watchOf("b", visitor, contactOf("sandbox-crm"))
	h.shows("b", protocol.FacePresent)
	must(t, h.failure(h.actOn("b", visitor, contactOf("sandbox-crm"), protocol.ActStart)))
	_, err = tester.Expect(p.context(), "GLANCE.Cobrowse.Visitor.showTerms")
	must(t, err)
	must(t, tester.Terms("accepted"))
	must(t, tester.StartSession())
	h.until("the refusal", func() bool {
		return h.views["b"].Reason == protocol.ReasonForeignAddress && h.views["b"].Open == nil
	})
	if n := p.sim.Calls(glancesim.CallViewer); n > 0 {
		t.Errorf("production's viewer was opened %d times", n)
	}
}

func TestPagesOfAnotherGroupAreRefused(t *testing.T) {
	p, sandbox := withSandbox(t)
	p.rule("group-crm", `"groupId": 4711,`, "")
	p.rule("sandbox-group", `"groupId": 90017,`, "")       // the sandbox's group without its environment
	p.rule("staging-crm", `"environment": "staging",`, "") // which the settings do not have: no rule
	p.rule("mixed-crm", `"environment": "sandbox", "groupId": 15687,`, "")
	p.rule("own-crm", `"groupId": 15687,`, "")
	h := p.start()
	h.hello()
	for _, system := range []string{"group-crm", "sandbox-group", "mixed-crm"} {
		h.watchOf(system, visitor, contactOf(system))
		if v := h.shows(system, protocol.FaceRefused); v.Reason != protocol.ReasonOtherGroup || len(v.Actions) > 0 {
			t.Errorf("%s is shown as %+v", system, v)
		}
		for _, action := range []protocol.Action{protocol.ActStart, protocol.ActKey, protocol.ActLook, protocol.ActJoin} {
			if err := h.actOn(system, visitor, contactOf(system), action); err == nil || err.Data.Reason != protocol.ReasonOtherGroup {
				t.Errorf("%s on %s: %+v", action, system, err)
			}
		}
	}
	for _, r := range []protocol.Record{contactOf("no-such-rule"), contactOf("staging-crm"), {System: "own-crm", Type: "lead", ID: "1"}, {System: "own-crm", ID: "1"}} {
		if err := h.call(protocol.MethodWatch, protocol.WatchParams{Watch: "x", Record: r, VisitorID: visitor}, nil); err == nil || err.Data.Reason != protocol.ReasonBadRecord {
			t.Errorf("%+v: %+v", r, err)
		}
	}
	for _, sim := range []*glancesim.Sim{p.sim, sandbox} {
		if n := reached(sim) + sim.Calls(glancesim.CallLoginKey) + sim.Calls(glancesim.CallAuthorize); n > 0 {
			t.Errorf("asked %d times", n)
		}
	}
	if _, err := os.Stat(p.state("events.db")); err == nil {
		t.Error("the event log was opened")
	}
	h.watchOf("group-crm", visitor, contactOf("own-crm")) // the same watch, on a page of this desk's
	h.shows("group-crm", protocol.FaceAbsent)
	h.must(protocol.MethodUnwatch, protocol.UnwatchParams{Watch: "mixed-crm"}, nil)
	if err := h.actOn("mixed-crm", visitor, contactOf("mixed-crm"), protocol.ActStart); err == nil || err.Data.Reason != protocol.ReasonRecordChanged {
		t.Errorf("after it was let go: %+v", err)
	}
}

func TestADerivedVisitorID(t *testing.T) {
	p := newPlace(t, nil)
	p.rule("hashed-crm", "", `"normalise": {"after": "Customer", "before": "(", "case": "lower"}, "derive": {"hash": "sha256", "encoding": "base64url", "prefix": "shop:"}, "pattern": "^[A-Za-z0-9_-]{43}$",`)
	h := p.start()
	h.hello()
	sum := sha256.Sum256([]byte("shop:3f2504e0-4f89"))
	id := base64.RawURLEncoding.EncodeToString(sum[:])
	customer := p.sim.Visitor(id)
	must(t, customer.Connect("https://shop.localhost/"))
	shown := "Customer 3F2504E0-4F89 (web)"
	h.watchOf("a", shown, contactOf("hashed-crm"))
	if v := h.shows("a", protocol.FacePresent); v.VisitorID != id {
		t.Errorf("it means %q", v.VisitorID)
	}
	if err := h.actOn("a", id, contactOf("hashed-crm"), protocol.ActStart); err == nil || err.Data.Reason != protocol.ReasonRecordChanged {
		t.Errorf("with what is derived: %+v", err)
	}
	must(t, h.failure(h.actOn("a", shown, contactOf("hashed-crm"), protocol.ActStart)))
	_, err := customer.Expect(p.context(), "GLANCE.Cobrowse.Visitor.showTerms")
	must(t, err)
	for _, other := range []string{"3F2504E0-4F89 (web)", "Customer Zoë (web)"} {
		h.watchOf("b", other, contactOf("hashed-crm"))
		if v := h.shows("b", protocol.FaceRefused); v.Reason != protocol.ReasonBadVisitorID {
			t.Errorf("%q: %s", other, v.Reason)
		}
	}
	h.watchOf("c", " ", contactOf("hashed-crm"))
	h.shows("c", protocol.FaceNoKey)
}

func TestAResolverSaysWhoItIs(t *testing.T) {
	var says atomic.Value
	var asked atomic.Int32
	says.Store(`{"visitorId": "` + visitor + `"}`)
	portal := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("X-Key") != "planted-secret" {
			w.WriteHeader(http.StatusForbidden)
		}
		fmt.Fprint(w, says.Load())
	}))
	t.Cleanup(portal.Close)
	p := newPlace(t, map[string]any{"resolvers": map[string]any{"portal": map[string]any{"address": portal.URL, "headers": map[string]string{"X-Key": "planted-secret"}}}})
	p.trust(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: portal.Certificate().Raw}))
	p.rule("portal-crm", "", `"derive": {"resolver": "portal"}, "pattern": "^vera-[a-z0-9]+$",`)
	h := p.start()
	h.hello()
	customer := p.sim.Visitor(visitor)
	must(t, customer.Connect("https://shop.localhost/"))
	r := contactOf("portal-crm")
	h.watchOf("a", "what the page shows", r)
	if v := h.shows("a", protocol.FacePresent); v.VisitorID != visitor {
		t.Errorf("it means %q", v.VisitorID)
	}
	must(t, h.failure(h.actOn("a", "what the page shows", r, protocol.ActStart)))
	_, err := customer.Expect(p.context(), "GLANCE.Cobrowse.Visitor.showTerms")
	must(t, err)

	r.ID = "2"
	says.Store("<html>planted-answer</html>")
	h.watchOf("b", "x", r)
	h.until("the refusal", func() bool { return h.views["b"].Reason == protocol.ReasonResolverFailed })
	if err := h.actOn("b", "x", r, protocol.ActStart); err == nil {
		t.Error("started for nobody")
	}
	says.Store(`{"visitorId": "walter-1"}`)
	must(t, h.failure(h.actOn("b", "x", r, protocol.ActLook)))
	h.until("an id that the rule does not take", func() bool { return h.views["b"].Reason == protocol.ReasonBadVisitorID })
	says.Store(`{}`)
	must(t, h.failure(h.actOn("b", "x", r, protocol.ActLook)))
	h.shows("b", protocol.FaceNoKey)
	if n := asked.Load(); n != 4 {
		t.Errorf("asked %d times", n)
	}
	h.end()
	if text := p.allText(); strings.Contains(text, "planted-") || !strings.Contains(text, "no visitor id from the resolver") {
		t.Error("the log holds what was sent or answered, or nothing of it")
	}
}

func TestTwoDevicesAndTwoRecordsAreShownBeforeAClick(t *testing.T) {
	p := newPlace(t, nil)
	h := p.start()
	h.hello()
	desk, phone := p.sim.Visitor(visitor), p.sim.Visitor(visitor).On("Safari", "iPhone")
	must(t, desk.Connect("https://shop.localhost/"))
	h.watch("a", visitor)
	if v := h.shows("a", protocol.FacePresent); len(v.Warnings) > 0 {
		t.Errorf("warned of %v", v.Warnings)
	}
	must(t, p.sim.Wait(p.context(), glancesim.CallAgentSocket, 1))
	must(t, phone.Connect("https://shop.localhost/m"))
	walter := vera
	walter.ID, walter.Title = "2", "Walter Webb"
	h.watchOf("b", visitor, walter)
	h.until("both warnings", func() bool {
		w := h.views["a"].Warnings
		return len(w) == 2 && w[0] == protocol.Warning{Kind: protocol.WarnTwoRecords, Title: "Walter Webb"} && w[1].Kind == protocol.WarnTwoDevices
	})
	must(t, phone.Disconnect())
	must(t, desk.Disconnect())
	h.until("one warning less", func() bool { return len(h.views["a"].Warnings) == 1 })
}

func TestAColleaguesSessionIsSeenBeforeAClick(t *testing.T) {
	for _, dialect := range []string{"mirror", "rest"} {
		t.Run(dialect, func(t *testing.T) {
			p := newPlace(t, map[string]any{"presenceDialect": dialect})
			customer := p.sim.Visitor(visitor)
			must(t, customer.Connect("https://shop.localhost/"))
			must(t, customer.StartSessionWith("7733")) // with a key that the customer read to somebody else
			h := p.start()
			h.hello()
			h.watch("a", visitor)
			h.shows("a", protocol.FaceElsewhere)
			if err := h.act("a", visitor, protocol.ActStart); err == nil || p.sim.Calls(glancesim.CallSignalVisitor) > 0 {
				t.Errorf("a customer in a session was signalled: %+v", err)
			}
		})
	}
}
