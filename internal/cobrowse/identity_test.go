package cobrowse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// asked is a resolver in a test's hands.
type asked struct {
	answers chan Identity
	times   int
}

// resolving has every visitor id asked for.
func resolving(a *asked) func(*Config) {
	return func(c *Config) {
		c.Identify = func(protocol.WatchParams) Identity {
			return Identity{Ask: func(ctx context.Context) Identity {
				a.times++
				select {
				case i := <-a.answers:
					return i
				case <-ctx.Done():
					return Identity{}
				}
			}}
		}
	}
}

func resolved(t *testing.T, test func(t *testing.T, w *world, d *Desk, a *asked)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		a := &asked{answers: make(chan Identity)}
		w := newWorld()
		d := desk(t, w, resolving(a))
		defer d.Close()
		test(t, w, d, a)
	})
}

func (a *asked) answer(i Identity) {
	a.answers <- i
	synctest.Wait()
}

func TestAnIDThatIsAskedFor(t *testing.T) {
	resolved(t, func(t *testing.T, w *world, d *Desk, a *asked) {
		watch(t, d, "a", "raw")
		if v := w.shows(t, "a", protocol.FaceChecking); len(v.Actions) > 0 || v.VisitorID != "" {
			t.Fatalf("before it is known: %+v", v)
		}
		for _, action := range []protocol.Action{protocol.ActStart, protocol.ActKey, protocol.ActJoin} {
			if err := act(t, d, "a", "raw", action); err == nil {
				t.Errorf("%s before it is known for whom", action)
			}
		}
		a.answer(Identity{VisitorID: "v1"})
		if v := w.shows(t, "a", protocol.FaceChecking, protocol.ActStart, protocol.ActKey); v.VisitorID != "v1" {
			t.Fatalf("it means %q", v.VisitorID)
		}
		w.present("v1")
		w.shows(t, "a", protocol.FacePresent)
		if err := act(t, d, "a", "v1", protocol.ActStart); err == nil {
			t.Error("the page may say the derived id")
		}
		must(t, act(t, d, "a", "raw", protocol.ActStart))
		if w.shows(t, "a", protocol.FaceTermsSent); !slices.Equal(w.signals, []string{"v1"}) {
			t.Errorf("signalled %v", w.signals)
		}
	})
}

func TestAnIDThatIsNotTold(t *testing.T) {
	resolved(t, func(t *testing.T, w *world, d *Desk, a *asked) {
		watch(t, d, "a", "raw")
		a.answer(Identity{Refused: protocol.ReasonResolverFailed})
		if v := w.shows(t, "a", protocol.FaceRefused, protocol.ActLook, protocol.ActKey); v.Reason != protocol.ReasonResolverFailed {
			t.Fatalf("reason %s", v.Reason)
		}
		if err := act(t, d, "a", "raw", protocol.ActStart); err == nil {
			t.Error("started for nobody")
		}
		must(t, act(t, d, "a", "raw", protocol.ActLook))
		w.shows(t, "a", protocol.FaceChecking)
		a.answer(Identity{})
		w.shows(t, "a", protocol.FaceNoKey, protocol.ActKey)
		if a.times != 2 || len(w.followed) > 0 {
			t.Errorf("asked %d times, followed %v", a.times, w.followed)
		}
		watch(t, d, "a", "raw")
		a.answer(Identity{VisitorID: "no id"})
		if v := w.shows(t, "a", protocol.FaceRefused, protocol.ActLook, protocol.ActKey); v.Reason != protocol.ReasonBadVisitorID {
			t.Errorf("reason %s", v.Reason)
		}
		must(t, act(t, d, "a", "raw", protocol.ActLook))
		a.answer(Identity{VisitorID: "v1"})
		w.shows(t, "a", protocol.FaceChecking, protocol.ActStart, protocol.ActKey)
	})
}

// TestAWatchThatWentIsNotMoved: an answer that comes late is for nobody.
func TestAWatchThatWentIsNotMoved(t *testing.T) {
	resolved(t, func(t *testing.T, w *world, d *Desk, a *asked) {
		watch(t, d, "a", "raw")
		watch(t, d, "a", "another")
		a.answer(Identity{VisitorID: "v1"})
		a.answer(Identity{VisitorID: "v1"})
		w.shows(t, "a", protocol.FaceChecking)
		_, _ = d.Unwatch(t.Context(), protocol.UnwatchParams{Watch: "a"})
		watch(t, d, "b", "raw")
		_, _ = d.Unwatch(t.Context(), protocol.UnwatchParams{Watch: "b"})
		a.answer(Identity{VisitorID: "v2"})
		time.Sleep(linger + time.Second)
		synctest.Wait()
		if len(d.subjects) != 0 || len(d.watches) != 0 {
			t.Errorf("%d subjects and %d watches are left", len(d.subjects), len(d.watches))
		}
	})
}

func TestASessionIsNotLeftByItsWatch(t *testing.T) {
	resolved(t, func(t *testing.T, w *world, d *Desk, a *asked) {
		watch(t, d, "a", "raw")
		a.answer(Identity{Refused: protocol.ReasonResolverFailed})
		must(t, act(t, d, "a", "raw", protocol.ActLook))
		watch(t, d, "b", "raw")
		a.answer(Identity{Refused: protocol.ReasonResolverFailed})
		a.answer(Identity{Refused: protocol.ReasonResolverFailed})
		must(t, act(t, d, "b", "raw", protocol.ActLook))
		must(t, act(t, d, "a", "raw", protocol.ActKey)) // b's record is a's
		w.shows(t, "b", protocol.FaceWaiting)
		a.answer(Identity{VisitorID: "v1"})
		w.shows(t, "b", protocol.FaceWaiting)
		must(t, act(t, d, "b", "raw", protocol.ActCancel))
		if v := w.shows(t, "b", protocol.FaceChecking); v.VisitorID != "v1" {
			t.Errorf("it means %q", v.VisitorID)
		}
	})
}

func TestRefusedByTheRule(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "raw")
		if v := w.shows(t, "a", protocol.FaceRefused, protocol.ActKey); v.Reason != protocol.ReasonBadVisitorID || v.VisitorID != "" {
			t.Fatalf("shown %+v", v)
		}
		if err := act(t, d, "a", "raw", protocol.ActStart); err == nil || len(w.followed) > 0 {
			t.Error("somebody was looked for")
		}
	}, func(c *Config) {
		c.Identify = func(protocol.WatchParams) Identity { return Identity{Refused: protocol.ReasonBadVisitorID} }
	})
}

func (w *world) warned(t *testing.T, name string, want ...protocol.Warning) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if got := w.pushed[name].Warnings; !slices.Equal(got, want) {
		t.Errorf("%s is warned of %v, want %v", name, got, want)
	}
}

func record(id, title string) protocol.Record {
	return protocol.Record{System: "sample-crm", Type: "contact", ID: id, Title: title, URL: "https://crm.localhost/contacts/" + id}
}

func on(title string) protocol.Warning {
	return protocol.Warning{Kind: protocol.WarnTwoRecords, Title: title}
}

func TestOneIDOnTwoRecords(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watchOf(t, d, "a", "v1", record("1", "Vera Visitor"))
		watchOf(t, d, "again", "v1", record("1", "Vera Visitor, renamed"))
		w.warned(t, "a")
		watchOf(t, d, "b", "v1", record("2", "Walter Webb"))
		w.warned(t, "a", on("Walter Webb"))
		w.warned(t, "b", on("Vera Visitor, renamed"))
		_, _ = d.Unwatch(t.Context(), protocol.UnwatchParams{Watch: "b"})
		time.Sleep(time.Hour)
		w.warned(t, "a", on("Walter Webb")) // it was seen, watched or not
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.warned(t, "a")
		if got := w.log.events[0].Data[factWarnings]; got != "two_records" {
			t.Errorf("recorded %q", got)
		}
		must(t, act(t, d, "a", "v1", protocol.ActCancel))
		watchOf(t, d, "b", "v2", record("2", "Walter Webb"))
		w.warned(t, "a") // the cause is gone
		w.warned(t, "b")
		watchOf(t, d, "b", "v1", record("2", ""))
		w.warned(t, "a", on("2"))
		watchOf(t, d, "b", "", record("2", ""))
		w.warned(t, "a")
	})
}

func TestACaseAndItsContactAreOneCustomer(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watchOf(t, d, "a", "v1", record("1", "Vera  Visitor"))
		one := record("77", "vera visitor ")
		one.Type = "case"
		watchOf(t, d, "b", "v1", one)
		w.warned(t, "a")
		w.warned(t, "b")
		one.Title = "Walter Webb"
		watchOf(t, d, "b", "v1", one)
		w.warned(t, "a", on("Walter Webb"))
		watchOf(t, d, "c", "v1", record("3", "Vera Visitor")) // two contacts of one name may be two customers
		w.warned(t, "a", on("Vera Visitor"), on("Walter Webb"))
	})
}

func TestWarningsAreBounded(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		for i := range 10 {
			watchOf(t, d, fmt.Sprint(i), "v1", record(fmt.Sprint(i), fmt.Sprint("n", i)))
		}
		w.tell("v1", presence.News{Known: presence.Present, Live: true, Devices: 2, Visitor: glance.Visitor{Present: true}})
		two := protocol.Warning{Kind: protocol.WarnTwoDevices}
		w.warned(t, "9", on("n0"), on("n1"), on("n2"), two)
		w.tell("v1", presence.News{Known: presence.Present, Live: true, Devices: 1, Visitor: glance.Visitor{Present: true}})
		w.warned(t, "9", on("n0"), on("n1"), on("n2"))
	})
	life(t, func(t *testing.T, w *world, d *Desk) {
		for i := range 4 { // all called by the same name
			watchOf(t, d, fmt.Sprint(i), "v1", record(fmt.Sprint(i), fmt.Sprint("n", min(i, 1))))
		}
		w.present("v1")
		w.warned(t, "0", on("n1"))
	})
	var r records
	for i := range 2 * maxRecords {
		r.see(record(fmt.Sprint(i), ""), "v1")
	}
	if n := len(r.others(record("x", ""), "v1")); n != maxRecords {
		t.Errorf("%d records are remembered", n)
	}
}

func TestAColleaguesSessionIsAskedFor(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		w.run(true) // before anybody followed
		watch(t, d, "a", "v1")
		w.present("v1")
		w.shows(t, "a", protocol.FaceElsewhere, protocol.ActJoin)
		w.warned(t, "a") // the face says it
		if err := act(t, d, "a", "v1", protocol.ActStart); err == nil || len(w.signals) > 0 {
			t.Error("a customer in a session was signalled")
		}
		must(t, act(t, d, "a", "v1", protocol.ActJoin))
		w.shows(t, "a", protocol.FaceConfirm)
		w.warned(t, "a", protocol.Warning{Kind: protocol.WarnColleague})
		if got := w.log.events[0].Data[factWarnings]; got != "colleague" {
			t.Errorf("recorded %q", got)
		}
		must(t, act(t, d, "a", "v1", protocol.ActReject))
		w.shows(t, "a", protocol.FaceElsewhere)
		w.run(false)
		time.Sleep(runningPace + 2*doubtPace)
		synctest.Wait()
		w.shows(t, "a", protocol.FacePresent)
		asked := w.lookups
		time.Sleep(time.Hour)
		if w.lookups != asked {
			t.Errorf("asked %d times more", w.lookups-asked)
		}
		w.run(true)
		w.tell("v1", presence.News{Known: presence.Present, Live: true, Anew: true, Visitor: glance.Visitor{Present: true}})
		w.shows(t, "a", protocol.FaceElsewhere)
		w.event("v1", glance.Update{Kind: glance.UpdateSessionEnd})
		w.shows(t, "a", protocol.FacePresent)
	})
}

// TestOneLoginKeyForTheLookAndTheSession: what was asked with serves the session
// that follows, for as long as it may be held.
func TestOneLoginKeyForTheLookAndTheSession(t *testing.T) {
	for wait, want := range map[time.Duration]int{time.Second: 1, 6 * time.Minute: 2} {
		life(t, func(t *testing.T, w *world, d *Desk) {
			watch(t, d, "a", "v1")
			w.present("v1")
			time.Sleep(wait)
			synctest.Wait()
			must(t, act(t, d, "a", "v1", protocol.ActStart))
			w.run(true)
			w.event("v1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "v1"})
			w.shows(t, "a", protocol.FaceOpening)
			if w.taken != want {
				t.Errorf("after %v: %d LoginKeys", wait, w.taken)
			}
		})
	}
}

// TestNobodyIsSignalledOutOfASession: presence over REST tells of no session, so
// it is asked just before.
func TestNobodyIsSignalledOutOfASession(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.tell("v1", presence.News{Known: presence.Present, Visitor: glance.Visitor{Present: true}})
		w.shows(t, "a", protocol.FacePresent)
		time.Sleep(time.Minute)
		w.run(true)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.shows(t, "a", protocol.FaceElsewhere, protocol.ActJoin)
		if len(w.signals) > 0 || w.log.names()[len(w.log.names())-1] != "signal_failed" {
			t.Errorf("signalled %v, recorded %v", w.signals, w.log.names())
		}
		w.run(false)
		time.Sleep(runningPace + 2*doubtPace)
		synctest.Wait()
		w.shows(t, "a", protocol.FaceFailed, protocol.ActStart, protocol.ActKey)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.shows(t, "a", protocol.FaceTermsSent)
	})
}

func TestASessionIsTakenOverByItsGroupAlone(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		session := w.log.events[0].Session
		d.Close()
		for name, c := range map[string]struct {
			agent Agent
			taken bool
		}{
			"its own":             {Agent{GroupID: 15687, Environment: "sandbox"}, true},
			"another group":       {Agent{GroupID: 90017, Environment: "sandbox"}, false},
			"another environment": {Agent{GroupID: 15687, Environment: "staging"}, false},
			"the settings":        {Agent{GroupID: 15687}, false},
		} {
			again := newWorld()
			again.log.events = slices.Clone(w.log.events)
			second := desk(t, again, func(config *Config) { config.Agent = c.agent })
			if !second.Rebuild(t.Context(), []string{session}) {
				t.Error("it could not be read")
			}
			watch(t, second, "a", "v1")
			if v := again.pushed["a"]; (v.Session != nil) != c.taken {
				t.Errorf("%s: shown %s", name, v.Face)
			}
			second.Close()
		}
	}, func(c *Config) { c.Agent.Environment = "sandbox" })
}

func TestNobodyIsLookedForByAPage(t *testing.T) {
	page := vera
	page.ID, page.Title = protocol.PagePrefix+"/contacts", ""
	resolved(t, func(t *testing.T, w *world, d *Desk, a *asked) {
		watchOf(t, d, "a", "", page)
		w.shows(t, "a", protocol.FaceNoKey, protocol.ActKey)
		if a.times > 0 {
			t.Errorf("asked for %d times", a.times)
		}
		if _, err := d.Act(t.Context(), protocol.ActParams{Watch: "a", Record: page, Action: protocol.ActKey, Key: "4821"}); err != nil {
			t.Errorf("a typed key: %v", err)
		}
		_, err := d.Watch(t.Context(), protocol.WatchParams{Watch: "b", Record: page, VisitorID: "v1"})
		if refused := new(protocol.Error); !errors.As(err, &refused) || refused.Data.Reason != protocol.ReasonBadRecord {
			t.Errorf("with a visitor id: %v", err)
		}
	})
}
