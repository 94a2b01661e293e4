package firefox

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
)

// Click moves the mouse to a point of the view and clicks. The page sees
// trusted events.
func (p *Page) Click(ctx context.Context, x, y float64) error {
	if err := p.Front(ctx); err != nil {
		return err
	}
	return p.mouse(ctx, to(x, y), down(0), up(0))
}

// Move moves the mouse to a point of the view.
func (p *Page) Move(ctx context.Context, x, y float64) error { return p.mouse(ctx, to(x, y)) }

// Down presses the mouse's left button.
func (p *Page) Down(ctx context.Context, x, y float64) error {
	return p.mouse(ctx, to(x, y), down(0))
}

// Up releases the mouse's left button.
func (p *Page) Up(ctx context.Context, x, y float64) error { return p.mouse(ctx, to(x, y), up(0)) }

// mouse does what one mouse does in a row. Between two calls it stays as it is.
func (p *Page) mouse(ctx context.Context, did ...map[string]any) error {
	return p.actions(ctx, map[string]any{
		"type": "pointer", "id": "mouse", "parameters": map[string]any{"pointerType": "mouse"}, "actions": did,
	})
}

func to(x, y float64) map[string]any {
	return map[string]any{"type": "pointerMove", "x": int(x), "y": int(y), "origin": "viewport", "duration": 0}
}

func down(button int) map[string]any { return map[string]any{"type": "pointerDown", "button": button} }
func up(button int) map[string]any   { return map[string]any{"type": "pointerUp", "button": button} }

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
		strokes = append(strokes, map[string]any{"type": "keyDown", "value": key(r)}, map[string]any{"type": "keyUp", "value": key(r)})
	}
	return p.actions(ctx, map[string]any{"type": "key", "id": "keyboard", "actions": strokes})
}

// Press presses a key that has a name in kb: kb.Enter, kb.Tab, kb.Escape, the four arrows, kb.Home, kb.Backspace.
func (p *Page) Press(ctx context.Context, key string) error { return p.Type(ctx, key) }

// Shortcut has Firefox do what it does when Alt, Shift and a letter are pressed:
// without a window no key comes to its own part. An error where nothing is bound
// to them.
func (p *Page) Shortcut(ctx context.Context, letter string) error {
	const run = `
		const bound = Services.wm.getMostRecentWindow("navigator:browser").document.querySelectorAll("key");
		const key = [...bound].find((key) => key.getAttribute("key")?.toLowerCase() === arguments[0] && key.getAttribute("modifiers")?.split(/[ ,]+/).sort().join() === "alt,shift");
		if (!key) throw new Error("nothing is bound to Alt+Shift+" + arguments[0]);
		key.doCommand();`
	if err := p.Front(ctx); err != nil {
		return err
	}
	return p.browser.system(ctx, run, nil, letter)
}

// key is WebDriver's name of a key.
func key(character rune) string {
	switch string(character) {
	case kb.Enter:
		return "\uE007"
	case kb.Tab:
		return "\uE004"
	case kb.Escape:
		return "\uE00C"
	case kb.ArrowDown:
		return "\uE015"
	case kb.ArrowUp:
		return "\uE013"
	case kb.ArrowRight:
		return "\uE014"
	case kb.ArrowLeft:
		return "\uE012"
	case kb.Home:
		return "\uE011"
	case kb.Backspace:
		return "\uE003"
	}
	return string(character)
}

func (p *Page) actions(ctx context.Context, device map[string]any) error {
	return p.call(ctx, "WebDriver:PerformActions", map[string]any{"actions": []any{device}}, nil)
}

// quote makes a JavaScript string of s.
func quote(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}
