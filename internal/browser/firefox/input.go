package firefox

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
)

// Click moves the mouse to a point of the view and clicks. The page sees
// trusted events.
func (p *Page) Click(ctx context.Context, x, y float64) error {
	if err := p.Front(ctx); err != nil {
		return err
	}
	return p.actions(ctx, map[string]any{
		"type": "pointer", "id": "mouse", "parameters": map[string]any{"pointerType": "mouse"},
		"actions": []map[string]any{
			{"type": "pointerMove", "x": int(x), "y": int(y), "origin": "viewport", "duration": 0},
			{"type": "pointerDown", "button": 0},
			{"type": "pointerUp", "button": 0},
		},
	})
}

// ClickOn waits for a visible element of the page itself and clicks its middle.
func (p *Page) ClickOn(ctx context.Context, selector string) error {
	if err := p.WaitFor(ctx, fmt.Sprintf("document.querySelector(%s)?.checkVisibility()", quote(selector))); err != nil {
		return err
	}
	var box browser.Box
	err := p.script(ctx, `const e = document.querySelector(arguments[0]);
		e.scrollIntoView({block: "nearest", behavior: "instant"});
		const {x, y, width, height} = e.getBoundingClientRect();
		return {X: x, Y: y, Width: width, Height: height};`, "", &box, selector)
	if err != nil {
		return err
	}
	return p.Click(ctx, box.X+box.Width/2, box.Y+box.Height/2)
}

// Type types text into what has the focus, key by key.
func (p *Page) Type(ctx context.Context, text string) error {
	var strokes []map[string]any
	for _, r := range text {
		strokes = append(strokes, map[string]any{"type": "keyDown", "value": string(r)}, map[string]any{"type": "keyUp", "value": string(r)})
	}
	return p.actions(ctx, map[string]any{"type": "key", "id": "keyboard", "actions": strokes})
}

func (p *Page) actions(ctx context.Context, device map[string]any) error {
	return p.call(ctx, "WebDriver:PerformActions", map[string]any{"actions": []any{device}}, nil)
}

// quote makes a JavaScript string of s.
func quote(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}
