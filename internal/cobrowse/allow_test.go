package cobrowse

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

func refusedFor(t *testing.T, err error, want protocol.Reason) {
	t.Helper()
	if refused := new(protocol.Error); !errors.As(err, &refused) || refused.Data == nil || refused.Data.Reason != want {
		t.Errorf("answered with %v, want %s", err, want)
	}
}

func TestWithoutTypedKeys(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "")
		if v := w.shows(t, "a", protocol.FaceNoKey); len(v.Actions) > 0 || v.Reason != protocol.ReasonKeysOff {
			t.Errorf("%+v", v)
		}
		refusedFor(t, typeKey(d, t, "4821"), protocol.ReasonKeysOff)
		w.untouched(t)
		watch(t, d, "b", "v1")
		w.tell("v1", presence.News{Known: presence.Absent})
		if v := w.shows(t, "b", protocol.FaceAbsent); slices.Contains(v.Actions, protocol.ActKey) {
			t.Errorf("a key may be typed: %v", v.Actions)
		}
	}, func(c *Config) { c.Allow.Keys = false })
}

func TestADirectStart(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		must(t, act(t, d, "a", "v1", protocol.ActStart))
		if v := w.shows(t, "a", protocol.FaceTermsSent, protocol.ActCancel); v.Reason != protocol.ReasonDirectStart {
			t.Errorf("%+v", v)
		}
		if w.direct != 1 || len(w.signals) != 1 {
			t.Errorf("%d started, %v signalled", w.direct, w.signals)
		}
	}, func(c *Config) { c.Allow.Direct = true })
}

// What asks a customer or opens a viewer counts only from the browser's window;
// what takes something back counts from the page too.
func TestConfirmedInTheBrowser(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "v1")
		w.present("v1")
		refusedFor(t, act(t, d, "a", "v1", protocol.ActStart), protocol.ReasonConfirmInBrowser)
		refusedFor(t, act(t, d, "a", "v1", protocol.ActKey), protocol.ReasonConfirmInBrowser)
		if w.shows(t, "a", protocol.FacePresent); len(w.signals) > 0 || len(w.log.names()) > 0 {
			t.Errorf("signalled %v, recorded %v", w.signals, w.log.names())
		}
		_, err := d.Act(t.Context(), protocol.ActParams{Watch: "a", Record: vera, VisitorID: "v1", Action: protocol.ActStart, Via: protocol.ViaBrowser})
		must(t, err)
		synctest.Wait()
		w.shows(t, "a", protocol.FaceTermsSent)
		must(t, act(t, d, "a", "v1", protocol.ActCancel))
		for _, action := range []protocol.Action{protocol.ActJoin, protocol.ActStart} {
			refusedFor(t, act(t, d, "a", "v1", action), protocol.ReasonConfirmInBrowser)
		}
	}, func(c *Config) { c.Allow.Confirmed = true })
}
