package live_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/live"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
)

func step(report protocol.LiveReport, name protocol.LiveName) protocol.LiveStep {
	for _, s := range report.Steps {
		if s.Step == name {
			return s
		}
	}
	return protocol.LiveStep{}
}

// A clock that is wrong is named, and how long a LoginKey has to be valid for
// Glance to take it all the same.
func TestClocks(t *testing.T) {
	for name, c := range map[string]struct {
		ahead, validity time.Duration
		want            string
	}{
		"Glance is ahead":  {2 * time.Hour, time.Hour, "10800"},
		"Glance is behind": {-2 * time.Hour, 24 * time.Hour, "3600"},
		"both agree":       {0, time.Hour, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, glancesim.Options{Now: func() time.Time { return time.Now().Add(c.ahead) }})
			d.keys.life = c.validity
			run := func() protocol.LiveReport { return d.run(func(config *live.Config) { config.Validity = c.validity }) }
			report := run()
			got := change(report)["loginKeyValiditySeconds"]
			if got != c.want || report.OK != (c.want == "") || c.want != "" && !strings.Contains(step(report, protocol.LiveAuthorization).Says, "clock") {
				t.Errorf("validity %q, want %q\n%s", got, c.want, live.Text(report, "settings.json"))
			}
			if c.want == "" {
				return
			}
			life, err := time.ParseDuration(got + "s")
			if err != nil {
				t.Fatal(err)
			}
			d.keys.life = life
			if again := run(); !again.OK {
				t.Errorf("after: %s", live.Text(again, "settings.json"))
			}
		})
	}
}

// A LoginKey that is good for one viewer is found out only where that is asked for.
func TestALoginKeyThatIsGoodOnce(t *testing.T) {
	d := newDesk(t, glancesim.Options{RejectReplay: true})
	if report := d.run(); !report.OK || len(change(report)) > 0 {
		t.Errorf("%s", live.Text(report, "settings.json"))
	}
	report := d.run(func(c *live.Config) { c.Twice = true })
	if got := change(report)["loginKeySeconds"]; got != "0" || !denies(report, "I") {
		t.Errorf("loginKeySeconds %q\n%s", got, live.Text(report, "settings.json"))
	}
	d.apply(change(report))
	if hold := d.loaded().LoginKeyHold; hold != 0 {
		t.Errorf("a LoginKey is held for %v", hold)
	}
}

// silent gives no LoginKey.
type silent struct{ reason protocol.Reason }

func (s silent) Get(context.Context) (loginkey.Key, error) {
	return loginkey.Key{}, &loginkey.Error{Reason: s.reason, Err: errors.New("status 403")}
}

func TestWhatCannotBeTriedSaysWhy(t *testing.T) {
	d := newDesk(t, glancesim.Options{})
	for name, c := range map[string]struct {
		change func(*live.Config)
		step   protocol.LiveName
		state  protocol.LiveState
		says   string
		ok     bool
	}{
		"no LoginKey":      {func(c *live.Config) { c.Keys = silent{protocol.ReasonAuthRefused} }, protocol.LiveSignIn, protocol.LiveFailed, "authUrl refused", false},
		"none after it":    {func(c *live.Config) { c.Keys = silent{protocol.ReasonAuthRefused} }, protocol.LiveLookup, protocol.LiveNotTried, "", false},
		"nobody signed in": {func(c *live.Config) { c.Keys = silent{protocol.ReasonSignInNeeded} }, protocol.LiveSignIn, protocol.LiveFailed, "popup", false},
		"a basic join":     {func(c *live.Config) { c.Keys = nil }, protocol.LiveViewer, protocol.LiveOK, "asks for a sign-in", true},
		"no presence":      {func(c *live.Config) { c.Presence = false }, protocol.LivePresence, protocol.LiveNotTried, "off", true},
		"another's host":   {func(c *live.Config) { c.Glance.WebServer = "https://evil.example" }, protocol.LiveAuthorization, protocol.LiveFailed, "hosts", false},
		"nobody at home":   {func(c *live.Config) { c.Glance.WebServer = "https://no-such-host.glance.net" }, protocol.LiveAuthorization, protocol.LiveFailed, "cannot be reached", false},
		"a wrong key":      {func(c *live.Config) { c.GroupID = 7 }, protocol.LiveAuthorization, protocol.LiveFailed, "API key", false},
	} {
		report := d.run(c.change)
		got := step(report, c.step)
		if got.State != c.state || !strings.Contains(got.Says, c.says) || report.OK != c.ok {
			t.Errorf("%s: ok %v, %+v", name, report.OK, got)
		}
	}
	d.sim.Fault(glancesim.CallAuthorize, glancesim.Fault{Drop: true})
	if got := step(d.run(), protocol.LiveAuthorization); got.State != protocol.LiveFailed || len(got.Change) > 0 || !strings.Contains(got.Says, "network") {
		t.Errorf("cut: %+v", got)
	}
}

// A service that never answers holds nobody up, and a check can be ended.
func TestACheckEnds(t *testing.T) {
	d := newDesk(t, glancesim.Options{})
	d.sim.Fault(glancesim.CallLookup, glancesim.Fault{Hang: true})
	began := time.Now()
	report := d.run()
	if took := time.Since(began); took > 20*time.Second || step(report, protocol.LiveLookup).State != protocol.LiveFailed || step(report, protocol.LiveViewer).State != protocol.LiveOK {
		t.Errorf("%v: %s", took, live.Text(report, "settings.json"))
	}
	ctx, stop := context.WithCancel(t.Context())
	asked := d.sim.Calls(glancesim.CallLookup)
	go func() {
		d.sim.Wait(ctx, glancesim.CallLookup, asked+1)
		stop()
	}()
	began = time.Now()
	report = live.Run(ctx, d.config())
	if took := time.Since(began); took > 5*time.Second || report.OK || step(report, protocol.LiveViewer).State != protocol.LiveNotTried {
		t.Errorf("%v: %s", took, live.Text(report, "settings.json"))
	}
}

// Only what was named is tried.
func TestSomeSteps(t *testing.T) {
	d := newDesk(t, glancesim.Options{})
	report := live.Run(t.Context(), d.config(), protocol.LiveSignIn, protocol.LiveAuthorization)
	if len(report.Steps) != 2 || !report.OK || d.sim.Calls(glancesim.CallLookup) > 0 {
		t.Errorf("%+v", report)
	}
}

func TestOriginsOfRules(t *testing.T) {
	rules := []protocol.SiteRule{{Matches: []string{"https://crm.example.com/*", "https://*.example.com/*", "https://crm.example.com/a/*", "https://desk.example.com:8443/*"}}}
	if got := strings.Join(live.OriginsOf(rules), " "); got != "https://crm.example.com https://desk.example.com:8443" {
		t.Error(got)
	}
}
