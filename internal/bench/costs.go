package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

const (
	costElements  = 50_000
	costMutations = 100_000
	costBatch     = 500 // mutations in a task
	costChanges   = 10
	unmappedFor   = 2 * time.Second

	naiveName  = "naive-observer.js"
	pollerName = "naive-poll.js"
	pollerJS   = `setInterval(() => document.querySelector('[data-field="visitor-id"] .value')?.textContent, 1000); 0`
)

// costs measures what the extension costs pages, from the browser's own traces,
// beside scripts that do the same without care, on the same page in the same run.
func (b *bench) costs(ctx context.Context) (lines []Line, err error) {
	c, err := b.openCostPage(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	for _, measure := range []func(context.Context) ([]Line, error){c.unmapped, c.idle, c.turmoil, c.changes, c.changesOfLarge, c.shifts} {
		more, err := measure(ctx)
		lines = append(lines, more...)
		if err != nil {
			return lines, err
		}
	}
	return lines, nil
}

// unmapped opens two pages that no rule names: one at the granted site, one elsewhere.
func (c *costPage) unmapped(ctx context.Context) ([]Line, error) {
	page, err := c.Browser.Open(ctx, "about:blank")
	if err != nil {
		return nil, err
	}
	defer page.Close()
	trace, err := page.Trace(ctx, func(ctx context.Context) error {
		for _, host := range []string{"bench.localhost", "elsewhere.localhost"} {
			if err := page.Go(ctx, strings.Replace(c.address, "bench.localhost", host, 1)+"/unmapped/1"); err != nil {
				return err
			}
			pass(ctx, unmappedFor)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if own := browser.RanIn(trace, func(url string) bool { return strings.HasSuffix(url, "/record.js") }); own.Calls < 2 {
		return nil, fmt.Errorf("the trace tells of %d scripts of the pages' own", own.Calls)
	}
	ran := browser.RanIn(trace, c.ours)
	return []Line{
		newBound("pages without a rule: calls of our scripts", "calls", float64(ran.Calls), 0, 0),
		newBound("pages without a rule: our scripts", "ms", ran.Milliseconds, 0, 0),
	}, nil
}

// idle leaves a record alone whose customer is not on the website.
func (c *costPage) idle(ctx context.Context) ([]Line, error) {
	page, _, err := c.open(ctx, "1", "absent")
	if err != nil {
		return nil, err
	}
	defer page.Close()
	if err := errors.Join(page.Inject(ctx, pollerName, pollerJS), c.settle(ctx, page)); err != nil {
		return nil, err
	}
	trace, err := page.Trace(ctx, func(ctx context.Context) error { pass(ctx, c.idleFor); return ctx.Err() })
	if err != nil {
		return nil, err
	}
	poll, ran := browser.RanIn(trace, named(pollerName)), browser.RanIn(trace, c.ours)
	if poll.Calls == 0 || poll.Timers == 0 {
		return nil, errors.New("the trace does not tell of the script that looks each second")
	}
	what := fmt.Sprintf("a record at rest for %v: ", c.idleFor)
	return []Line{
		newBound(what+"wake-ups, over a look each second", "calls", float64(ran.Calls), float64(poll.Calls), 0),
		newBound(what+"timers, over a look each second", "timers", float64(ran.Timers), float64(poll.Timers), 0),
	}, nil
}

// turmoil has a large page change all the time, but for its record.
func (c *costPage) turmoil(ctx context.Context) ([]Line, error) {
	page, _, err := c.open(ctx, "1", "absent")
	if err != nil {
		return nil, err
	}
	defer page.Close()
	if err := errors.Join(page.Evaluate(ctx, fmt.Sprintf("grow(%d)", costElements), nil), page.Inject(ctx, naiveName, c.naive)); err != nil {
		return nil, err
	}
	pass(ctx, quiet)
	trace, err := page.Trace(ctx, func(ctx context.Context) error {
		for range 10 { // each has the limit of one command
			if err := page.Evaluate(ctx, fmt.Sprintf("turmoil(%d, %d)", costMutations/10, costBatch), nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	naive, ran := browser.RanIn(trace, named(naiveName)), browser.RanIn(trace, c.ours)
	if naive.Milliseconds == 0 {
		return nil, errors.New("the trace does not tell of the document-wide observer")
	}
	name := fmt.Sprintf("%d mutations of a page of %d elements, over a document-wide observer", costMutations, costElements)
	return []Line{newBound(name, "ms", ran.Milliseconds, naive.Milliseconds, 10)}, nil
}

// quiet is when what began before a trace is over, but where much else runs.
const quiet = 2 * time.Second

// settle waits until nothing of ours has run for that time, and no longer than
// what began with the page can take: a script that never rests is measured.
func (c *costPage) settle(ctx context.Context, page *browser.Page) error {
	for range 5 {
		trace, err := page.Trace(ctx, func(ctx context.Context) error { pass(ctx, quiet); return ctx.Err() })
		if err != nil || browser.RanIn(trace, c.ours).Calls == 0 {
			return err
		}
	}
	return nil
}

func named(name string) func(string) bool { return func(url string) bool { return url == name } }

// pass lets a time pass that is itself what is measured, or what has to be over.
func pass(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
