// Package check looks at an installed host as browsers do: which manifest each
// would take, whether it would take it, what policy says, and whether the host
// starts and answers. It changes nothing.
package check

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

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

// checking collects findings.
type checking struct {
	Request
	installed []plan.Entry
	findings  []Finding
	ready     []ready
}

// ready is a host that a browser would start.
type ready struct {
	browser  string
	program  string
	manifest string
	family   manifests.Family
}

// Run looks at everything. It takes hello.Limit at most, and a little more.
func Run(ctx context.Context, r Request) Report {
	c := &checking{Request: r}
	c.receipt()
	seen := 0
	for _, place := range r.Desk.Places(browsers.User) {
		if c.matters(place) {
			seen++
			c.browser(place)
		}
	}
	if seen == 0 {
		c.add(Problem, "", "", "no browser was found for this person, and nothing is installed", again+" --browser NAME")
	}
	c.sandboxes()
	c.greet(ctx)
	report := Report{Version: manifests.Version, System: string(r.Desk.System) + "/" + r.Processor, Findings: c.findings}
	report.OK = !slices.ContainsFunc(c.findings, func(f Finding) bool { return f.Level == Problem })
	return report
}

func (c *checking) add(level Level, browser, path, what, do string) {
	c.findings = append(c.findings, Finding{level, browser, path, what, do})
}

// receipt: programs must be as the receipt says; manifests are looked at as the
// browsers look at them.
func (c *checking) receipt() {
	var err error
	path := plan.ReceiptPath(c.Desk, browsers.User)
	if c.installed, err = plan.Installed(c.Desk, c.View, browsers.User); err != nil {
		c.add(Problem, "", path, "the receipt of the install cannot be read: "+err.Error(), again)
	}
	for _, entry := range c.installed {
		if entry.Kind != plan.Program {
			continue
		}
		if thing, err := c.View.Look(entry.Path); err == nil && thing.Kind == machine.File && thing.Sum != entry.Sum {
			c.add(Problem, "", entry.Path, "the program was changed since it was installed", again)
		}
	}
}

// matters: a browser that was asked for, or is here, or is served already.
func (c *checking) matters(place browsers.Place) bool {
	if len(c.Only) > 0 {
		return slices.Contains(c.Only, place.Browser)
	}
	return c.served(place) || plan.Detected(c.View, place)
}

func (c *checking) served(place browsers.Place) bool {
	return slices.ContainsFunc(c.installed, func(e plan.Entry) bool { return e.Kind == plan.Manifest && e.Path == place.Manifest })
}

// candidates are the places where a browser looks, in its order: the person's,
// then the system's, which a browser's channels share.
func (c *checking) candidates(place browsers.Place) []browsers.Place {
	list := []browsers.Place{place}
	name, _, _ := strings.Cut(place.Browser, "-")
	for _, whole := range c.Desk.Places(browsers.Whole) {
		if whole.Browser == name {
			list = append(list, whole)
		}
	}
	return list
}

func (c *checking) sandboxes() {
	for _, box := range c.Desk.SandboxedBrowsers() {
		if c.View.Exists(box.Sign) {
			c.add(Hint, box.Browser, box.Sign, box.What, box.Do)
		}
	}
}

// greet starts each host once for each family, all at the same time.
func (c *checking) greet(ctx context.Context) {
	var hosts []ready
	for _, r := range c.ready {
		if !slices.ContainsFunc(hosts, func(h ready) bool { return h.program == r.program && h.family == r.family }) {
			hosts = append(hosts, r)
		}
	}
	results := make([]Finding, len(hosts))
	var all sync.WaitGroup
	for i, host := range hosts {
		all.Go(func() { results[i] = c.greetOne(ctx, host) })
	}
	all.Wait()
	c.findings = append(c.findings, results...)
}

func (c *checking) greetOne(ctx context.Context, host ready) Finding {
	as := map[manifests.Family]string{manifests.Chromium: "a Chromium browser", manifests.Firefox: "Firefox"}[host.family]
	answer, err := c.Greet(ctx, host.program, host.manifest, host.family)
	switch {
	case err != nil:
		what := fmt.Sprintf("started as %s does, the host does not answer: %v", as, err)
		return Finding{Problem, "", host.program, what, again + ", and if that does not help, send this report to support"}
	case answer.Version != manifests.Version:
		what := fmt.Sprintf("started as %s does, the host answers as version %.40q; this installer is %s", as, answer.Version, manifests.Version)
		return Finding{Hint, "", host.program, what, again + " to have this version"}
	}
	return Finding{Good, "", host.program, fmt.Sprintf("started as %s does, the host says hello: version %s, %d ms", as, answer.Version, answer.Took.Milliseconds()), ""}
}

// Places lists the paths that Run would look at.
func Places(r Request) []string {
	c := &checking{Request: r}
	c.installed, _ = plan.Installed(r.Desk, r.View, browsers.User)
	paths := []string{plan.ReceiptPath(r.Desk, browsers.User)}
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
