// Package eventstest is the suite that every implementation of events.Log passes.
package eventstest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// Run runs the suite. Each call of open returns an empty log that the suite closes.
func Run(t *testing.T, open func(t *testing.T) events.Log) {
	for _, c := range []struct {
		name string
		test func(*testing.T, events.Log)
	}{
		{"everything comes back", everythingComesBack},
		{"again is no error", againIsNoError},
		{"a place is taken once", aPlaceIsTakenOnce},
		{"all or nothing", allOrNothing},
		{"bounds", bounds},
		{"pages", pages},
		{"order when the clock jumps back", orderWhenTheClockJumpsBack},
		{"many at once", manyAtOnce},
		{"cancelled", cancelled},
		{"closed", closed},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := open(t)
			defer log.Close()
			c.test(t, log)
		})
	}
}

// Start is the time of a suite's first event.
var Start = time.Date(2026, 11, 21, 12, 0, 0, 123e6, time.UTC)

// New returns the seq-th event of session, a second after Start for each.
func New(session string, seq int64) events.Event {
	at := Start.Add(time.Duration(seq) * time.Second)
	return events.Event{
		ID: events.NewID(at), Time: at, Seq: seq, Session: session, Name: "asked", Type: events.TypeCobrowse,
		Group: 15687, Agent: "agent@example.com", Desk: "desk-7",
		Record: protocol.Record{System: "crm", Type: "contact", ID: "42", Title: "Jörg 花子 <b>", URL: "https://crm.example/contacts/42"},
		Key:    "visitor-1", KeyKind: string(protocol.KeyVisitor), Data: map[string]string{"reason": "it's \"so\"\n"},
	}
}

func session() string { return events.NewID(Start) }

func everythingComesBack(t *testing.T, log events.Log) {
	full, bare := New(session(), 1), New(session(), 1)
	bare.Record, bare.Key, bare.KeyKind, bare.Data, bare.Agent, bare.Desk, bare.Group = protocol.Record{}, "", "", nil, "", "", 0
	must(t, log.Append(t.Context(), full, bare))
	for _, want := range []events.Event{full, bare} {
		same(t, inSession(t, log, want.Session), want)
	}
	same(t, inSession(t, log, session()))
}

func againIsNoError(t *testing.T, log events.Log) {
	id := session()
	one, two := New(id, 1), New(id, 2)
	must(t, log.Append(t.Context(), one))
	must(t, log.Append(t.Context(), one, two))
	must(t, log.Append(t.Context(), one, one))
	same(t, inSession(t, log, id), one, two)

	other := one
	other.Data = map[string]string{"reason": "another"}
	is(t, log.Append(t.Context(), other), events.ErrConflict)
	same(t, inSession(t, log, id), one, two)
}

func aPlaceIsTakenOnce(t *testing.T, log events.Log) {
	id := session()
	first, second := New(id, 1), New(id, 1)
	must(t, log.Append(t.Context(), first))
	is(t, log.Append(t.Context(), second), events.ErrConflict)
	same(t, inSession(t, log, id), first)
}

func allOrNothing(t *testing.T, log events.Log) {
	id, free := session(), New(session(), 1)
	must(t, log.Append(t.Context(), New(id, 1)))
	is(t, log.Append(t.Context(), free, New(id, 1)), events.ErrConflict)
	same(t, inSession(t, log, free.Session))
	bad := New(id, 0)
	is(t, log.Append(t.Context(), free, bad), events.ErrInvalid)
	same(t, inSession(t, log, free.Session))
	must(t, log.Append(t.Context()))
	must(t, log.Append(t.Context(), free))
}

func bounds(t *testing.T, log events.Log) {
	is(t, log.Append(t.Context(), make([]events.Event, events.MaxBatch+1)...), events.ErrInvalid)
	id := session()
	batch := LargestBatch(id)
	must(t, log.Append(t.Context(), batch...))
	same(t, inSession(t, log, id), batch...)
}

// LargestBatch is the most that one Append takes: MaxBatch events of session,
// each at every bound.
func LargestBatch(session string) (batch []events.Event) {
	for seq := range int64(events.MaxBatch) {
		batch = append(batch, largest(session, seq+1))
	}
	return batch
}

// largest is an event that meets every bound.
func largest(session string, seq int64) events.Event {
	text := func(n int) string { return strings.Repeat("花", n) }
	e := New(session, seq)
	e.Agent, e.Desk, e.Key = text(events.MaxAgent), text(events.MaxDesk), text(protocol.MaxKey)
	e.Record = protocol.Record{System: text(protocol.MaxID), Type: text(protocol.MaxID), ID: text(protocol.MaxID),
		Title: text(protocol.MaxTitle), URL: text(protocol.MaxAddress)}
	e.Data = map[string]string{}
	for i := range events.MaxData {
		e.Data[fmt.Sprint("fact_", i)] = text(events.MaxFact)
	}
	return e
}

func pages(t *testing.T, log events.Log) {
	one, other := session(), session()
	var all []events.Event
	for seq := range int64(25) {
		all = append(all, New(one, seq+1))
	}
	must(t, log.Append(t.Context(), all...))
	must(t, log.Append(t.Context(), New(other, 1)))
	for _, limit := range []int{1, 7, 24, 25, 26, 0, -1, 1 << 30} {
		same(t, walk(t, log, events.Query{Session: one, Limit: limit}), all...)
	}
	if got := walk(t, log, events.Query{Limit: 5}); len(got) != 26 {
		t.Errorf("without a filter: %d events, want 26", len(got))
	}
	page, next, err := log.Page(t.Context(), events.Query{After: all[24].ID, Session: one})
	if len(page) != 0 || next != "" || err != nil {
		t.Errorf("after the last: %d events, next %q, %v", len(page), next, err)
	}
}

func walk(t *testing.T, log events.Log, q events.Query) (all []events.Event) {
	t.Helper()
	for {
		page, next, err := log.Page(t.Context(), q)
		must(t, err)
		all = append(all, page...)
		if next == "" {
			return all
		}
		if next <= q.After {
			t.Fatalf("next %q does not go on from %q", next, q.After)
		}
		q.After = next
	}
}

func orderWhenTheClockJumpsBack(t *testing.T, log events.Log) {
	id := session()
	var want []events.Event
	for seq, jump := range []time.Duration{0, time.Hour, -24 * 365 * time.Hour, 0, time.Millisecond, -time.Second} {
		e := New(id, int64(seq+1))
		e.Time = Start.Add(jump)
		e.ID = events.NewID(e.Time)
		want = append(want, e)
		must(t, log.Append(t.Context(), e))
	}
	same(t, inSession(t, log, id), want...)
}

func manyAtOnce(t *testing.T, log events.Log) {
	var all sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		ids[i] = session()
		all.Go(func() {
			for seq := range int64(20) {
				if err := log.Append(t.Context(), New(ids[i], seq+1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		if got := inSession(t, log, id); len(got) != 20 {
			t.Errorf("%d events of 20", len(got))
		}
	}
}

func cancelled(t *testing.T, log events.Log) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e := New(session(), 1)
	if err := log.Append(ctx, e); !errors.Is(err, context.Canceled) {
		t.Errorf("append: %v", err)
	}
	same(t, inSession(t, log, e.Session))
	must(t, log.Append(t.Context(), e))
}

func closed(t *testing.T, log events.Log) {
	must(t, log.Close())
	must(t, log.Close())
	is(t, log.Append(t.Context(), New(session(), 1)), events.ErrClosed)
	_, err := log.Session(t.Context(), session())
	is(t, err, events.ErrClosed)
	_, _, err = log.Page(t.Context(), events.Query{})
	is(t, err, events.ErrClosed)
}

func inSession(t *testing.T, log events.Log, id string) []events.Event {
	t.Helper()
	found, err := log.Session(t.Context(), id)
	must(t, err)
	return found
}

func same(t *testing.T, got []events.Event, want ...events.Event) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d events, want %d", len(got), len(want))
	}
	for i := range want {
		if !got[i].Equal(want[i]) {
			t.Errorf("event %d:\n got %+v\nwant %+v", i, got[i], want[i])
		}
		if got[i].Time.Location() != time.UTC {
			t.Errorf("event %d: its time is not UTC", i)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}
