package events_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/eventstest"
	"github.com/oklog/ulid/v2"
)

func TestIDsGrowAndCarryTheirTime(t *testing.T) {
	at := eventstest.Start
	var ids []string
	for i := range 5000 {
		ids = append(ids, events.NewID(at.Add(time.Duration(i/1000)*time.Millisecond)))
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Error("ids do not grow")
	}
	if last := ulid.MustParse(ids[4999]); last.Time() != uint64(at.UnixMilli()+4) {
		t.Errorf("carries %d", last.Time())
	}
}

func TestIDsBearAnyClock(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		for _, at := range []time.Time{eventstest.Start, {}, time.Unix(-1, 0), time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC), eventstest.Start.Add(-time.Hour)} {
			id := events.NewID(at)
			if _, err := ulid.ParseStrict(id); err != nil || seen[id] {
				t.Fatalf("%v gives %q, %v", at, id, err)
			}
			seen[id] = true
		}
	}
}

func TestBounds(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	cases := []struct {
		name  string
		spoil func(*events.Event)
	}{
		{"no id", func(e *events.Event) { e.ID = "" }},
		{"lower-case id", func(e *events.Event) { e.ID = strings.ToLower(e.ID) }},
		{"another time", func(e *events.Event) { e.Time = e.Time.Add(time.Millisecond) }},
		{"before 1970", func(e *events.Event) { e.Time = time.UnixMilli(-1) }},
		{"microseconds", func(e *events.Event) { e.Time = e.Time.Add(time.Microsecond) }},
		{"no session", func(e *events.Event) { e.Session = "" }},
		{"seq 0", func(e *events.Event) { e.Seq = 0 }},
		{"negative group", func(e *events.Event) { e.Group = -1 }},
		{"no name", func(e *events.Event) { e.Name = "" }},
		{"name with a space", func(e *events.Event) { e.Name = "terms sent" }},
		{"long type", func(e *events.Event) { e.Type = long(41) }},
		{"key without kind", func(e *events.Event) { e.KeyKind = "" }},
		{"kind without key", func(e *events.Event) { e.Key = "" }},
		{"another kind", func(e *events.Event) { e.KeyKind = "guessed" }},
		{"long key", func(e *events.Event) { e.Key = long(64) }},
		{"long agent", func(e *events.Event) { e.Agent = long(256) }},
		{"long desk", func(e *events.Event) { e.Desk = long(101) }},
		{"long title", func(e *events.Event) { e.Record.Title = long(201) }},
		{"NUL in title", func(e *events.Event) { e.Record.Title = "a\x00b" }},
		{"no UTF-8", func(e *events.Event) { e.Record.ID = "\xff" }},
		{"long address", func(e *events.Event) { e.Record.URL = long(2001) }},
		{"many facts", func(e *events.Event) {
			for len(e.Data) <= events.MaxData {
				e.Data[long(len(e.Data)+1)] = ""
			}
		}},
		{"long fact", func(e *events.Event) { e.Data["fact"] = long(501) }},
		{"fact without name", func(e *events.Event) { e.Data[""] = "x" }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := eventstest.New(events.NewID(eventstest.Start), 1)
			if err := e.Check(); err != nil {
				t.Fatal(err)
			}
			c.spoil(&e)
			if err := e.Check(); !errors.Is(err, events.ErrInvalid) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestEqual(t *testing.T) {
	e := eventstest.New(events.NewID(eventstest.Start), 1)
	for name, change := range map[string]func(*events.Event){
		"id": func(e *events.Event) { e.ID = "x" }, "time": func(e *events.Event) { e.Time = e.Time.Add(1) },
		"seq": func(e *events.Event) { e.Seq++ }, "session": func(e *events.Event) { e.Session = "x" },
		"name": func(e *events.Event) { e.Name = "x" }, "type": func(e *events.Event) { e.Type = "x" },
		"group": func(e *events.Event) { e.Group++ }, "agent": func(e *events.Event) { e.Agent = "x" },
		"desk": func(e *events.Event) { e.Desk = "x" }, "record": func(e *events.Event) { e.Record.URL = "x" },
		"key": func(e *events.Event) { e.Key = "x" }, "kind": func(e *events.Event) { e.KeyKind = "x" },
		"data": func(e *events.Event) { e.Data = map[string]string{"reason": "x"} },
	} {
		other := e
		change(&other)
		if e.Equal(other) || !e.Equal(e) {
			t.Errorf("%s is not compared", name)
		}
	}
}
