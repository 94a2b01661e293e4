package cobrowse

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/launch"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// programs are scripted ones.
type programs struct {
	mu       sync.Mutex
	missing  bool
	foreign  bool // not known as Glance's until it is agreed to
	name     string
	system   bool // only the system can start it
	fails    error
	agreed   []string
	launched []string
}

func (p *programs) Look(scheme string) launch.Program {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.missing {
		return launch.Program{Scheme: scheme}
	}
	return launch.Program{Scheme: scheme, Name: "Viewer", Path: "/opt/" + p.name, ID: p.name, SystemOnly: p.system}
}

func (p *programs) Launch(_ launch.Program, address secret.Text) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fails == nil {
		p.launched = append(p.launched, address.Reveal())
	}
	return p.fails
}

func (p *programs) Knows(program launch.Program) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.foreign || slices.Contains(p.agreed, program.ID)
}

func (p *programs) Agree(program launch.Program) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.agreed = append(p.agreed, program.ID)
	return nil
}

func (p *programs) change(f func()) { p.mu.Lock(); f(); p.mu.Unlock(); synctest.Wait() }

func (p *programs) took(t *testing.T, want ...string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Equal(p.launched, want) {
		t.Errorf("launched %q, want %q", p.launched, want)
	}
}

// sharing is a desk that may share screens.
func sharing(t *testing.T, w *world, p *programs, change ...func(*Config)) *Desk {
	t.Helper()
	return desk(t, w, append([]func(*Config){func(c *Config) {
		c.Share = Share{
			Programs: p, Offered: []protocol.Action{protocol.ActStart, protocol.ActShow, protocol.ActView, protocol.ActPanorama},
			ShowKey: protocol.KeyFixed, ViewKey: protocol.KeyRandom, FixedKey: "4821", Digits: 6, Download: true,
		}
	}}, change...)...)
}

func inWorld(t *testing.T, test func(t *testing.T, w *world, p *programs)) {
	synctest.Test(t, func(t *testing.T) { test(t, newWorld(), &programs{name: "one"}) })
}

func (w *world) recorded(of string) (list []events.Event) {
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	for _, e := range w.log.events {
		if e.Type == of {
			list = append(list, e)
		}
	}
	return list
}

func TestAScreenIsShared(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		d := sharing(t, w, p)
		defer d.Close()
		watch(t, d, "a", "vera-1")
		w.present("vera-1")
		if more := w.shows(t, "a", protocol.FacePresent, protocol.ActStart).More; !slices.Equal(more, []protocol.Action{protocol.ActShow, protocol.ActView, protocol.ActPanorama}) {
			t.Errorf("more: %v", more)
		}
		must(t, act(t, d, "a", "vera-1", protocol.ActShow))
		view := w.shows(t, "a", protocol.FaceLaunched, protocol.ActDismiss)
		if view.Screen == nil || view.Screen.Key != "4821" || view.Screen.KeyKind != protocol.KeyFixed || view.Screen.Kind != protocol.ActShow || view.Presence != protocol.PresenceNeutral {
			t.Errorf("%+v", view.Screen)
		}
		p.took(t, "glance://show?key=4821")
		if err := act(t, d, "a", "vera-1", protocol.ActShow); err == nil {
			t.Error("a second click at once began another session")
		}
		steps := w.recorded(events.TypeScreen)
		if len(steps) != 2 || steps[0].Name != "launch_begun" || steps[1].Name != "launched" || steps[1].Seq != 2 || steps[0].Record != vera || steps[0].Key != "4821" || steps[0].KeyKind != "fixed" || steps[0].Data["kind"] != "show" {
			t.Errorf("%+v", steps)
		}
		must(t, act(t, d, "a", "vera-1", protocol.ActView))
		view = w.shows(t, "a", protocol.FaceLaunched)
		if key := view.Screen.Key; len(key) != 6 || strings.Trim(key, "0123456789") != "" || key[0] == '0' || view.Screen.KeyKind != protocol.KeyRandom {
			t.Errorf("a random key %q", key)
		}
		p.took(t, "glance://show?key=4821", "glance://view?key="+view.Screen.Key)
		must(t, act(t, d, "a", "vera-1", protocol.ActDismiss))
		w.shows(t, "a", protocol.FacePresent)
	})
}

func TestAScreenDuringASession(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		d := sharing(t, w, p)
		defer d.Close()
		joinVera(t, w, d)
		session := w.shows(t, "a", protocol.FaceJoined).Session.ID
		must(t, act(t, d, "a", "vera-1", protocol.ActShow))
		view := w.shows(t, "a", protocol.FaceJoined, protocol.ActOpen, protocol.ActEnd, protocol.ActDismiss)
		if view.Screen == nil || view.Screen.Face != protocol.FaceLaunched {
			t.Errorf("%+v", view.Screen)
		}
		if during := w.recorded(events.TypeScreen)[0].Data["during"]; during != session {
			t.Errorf("begun from %q", during)
		}
		must(t, act(t, d, "a", "vera-1", protocol.ActDismiss))
		if view = w.shows(t, "a", protocol.FaceJoined, protocol.ActOpen, protocol.ActEnd); view.Screen != nil {
			t.Error("it still stands")
		}
	})
}

// joinVera has a session joined in the browser.
func joinVera(t *testing.T, w *world, d *Desk) {
	t.Helper()
	watch(t, d, "a", "vera-1")
	w.present("vera-1")
	must(t, act(t, d, "a", "vera-1", protocol.ActStart))
	w.run(true)
	w.event("vera-1", glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "vera-1"})
	synctest.Wait()
	effect := w.shows(t, "a", protocol.FaceOpening).Open.Effect
	if _, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: effect}); err != nil {
		t.Fatal(err)
	}
	_, _ = d.Opened(t.Context(), protocol.OpenedParams{Effect: effect, OK: true})
	synctest.Wait()
	w.shows(t, "a", protocol.FaceJoined)
}

func TestAMissingProgramIsNoticedOnceItIsThere(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		d := sharing(t, w, p)
		defer d.Close()
		watch(t, d, "a", "vera-1")
		w.present("vera-1")
		p.change(func() { p.missing = true })
		must(t, act(t, d, "a", "vera-1", protocol.ActShow))
		w.shows(t, "a", protocol.FaceClientMissing, protocol.ActDownload, protocol.ActStart, protocol.ActDismiss)
		if steps := w.recorded(events.TypeScreen); len(steps) > 0 {
			t.Errorf("nothing happened, and %v is recorded", steps)
		}
		p.change(func() { p.missing = false })
		time.Sleep(clientsPace)
		synctest.Wait()
		w.shows(t, "a", protocol.FaceClientReady, protocol.ActShow, protocol.ActDismiss)
		p.took(t)
		must(t, act(t, d, "a", "vera-1", protocol.ActShow))
		w.shows(t, "a", protocol.FaceLaunched)
	})
}

// The browser's join stands beside a missing program, and takes its place.
func TestCobrowseInsteadOfAMissingProgram(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		p.missing = true
		d := sharing(t, w, p)
		defer d.Close()
		watch(t, d, "a", "vera-1")
		w.present("vera-1")
		must(t, act(t, d, "a", "vera-1", protocol.ActView))
		w.shows(t, "a", protocol.FaceClientMissing)
		must(t, act(t, d, "a", "vera-1", protocol.ActStart))
		if view := w.shows(t, "a", protocol.FaceTermsSent, protocol.ActCancel); view.Screen != nil {
			t.Errorf("%+v", view.Screen)
		}
	})
}

func TestAnotherProgramIsShownFirst(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		p.foreign = true
		d := sharing(t, w, p)
		defer d.Close()
		watch(t, d, "a", "vera-1")
		must(t, act(t, d, "a", "vera-1", protocol.ActShow))
		view := w.shows(t, "a", protocol.FaceClientOther, protocol.ActAgree, protocol.ActDismiss)
		if view.Screen.Program == nil || view.Screen.Program.Path != "/opt/one" || view.Screen.Program.Name != "Viewer" {
			t.Errorf("%+v", view.Screen.Program)
		}
		p.took(t)
		p.change(func() { p.name = "two" }) // it is another by the time the agent agrees
		must(t, act(t, d, "a", "vera-1", protocol.ActAgree))
		if view = w.shows(t, "a", protocol.FaceClientOther); view.Screen.Program.Path != "/opt/two" {
			t.Errorf("%+v", view.Screen.Program)
		}
		p.took(t)
		must(t, act(t, d, "a", "vera-1", protocol.ActAgree))
		w.shows(t, "a", protocol.FaceLaunched)
		p.took(t, "glance://show?key=4821")
		if err := act(t, d, "a", "vera-1", protocol.ActAgree); err == nil {
			t.Error("agreed to nothing")
		}
	})
}

func TestWhatKeepsAScreenFromStarting(t *testing.T) {
	for reason, change := range map[protocol.Reason]func(w *world, p *programs, c *Config){
		protocol.ReasonNoDisplay:     func(_ *world, p *programs, _ *Config) { p.fails = launch.ErrDisplay },
		protocol.ReasonClientFailed:  func(_ *world, p *programs, _ *Config) { p.fails = errors.New("exec format error") },
		protocol.ReasonClientMissing: func(_ *world, p *programs, _ *Config) { p.fails = launch.ErrMissing },
		protocol.ReasonNoAddress:     func(_ *world, _ *programs, c *Config) { c.Share.FixedKey = "none" },
		protocol.ReasonLogFailed:     func(w *world, _ *programs, _ *Config) { w.log.fail = true },
	} {
		inWorld(t, func(t *testing.T, w *world, p *programs) {
			d := sharing(t, w, p, func(c *Config) { change(w, p, c) })
			defer d.Close()
			watch(t, d, "a", "vera-1")
			must(t, act(t, d, "a", "vera-1", protocol.ActShow))
			view := w.shows(t, "a", protocol.FaceNotLaunched, protocol.ActShow, protocol.ActDismiss)
			if view.Reason != reason {
				t.Errorf("%s, want %s", view.Reason, reason)
			}
			p.took(t)
		})
	}
}

func TestWhatARoleDoesNotOffer(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		d := sharing(t, w, p, func(c *Config) {
			c.Share.Offered, c.Share.ViewKey = []protocol.Action{protocol.ActView}, ""
		})
		defer d.Close()
		watch(t, d, "a", "vera-1")
		w.present("vera-1")
		view := w.shows(t, "a", protocol.FacePresent)
		if len(view.Actions) > 0 || !slices.Equal(view.More, []protocol.Action{protocol.ActView}) {
			t.Errorf("%v, more %v", view.Actions, view.More)
		}
		for _, action := range []protocol.Action{protocol.ActStart, protocol.ActKey, protocol.ActShow, protocol.ActPanorama} {
			if err := act(t, d, "a", "vera-1", action); err == nil || err.Error() != string(protocol.ReasonNotOffered) {
				t.Errorf("%s: %v", action, err)
			}
		}
		must(t, act(t, d, "a", "vera-1", protocol.ActView))
		p.took(t, "glance://view?key=")
		if steps := w.recorded(events.TypeScreen); steps[0].Key != "" || steps[0].KeyKind != "" {
			t.Errorf("%+v", steps[0])
		}
	})
}

// With confirmInBrowser a page's click starts no program.
func TestAScreenIsConfirmedInTheBrowser(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		d := sharing(t, w, p, func(c *Config) { c.Allow.Confirmed = true })
		defer d.Close()
		watch(t, d, "a", "vera-1")
		for _, action := range []protocol.Action{protocol.ActShow, protocol.ActView, protocol.ActPanorama, protocol.ActAgree} {
			if err := act(t, d, "a", "vera-1", action); err == nil || err.Error() != string(protocol.ReasonConfirmInBrowser) {
				t.Errorf("%s: %v", action, err)
			}
		}
		p.took(t)
	})
}

// The address holds a LoginKey only where that is set, and somebody is signed in.
func TestCredentialsInAnAddress(t *testing.T) {
	for _, test := range []struct{ signIn, basic bool }{{false, false}, {true, false}, {true, true}} {
		inWorld(t, func(t *testing.T, w *world, p *programs) {
			d := sharing(t, w, p, func(c *Config) {
				c.Share.SignIn, c.Basic = test.signIn, test.basic
				if test.basic {
					c.Presence = nil
				}
			})
			defer d.Close()
			watch(t, d, "a", "vera-1")
			must(t, act(t, d, "a", "vera-1", protocol.ActShow))
			want := "glance://show?key=4821"
			if test.signIn && !test.basic {
				want += "&loginkey=a-login-key"
			}
			p.took(t, want)
		})
	}
}

// What only the system can start is handed to the browser, once.
func TestTheBrowserHandsTheAddressOver(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		p.system = true
		d := sharing(t, w, p)
		defer d.Close()
		watch(t, d, "a", "vera-1")
		must(t, act(t, d, "a", "vera-1", protocol.ActShow))
		open := w.shows(t, "a", protocol.FaceLaunching).Open
		if open == nil || open.Location != protocol.OpenPanorama || !d.Opens(open.Effect) || d.Opens("") {
			t.Fatalf("%+v", open)
		}
		ticket, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: open.Effect})
		if err != nil || ticket.URL != "glance://show?key=4821" || ticket.Method != "GET" {
			t.Errorf("%q %v", ticket.URL, err)
		}
		if _, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: open.Effect}); err == nil {
			t.Error("it was given out twice")
		}
		_, _ = d.Opened(t.Context(), protocol.OpenedParams{Effect: open.Effect, OK: true})
		synctest.Wait()
		w.shows(t, "a", protocol.FaceLaunched)
		p.took(t)
	})
}

// A browser that never says what became of its order is not waited for.
func TestAnOrderThatIsNotCarriedOut(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world, p *programs) {
		p.system = true
		d := sharing(t, w, p)
		defer d.Close()
		watch(t, d, "a", "vera-1")
		must(t, act(t, d, "a", "vera-1", protocol.ActShow))
		effect := w.shows(t, "a", protocol.FaceLaunching).Open.Effect
		time.Sleep(launchTime)
		synctest.Wait()
		if view := w.shows(t, "a", protocol.FaceNotLaunched); view.Reason != protocol.ReasonClientFailed || view.Open != nil {
			t.Errorf("%s, open %+v", view.Reason, view.Open)
		}
		if _, err := d.Ticket(t.Context(), protocol.TicketParams{Effect: effect}); err == nil {
			t.Error("its address can still be had")
		}
		if steps := w.recorded(events.TypeScreen); len(steps) != 2 || steps[1].Name != "launch_failed" {
			t.Errorf("%+v", steps)
		}
	})
}
