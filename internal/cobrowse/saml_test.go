package cobrowse

import (
	"errors"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// atViewer is a desk whose agents sign in at the viewer, and whose presence is
// asked with what that left in the browser.
func atViewer(c *Config) {
	c.Basic, c.Keys = true, loginkey.None{}
	c.Agent.PUID, c.Agent.SignOn = "", glance.SignOn{IDPID: "15687"}
}

func TestPresenceOfWhoSignsInAtTheViewer(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		w.shows(t, "a", protocol.FacePresent, protocol.ActStart)
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.terms("v1", glance.TermsAccepted)
		w.shows(t, "a", protocol.FaceStarting) // none is claimed that was not told
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "v1"})
		if ticket := opensBasic(t, w, d); ticket.Fields[0].Value != "v1" {
			t.Errorf("fields %q", ticket.Fields[0].Value)
		}
		w.shows(t, "a", protocol.FaceJoined, protocol.ActOpen, protocol.ActEnd)
		w.event("v1", glance.Update{Kind: glance.UpdateSessionEnd})
		w.shows(t, "a", protocol.FacePresent)
		want := "asked signal_begun signal_accepted terms_accepted session_started session_found open_begun ticket_given opened session_ended"
		if got := strings.Join(w.log.names(), " "); got != want {
			t.Errorf("recorded\n%s, want\n%s", got, want)
		}
		if w.lookups+w.taken > 0 || len(w.signals) != 1 {
			t.Errorf("%d lookups, %d LoginKeys, signals %v", w.lookups, w.taken, w.signals)
		}
	}, atViewer)
}

// Where presence cannot be told, a click opens the viewer, as without presence.
func TestNoPresenceAtTheViewer(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.tell("v1", presence.News{Known: presence.CantTell, Err: errors.New("no cookie")})
		if v := w.shows(t, "a", protocol.FacePresenceOff, protocol.ActStart, protocol.ActKey); v.Reason != protocol.ReasonSAMLJoin {
			t.Errorf("reason %q", v.Reason)
		}
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		opensBasic(t, w, d)
		w.shows(t, "a", protocol.FaceHandedOver)
		if len(w.signals) > 0 {
			t.Errorf("signals %v", w.signals)
		}
	}, atViewer)
}

func TestElsewhereAtTheViewer(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "v1"})
		w.shows(t, "a", protocol.FaceElsewhere, protocol.ActJoin)
		must(t, act(t, d, "a", "v1", protocol.ActJoin))
		w.shows(t, "a", protocol.FaceConfirm)
		must(t, act(t, d, "a", "v1", protocol.ActConfirm))
		opensBasic(t, w, d)
		w.shows(t, "a", protocol.FaceJoined)
		if w.lookups+w.taken > 0 {
			t.Errorf("%d lookups, %d LoginKeys", w.lookups, w.taken)
		}
	}, atViewer)
}
