package main

import (
	"context"
	"errors"
	"fmt"
)

// shifts looks at what the browser counts as a shift of the page's layout while
// the button appears, says other things, and stands elsewhere.
func (c *costPage) shifts(ctx context.Context) (lines []Line, err error) {
	page, group, err := c.open(ctx, "0", "absent")
	if err != nil {
		return nil, err
	}
	defer page.Close()
	if err := group.Call(ctx, noteShown, nil); err != nil {
		return nil, err
	}
	visitor := c.Sim.Visitor("customer-0")
	steps := []struct {
		presence string
		do       func() error
	}{
		{"present", func() error { return visitor.Connect(c.Sim.ShopURL) }},
		{"absent", visitor.Disconnect},
		{"present", func() error { return visitor.Connect(c.Sim.ShopURL) }},
		{"absent", func() error { return page.Evaluate(ctx, `go(20, "of a family whose name is long")`, nil) }},
		{"present", func() error { return page.Evaluate(ctx, `go(0)`, nil) }},
	}
	for _, step := range steps {
		err := page.Evaluate(ctx, fmt.Sprintf("globalThis.there = shown(%q); 0", step.presence), nil)
		if err := errors.Join(err, step.do(), page.Evaluate(ctx, "there", nil), page.Evaluate(ctx, "frame().then(frame).then(() => 0)", nil)); err != nil {
			return nil, err
		}
	}
	var seen, provoked float64
	const moved = `(async () => { for (const y of [300, 0]) { scrollTo(0, y); await frame(); await frame(); } return shifts.length; })()`
	const provoke = `(async () => { document.body.prepend(element("p", "", "pushes all down")); await frame(); await frame(); await frame(); return shifts.length; })()`
	if err := errors.Join(page.Evaluate(ctx, moved, &seen), page.Evaluate(ctx, provoke, &provoked), visitor.Disconnect()); err != nil {
		return nil, err
	}
	if provoked == seen {
		return nil, errors.New("the browser did not tell of a shift that there was")
	}
	return []Line{newBound("shifts of the page's layout by the button", "shifts", seen, 0, 0)}, nil
}
