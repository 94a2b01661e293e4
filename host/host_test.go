package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/sqlite"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
)

func TestForeignCallersAreRefused(t *testing.T) {
	p := newPlace(t, nil)
	for _, args := range [][]string{
		{"chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"},
		{strings.TrimSuffix("chrome-extension://"+"x", "/")},
		{"/x/net.glance.agent_host.json", "other@example.com"},
		{"https://crm.localhost/"},
		{},
	} {
		out, err := p.command(args...).Output()
		if err == nil || len(out) > 0 {
			t.Errorf("%q: err %v, stdout %q", args, err, out)
		}
	}
	if _, err := os.Stat(p.state("")); err == nil {
		t.Error("a refused caller had a folder made")
	}
}

func TestHelloOpensNothing(t *testing.T) {
	p := newPlace(t, nil)
	h := p.start()
	result := h.hello()
	if result.Protocol != protocol.Version || len(result.Methods) != len(protocol.Methods) {
		t.Errorf("hello: %+v", result)
	}
	if _, err := os.Stat(p.state("events.db")); err == nil {
		t.Error("the event log was opened")
	}
	if n := p.sim.Calls(glancesim.CallLoginKey); n > 0 {
		t.Error("a LoginKey was asked for")
	}
	if err := h.call("no.such", nil, nil); err == nil || err.Code != protocol.CodeMethodNotFound {
		t.Errorf("unknown method: %+v", err)
	}
	var echo protocol.PingParams
	h.must(protocol.MethodPing, protocol.PingParams{Payload: "ping"}, &echo)
	if echo.Payload != "ping" {
		t.Error("ping did not come back")
	}
	if err := h.call(protocol.MethodHello, protocol.HelloParams{Protocol: 99, MinProtocol: 50}, nil); err == nil || err.Code != protocol.CodeIncompatible {
		t.Errorf("a far newer extension: %+v", err)
	}
}

func TestGoneWithinASecond(t *testing.T) {
	p := newPlace(t, nil)
	for name, stop := range map[string]func(*process){
		"stdin ends":     func(h *process) { h.in.Close() },
		"a write fails":  func(h *process) { h.out.Close(); h.send(protocol.MethodPing, protocol.PingParams{}) },
		"a broken frame": func(h *process) { h.in.Write([]byte{0xff, 0xff, 0xff, 0xff}) },
	} {
		h := p.start()
		h.hello()
		h.watch("a", visitor)
		began := time.Now()
		stop(h)
		<-h.ended
		if took := time.Since(began); took > 2*time.Second { // a second, and as much again for a busy machine
			t.Errorf("%s: gone after %v", name, took)
		}
	}
}

func TestNoListeningSocket(t *testing.T) {
	p := newPlace(t, nil)
	h := p.start()
	h.hello()
	p.sim.Visitor(visitor).Connect("https://shop.localhost/")
	h.watch("a", visitor)
	h.shows("a", protocol.FacePresent)
	if n, ok := listening(t, h.cmd.Process.Pid); !ok {
		t.Skip("no /proc here")
	} else if n > 0 {
		t.Errorf("%d listening sockets", n)
	}
}

// listening counts a process's listening TCP sockets.
func listening(t *testing.T, pid int) (int, bool) {
	fds, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return 0, false
	}
	inodes := map[string]bool{}
	for _, fd := range fds {
		target, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", pid, fd.Name()))
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			inodes[strings.TrimSuffix(inode, "]")] = true
		}
	}
	if len(inodes) == 0 {
		t.Fatal("no socket at all: the count would prove nothing")
	}
	n := 0
	for _, table := range []string{"tcp", "tcp6"} {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, table))
		for _, line := range strings.Split(string(text), "\n") {
			if f := strings.Fields(line); len(f) > 9 && f[3] == "0A" && inodes[f[9]] {
				n++
			}
		}
	}
	return n, true
}

// post opens a ticket as the extension's page does.
func (p *place) post(ticket protocol.Ticket) {
	p.t.Helper()
	form := url.Values{}
	for _, f := range ticket.Fields {
		form.Set(f.Name, f.Value)
	}
	answer, err := p.sim.HTTPClient().Post(ticket.URL, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err != nil || answer.StatusCode != http.StatusOK {
		p.t.Fatalf("viewer: %v %v", answer, err)
	}
	answer.Body.Close()
}

func (p *place) context() context.Context {
	ctx, stop := context.WithTimeout(p.t.Context(), within)
	p.t.Cleanup(stop)
	return ctx
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFromClickToJoined(t *testing.T) {
	p := newPlace(t, nil)
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.shows("a", protocol.FaceAbsent)
	customer := p.sim.Visitor(visitor)
	must(t, customer.Connect("https://shop.localhost/cart"))
	if v := h.shows("a", protocol.FacePresent); v.Page == nil {
		h.until("the page", func() bool { return h.views["a"].Page != nil })
	}
	ticket, effect := h.accepted(p, customer)
	if again := h.call(protocol.MethodTicket, protocol.TicketParams{Effect: effect}, nil); again == nil || again.Code != protocol.CodeTicketSpent {
		t.Errorf("the ticket was given twice: %+v", again)
	}
	p.post(ticket)
	must(t, p.sim.Joined(p.context(), visitor))
	h.must(protocol.MethodOpened, protocol.OpenedParams{Effect: effect, OK: true}, nil)
	h.shows("a", protocol.FaceJoined)
	must(t, customer.EndSession())
	h.shows("a", protocol.FacePresent)
	h.end()
	p.recorded("asked signal_begun signal_accepted terms_displayed terms_accepted session_started session_found open_begun ticket_given opened session_ended")
	p.clean(ticket)
}

// accepted goes from the click to the ticket.
func (h *process) accepted(p *place, customer *glancesim.Visitor) (protocol.Ticket, string) {
	h.t.Helper()
	if err := h.act("a", visitor, protocol.ActStart); err != nil {
		h.t.Fatal(err.Message)
	}
	if _, err := customer.Expect(p.context(), "GLANCE.Cobrowse.Visitor.showTerms"); err != nil {
		h.t.Fatal(err)
	}
	h.shows("a", protocol.FaceTermsSent)
	must(h.t, customer.Terms("displayed"))
	h.shows("a", protocol.FaceTermsShown)
	must(h.t, customer.Terms("accepted"))
	must(h.t, customer.StartSession())
	open := h.shows("a", protocol.FaceOpening).Open
	var ticket protocol.Ticket
	h.must(protocol.MethodTicket, protocol.TicketParams{Effect: open.Effect}, &ticket)
	return ticket, open.Effect
}

// recorded compares the steps in the event log, their order and what each carries.
func (p *place) recorded(want string) {
	p.t.Helper()
	log, err := sqlite.Open(p.state("events.db"))
	must(p.t, err)
	defer log.Close()
	page, _, err := log.Page(p.t.Context(), events.Query{Limit: 100})
	must(p.t, err)
	var names []string
	for i, e := range page {
		names = append(names, e.Name)
		if e.Record != vera || e.Agent != agent || e.Group != group || e.Key != visitor || e.Type != "cobrowse" || e.Desk == "" || e.Time.IsZero() || e.Seq != int64(i+1) {
			p.t.Errorf("step %d is %+v", i, e)
		}
	}
	if got := strings.Join(names, " "); want != "" && got != want {
		p.t.Errorf("recorded\n%s, want\n%s", got, want)
	}
}

// clean checks that a ticket's LoginKey is in nothing that is on the disk.
func (p *place) clean(ticket protocol.Ticket) {
	p.t.Helper()
	text := p.allText()
	if !strings.Contains(text, visitor) {
		p.t.Fatal("the visitor id is not found either: the scan would prove nothing")
	}
	found := false
	for _, f := range ticket.Fields {
		if strings.EqualFold(f.Name, "loginkey") {
			found = true
			if strings.Contains(text, f.Value) || strings.Contains(text, url.QueryEscape(f.Value)) {
				p.t.Error("the LoginKey is on the disk")
			}
		}
	}
	if !found {
		p.t.Error("the ticket holds no LoginKey")
	}
}

func TestKilledAndTakenOver(t *testing.T) {
	p := newPlace(t, nil)
	h := p.start()
	h.hello()
	customer := p.sim.Visitor(visitor)
	must(t, customer.Connect("https://shop.localhost/"))
	h.watch("a", visitor)
	h.shows("a", protocol.FacePresent)
	ticket, effect := h.accepted(p, customer)
	session := h.shows("a", protocol.FaceOpening).Session.ID
	p.post(ticket)
	h.kill()

	second := p.start()
	second.hello(session)
	second.watch("a", visitor)
	if v := second.shows("a", protocol.FaceBlocked); v.Open != nil {
		t.Error("the viewer would open a second time")
	}
	second.must(protocol.MethodOpened, protocol.OpenedParams{Effect: effect, OK: true}, nil)
	third := p.start()
	second.kill()
	third.hello(session)
	third.watch("a", visitor)
	must(t, customer.EndSession())
	third.until("the end", func() bool { return third.views["a"].Session == nil })
	third.end()
	p.recorded("")
}
