package story

import (
	"cmp"
	"context"
	"path/filepath"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/manifests"
)

// Set is the stage of the story without its play, for those who have one of
// their own: benchmarks, and tests of single promises. Close it.
type Set struct {
	Sim       *glancesim.Sim
	Browser   Browser
	Agent     Page     // the agent's tab, still blank
	CRM       string   // the CRM's address, without a trailing slash
	Group     int64    // the Glance group
	Host      string   // the host's program
	Extension string   // the extension's folder
	Profile   string   // the browser's profile
	Manifest  string   // the file that registers the host
	Env       []string // what browser and host see of this machine
	Events    string   // the desk's event log
	Log       string   // the host's log
	Errors    string   // what the browser wrote to stderr

	stage *stage
}

// OpenSet builds and starts everything, as for the story. Of the options it
// heeds Browser, Headless, Host, Extension, Race, Lasting, Display, Names, Keep
// and Log.
func OpenSet(ctx context.Context, o Options) (*Set, error) {
	o.Browser = cmp.Or(o.Browser, manifests.Chromium)
	s := &script{options: o}
	stage, err := setStage(ctx, o, s.say)
	if err != nil {
		return nil, err
	}
	dir := stage.desk.dir
	return &Set{
		Sim: stage.sim, Browser: stage.browser, Agent: stage.agent, CRM: stage.crmURL, Group: group,
		Host:      cmp.Or(o.Host, filepath.Join(dir, "glance-host")),
		Extension: cmp.Or(o.Extension, filepath.Join(dir, "extension")),
		Profile:   stage.desk.profile(), Manifest: stage.desk.manifest(), Env: stage.desk.environment(),
		Events: stage.desk.events(), Log: stage.desk.log(), Errors: stage.desk.errors(), stage: stage,
	}, nil
}

// Chromium is the set's browser where that is one, and nil otherwise.
func (s *Set) Chromium() *browser.Browser { return s.stage.chromium }

// Firefox is the set's browser where that is one, and nil otherwise.
func (s *Set) Firefox() *firefox.Browser { return s.stage.firefox }

// Reopen closes the browser of a set that is Lasting and opens it again on the
// same profile: extension, grants and what the extension has stored for good are
// there, and a blank tab. It lives as long as the first one would have.
func (s *Set) Reopen() error {
	err := s.stage.reopen()
	s.Browser, s.Agent = s.stage.browser, s.stage.agent
	return err
}

// Build builds host and extension into dir for the Host and Extension of
// several sets. Of the options it heeds Browser, Host and Race.
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
	return s.stage.change(ctx, settings)
}

// Close ends everything that was started.
func (s *Set) Close() error { return s.stage.clear() }
