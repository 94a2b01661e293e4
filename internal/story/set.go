package story

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/manifests"
)

// Set is the stage of the story without its play, for those who have one of
// their own: benchmarks, and tests of single promises. Close it.
type Set struct {
	Sim       *glancesim.Sim
	Browser   *browser.Browser // Chromium
	Agent     *browser.Page    // the agent's tab, still blank
	CRM       string           // the CRM's address, without a trailing slash
	Group     int64            // the Glance group
	Host      string           // the host's program
	Extension string           // the extension's folder
	Profile   string           // the browser's profile
	Env       []string         // what browser and host see of this machine
	Events    string           // the desk's event log
	Log       string           // the host's log

	stage *stage
}

// OpenSet builds and starts everything, as for the story. Of the options it
// heeds Headless, Host, Extension, Race, Keep and Log; its browser is Chromium.
func OpenSet(ctx context.Context, o Options) (*Set, error) {
	o.Browser = manifests.Chromium
	s := &script{options: o}
	stage, err := setStage(ctx, o, s.say)
	if err != nil {
		return nil, err
	}
	dir := stage.desk.dir
	return &Set{
		Sim: stage.sim, Browser: stage.chromium, Agent: stage.chromium.First(), CRM: stage.crmURL, Group: group,
		Host:      cmp.Or(o.Host, filepath.Join(dir, "glance-host")),
		Extension: cmp.Or(o.Extension, filepath.Join(dir, "extension")),
		Profile:   stage.desk.profile(), Env: stage.desk.environment(),
		Events: stage.desk.events(), Log: stage.desk.log(), stage: stage,
	}, nil
}

// Build builds host and extension into dir for the Host and Extension of
// several sets. Of the options it heeds Race.
func Build(ctx context.Context, o Options, dir string) (host, extension string, err error) {
	return build(ctx, o, dir)
}

// Look is what an agent sees of a button.
type Look = look

// ReadButton reads a page's button through its closed shadow root.
func ReadButton(ctx context.Context, page Page) (seen Look, err error) {
	err = page.CallClosed(ctx, ".glance", readLook, &seen)
	return seen, err
}

// Change sets settings in the administrator's file and ends worker and host:
// the next ones begin with them.
func (s *Set) Change(ctx context.Context, settings map[string]any) error {
	file := filepath.Join(s.stage.desk.admin(), product, "settings.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	all := map[string]any{}
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for name, value := range settings {
		all[name] = value
	}
	if text, err = json.Marshal(all); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(file, text, 0o644), s.Browser.StopWorker(ctx))
}

// Close ends everything that was started.
func (s *Set) Close() error { return s.stage.clear() }
