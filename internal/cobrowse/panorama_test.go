package cobrowse

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/launch"
	"github.com/glance-networks/agent-host/internal/protocol"
)

func inPanorama(c *Config) { c.Location, c.Share.Video = protocol.OpenPanorama, true }

// startVera has the customer accept, up to where the session is joined.
func startVera(t *testing.T, w *world, d *Desk) {
	t.Helper()
	watch(t, d, "a", "vera-1")
	w.present("vera-1")
	must(t, act(t, d, "a", "vera-1", protocol.ActStart))
	w.run(true)
	w.event("vera-1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "vera-1"})
	synctest.Wait()
}

const joinAddress = "glancepanorama://panorama?key=vera-1&agentvideo=true"

func TestJoinedInPanorama(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		d := sharing(t, w, p, inPanorama)
		defer d.Close()
		startVera(t, w, d)
		view := w.shows(t, "a", protocol.FaceJoined, protocol.ActOpen, protocol.ActEnd)
		if view.Reason != protocol.ReasonInPanorama || view.Open != nil || len(view.More) != 2 {
			t.Errorf("%s, open %+v, more %v", view.Reason, view.Open, view.More)
		}
		p.took(t, joinAddress)
		w.event("vera-1", glance.Update{Kind: glance.UpdateSessionEnd})
		w.shows(t, "a", protocol.FacePresent)
	})
}

func TestPanoramaIsMissing(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		p.missing = true
		d := sharing(t, w, p, inPanorama)
		defer d.Close()
		startVera(t, w, d)
		view := w.shows(t, "a", protocol.FaceBlocked, protocol.ActDownload, protocol.ActOpen, protocol.ActEnd)
		if view.Reason != protocol.ReasonClientMissing {
			t.Error(view.Reason)
		}
		p.change(func() { p.missing = false })
		time.Sleep(clientsPace)
		synctest.Wait()
		view = w.shows(t, "a", protocol.FaceBlocked, protocol.ActPanorama, protocol.ActOpen, protocol.ActEnd)
		if view.Reason != protocol.ReasonClientReady {
			t.Error(view.Reason)
		}
		must(t, act(t, d, "a", "vera-1", protocol.ActPanorama))
		w.shows(t, "a", protocol.FaceJoined)
		p.took(t, joinAddress)
	})
}

// The browser's join is the way out where Panorama does not start, and stays it.
func TestInTheBrowserInsteadOfPanorama(t *testing.T) {
	for _, change := range []func(p *programs){
		func(p *programs) { p.missing = true }, func(p *programs) { p.foreign = true }, func(p *programs) { p.fails = launch.ErrDisplay }, func(p *programs) { p.fails = errors.New("no") },
	} {
		inWorld(t, func(t *testing.T, w *world, p *programs) {
			change(p)
			d := sharing(t, w, p, inPanorama)
			defer d.Close()
			startVera(t, w, d)
			w.shows(t, "a", protocol.FaceBlocked)
			must(t, act(t, d, "a", "vera-1", protocol.ActOpen))
			view := w.shows(t, "a", protocol.FaceOpening)
			if view.Open == nil || view.Open.Location != protocol.OpenTab {
				t.Fatalf("%+v", view.Open)
			}
			ticket, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: view.Open.Effect})
			if err != nil || ticket.Method != "POST" {
				t.Errorf("%+v %v", ticket, err)
			}
			_, _ = d.Opened(t.Context(), protocol.OpenedParams{Effect: view.Open.Effect, OK: true})
			synctest.Wait()
			if view = w.shows(t, "a", protocol.FaceJoined); view.Reason != "" {
				t.Error(view.Reason)
			}
			p.took(t)
			must(t, act(t, d, "a", "vera-1", protocol.ActOpen))
			if view = w.shows(t, "a", protocol.FaceOpening); view.Open == nil || view.Open.Location != protocol.OpenTab {
				t.Errorf("%+v", view.Open)
			}
		})
	}
}

func TestAnotherProgramForPanorama(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		p.foreign = true
		d := sharing(t, w, p, inPanorama)
		defer d.Close()
		startVera(t, w, d)
		view := w.shows(t, "a", protocol.FaceBlocked, protocol.ActAgree, protocol.ActOpen, protocol.ActEnd)
		if view.Screen == nil || view.Screen.Program == nil || view.Screen.Program.Path != "/opt/one" {
			t.Errorf("%+v", view.Screen)
		}
		p.took(t)
		must(t, act(t, d, "a", "vera-1", protocol.ActAgree))
		w.shows(t, "a", protocol.FaceJoined)
		p.took(t, joinAddress)
	})
}

// From a session in the browser to the same one in Panorama.
func TestEscalated(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		d := sharing(t, w, p)
		defer d.Close()
		joinVera(t, w, d)
		if more := w.shows(t, "a", protocol.FaceJoined).More; len(more) != 3 {
			t.Errorf("more %v", more)
		}
		must(t, act(t, d, "a", "vera-1", protocol.ActPanorama))
		w.shows(t, "a", protocol.FaceJoined)
		p.took(t, "glancepanorama://panorama?key=vera-1")
	})
}

func TestPanoramaWithoutASignIn(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		d := sharing(t, w, p, func(c *Config) { c.Basic, c.Presence, c.Share.SignIn = true, nil, true })
		defer d.Close()
		watch(t, d, "a", "vera-1")
		must(t, act(t, d, "a", "vera-1", protocol.ActPanorama))
		if view := w.shows(t, "a", protocol.FaceHandedOver); view.Reason != protocol.ReasonInPanorama {
			t.Error(view.Reason)
		}
		p.took(t, "glancepanorama://panorama?key=vera-1")
	})
}

func TestPanoramaSignedIn(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		d := sharing(t, w, p, inPanorama, func(c *Config) { c.Share.SignIn = true })
		defer d.Close()
		startVera(t, w, d)
		w.shows(t, "a", protocol.FaceJoined)
		p.took(t, "glancepanorama://panorama?key=vera-1&loginkey=a-login-key&agentvideo=true")
	})
}

func TestTheBrowserHandsPanoramaOver(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		p.system = true
		d := sharing(t, w, p, inPanorama)
		defer d.Close()
		startVera(t, w, d)
		open := w.shows(t, "a", protocol.FaceOpening).Open
		if open == nil || open.Location != protocol.OpenPanorama {
			t.Fatalf("%+v", open)
		}
		ticket, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: open.Effect})
		if err != nil || ticket.URL != joinAddress {
			t.Errorf("%s %v", ticket.URL, err)
		}
		_, _ = d.Opened(t.Context(), protocol.OpenedParams{Effect: open.Effect, OK: true})
		synctest.Wait()
		w.shows(t, "a", protocol.FaceJoined)
		p.took(t)
	})
}

// A host that comes in the middle of an opening starts Panorama where it was not
// yet, and asks what became of it where it may have been.
func TestPanoramaAndARestart(t *testing.T) {
	for _, given := range []bool{false, true} {
		inWorld(t, func(t *testing.T, w *world, p *programs) {
			p.system = true // the first host waits for the browser
			first := sharing(t, w, p)
			watch(t, first, "a", "vera-1")
			w.present("vera-1")
			must(t, act(t, first, "a", "vera-1", protocol.ActPanorama))
			w.run(true)
			w.event("vera-1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "vera-1"})
			synctest.Wait()
			view := w.shows(t, "a", protocol.FaceOpening)
			if given {
				if _, err := first.Ticket(t.Context(), protocol.TicketParams{Effect: view.Open.Effect}); err != nil {
					t.Fatal(err)
				}
			}
			first.Close()
			p.system = false
			second := sharing(t, w, p)
			defer second.Close()
			second.Rebuild(t.Context(), []string{view.Session.ID})
			w.mu.Lock()
			w.revision = map[string]int64{}
			w.mu.Unlock()
			watch(t, second, "a", "vera-1")
			if given {
				w.shows(t, "a", protocol.FaceBlocked)
				p.took(t)
				return
			}
			w.shows(t, "a", protocol.FaceJoined)
			p.took(t, "glancepanorama://panorama?key=vera-1")
		})
	}
}
