package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/hello"
	"github.com/glance-networks/agent-host/installer/plan"
	"github.com/glance-networks/agent-host/manifests"
)

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
	case errors.Is(err, hello.ErrRefused) && c.untouched(host.program):
		return Finding{Hint, "", host.program, "the administrator lets it answer browsers only (callerCheck \"strict\"), so that no hello can be said from here", "open the extension's popup: it says whether the host answers the browser"}
	case err != nil:
		what := fmt.Sprintf("started as %s does, the host does not answer: %v", as, err)
		return Finding{Problem, "", host.program, what, inScope(host.scope, again+", and if that does not help, send the output of glance-installer check --json to support")}
	case answer.Version != manifests.Version:
		what := fmt.Sprintf("started as %s does, the host answers as version %.40q; this installer is %s", as, answer.Version, manifests.Version)
		return Finding{Hint, "", host.program, what, inScope(host.scope, again+" to have this version")}
	}
	return Finding{Good, "", host.program, fmt.Sprintf("started as %s does, the host says hello: version %s, %d ms", as, answer.Version, answer.Took.Milliseconds()), ""}
}

// untouched says whether a program is as an install put it.
func (c *checking) untouched(program string) bool {
	thing, err := c.View.Look(program)
	return err == nil && slices.ContainsFunc(slices.Concat(c.installed[browsers.User], c.installed[browsers.Whole]), func(e plan.Entry) bool {
		return e.Kind == plan.Program && e.Path == program && e.Sum == thing.Sum
	})
}
