package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// live runs glance-host live.
func (p *place) live(args ...string) (out, errs string, code int) {
	p.t.Helper()
	cmd := p.command(append([]string{"live"}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		p.t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

func (p *place) liveReport(args ...string) protocol.LiveReport {
	p.t.Helper()
	out, errs, _ := p.live(append(args, "--json")...)
	var report protocol.LiveReport
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		p.t.Fatalf("%v\n%s%s", err, out, errs)
	}
	return report
}

func TestLiveByHand(t *testing.T) {
	p := newPlace(t, nil)
	must(t, p.sim.Visitor(visitor).Connect("https://shop.localhost/"))
	for _, c := range []struct {
		args []string
		code int
		say  string
	}{
		{[]string{"--visitor", visitor, "--twice"}, exitOK, "All that was tried works as it is set."},
		{[]string{"--json"}, exitOK, `"ok": true`},
		{[]string{"--help"}, exitOK, "Nothing reaches a customer"},
		{[]string{"--visitor", "no id at all"}, exitFailed, "keyPattern"},
		{[]string{"--surprise"}, exitRefused, "Nothing reaches a customer"},
		{[]string{"everything"}, exitRefused, "Nothing reaches a customer"},
	} {
		out, errs, code := p.live(c.args...)
		if code != c.code || !strings.Contains(out+errs, c.say) {
			t.Errorf("%q: exit %d\n%s%s", c.args, code, out, errs)
		}
		for _, held := range []string{apiKey, agent, visitor, "$1$", "eyJ"} {
			if strings.Contains(out, held) {
				t.Errorf("%q: %s is in the report", c.args, held)
			}
		}
	}
	if p.sim.Calls(glancesim.CallSignalVisitor) > 0 {
		t.Error("a customer was signalled")
	}
	p.sim.Fault(glancesim.CallLoginKey, glancesim.Fault{Status: http.StatusForbidden})
	if out, _, code := p.live(); code != exitFailed || !strings.Contains(out, "FAILED     sign-in       The address in authUrl refused the request") {
		t.Errorf("exit %d\n%s", code, out)
	}
	p.write("ca.pem", []byte("nothing"))
	if _, errs, code := p.live(); code != exitFailed || !strings.Contains(errs, "caFile") {
		t.Errorf("exit %d\n%s", code, errs)
	}
}

func TestLiveThroughThePort(t *testing.T) {
	p := newPlace(t, nil)
	h := p.start()
	h.hello()
	var report protocol.LiveReport
	h.must(protocol.MethodLive, protocol.LiveParams{}, &report)
	if !report.OK || len(report.Steps) != 6 || report.GroupID != group {
		t.Errorf("%+v", report)
	}
	if err := h.call(protocol.MethodLive, protocol.LiveParams{Visitor: "<script>"}, nil); err == nil || err.Code != protocol.CodeInvalidParams {
		t.Errorf("a visitor that cannot be: %+v", err)
	}
	hold := make(chan struct{})
	p.sim.Fault(glancesim.CallLookup, glancesim.Fault{Hold: hold})
	asked := p.sim.Calls(glancesim.CallLookup)
	first := h.send(protocol.MethodLive, protocol.LiveParams{})
	must(t, p.sim.Wait(p.context(), glancesim.CallLookup, asked+1))
	if err := h.call(protocol.MethodLive, protocol.LiveParams{}, nil); err == nil || err.Code != protocol.CodeTooMany {
		t.Errorf("a second check at once: %+v", err)
	}
	h.must(protocol.MethodPing, protocol.PingParams{}, nil) // it holds nobody up
	close(hold)
	h.until("the first check", func() bool { _, ok := h.answers[first]; return ok })
	h.end()
	if text := p.allText(); strings.Contains(text, "$1$") {
		t.Error("a LoginKey is on the disk")
	}
}

// A Glance that differs in everything at once: one report names all of it, and
// with the settings that it names the product goes from the click to the viewer.
func TestOneReportMendsAll(t *testing.T) {
	p := newPlaceAt(t, glancesim.Options{LoginKeySeconds: 60, Differ: glancesim.Differ{
		AuthorizationPath: "/api/v0/authorization", AuthorizationNames: glance.NamesCamel, AuthorizationRefusal: http.StatusBadRequest,
		LookupEncoding: glance.EncodeJSON, LookupNames: glance.NamesPascal, LookupNotFound: glance.NotFound404, JoinHost: "127.0.0.1",
		Delivery: glance.DeliverQuery, ViewerPath: "/cobrowse/AgentView.aspx",
		PresenceAbsent: glance.Absent404, PresenceOrigin: "https://crm.localhost", VisitorIDs: "^[A-Za-z0-9-]{1,50}$", DirectHost: "127.0.0.1",
		SocketPath: "/agent/ws",
	}}, nil)
	p.write("etc/glance-agent-host/sites/crm.json", []byte(`{"id": "crm", "name": "CRM", "matches": ["https://crm.localhost/*"],
		"objects": [{"type": "contact", "path": "/contacts/:id", "visitorId": [{"label": "Visitor"}], "recordId": [{"path": "id"}],
		"title": [{"selector": "h1"}], "anchor": {"selector": "h1", "side": "after"}}]}`))
	customer := p.sim.Visitor(visitor)
	must(t, customer.Connect("https://shop.localhost/"))
	must(t, customer.StartSession())

	change := p.changesOf(p.liveReport("--visitor", visitor))
	var keys []string
	for key := range change {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	const want = "authorizationNames authorizationPath credentialDelivery hosts keyPattern lookupEncoding lookupNames lookupNotFound presenceAbsent presenceOrigin presenceSocketPath viewerPath"
	if got := strings.Join(keys, " "); got != want {
		t.Fatalf("the report names\n%s, want\n%s", got, want)
	}
	must(t, customer.EndSession())
	must(t, customer.Disconnect())
	p.set(change)
	if again := p.liveReport("--visitor", visitor); !again.OK || len(p.changesOf(again)) > 0 {
		t.Errorf("%+v", again)
	}
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.shows("a", protocol.FaceAbsent)
	must(t, customer.Connect("https://shop.localhost/cart"))
	h.shows("a", protocol.FacePresent)
	ticket, effect := h.accepted(p, customer)
	p.visit(ticket)
	if opens := p.sim.ViewerOpens(); !opens[len(opens)-1].Valid {
		t.Fatalf("the viewer was opened so: %+v", opens[len(opens)-1])
	}
	h.must(protocol.MethodOpened, protocol.OpenedParams{Effect: effect, OK: true}, nil)
	h.shows("a", protocol.FaceJoined)
}

// With loginKeySeconds 0 no LoginKey is used twice: a Glance that takes each for
// one viewer opens it again.
func TestALoginKeyForEachUse(t *testing.T) {
	var later atomic.Int64 // a LoginKey's text is its expiry's: within a second each is the same
	now := func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	p := newPlaceAt(t, glancesim.Options{RejectReplay: true, Now: now}, map[string]any{"loginKeySeconds": 0})
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.shows("a", protocol.FaceAbsent)
	customer := p.sim.Visitor(visitor)
	must(t, customer.Connect("https://shop.localhost/cart"))
	h.shows("a", protocol.FacePresent)
	ticket, effect := h.accepted(p, customer)
	p.post(ticket)
	h.must(protocol.MethodOpened, protocol.OpenedParams{Effect: effect, OK: true}, nil)
	session := h.shows("a", protocol.FaceJoined).Session.ID
	later.Store(int64(2 * time.Second))
	h.must(protocol.MethodAct, protocol.ActParams{Watch: "a", Record: vera, VisitorID: visitor, Action: protocol.ActOpen, Session: session}, nil)
	open := h.shows("a", protocol.FaceOpening).Open
	h.must(protocol.MethodTicket, protocol.TicketParams{Effect: open.Effect}, &ticket)
	p.post(ticket)
	opens := p.sim.ViewerOpens()
	if len(opens) != 2 || !opens[0].Valid || !opens[1].Valid {
		t.Errorf("%+v", opens)
	}
}

// changesOf are the settings that a report names.
func (p *place) changesOf(report protocol.LiveReport) map[string]json.RawMessage {
	all := map[string]json.RawMessage{}
	for _, step := range report.Steps {
		for _, c := range step.Change {
			all[c.Key] = json.RawMessage(c.Value)
		}
	}
	return all
}

// set changes the administrator's settings.
func (p *place) set(change map[string]json.RawMessage) {
	p.t.Helper()
	all := map[string]json.RawMessage{}
	must(p.t, json.Unmarshal(p.read("etc/glance-agent-host/settings.json"), &all))
	for key, value := range change {
		all[key] = value
	}
	p.write("etc/glance-agent-host/settings.json", mustJSON(all))
}

// visit opens a ticket whose fields are in the query.
func (p *place) visit(ticket protocol.Ticket) {
	p.t.Helper()
	query := url.Values{}
	for _, f := range ticket.Fields {
		query.Set(f.Name, f.Value)
	}
	if ticket.Method != http.MethodGet {
		p.t.Errorf("the ticket is for %s", ticket.Method)
	}
	answer, err := p.sim.HTTPClient().Get(ticket.URL + "?" + query.Encode())
	must(p.t, err)
	io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
}
