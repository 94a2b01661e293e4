package cobrowse

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// unsigned is a desk without a sign-in.
func unsigned(c *Config) {
	c.Basic, c.Presence, c.Tokens, c.Keys = true, nil, nil, loginkey.None{}
	c.Agent.PUID, c.Agent.SignOn = "", glance.SignOn{Username: "alex.glance.net"}
}

// opensBasic carries the order out that is shown, and gives its ticket.
func opensBasic(t *testing.T, w *world, d *Desk) protocol.Ticket {
	t.Helper()
	open := w.shows(t, "a", protocol.FaceOpening, protocol.ActCancel).Open
	if open == nil {
		t.Fatal("no order to open the viewer")
	}
	ticket, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: open.Effect})
	must(t, err)
	if _, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: open.Effect}); err == nil {
		t.Fatal("the ticket was given twice")
	}
	_, err = d.Opened(t.Context(), protocol.OpenedParams{Effect: open.Effect, OK: true})
	must(t, err)
	return ticket
}

func TestBasicJoin(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		if v := w.shows(t, "a", protocol.FacePresenceOff, protocol.ActStart, protocol.ActKey); v.Reason != protocol.ReasonBasicJoin {
			t.Errorf("reason %q", v.Reason)
		}
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		if ticket := opensBasic(t, w, d); ticket.Fields[0].Value != "v1" || ticket.Fields[1].Value != "alex.glance.net" {
			t.Errorf("fields %q %q", ticket.Fields[0].Value, ticket.Fields[1].Value)
		}
		if v := w.shows(t, "a", protocol.FaceHandedOver, protocol.ActStart, protocol.ActKey); v.Session != nil || v.Unfinished != "" || v.Presence != protocol.PresenceNeutral {
			t.Errorf("a session is claimed: %+v", v)
		}
		must(t, act(t, d, "a", "v1", protocol.ActStart)) // once more, as often as wanted
		opensBasic(t, w, d)
		time.Sleep(outcomeTime + time.Second)
		synctest.Wait()
		w.shows(t, "a", protocol.FacePresenceOff)
		once := "basic_asked open_begun ticket_given opened"
		if got := strings.Join(w.log.names(), " "); got != once+" "+once {
			t.Errorf("recorded %s", got)
		}
		if e := w.log.events[0]; e.Agent != "alex.glance.net" || e.Record != vera || e.Key != "v1" || e.Type != events.TypeCobrowse {
			t.Errorf("recorded %+v", e)
		}
		if w.lookups+w.taken+len(w.signals) > 0 {
			t.Errorf("%d lookups, %d LoginKeys, %d signals", w.lookups, w.taken, len(w.signals))
		}
	}, unsigned)
}

func TestBasicJoinWithATypedKey(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "")
		must(t, act(t, d, "a", "", protocol.ActKey))
		if v := w.shows(t, "a", protocol.FaceConfirm, protocol.ActConfirm, protocol.ActReject); v.Open != nil || v.Session.Key != "4821" || v.Reason != protocol.ReasonBasicJoin {
			t.Fatalf("not confirmed first: %+v", v)
		}
		must(t, act(t, d, "a", "", protocol.ActReject))
		w.shows(t, "a", protocol.FaceNoKey)
		must(t, act(t, d, "a", "", protocol.ActKey))
		must(t, act(t, d, "a", "", protocol.ActConfirm))
		if ticket := opensBasic(t, w, d); ticket.Fields[0].Value != "4821" {
			t.Errorf("opened %q", ticket.Fields[0].Value)
		}
		w.shows(t, "a", protocol.FaceHandedOver, protocol.ActKey)
	}, unsigned)
}

func TestBasicJoinThatDoesNotOpen(t *testing.T) {
	ends := map[string]struct {
		then func(t *testing.T, d *Desk)
		face protocol.Face
	}{
		"opened by hand": {func(t *testing.T, d *Desk) { must(t, act(t, d, "a", "v1", protocol.ActOpen)) }, protocol.FaceOpening},
		"cancelled":      {func(t *testing.T, d *Desk) { must(t, act(t, d, "a", "v1", protocol.ActCancel)) }, protocol.FacePresenceOff},
		"left alone":     {func(*testing.T, *Desk) { time.Sleep(301 * time.Second); synctest.Wait() }, protocol.FacePresenceOff},
	}
	for name, c := range ends {
		t.Run(name, func(t *testing.T) {
			life(t, func(t *testing.T, w *world, d *Desk) {
				watch(t, d, "a", "v1")
				must(t, act(t, d, "a", "v1", protocol.ActStart))
				open := w.shows(t, "a", protocol.FaceOpening).Open
				_, err := d.Opened(t.Context(), protocol.OpenedParams{Effect: open.Effect})
				must(t, err)
				w.shows(t, "a", protocol.FaceBlocked, protocol.ActOpen, protocol.ActCancel)
				c.then(t, d)
				if v := w.shows(t, "a", c.face); v.Open != nil && v.Open.Effect == open.Effect {
					t.Error("the same opening is ordered twice")
				}
				if w.lookups > 0 {
					t.Error("Glance was asked")
				}
			}, unsigned)
		})
	}
}

// TestBasicJoinTakenOver cuts a basic join after each write: a new host orders
// the opening again only where its ticket was not given.
func TestBasicJoinTakenOver(t *testing.T) {
	for cut, face := range map[int]protocol.Face{2: protocol.FaceOpening, 3: protocol.FaceBlocked, 4: protocol.FacePresenceOff} {
		life(t, func(t *testing.T, w *world, d *Desk) {
			watch(t, d, "a", "v1")
			must(t, act(t, d, "a", "v1", protocol.ActStart))
			before := w.shows(t, "a", protocol.FaceOpening).Open
			opensBasic(t, w, d)
			d.Close()

			second := takeOver(t, w, cut, unsigned)
			v := second.Service.(*world).pushed["a"]
			if v.Face != face || (v.Open != nil) != (cut == 2) || v.Open != nil && v.Open.Effect != before.Effect {
				t.Errorf("cut after %s: %s, %+v", w.log.names()[cut-1], v.Face, v.Open)
			}
		}, unsigned)
	}
}

// takeOver gives a new desk what of the first session was on the disk.
func takeOver(t *testing.T, w *world, steps int, change ...func(*Config)) *Desk {
	t.Helper()
	again := newWorld()
	again.log.events = slices.Clone(w.log.events[:steps])
	second := desk(t, again, change...)
	t.Cleanup(second.Close)
	second.Rebuild(t.Context(), []string{w.log.events[0].Session})
	watch(t, second, "a", "v1")
	return second
}

// Of a session that needed a sign-in nothing is known once there is none.
func TestSignInSwitchedOff(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.run(true)
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart})
		opens(t, w, d)
		w.shows(t, "a", protocol.FaceJoined)
		d.Close()

		second := takeOver(t, w, len(w.log.events), unsigned)
		after := second.Service.(*world)
		if v := after.shows(t, "a", protocol.FaceUnknown, protocol.ActDismiss); v.Reason != protocol.ReasonSignInOff || v.Unfinished != "" {
			t.Errorf("shown as %+v", v)
		}
		must(t, act(t, second, "a", "v1", protocol.ActDismiss))
		after.shows(t, "a", protocol.FacePresenceOff)
		if after.lookups > 0 {
			t.Error("Glance was asked")
		}
	})
}

// And a basic join goes on as one where a sign-in is there again.
func TestSignInSwitchedOn(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		d.Close()
		second := takeOver(t, w, len(w.log.events))
		ticket := opensBasic(t, second.Service.(*world), second)
		if ticket.Method != "GET" {
			t.Errorf("opened with %s", ticket.Method)
		}
		second.Service.(*world).shows(t, "a", protocol.FaceHandedOver)
	}, unsigned)
}
