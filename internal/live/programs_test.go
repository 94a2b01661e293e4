package live_test

import (
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/launch"
	"github.com/glance-networks/agent-host/internal/live"
	"github.com/glance-networks/agent-host/internal/protocol"
)

func TestPrograms(t *testing.T) {
	d := newDesk(t, glancesim.Options{})
	there := launch.Program{Name: "Glance Viewer", Path: "/home/alex/secret-folder/viewer"}
	gone := there
	gone.Stale = true
	for name, c := range map[string]struct {
		classic, panorama launch.Program
		state             protocol.LiveState
		says              string
		ok                bool
	}{
		"none":     {launch.Program{}, launch.Program{}, protocol.LiveNotTried, "No program of Glance's", true},
		"both":     {there, there, protocol.LiveOK, "Both of Glance's programs", true},
		"one":      {there, gone, protocol.LiveOK, "registered for glance: alone", true},
		"all gone": {gone, launch.Program{}, protocol.LiveFailed, "What is registered for glance: is gone", false},
	} {
		t.Run(name, func(t *testing.T) {
			c0 := d.config()
			c0.Look = func(scheme string) launch.Program {
				if scheme == "glance" {
					return c.classic
				}
				return c.panorama
			}
			report := live.Run(t.Context(), c0, protocol.LivePrograms)
			if len(report.Steps) != 1 || report.OK != c.ok {
				t.Fatalf("%+v", report)
			}
			s := report.Steps[0]
			if s.State != c.state || !strings.Contains(s.Says, c.says) {
				t.Errorf("%s: %s", s.State, s.Says)
			}
			text := live.Text(report, "settings.json")
			for _, part := range []string{"glance://show?key={key}", "glancepanorama://agentjoin/{server}/{groupId}/{key}", "?   U  glance://view?key={key}"} {
				if !strings.Contains(text, part) {
					t.Errorf("%q is not in\n%s", part, text)
				}
			}
			if strings.Contains(text, "secret-folder") || strings.Contains(text, "alex") {
				t.Error("the report names a person's folder")
			}
		})
	}
	if report := live.Run(t.Context(), d.config(), protocol.LivePrograms); len(report.Steps) > 0 {
		t.Error("programs were looked for where that was not asked")
	}
}
