package cobrowse

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

func mustURL(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

// life runs a test in a bubble with a desk that is closed at its end.
func life(t *testing.T, test func(t *testing.T, w *world, d *Desk), change ...func(*Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		d := desk(t, w, change...)
		defer d.Close()
		test(t, w, d)
	})
}

func TestFromClickToViewerToEnd(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		watch(t, d, "b", "v1")
		w.shows(t, "a", protocol.FaceChecking)
		w.present("v1")
		w.shows(t, "a", protocol.FacePresent, protocol.ActStart)
		w.shows(t, "b", protocol.FacePresent)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.shows(t, "b", protocol.FaceTermsSent, protocol.ActCancel)
		w.terms("v1", glance.TermsDisplayed)
		w.shows(t, "a", protocol.FaceTermsShown)
		w.terms("v1", glance.TermsAccepted)
		w.shows(t, "a", protocol.FaceStarting)
		w.run(true)
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "v1"})
		open := w.shows(t, "a", protocol.FaceOpening).Open
		if open == nil {
			t.Fatal("no order to open the viewer")
		}
		ticket, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: open.Effect})
		must(t, err)
		if ticket.Fields[0].Value != "a-login-key" {
			t.Fatal("the ticket is not the agent's")
		}
		if _, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: open.Effect}); err == nil {
			t.Fatal("the ticket was given twice")
		}
		_, err = d.Opened(t.Context(), protocol.OpenedParams{Effect: open.Effect, OK: true})
		must(t, err)
		if v := w.shows(t, "b", protocol.FaceJoined, protocol.ActOpen, protocol.ActEnd); v.Presence != protocol.PresenceInSession || v.Session.Started == nil {
			t.Fatalf("in session, but shown as %+v", v)
		}
		w.event("v1", glance.Update{Kind: glance.UpdateSessionEnd})
		w.shows(t, "a", protocol.FacePresent)
		want := "asked signal_begun signal_accepted terms_displayed terms_accepted session_started session_found open_begun ticket_given opened session_ended"
		if got := strings.Join(w.log.names(), " "); got != want {
			t.Errorf("recorded\n%s, want\n%s", got, want)
		}
		if len(w.signals) != 1 {
			t.Errorf("signalled %v", w.signals)
		}
	})
}

// opens does what the extension does with an order to open the viewer.
func opens(t *testing.T, w *world, d *Desk) {
	t.Helper()
	open := w.shows(t, "a", protocol.FaceOpening).Open
	_, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: open.Effect})
	must(t, err)
	_, _ = d.Opened(t.Context(), protocol.OpenedParams{Effect: open.Effect, OK: true})
}

func TestCancelThenLateAccept(t *testing.T) {
	for _, then := range []struct {
		action protocol.Action
		want   protocol.Face
	}{{protocol.ActJoin, protocol.FaceOpening}, {protocol.ActEnd, protocol.FaceLateAccept}} {
		life(t, func(t *testing.T, w *world, d *Desk) {
			watch(t, d, "a", "v1")
			w.present("v1")
			must(t, act(t, d, "a", "v1", protocol.ActStart))
			must(t, act(t, d, "a", "v1", protocol.ActCancel))
			w.shows(t, "a", protocol.FacePresent, protocol.ActStart)
			w.terms("v1", glance.TermsAccepted)
			w.shows(t, "a", protocol.FaceLateAccept, protocol.ActJoin, protocol.ActEnd)
			w.run(true)
			must(t, act(t, d, "a", "v1", then.action))
			w.shows(t, "a", then.want)
			if then.action == protocol.ActEnd {
				if !slices.Equal(w.stops, []string{"v1"}) {
					t.Errorf("asked to end %v", w.stops)
				}
				w.event("v1", glance.Update{Kind: glance.UpdateSessionEnd})
				w.shows(t, "a", protocol.FacePresent)
			}
		})
	}
}

func TestOutcomes(t *testing.T) {
	cases := map[string]struct {
		signal error
		after  func(w *world)
		face   protocol.Face
		reason protocol.Reason
	}{
		"declined":    {nil, func(w *world) { w.terms("v1", glance.TermsDeclined) }, protocol.FaceDeclined, ""},
		"not there":   {&glance.Error{Code: glance.VisitorNotPresent}, nil, protocol.FaceNotThere, protocol.ReasonVisitorNotPresent},
		"refused":     {&glance.Error{Code: glance.Refused}, nil, protocol.FaceFailed, protocol.ReasonGlanceRefused},
		"unreachable": {&glance.Error{Code: glance.Unreachable}, nil, protocol.FaceFailed, protocol.ReasonGlanceUnreachable},
		"left":        {nil, func(w *world) { w.tell("v1", presence.News{Known: presence.Absent, Live: true}) }, protocol.FaceGone, ""},
		"limit":       {nil, func(*world) { time.Sleep(121 * time.Second); synctest.Wait() }, protocol.FaceTimedOut, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			life(t, func(t *testing.T, w *world, d *Desk) {
				w.signal = c.signal
				watch(t, d, "a", "v1")
				w.present("v1")
				must(t, act(t, d, "a", "v1", protocol.ActStart))
				if c.after != nil {
					c.after(w)
				}
				if v := w.shows(t, "a", c.face); v.Reason != c.reason {
					t.Errorf("reason %q, want %q", v.Reason, c.reason)
				}
				w.signal = nil
				must(t, act(t, d, "a", "v1", protocol.ActStart))
				w.shows(t, "a", protocol.FaceTermsSent)
			})
		})
	}
}

func TestTypedKeyIsConfirmed(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "")
		w.shows(t, "a", protocol.FaceNoKey, protocol.ActKey)
		must(t, act(t, d, "a", "", protocol.ActKey))
		w.shows(t, "a", protocol.FaceWaiting, protocol.ActCancel, protocol.ActKey)
		w.run(true)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if v := w.shows(t, "a", protocol.FaceConfirm, protocol.ActConfirm, protocol.ActReject); v.Open != nil || v.Session.Key != "4821" {
			t.Fatalf("opens without a confirmation: %+v", v)
		}
		must(t, act(t, d, "a", "", protocol.ActConfirm))
		if w.shows(t, "a", protocol.FaceOpening).Open == nil {
			t.Fatal("nothing opens")
		}
	})
}

func TestPresenceOffWaitsForTheSession(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.shows(t, "a", protocol.FacePresenceOff, protocol.ActStart, protocol.ActKey)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.shows(t, "a", protocol.FaceWaiting)
		must(t, act(t, d, "a", "v1", protocol.ActCancel))
		w.shows(t, "a", protocol.FacePresenceOff)
		asked := w.lookups
		time.Sleep(time.Minute)
		if w.lookups != asked {
			t.Errorf("asked %d times after the cancel", w.lookups-asked)
		}
		w.run(true)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.shows(t, "a", protocol.FaceOpening)
		if len(w.signals) != 0 {
			t.Error("a customer was signalled with presence off")
		}
	}, func(c *Config) { c.Presence = nil })
}

func TestTheWrongCustomerIsNeverSignalled(t *testing.T) {
	other := vera
	other.ID = "2"
	cases := map[string]protocol.ActParams{
		"another record":        {Watch: "a", Record: other, VisitorID: "v1"},
		"another visitor id":    {Watch: "a", Record: vera, VisitorID: "v2"},
		"an empty visitor id":   {Watch: "a", Record: vera},
		"another watch":         {Watch: "b", Record: vera, VisitorID: "v1"},
		"a session that is not": {Watch: "a", Record: vera, VisitorID: "v1", Session: "another"},
	}
	for name, p := range cases {
		t.Run(name, func(t *testing.T) {
			life(t, func(t *testing.T, w *world, d *Desk) {
				watch(t, d, "a", "v1")
				w.present("v1")
				p.Action = protocol.ActStart
				_, err := d.Act(t.Context(), p)
				synctest.Wait()
				if err == nil || len(w.signals) > 0 || len(w.log.names()) > 0 {
					t.Errorf("err %v, signals %v, log %v", err, w.signals, w.log.names())
				}
			})
		})
	}
}

func TestBadVisitorIDs(t *testing.T) {
	for _, id := range []string{strings.Repeat("x", 64), "<b>bold</b>", "a b", "ключ", "GLANCE_KEYTYPE_RANDOM"} {
		life(t, func(t *testing.T, w *world, d *Desk) {
			watch(t, d, "a", id)
			if v := w.shows(t, "a", protocol.FaceRefused, protocol.ActKey); v.Reason != protocol.ReasonBadVisitorID {
				t.Errorf("reason %q", v.Reason)
			}
			if err := act(t, d, "a", id, protocol.ActStart); err == nil || len(w.signals) > 0 {
				t.Errorf("%q was accepted", id)
			}
		})
	}
	for name, id := range map[string]string{"10,000 characters": strings.Repeat("x", 10_000), "a newline": "v\n1"} {
		life(t, func(t *testing.T, _ *world, d *Desk) {
			if _, err := d.Watch(t.Context(), protocol.WatchParams{Watch: "a", Record: vera, VisitorID: id}); err == nil {
				t.Errorf("%s were accepted", name)
			}
		})
	}
}

func TestNothingReachesTheCustomerUnrecorded(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		w.log.break_(true)
		err := act(t, d, "a", "v1", protocol.ActStart)
		var failure *protocol.Error
		if !errors.As(err, &failure) || failure.Code != protocol.CodeNotRecorded || len(w.signals) > 0 {
			t.Fatalf("err %v, signals %v", err, w.signals)
		}
		w.shows(t, "a", protocol.FacePresent)
		w.log.break_(false)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.shows(t, "a", protocol.FaceTermsSent)

		w.log.break_(true)
		w.terms("v1", glance.TermsDisplayed)
		w.terms("v1", glance.TermsDeclined)
		if v := w.shows(t, "a", protocol.FaceTermsSent); v.Reason != protocol.ReasonLogFailed {
			t.Fatalf("reason %q", v.Reason)
		}
		w.log.break_(false)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		w.shows(t, "a", protocol.FaceDeclined)
		if got := strings.Join(w.log.names(), " "); got != "asked signal_begun signal_accepted terms_displayed terms_declined" {
			t.Errorf("recorded %s", got)
		}
	})
}

// TestTakenOverInEveryState cuts a life after each step, as the end of a host
// does, and lets a new desk go on: what reached the customer is not done again.
func TestTakenOverInEveryState(t *testing.T) {
	var whole []string
	for cut := 1; cut <= 11; cut++ {
		life(t, func(t *testing.T, w *world, d *Desk) {
			watch(t, d, "a", "v1")
			w.present("v1")
			must(t, act(t, d, "a", "v1", protocol.ActStart))
			w.terms("v1", glance.TermsDisplayed)
			w.terms("v1", glance.TermsAccepted)
			w.run(true)
			w.event("v1", glance.Update{Kind: glance.UpdateSessionStart})
			opens(t, w, d)
			w.event("v1", glance.Update{Kind: glance.UpdateSessionEnd})
			whole = w.log.names()
			session := w.log.events[0].Session
			d.Close()

			again := newWorld()
			again.run(true)
			again.log.events = slices.Clone(w.log.events[:min(cut, len(w.log.events))])
			second := desk(t, again)
			defer second.Close()
			second.Rebuild(t.Context(), []string{session, "unknown"})
			watch(t, second, "a", "v1")
			again.mu.Lock()
			view := again.pushed["a"]
			again.mu.Unlock()
			t.Logf("after %-16s %s %v", whole[cut-1], view.Face, view.Actions)
			if len(again.signals) > 0 {
				t.Errorf("cut after %s: the customer was signalled again", whole[cut-1])
			}
			if slices.Contains(whole[:cut], "ticket_given") && view.Open != nil {
				t.Errorf("cut after %s: the viewer would open again by itself", whole[cut-1])
			}
			if cut < 11 && cut > 1 && view.Session == nil {
				t.Errorf("cut after %s: the session is not shown (%s)", whole[cut-1], view.Face)
			}
		})
	}
	if len(whole) != 11 {
		t.Fatalf("the life has %d steps: %v", len(whole), whole)
	}
}

// A new host of an agent who signs in without a keychain knows of nobody at
// first. A session fails for that only when nobody comes.
func TestTakenOverBeforeTheAgentIsKnown(t *testing.T) {
	for name, wait := range map[string]time.Duration{"signed in silently": 3 * time.Second, "nobody": time.Minute} {
		life(t, func(t *testing.T, w *world, d *Desk) {
			watch(t, d, "a", "v1")
			w.present("v1")
			must(t, act(t, d, "a", "v1", protocol.ActStart))
			d.Close()
			takeOver(t, w, len(w.log.events), func(c *Config) {
				again := c.Service.(*world)
				again.nobody, w = true, again
			})
			time.Sleep(wait)
			if wait > takeOverTime {
				w.shows(t, "a", protocol.FaceFailed)
				return
			}
			w.mu.Lock()
			w.nobody, w.running = false, true
			w.mu.Unlock()
			time.Sleep(time.Second)
			if v := w.shows(t, "a", protocol.FaceOpening); v.Session == nil {
				t.Errorf("%s: the session is not shown", name)
			}
		})
	}
}

func TestLostAndBack(t *testing.T) {
	joined := func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		w.run(true)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart})
		opens(t, w, d)
		w.tell("v1", presence.News{Known: presence.CantTell, Err: presence.ErrDropped})
		w.shows(t, "a", protocol.FaceLost)
	}
	life(t, func(t *testing.T, w *world, d *Desk) {
		joined(t, w, d)
		w.present("v1")
		w.shows(t, "a", protocol.FaceJoined)
	})
	life(t, func(t *testing.T, w *world, d *Desk) {
		joined(t, w, d)
		w.run(false)
		time.Sleep(40 * time.Second) // two askings say that it does not run
		synctest.Wait()
		w.shows(t, "a", protocol.FaceCantTell)
	})
}

func TestProblemsShowBeforeAClick(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		d.SetProblem(&loginkey.Error{Reason: protocol.ReasonAuthRefused, Err: errors.New("status 403")})
		if v := w.shows(t, "a", protocol.FaceNotReady, protocol.ActLook); v.Reason != protocol.ReasonAuthRefused {
			t.Errorf("reason %q", v.Reason)
		}
		if err := act(t, d, "a", "v1", protocol.ActStart); err == nil {
			t.Error("started without a key to join with")
		}
		d.SetProblem(nil)
		w.shows(t, "a", protocol.FacePresent)
	})
}

func TestASessionElsewhereIsJoinedOnlyAfterAQuestion(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "v1"})
		w.shows(t, "a", protocol.FaceElsewhere, protocol.ActJoin)
		if err := act(t, d, "a", "v1", protocol.ActStart); err == nil {
			t.Error("a running session was asked for once more")
		}
		w.run(true)
		must(t, act(t, d, "a", "v1", protocol.ActJoin))
		w.shows(t, "a", protocol.FaceConfirm)
	})
}

func TestUnwatchedIsLetGo(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		_, _ = d.Unwatch(t.Context(), protocol.UnwatchParams{Watch: "a"})
		time.Sleep(linger + time.Second)
		synctest.Wait()
		if len(d.subjects) != 0 || len(d.watches) != 0 {
			t.Errorf("%d subjects and %d watches are left", len(d.subjects), len(d.watches))
		}
	})
}

func TestAWithdrawnSessionSurvivesARestart(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		must(t, act(t, d, "a", "v1", protocol.ActCancel))
		v := w.shows(t, "a", protocol.FacePresent)
		if v.Unfinished == "" || v.Session != nil {
			t.Fatalf("shown %+v", v)
		}
		d.Close()
		again := newWorld()
		again.log.events = slices.Clone(w.log.events)
		second := desk(t, again)
		defer second.Close()
		second.Rebuild(t.Context(), []string{v.Unfinished})
		watch(t, second, "a", "v1")
		again.present("v1")
		again.terms("v1", glance.TermsAccepted)
		again.shows(t, "a", protocol.FaceLateAccept)
	})
}

func TestAnOutcomeFades(t *testing.T) {
	outcome := func(t *testing.T, w *world, d *Desk, after func()) {
		watch(t, d, "a", "v1")
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		after()
	}
	life(t, func(t *testing.T, w *world, d *Desk) {
		outcome(t, w, d, func() { w.terms("v1", glance.TermsDeclined) })
		w.shows(t, "a", protocol.FaceDeclined)
		time.Sleep(outcomeTime + time.Second)
		synctest.Wait()
		w.shows(t, "a", protocol.FacePresent)
	})
	life(t, func(t *testing.T, w *world, d *Desk) {
		outcome(t, w, d, func() { w.tell("v1", presence.News{Known: presence.Absent, Live: true}) })
		w.shows(t, "a", protocol.FaceGone)
		time.Sleep(time.Second)
		w.present("v1")
		w.shows(t, "a", protocol.FacePresent)
	})
}

func TestEndIsSeenSoonWithoutPresence(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.run(true)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		opens(t, w, d)
		w.shows(t, "a", protocol.FaceJoined)
		must(t, act(t, d, "a", "v1", protocol.ActEnd))
		w.run(false)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		w.shows(t, "a", protocol.FacePresenceOff)
	}, func(c *Config) { c.Presence = nil })
}

// joinedByKey brings a session with a typed key to where it is joined.
func joinedByKey(t *testing.T, w *world, d *Desk) {
	t.Helper()
	watch(t, d, "a", "v1")
	w.tell("v1", presence.News{Known: presence.Absent, Live: true})
	w.run(true)
	must(t, act(t, d, "a", "v1", protocol.ActKey))
	w.shows(t, "a", protocol.FaceConfirm)
	must(t, act(t, d, "a", "v1", protocol.ActConfirm))
	opens(t, w, d)
	w.shows(t, "a", protocol.FaceJoined, protocol.ActOpen)
}

// TestATypedKeyIsNotTheRecordsVisitor: whoever read the key out may be anybody,
// so the record's visitor neither moves that session nor is reached by it.
func TestATypedKeyIsNotTheRecordsVisitor(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		joinedByKey(t, w, d)
		w.present("v1")
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart})
		w.event("v1", glance.Update{Kind: glance.UpdateSessionEnd})
		w.tell("v1", presence.News{Known: presence.CantTell, Err: presence.ErrDropped})
		w.shows(t, "a", protocol.FaceJoined)
		if err := act(t, d, "a", "v1", protocol.ActEnd); err == nil || len(w.stops) > 0 {
			t.Errorf("asked to end %v", w.stops)
		}
		w.run(false)
		time.Sleep(40 * time.Second)
		synctest.Wait()
		if v := w.pushed["a"]; v.Session != nil {
			t.Errorf("its end was not seen: %s", v.Face)
		}
	})
}

func TestSomebodyElseWroteFirst(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.log.mu.Lock()
		late := w.log.events[len(w.log.events)-1]
		late.ID, late.Seq, late.Name = events.NewID(time.Now()), late.Seq+1, "terms_displayed"
		late.Data = map[string]string{factState: string(TermsShown)}
		w.log.events = append(w.log.events, late) // by the host that was there before
		w.log.mu.Unlock()
		w.terms("v1", glance.TermsDeclined)
		w.shows(t, "a", protocol.FaceDeclined)
		if got := strings.Join(w.log.names(), " "); got != "asked signal_begun signal_accepted terms_displayed terms_declined" {
			t.Errorf("recorded %s", got)
		}
	})
}

func TestWhatIsHeldNeverMovesAnotherSession(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.log.break_(true)
		w.terms("v1", glance.TermsDeclined)
		if err := act(t, d, "a", "v1", protocol.ActCancel); err == nil {
			t.Error("the agent overtook what is held")
		}
		w.log.break_(false)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.shows(t, "a", protocol.FaceTermsSent)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		w.shows(t, "a", protocol.FaceTermsSent)
	})
}

func TestWhatASocketMissedIsAskedFor(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.run(true) // accepted and started while the socket was cut
		w.tell("v1", presence.News{Known: presence.Present, Live: true, Anew: true, Visitor: glance.Visitor{Present: true}})
		opens(t, w, d)
		w.shows(t, "a", protocol.FaceJoined)
		w.run(false) // and ended in another cut
		w.tell("v1", presence.News{Known: presence.Present, Live: true, Anew: true, Visitor: glance.Visitor{Present: true}})
		time.Sleep(20 * time.Second)
		synctest.Wait()
		w.shows(t, "a", protocol.FacePresent)
	})
}

func TestLostIsKeptWhileTheLookupConfirms(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		w.run(true)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart})
		opens(t, w, d)
		w.tell("v1", presence.News{Known: presence.CantTell, Err: presence.ErrDropped})
		time.Sleep(time.Hour)
		synctest.Wait()
		w.shows(t, "a", protocol.FaceLost)
	})
}

func TestElsewhereDoesNotStick(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart})
		w.shows(t, "a", protocol.FaceElsewhere)
		w.tell("v1", presence.News{Known: presence.Absent, Live: true})
		w.present("v1")
		w.shows(t, "a", protocol.FacePresent)
	})
}
