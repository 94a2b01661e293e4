package cobrowse

import (
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// Whoever tells first that the session began, lookup or presence: it is one step.
func TestASessionBeginsOnce(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		w.terms("v1", glance.TermsAccepted)
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "v1"})
		w.event("v1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "v1"})
		if got := strings.Join(w.log.names(), " "); strings.Count(got, "session_started") != 1 {
			t.Errorf("recorded %s", got)
		}
		w.shows(t, "a", protocol.FaceStarting)
	})
}
