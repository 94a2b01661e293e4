// Package check looks at an installed host as browsers do: which manifest each
// would take, whether it would take it, what policy says, and whether the host
// starts and answers. It changes nothing.
package check

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/hello"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/installer/plan"
	"github.com/glance-networks/agent-host/manifests"
)

// Level says how much a finding matters.
type Level string

// The levels.
const (
	Good    Level = "ok"
	Hint    Level = "hint" // worth knowing; all works
	Problem Level = "problem"
)

// Finding is what was seen at one path, and the one thing to do about it.
type Finding struct {
	Level   Level  `json:"level"`
	Browser string `json:"browser,omitempty"`
	Path    string `json:"path,omitempty"`
	What    string `json:"what"`
	Do      string `json:"do,omitempty"`
}

// Report is everything that was seen.
type Report struct {
	Version  string    `json:"version"` // the installer's
	System   string    `json:"system"`
	OK       bool      `json:"ok"`
	Findings []Finding `json:"findings"`

	// Redirects are what an OpenID provider where agents sign in must know.
	Redirects []string `json:"redirects"`
}

// Request says what to look at.
type Request struct {
	Desk      browsers.Desk
	View      machine.View
	Processor string   // a GOARCH
	Only      []string // browsers by name; empty: those that matter here
	Greet     Greet    // how the host is started
}

// Greet starts a host and says hello: hello.Say.
type Greet func(ctx context.Context, program, manifest string, family manifests.Family) (hello.Answer, error)

// again is the one thing that mends whatever is ours.
const again = "run glance-installer install"

// inScope is something to do about what is installed in a scope, said to whom
// reads it, who need not be the administrator.
func inScope(scope browsers.Scope, do string) string {
	if scope == browsers.Whole {
		return "as an administrator, " + strings.Replace(do, again, again+" --scope system", 1)
	}
	return do
}

// checking collects findings.
type checking struct {
	Request
	installed map[browsers.Scope][]plan.Entry
	findings  []Finding
	ready     []ready
}

// ready is a host that a browser would start.
type ready struct {
	scope    browsers.Scope
	program  string
	manifest string
	family   manifests.Family
}

// Run looks at everything. It takes hello.Limit at most, and a little more.
func Run(ctx context.Context, r Request) Report {
	c := &checking{Request: r, installed: map[browsers.Scope][]plan.Entry{}}
	c.receipt(browsers.User)
	c.receipt(browsers.Whole)
	seen := 0
	for _, place := range r.Desk.Places(browsers.User) {
		if c.matters(place) {
			seen++
			c.browser(place)
			c.extension(place)
		}
	}
	if seen == 0 {
		c.add(Problem, "", "", "no browser was found for this person, and nothing is installed", again+" --browser NAME")
	}
	c.sandboxes()
	c.greet(ctx)
	report := Report{Version: manifests.Version, System: string(r.Desk.System) + "/" + r.Processor, Findings: c.findings, Redirects: manifests.Redirects()}
	report.OK = !slices.ContainsFunc(c.findings, func(f Finding) bool { return f.Level == Problem })
	return report
}

func (c *checking) add(level Level, browser, path, what, do string) {
	c.findings = append(c.findings, Finding{level, browser, path, what, do})
}

// receipt: programs must be as the receipt says; manifests are looked at as the
// browsers look at them.
func (c *checking) receipt(scope browsers.Scope) {
	entries, err := plan.Installed(c.Desk, c.View, scope)
	var bad *plan.BadReceipt
	switch {
	case errors.As(err, &bad):
		c.add(Problem, "", bad.Path, "the receipt of the install "+bad.What, inScope(scope, again+", which writes it anew"))
	case err != nil:
		what, do := machine.Why(err)
		c.add(Problem, "", plan.ReceiptPath(c.Desk, scope), "the receipt of the install cannot be read: "+what, do)
	}
	c.installed[scope] = entries
	for _, entry := range entries {
		if entry.Kind != plan.Program {
			continue
		}
		if thing, err := c.View.Look(entry.Path); err == nil && thing.Kind == machine.File && thing.Sum != entry.Sum {
			c.add(Problem, "", entry.Path, "the program was changed since it was installed", inScope(scope, again))
		}
	}
}

// matters: a browser that was asked for, or is here, or is served already.
func (c *checking) matters(place browsers.Place) bool {
	if len(c.Only) > 0 {
		return slices.Contains(c.Only, place.Browser)
	}
	return plan.Detected(c.View, place) || slices.ContainsFunc(c.candidates(place), c.served)
}

func (c *checking) served(place browsers.Place) bool {
	return slices.ContainsFunc(c.installed[place.Scope], func(e plan.Entry) bool { return e.Kind == plan.Manifest && e.Path == place.Manifest })
}

// candidates are the places where a browser looks, in its order: the person's,
// then the system's, which a browser's channels share.
func (c *checking) candidates(place browsers.Place) []browsers.Place {
	list := []browsers.Place{place}
	name, _, _ := strings.Cut(place.Browser, "-")
	for _, whole := range c.Desk.Places(browsers.Whole) {
		if whole.Browser == name {
			list = append(list, c.views(whole)...)
		}
	}
	return list
}

// views: of the machine's registry browsers read the view of 32-bit programs
// first.
func (c *checking) views(place browsers.Place) []browsers.Place {
	narrow := place
	narrow.Key = strings.Replace(place.Key, `HKLM\SOFTWARE\`, `HKLM\SOFTWARE\WOW6432Node\`, 1)
	if narrow.Key == place.Key {
		return []browsers.Place{place}
	}
	return []browsers.Place{narrow, place}
}

func (c *checking) sandboxes() {
	for _, box := range c.Desk.SandboxedBrowsers() {
		if c.View.Exists(box.Sign) {
			c.add(Hint, box.Browser, box.Sign, box.What, box.Do)
		}
	}
}

// Places lists the paths that Run would look at.
func Places(r Request) []string {
	c := &checking{Request: r, installed: map[browsers.Scope][]plan.Entry{}}
	var paths []string
	for _, scope := range []browsers.Scope{browsers.User, browsers.Whole} {
		c.installed[scope], _ = plan.Installed(r.Desk, r.View, scope)
		paths = append(paths, plan.ReceiptPath(r.Desk, scope))
	}
	add := func(path string) {
		if path != "" && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	for _, place := range r.Desk.Places(browsers.User) {
		if !c.matters(place) {
			continue
		}
		add(place.Policies)
		for _, candidate := range c.candidates(place) {
			add(candidate.Key)
			add(candidate.Manifest)
		}
	}
	return paths
}
