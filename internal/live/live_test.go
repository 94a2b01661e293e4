package live_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/live"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/internal/settings"
	"github.com/glance-networks/agent-host/manifests"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	group   = 15687
	puid    = "agent@example.com"
	visitor = "vera-visitor-3f9a"
)

var apiKey = secret.New("test-api-key")

// signer signs LoginKeys as a desk with an API key does, by this clock.
type signer struct {
	life time.Duration
	gave []string
}

func (s *signer) Get(context.Context) (loginkey.Key, error) {
	until := time.Now().Add(s.life)
	key := glance.Sign(group, puid, until.Unix(), apiKey)
	s.gave = append(s.gave, key.Reveal())
	s.life += time.Second // a LoginKey's text is its expiry's: each is another
	return loginkey.Key{Value: key, PUID: puid, Expires: time.Unix(until.Unix(), 0), Got: time.Now()}, nil
}

// desk is a simulator and the settings that are for it.
type desk struct {
	t    *testing.T
	sim  *glancesim.Sim
	set  map[string]any
	keys *signer
}

func newDesk(t *testing.T, options glancesim.Options) *desk {
	t.Helper()
	options.Group, options.APIKey, options.Grace = group, apiKey, 10*time.Millisecond
	sim, err := glancesim.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	return &desk{t, sim, map[string]any{
		"groupId": group, "puid": puid, "hosts": sim.HostEntries(), "webServer": sim.WebServer,
		"presenceServer": sim.PresenceServer, "presence": true, "pollMilliseconds": 250,
	}, &signer{life: time.Hour}}
}

// loaded are the desk's settings as the product reads them.
func (d *desk) loaded() settings.Settings {
	d.t.Helper()
	folder := d.t.TempDir()
	text, err := json.Marshal(d.set)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "settings.json"), text, 0o600); err != nil {
		d.t.Fatal(err)
	}
	loaded := settings.Load(settings.Dirs{Administrator: []string{folder}}, settings.By{})
	if len(loaded.Mistakes) > 0 {
		d.t.Fatalf("a setting is refused: %v", loaded.Mistakes)
	}
	return loaded.Settings
}

func (d *desk) config() live.Config {
	set := d.loaded()
	hc := d.sim.HTTPClient()
	d.t.Cleanup(hc.CloseIdleConnections)
	hosts, err := glance.NewHosts(set.Hosts)
	if err != nil {
		d.t.Fatal(err)
	}
	c := live.Of(set, hosts)
	c.Client, c.Keys = hc, d.keys
	c.Origins = []string{"https://other.example.com", "https://crm.example.com"}
	return c
}

func (d *desk) run(change ...func(*live.Config)) protocol.LiveReport {
	d.t.Helper()
	c := d.config()
	for _, one := range change {
		one(&c)
	}
	return live.Run(d.t.Context(), c)
}

func with(visitor string) func(*live.Config) {
	return func(c *live.Config) { c.Visitor, c.Twice = visitor, true }
}

// change is what a report says to change.
func change(report protocol.LiveReport) map[string]string {
	all := map[string]string{}
	for _, s := range report.Steps {
		for _, c := range s.Change {
			all[c.Key] = c.Value
		}
	}
	return all
}

func (d *desk) apply(change map[string]string) {
	for key, value := range change {
		d.set[key] = json.RawMessage(value)
	}
}

// shopping is a customer on the website, in a session.
func (d *desk) shopping() *glancesim.Visitor {
	d.t.Helper()
	v := d.sim.Visitor(visitor)
	for _, err := range []error{v.Connect("https://shop.example/"), v.StartSessionWith(visitor)} {
		if err != nil {
			d.t.Fatal(err)
		}
	}
	return v
}

func (d *desk) leaves(v *glancesim.Visitor) {
	d.t.Helper()
	for _, err := range []error{v.EndSession(), v.Disconnect()} {
		if err != nil {
			d.t.Fatal(err)
		}
	}
}

func TestAllHolds(t *testing.T) {
	d := newDesk(t, glancesim.Options{})
	d.shopping()
	report := d.run(with(visitor))
	if !report.OK || len(change(report)) > 0 || len(report.Steps) != 5 {
		t.Errorf("%s", live.Text(report, "settings.json"))
	}
	for _, s := range report.Steps {
		if s.State != protocol.LiveOK || s.Says == "" || len(s.Facts) == 0 {
			t.Errorf("%+v", s)
		}
		for _, f := range s.Facts {
			if f.Held == protocol.LiveNo || f.Held == protocol.LiveNotSeen && f.Back != "not tried: it would reach a customer" {
				t.Errorf("%s: %+v", s.Step, f)
			}
		}
	}
	if n := d.sim.Calls(glancesim.CallSignalVisitor); n > 0 || len(d.sim.ViewerOpens()) == 0 {
		t.Errorf("%d signals", n)
	}
	for _, open := range d.sim.ViewerOpens() {
		if open.Key == visitor || open.Wait {
			t.Errorf("a viewer was opened on somebody: %+v", open)
		}
	}
}

// Each difference is named with its setting, and with that the product works.
func TestEachDifferenceIsNamedAndMended(t *testing.T) {
	for _, difference := range glancesim.Differences() {
		t.Run(difference.Name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, glancesim.Options{Differ: difference.Differ})
			if trouble := d.works(); (trouble == "") != difference.Harmless {
				t.Errorf("before: %q", trouble)
			}
			customer := d.shopping()
			report := d.run(with(visitor))
			got := change(report)
			if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(difference.Change))) {
				t.Errorf("changes %v, want %v\n%s", got, difference.Change, live.Text(report, "settings.json"))
			}
			for key, value := range difference.Change {
				if value != "" && got[key] != value {
					t.Errorf("%s: %s, want %s", key, got[key], value)
				}
			}
			if !denies(report, difference.Letter) || report.OK != difference.Harmless {
				t.Errorf("ok %v, and no fact under %s that did not hold\n%s", report.OK, difference.Letter, live.Text(report, "settings.json"))
			}
			d.leaves(customer)
			d.apply(got)
			if trouble := d.works(); trouble != "" {
				t.Errorf("after: %s", trouble)
			}
			d.shopping()
			again := d.run(with(visitor))
			if !again.OK || len(change(again)) > 0 {
				t.Errorf("after: %s", live.Text(again, "settings.json"))
			}
		})
	}
}

func denies(report protocol.LiveReport, letter string) bool {
	for _, s := range report.Steps {
		for _, f := range s.Facts {
			if f.Held == protocol.LiveNo && string(f.Letter) == letter {
				return true
			}
		}
	}
	return false
}

// Every switch of the simulator is in the table.
func TestEverySwitchIsTried(t *testing.T) {
	tried := map[string]bool{}
	for _, difference := range glancesim.Differences() {
		v := reflect.ValueOf(difference.Differ)
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				tried[v.Type().Field(i).Name] = true
			}
		}
	}
	all := reflect.TypeFor[glancesim.Differ]()
	for i := range all.NumField() {
		if !tried[all.Field(i).Name] {
			t.Errorf("%s is not tried", all.Field(i).Name)
		}
	}
}

// Each setting that holds a guess is tried: it mends a difference, or has a test
// of its own, or only a customer or Glance's program could show it.
func TestEveryGuessIsTried(t *testing.T) {
	tried := map[string]bool{"loginKeySeconds": true,
		"waitSeconds": true, "termsSeconds": true, "startSeconds": true, "lateSeconds": true, "lostSeconds": true,
		"clientView": true, "clientViewSignedIn": true, "panoramaJoin": true, "panoramaJoinSignedIn": true, "downloadPage": true, "fixedKey": true}
	for _, difference := range glancesim.Differences() {
		for key := range difference.Change {
			tried[key] = true
		}
	}
	var schema struct {
		Properties map[string]struct {
			Confidence string `json:"x-confidence"`
		}
	}
	if err := json.Unmarshal(manifests.SettingsSchema, &schema); err != nil {
		t.Fatal(err)
	}
	guesses := 0
	for key, property := range schema.Properties {
		if strings.Contains("SIU", property.Confidence) && property.Confidence != "" {
			guesses++
			if !tried[key] {
				t.Errorf("%s is not tried", key)
			}
		}
	}
	if guesses < 15 {
		t.Errorf("only %d guesses found", guesses)
	}
}
