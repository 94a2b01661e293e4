package browser

import (
	"context"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"
)

// Click moves the mouse to a point of the view and clicks. The page sees
// trusted events.
func (p *Page) Click(ctx context.Context, x, y float64) error {
	if err := p.Front(ctx); err != nil {
		return err
	}
	return errors.Join(p.Move(ctx, x, y), p.Down(ctx, x, y), p.Up(ctx, x, y))
}

// Move moves the mouse to a point of the view; with its button down it drags.
func (p *Page) Move(ctx context.Context, x, y float64) error {
	moved := input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: x, Y: y}
	if p.pressed {
		moved.Button, moved.Buttons = input.MouseButtonLeft, 1
	}
	return p.mouse(ctx, moved)
}

// Down presses the mouse's left button.
func (p *Page) Down(ctx context.Context, x, y float64) error {
	p.pressed = true
	return p.mouse(ctx, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMousePressed, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1})
}

// Up releases the mouse's left button.
func (p *Page) Up(ctx context.Context, x, y float64) error {
	p.pressed = false
	return p.mouse(ctx, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseReleased, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1})
}

func (p *Page) mouse(ctx context.Context, event input.DispatchMouseEventParams) error {
	_, err := call(ctx, p, input.DispatchMouseEvent, event)
	return err
}

// ClickOn waits for a visible element of the page itself and clicks its middle.
func (p *Page) ClickOn(ctx context.Context, selector string) error {
	x, y, err := p.middle(ctx, selector)
	if err != nil {
		return err
	}
	return p.Click(ctx, x, y)
}

// RightClickOn waits for a visible element of the page itself and presses the
// mouse's right button on its middle, as the hand does that opens the menu.
func (p *Page) RightClickOn(ctx context.Context, selector string) error {
	x, y, err := p.middle(ctx, selector)
	if err != nil {
		return err
	}
	at := input.DispatchMouseEventParams{X: x, Y: y, Button: input.MouseButtonRight, ClickCount: 1}
	for _, at.Type = range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
		err = errors.Join(err, p.mouse(ctx, at))
	}
	return err
}

// middle waits for a visible element of the page itself, and gives its middle.
func (p *Page) middle(ctx context.Context, selector string) (x, y float64, err error) {
	if err := p.WaitFor(ctx, fmt.Sprintf("document.querySelector(%s)?.checkVisibility()", quote(selector))); err != nil {
		return 0, 0, err
	}
	var box Box
	err = p.Evaluate(ctx, fmt.Sprintf(`(() => {
		const e = document.querySelector(%s);
		e.scrollIntoView({block: "nearest", behavior: "instant"});
		const {x, y, width, height} = e.getBoundingClientRect();
		return {X: x, Y: y, Width: width, Height: height};
	})()`, quote(selector)), &box)
	x, y = box.Centre()
	return x, y, err
}

// Type types text into what has the focus, key by key.
func (p *Page) Type(ctx context.Context, text string) error {
	for _, r := range text {
		if err := p.keys(ctx, kb.Encode(r)); err != nil {
			return err
		}
	}
	return nil
}

// Press presses a key that has a name in kb, such as kb.Enter or kb.Tab.
func (p *Page) Press(ctx context.Context, key string) error { return p.Type(ctx, key) }

func (p *Page) keys(ctx context.Context, events []*input.DispatchKeyEventParams) error {
	for _, event := range events {
		if _, err := call(ctx, p, input.DispatchKeyEvent, *event); err != nil {
			return err
		}
	}
	return nil
}

// Focus gives the element the focus.
func (e *Element) Focus(ctx context.Context) error {
	_, err := call(ctx, e.page, dom.Focus, dom.FocusParams{ObjectID: e.object})
	return err
}

// Click clicks the middle of the element with a real mouse.
func (e *Element) Click(ctx context.Context) error {
	box, err := e.Box(ctx)
	if err != nil {
		return err
	}
	x, y := box.Centre()
	return e.page.Click(ctx, x, y)
}
