package firefox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// findClosed finds the first visible element that matches a selector in any
// closed shadow root. Only Firefox itself sees those.
const findClosed = `
	const inClosed = (node, selector) => {
		for (const element of node.querySelectorAll("*")) {
			const root = element.openOrClosedShadowRoot;
			if (!root) continue;
			const found = root.mode === "closed" && [...root.querySelectorAll(selector)].find(e => e.checkVisibility({visibilityProperty: true}));
			if (found) return found;
			const deeper = inClosed(root, selector);
			if (deeper) return deeper;
		}
		return null;
	};
	const found = inClosed(document, arguments[0]);
	if (!found) return {missing: true};
`

// CallClosed runs a function with an element as this, and decodes its result:
// the first visible element that matches a CSS selector in any closed shadow
// root of the page.
func (p *Page) CallClosed(ctx context.Context, selector, function string, out any) error {
	var answer struct {
		Missing bool
		Result  json.RawMessage
	}
	err := p.script(ctx, findClosed+"return {result: await ("+function+").call(found)};", "system", &answer, selector)
	if err == nil && answer.Missing {
		err = fmt.Errorf("%s: %w", selector, browser.ErrNoElement)
	}
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(answer.Result, out)
}

// ClickClosed clicks an element inside a closed shadow root with a real mouse,
// once the same element has stood in the same place for steady: such buttons
// take no click sooner.
func (p *Page) ClickClosed(ctx context.Context, selector string, steady time.Duration) error {
	at, err := p.Steady(ctx, selector, steady)
	if err != nil {
		return err
	}
	x, y := at.Centre()
	return p.Click(ctx, x, y)
}

// Steady waits until the same element inside a closed shadow root has stood in
// the same place for a while, and returns that place.
func (p *Page) Steady(ctx context.Context, selector string, steady time.Duration) (browser.Box, error) {
	var last place
	since := time.Now()
	err := browser.Until(ctx, selector+" to stand still", func(ctx context.Context) (bool, error) {
		var now place
		err := p.CallClosed(ctx, selector, standing, &now)
		if err != nil || now != last {
			last, since = now, time.Now()
			return false, err
		}
		return time.Since(since) >= steady, nil
	})
	return last.Box, err
}

// place is where an element stands; Node tells it from any other.
type place struct {
	browser.Box
	Node struct {
		ID string `json:"element-6066-11e4-a52e-4f735466cecf"` // WebDriver's name for a reference to an element
	}
}

const standing = `function() {
	const {x, y, width, height} = this.getBoundingClientRect();
	return {X: x, Y: y, Width: width, Height: height, Node: this};
}`
