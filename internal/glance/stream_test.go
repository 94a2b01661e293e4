package glance_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/secret"
)

func (r *rig) next(stream *glance.Stream, want glance.UpdateKind) glance.Update {
	r.t.Helper()
	got, err := stream.Next(soon(r.t))
	r.ok(err)
	if got.Kind != want {
		r.t.Fatalf("got %+v, want %s", got, want)
	}
	return got
}

func TestWatch(t *testing.T) {
	r := start(t)
	stream, v := r.watch(), r.sim.Visitor(visitor)
	r.next(stream, glance.UpdateDisconnected)
	r.ok(v.Connect("https://shop.example/a"))
	r.next(stream, glance.UpdateConnected)
	if got := r.next(stream, glance.UpdatePage); got.Visitor.URL != "https://shop.example/a" {
		t.Errorf("%+v", got)
	}
	r.ok(v.Navigate("https://shop.example/b"))
	if got := r.next(stream, glance.UpdatePage); got.Visitor.URL != "https://shop.example/b" {
		t.Errorf("%+v", got)
	}
	for _, terms := range []glance.Terms{glance.TermsDisplayed, glance.TermsDeclined, glance.TermsAccepted} {
		r.ok(v.Terms(string(terms)))
		if got := r.next(stream, glance.UpdateTerms); got.Terms != terms {
			t.Errorf("%+v", got)
		}
	}
	r.ok(v.StartSession())
	if got := r.next(stream, glance.UpdateSessionStart); got.SessionKey != visitor {
		t.Errorf("%+v", got)
	}
	r.ok(v.EndSession())
	r.next(stream, glance.UpdateSessionEnd)
	r.ok(v.Fail("conndrop", "lost"))
	if got := r.next(stream, glance.UpdateError); got.Text != "conndrop lost" {
		t.Errorf("%+v", got)
	}
	second := r.sim.Visitor(visitor)
	r.ok(second.Connect("https://shop.example/c"))
	r.next(stream, glance.UpdateBlur)
	r.next(stream, glance.UpdatePage)
	r.ok(second.Disconnect())
	r.ok(v.Disconnect())
	r.next(stream, glance.UpdateDisconnected)
}

func TestWatchRefused(t *testing.T) {
	r := start(t)
	for status, code := range map[int]glance.Code{400: glance.Nonsense, 401: glance.Refused, 403: glance.Refused, 404: glance.Nonsense,
		429: glance.Unreachable, 500: glance.Unreachable, 503: glance.Unreachable, 307: glance.ForeignAddress, 200: glance.Nonsense} {
		r.sim.Fault(glancesim.CallAgentSocket, glancesim.Fault{Status: status, Body: "no"})
		_, err := r.client.Watch(soon(t), r.token(), group, visitor)
		e, ok := errors.AsType[*glance.Error](err)
		if !ok || e.Code != code || e.Status != status {
			t.Errorf("%d: %v", status, err)
		}
	}
	for name, fault := range map[string]glancesim.Fault{"drop": {Drop: true}, "reset": {Reset: true}, "hang": {Hang: true}} {
		r.client.Hurry(200*time.Millisecond, time.Second, time.Second)
		r.sim.Fault(glancesim.CallAgentSocket, fault)
		_, err := r.client.Watch(soon(t), glance.Token{}, group, visitor)
		if glance.CodeOf(err) != glance.Unreachable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A cancelled context ends even a handshake that is under way.
func TestWatchCancelled(t *testing.T) {
	r := start(t)
	r.sim.Fault(glancesim.CallAgentSocket, glancesim.Fault{Hang: true})
	ctx, cancel := context.WithCancel(soon(t))
	go func() {
		r.sim.Wait(ctx, glancesim.CallAgentSocket, 1)
		cancel()
	}()
	r.client.Hurry(18*time.Second, time.Second, time.Second)
	began := time.Now()
	_, err := r.client.Watch(ctx, glance.Token{}, group, visitor)
	r.fails(err, glance.Cancelled)
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("it took %v: only the time-out ended it", took)
	}
}

func TestWatchWithABadToken(t *testing.T) {
	r := start(t)
	stream, err := r.client.Watch(soon(t), glance.Token{Value: secret.New("a.b.c")}, group, visitor)
	r.ok(err)
	defer stream.Close()
	_, err = stream.Next(soon(t))
	r.fails(err, glance.Refused)
}

func TestNextCancelled(t *testing.T) {
	r := start(t)
	stream := r.watch()
	r.next(stream, glance.UpdateDisconnected)
	ctx, cancel := context.WithCancel(soon(t))
	cancel()
	_, err := stream.Next(ctx)
	r.fails(err, glance.Cancelled)
	r.sim.Push(visitor, `{"type":"blur"}`) // the stream lives on
	r.next(stream, glance.UpdateBlur)
}

func TestStreamBreaks(t *testing.T) {
	tests := map[string]struct {
		do   func(*glancesim.Sim)
		code glance.Code
	}{
		"dropped":    {func(s *glancesim.Sim) { s.DropAgents(visitor) }, glance.Unreachable},
		"closed":     {func(s *glancesim.Sim) { s.CloseAgents(visitor, 1011) }, glance.Unreachable},
		"expired":    {func(s *glancesim.Sim) { s.CloseAgents(visitor, 1008) }, glance.Refused},
		"lies":       {func(s *glancesim.Sim) { s.Push(visitor, `{"type":"presence","visitorid":"other"}`) }, glance.Nonsense},
		"other team": {func(s *glancesim.Sim) { s.Push(visitor, `{"type":"blur","groupid":1}`) }, glance.Nonsense},
		"not json":   {func(s *glancesim.Sim) { s.Push(visitor, `hello`) }, glance.Nonsense},
		"too long":   {func(s *glancesim.Sim) { s.Push(visitor, `{"x":"`+strings.Repeat("a", glance.MaxBody)+`"}`) }, glance.Nonsense},
		"flood":      {func(s *glancesim.Sim) { flood(s, 1000) }, glance.Nonsense},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			stream := r.watch()
			r.next(stream, glance.UpdateDisconnected)
			test.do(r.sim)
			for {
				if _, err := stream.Next(soon(t)); err != nil {
					r.fails(err, test.code)
					_, again := stream.Next(soon(t))
					r.fails(again, test.code)
					return
				}
			}
		})
	}
}

func flood(s *glancesim.Sim, n int) {
	for range n {
		s.Push(visitor, `{"type":"news"}`)
	}
}

// Fewer messages than a flood are all told, before the break that follows them.
func TestBurstIsTold(t *testing.T) {
	r := start(t)
	stream := r.watch()
	r.next(stream, glance.UpdateDisconnected)
	r.sim.Push(visitor, `{"type":"news"}`)
	for range 100 {
		r.sim.Push(visitor, `{"type":"blur"}`)
	}
	for range 100 {
		r.next(stream, glance.UpdateBlur)
	}
}

func TestSilence(t *testing.T) {
	r := start(t)
	r.client.Hurry(10*time.Second, 20*time.Millisecond, 150*time.Millisecond)
	alive := r.watch()
	r.next(alive, glance.UpdateDisconnected)
	r.sim.Fault(glancesim.CallAgentSocket, glancesim.Fault{Mute: true})
	mute, err := r.client.Watch(soon(t), r.token(), group, visitor)
	r.ok(err)
	defer mute.Close()
	_, err = mute.Next(soon(t))
	r.fails(err, glance.Silent)
	for range 3 { // pongs alone keep a quiet socket open for longer than silence is borne
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		_, err := alive.Next(ctx)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
	}
}

func TestCloseTwice(t *testing.T) {
	r := start(t)
	stream := r.watch()
	stream.Close()
	stream.Close()
	_, err := stream.Next(soon(t))
	for err == nil {
		_, err = stream.Next(soon(t))
	}
	r.fails(err, glance.Cancelled)
}
