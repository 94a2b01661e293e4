// Package live tries the real services, step by step as a join needs them:
// sign-in, authorization, presence, lookup, viewer, and Glance's programs on this
// computer. Of each thing that is taken
// for granted of Glance it says whether it held and what came back, and where it
// did not, which setting makes it work. Nothing reaches a customer: no signal is
// sent, no session is opened, and a visitor is looked up only when one is named.
package live

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/launch"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

// Limits of time.
const (
	Limit     = 60 * time.Second // of all steps
	stepLimit = 10 * time.Second
)

// Config is what is tried: the settings as they are.
type Config struct {
	Glance   glance.Config
	Client   *http.Client
	Keys     loginkey.Source // nil where no sign-in is configured
	GroupID  int64
	Validity time.Duration // of a LoginKey, where it is signed here; else 0

	Presence   bool
	Dialect    presence.Dialect
	Poll       time.Duration
	KeyPattern *regexp.Regexp
	Hosts      []string // what an administrator added to glance.Hosts
	Origins    []string // of the organisation's own sites: one of them may be registered at Glance

	Visitor string // somebody on the website, who is looked up; may be empty
	Twice   bool   // whether a LoginKey may be used twice is tried too

	Look func(scheme string) launch.Program // nil: Glance's programs are not looked for
}

// stages are the steps in their order, each with the one that it needs.
var stages = []struct {
	name  protocol.LiveName
	needs protocol.LiveName
	try   func(*run, context.Context, *step)
}{
	{protocol.LiveSignIn, "", (*run).signIn},
	{protocol.LiveAuthorization, protocol.LiveSignIn, (*run).authorization},
	{protocol.LivePresence, protocol.LiveAuthorization, (*run).presence},
	{protocol.LiveLookup, protocol.LiveSignIn, (*run).lookup},
	{protocol.LiveViewer, "", (*run).viewer},
	{protocol.LivePrograms, "", (*run).programs},
}

// needed says what a step waits for.
var needed = map[protocol.LiveName]string{
	protocol.LiveSignIn: "It needs a LoginKey.", protocol.LiveAuthorization: "It needs a token, which authorization gives.",
}

// Run tries everything, or the steps that are named, within Limit. It goes on
// with what was found to work, so that one report tells all.
func Run(ctx context.Context, c Config, only ...protocol.LiveName) protocol.LiveReport {
	ctx, stop := context.WithTimeout(ctx, Limit)
	defer stop()
	began := time.Now()
	r := newRun(c)
	report := protocol.LiveReport{OK: true, Host: manifests.Version, System: runtime.GOOS + "/" + runtime.GOARCH, At: began.UTC(),
		GroupID: c.GroupID, Servers: []string{c.Glance.WebServer, c.Glance.PresenceServer}, Steps: []protocol.LiveStep{}}
	for _, stage := range stages {
		if len(only) > 0 && !slices.Contains(only, stage.name) || stage.name == protocol.LivePrograms && r.Look == nil {
			continue
		}
		one := r.take(ctx, stage.name, stage.needs, stage.try)
		report.OK = report.OK && one.State != protocol.LiveFailed && ctx.Err() == nil
		report.Steps = append(report.Steps, one)
	}
	report.Milliseconds = time.Since(began).Milliseconds()
	return report
}

// run is what is known so far.
type run struct {
	Config
	cfg    glance.Config // as it works: as set, corrected by what was found
	usable map[protocol.LiveName]bool
	hidden []string // what is taken out of the report

	last    *glance.Exchange // the last answer
	skew    time.Duration    // how far Glance's clock is ahead of this one's
	clocked bool
	expires time.Time // of the last LoginKey, as its issuer says
	token   glance.Token
}

func newRun(c Config) *run {
	r := &run{Config: c, cfg: c.Glance.Whole(), usable: map[protocol.LiveName]bool{}}
	r.cfg.Trace = r.trace
	r.hide(c.Visitor)
	return r
}

func (r *run) take(ctx context.Context, name, needs protocol.LiveName, try func(*run, context.Context, *step)) protocol.LiveStep {
	s := &step{LiveStep: protocol.LiveStep{Step: name, State: protocol.LiveOK, Change: []protocol.LiveChange{}, Facts: []protocol.LiveFact{}}}
	switch {
	case needs != "" && !r.usable[needs]:
		s.leave(needed[needs], needs)
		return s.LiveStep
	case ctx.Err() != nil:
		s.leave("The check was ended before this step.", "")
		return s.LiveStep
	}
	ctx, stop := context.WithTimeout(ctx, stepLimit)
	defer stop()
	began := time.Now()
	try(r, ctx, s)
	r.usable[name] = s.State == protocol.LiveOK || s.State == protocol.LiveFailed && s.works
	s.Milliseconds = time.Since(began).Milliseconds()
	s.redact(r.hidden)
	return s.LiveStep
}

// trace notes what Glance answered, and what its clock says.
func (r *run) trace(e glance.Exchange) {
	r.last = &e
	if at, err := http.ParseTime(e.Header.Get("Date")); err == nil {
		r.skew, r.clocked = time.Until(at).Round(time.Second), true
	}
}

// hide keeps a text out of the report, however it is spelled in an answer.
func (r *run) hide(text string) {
	if text != "" {
		r.hidden = append(r.hidden, text)
	}
}

// client speaks with a configuration; nothing is known of an answer yet.
func (r *run) client(cfg glance.Config) (*glance.Client, error) {
	r.last = nil
	return glance.New(cfg, r.Client)
}

// credentials are new ones. They stay out of the report.
func (r *run) credentials(ctx context.Context) (glance.Credentials, error) {
	key, err := r.Keys.Get(ctx)
	if err != nil {
		return glance.Credentials{}, err
	}
	r.hide(key.Value.Reveal())
	r.hide(key.PUID)
	r.expires = key.Expires
	return glance.Credentials{GroupID: r.GroupID, PUID: key.PUID, LoginKey: key.Value}, nil
}

// nobody is a visitor id, or a session key, that nobody has.
func nobody() string { return "check" + strings.ToLower(rand.Text()[:15]) }
