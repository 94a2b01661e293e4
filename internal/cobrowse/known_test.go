package cobrowse

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// confirming is a desk that found the session of the key 4821 and asks.
func confirming(t *testing.T, w *world, d *Desk, visitor string, before func()) *protocol.Session {
	t.Helper()
	watch(t, d, "a", visitor)
	must(t, act(t, d, "a", visitor, protocol.ActKey))
	if before != nil {
		before()
	}
	w.run(true)
	time.Sleep(3 * time.Second)
	synctest.Wait()
	return w.shows(t, "a", protocol.FaceConfirm, protocol.ActConfirm, protocol.ActReject).Session
}

func TestWhatIsKnownBeforeAYes(t *testing.T) {
	page := glance.Visitor{Present: true, URL: "https://shop.example/cart", Browser: "Firefox", Platform: "Windows"}
	there := presence.News{Known: presence.Present, Visitor: page}
	runs := func(key string) func(w *world) {
		return func(w *world) { w.event("v1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: key}) }
	}
	cases := map[string]struct {
		visitor string
		before  func(w *world)
		key     presence.News // of the visitor whose id is the key
		want    protocol.Known
		began   bool
	}{
		"no visitor id, nobody present":     {"", nil, presence.News{Known: presence.Absent}, protocol.Known{Whose: protocol.WhoseUnknown, Presence: protocol.SeenAbsent}, false},
		"no visitor id, somebody present":   {"", nil, there, protocol.Known{Whose: protocol.WhoseUnknown, Presence: protocol.SeenPresent, Page: &protocol.Page{URL: page.URL, Browser: "Firefox", Platform: "Windows"}}, false},
		"a visitor id, nobody present":      {"v1", nil, presence.News{Known: presence.Absent}, protocol.Known{Whose: protocol.WhoseUnknown, Presence: protocol.SeenAbsent}, false},
		"presence does not answer":          {"v1", nil, presence.News{Known: presence.CantTell}, protocol.Known{Whose: protocol.WhoseUnknown, Presence: protocol.SeenCantTell}, false},
		"the key is another's visitor id":   {"v1", nil, there, protocol.Known{Whose: protocol.WhoseOther, Presence: protocol.SeenPresent, Page: &protocol.Page{URL: page.URL, Browser: "Firefox", Platform: "Windows"}}, false},
		"the record's visitor is in it":     {"v1", runs("4821"), presence.News{Known: presence.Absent}, protocol.Known{Whose: protocol.WhoseRecord, Presence: protocol.SeenAbsent}, true},
		"the record's visitor is elsewhere": {"v1", runs("7733"), presence.News{Known: presence.Absent}, protocol.Known{Whose: protocol.WhoseNotRecord, Presence: protocol.SeenAbsent, OtherKey: "7733"}, false},
		"in a session without a key":        {"v1", runs(""), presence.News{Known: presence.Absent}, protocol.Known{Whose: protocol.WhoseUnknown, Presence: protocol.SeenAbsent}, false},
		"the other session is over": {"v1", func(w *world) {
			runs("7733")(w)
			w.event("v1", glance.Update{Kind: glance.UpdateSessionEnd})
		}, presence.News{Known: presence.Absent}, protocol.Known{Whose: protocol.WhoseUnknown, Presence: protocol.SeenAbsent}, false},
		"what the socket told is out of date": {"v1", func(w *world) {
			runs("7733")(w)
			w.tell("v1", presence.News{Known: presence.Present, Live: true, Anew: true})
		}, presence.News{Known: presence.Absent}, protocol.Known{Whose: protocol.WhoseUnknown, Presence: protocol.SeenAbsent}, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			life(t, func(t *testing.T, w *world, d *Desk) {
				known := confirming(t, w, d, c.visitor, func() {
					if c.before != nil {
						c.before(w)
					}
				}).Known
				if known == nil || known.Presence != protocol.SeenChecking {
					t.Fatalf("before presence answers: %+v", known)
				}
				w.tell("4821", c.key)
				got := *w.shows(t, "a", protocol.FaceConfirm).Session.Known
				if (got.Began != nil) != c.began {
					t.Errorf("began %v", got.Began)
				}
				got.Began = nil
				sameKnown(t, got, c.want)
			})
		})
	}
}

func sameKnown(t *testing.T, got, want protocol.Known) {
	t.Helper()
	page := func(k protocol.Known) (p protocol.Page) {
		if k.Page != nil {
			p = *k.Page
		}
		return p
	}
	if page(got) != page(want) {
		t.Errorf("on %+v, want %+v", page(got), page(want))
	}
	got.Page, want.Page = nil, nil
	if got != want {
		t.Errorf("known is %+v, want %+v", got, want)
	}
}

func TestAnotherVisitorTurnsUpWhileTheAgentIsAsked(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		confirming(t, w, d, "v1", nil)
		w.tell("4821", presence.News{Known: presence.Absent})
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "7733"})
		if known := w.shows(t, "a", protocol.FaceConfirm).Session.Known; known.Whose != protocol.WhoseNotRecord || known.OtherKey != "7733" {
			t.Errorf("known is %+v", known)
		}
	})
}

func TestTheRecordsOwnVisitorIDIsNotAskedForTwice(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		known := confirming(t, w, d, "4821", func() { w.present("4821") }).Known
		if known.Whose != protocol.WhoseRecord || known.Presence != protocol.SeenPresent || known.Page == nil {
			t.Errorf("known is %+v", known)
		}
		if followed := w.followed["4821"]; followed != 1 {
			t.Errorf("followed %d times", followed)
		}
	})
}

func TestWhatIsKnownWithoutPresence(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		known := confirming(t, w, d, "v1", nil).Known
		sameKnown(t, *known, protocol.Known{Whose: protocol.WhoseUnknown, Presence: protocol.SeenOff})
	}, func(c *Config) { c.Presence = nil })
}

func TestThePageOfAFoundSessionIsShownOnlyWhereItMayBe(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		confirming(t, w, d, "", nil)
		w.present("4821")
		if known := w.shows(t, "a", protocol.FaceConfirm).Session.Known; known.Page != nil || known.Presence != protocol.SeenPresent {
			t.Errorf("known is %+v", known)
		}
	}, func(c *Config) { c.ShowPage = false })
}

func TestNobodyIsFollowedOnceTheAgentHasAnswered(t *testing.T) {
	for _, answer := range []protocol.Action{protocol.ActConfirm, protocol.ActReject} {
		life(t, func(t *testing.T, w *world, d *Desk) {
			confirming(t, w, d, "v1", nil)
			must(t, act(t, d, "a", "v1", answer))
			if left := w.left["4821"]; left != 1 {
				t.Errorf("%s: let go of %d times", answer, left)
			}
			if session := w.pushed["a"].Session; session != nil && session.Known != nil {
				t.Errorf("%s: still told what is known", answer)
			}
			w.tell("4821", presence.News{Known: presence.Present}) // late: changes nothing
			if face := w.pushed["a"].Face; face == protocol.FaceConfirm {
				t.Error("asked again")
			}
		})
	}
}
