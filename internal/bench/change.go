package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
)

// noteShown has the page note when the button, which is this, shows the record
// that was gone to: what it says of the customer's presence is another.
const noteShown = `function() {
	globalThis.shown = (presence) => new Promise((resolve) => {
		const done = () => this.className === "glance " + presence && this.getAttribute("aria-busy") === "false";
		const observer = new MutationObserver(() => { if (done()) { observer.disconnect(); resolve(performance.now()); } });
		observer.observe(this, { attributeFilter: ["class", "aria-busy"] });
	});
//# sourceURL=` + measureName + `
}`

const measureName = "measure.js"

func (c *costPage) changes(ctx context.Context) ([]Line, error) {
	return c.changesOn(ctx, "a record change", 0)
}

func (c *costPage) changesOfLarge(ctx context.Context) ([]Line, error) {
	return c.changesOn(ctx, fmt.Sprintf("a record change in a page of %d elements", costElements), costElements)
}

// changesOn goes from record to record; each other one's customer is on the
// website, so that what the button shows tells the one from the other. The worst counts.
func (c *costPage) changesOn(ctx context.Context, what string, elements int) (lines []Line, err error) {
	visitors, err := c.present(costChanges)
	defer func() { err = errors.Join(err, c.leave(visitors)) }()
	if err != nil {
		return nil, err
	}
	page, group, err := c.open(ctx, "0", "absent")
	if err != nil {
		return nil, err
	}
	defer page.Close()
	if err := errors.Join(page.Evaluate(ctx, fmt.Sprintf("grow(%d)", elements), nil), group.Call(ctx, noteShown, nil), page.Inject(ctx, naiveName, c.naive)); err != nil {
		return nil, err
	}
	pass(ctx, quiet)
	var script, until pair
	for n := range costChanges {
		ran, took, err := c.change(ctx, page, n+1)
		if err != nil {
			return nil, fmt.Errorf("change %d: %w", n+1, err)
		}
		script = pair{max(script.floor, ran.floor), max(script.ours, ran.ours)}
		until = pair{max(until.floor, took.floor), max(until.ours, took.ours)}
	}
	return []Line{
		newBound(what+": our scripts, over a document-wide observer", "ms", script.ours, script.floor, 16),
		newBound(what+", settled until the button shows it, over the next frame", "ms", until.ours, until.floor, 250),
	}, nil
}

// change goes to one record, and gives the milliseconds of script that it cost
// and those until the button showed it. What listens is called within the page's
// own call where an address changes, and the page has nothing that listens: such
// calls count as ours. So does a call without an address: a message that comes to
// our script is one.
func (c *costPage) change(ctx context.Context, page *browser.Page, n int) (script, until pair, err error) {
	var took [2]float64
	trace, err := page.Trace(ctx, func(ctx context.Context) error {
		err := page.Evaluate(ctx, fmt.Sprintf("(() => { const there = shown(%q); return Promise.all([go(%d), there.then((at) => at - settled)]); })()", presenceOf(n), n), &took)
		if err != nil {
			return err
		}
		return page.Evaluate(ctx, "frame().then(frame).then(() => 0)", nil)
	})
	own := func(url string) bool { return url == c.address+"/record.js" }
	trace = callsOn(trace, own)
	naive, ran := browser.RanIn(trace, named(naiveName)), browser.RanIn(trace, func(url string) bool { return c.ours(url) || url == "" })
	heard := browser.CalledIn(trace, own)
	if err == nil && (naive.Milliseconds == 0 || browser.RanIn(trace, c.ours).Calls == 0 || heard.Calls == 0) {
		err = errors.New("the trace does not tell of the scripts")
	}
	return pair{naive.Milliseconds, ran.Milliseconds + heard.Milliseconds}, pair{took[0], took[1]}, err
}

// callsOn leaves the calls on the threads of a script's page, but for what the
// measurement itself runs there.
func callsOn(trace []browser.Event, script func(url string) bool) (calls []browser.Event) {
	type thread struct{ process, thread int }
	pages := map[thread]bool{}
	for _, event := range trace {
		if script(event.URL) {
			pages[thread{event.Process, event.Thread}] = true
		}
	}
	for _, event := range trace {
		measuring := event.URL == measureName || event.Name == "EvaluateScript" && event.URL == ""
		if pages[thread{event.Process, event.Thread}] && !measuring {
			calls = append(calls, event)
		}
	}
	return calls
}

func presenceOf(n int) string {
	if n%2 == 1 {
		return "present"
	}
	return "absent"
}

// present brings the customers of the records with odd numbers to the website.
func (c *costPage) present(records int) (visitors []*glancesim.Visitor, err error) {
	for n := 1; n <= records; n += 2 {
		visitor := c.Sim.Visitor(fmt.Sprintf("customer-%d", n))
		if err := visitor.Connect(c.Sim.ShopURL); err != nil {
			return visitors, err
		}
		visitors = append(visitors, visitor)
	}
	return visitors, nil
}

func (c *costPage) leave(visitors []*glancesim.Visitor) (err error) {
	for _, visitor := range visitors {
		err = errors.Join(err, visitor.Disconnect())
	}
	return err
}
