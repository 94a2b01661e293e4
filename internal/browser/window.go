package browser

import (
	"context"

	"github.com/chromedp/cdproto/browser"
)

// Place puts the page's window somewhere on the screen.
func (p *Page) Place(ctx context.Context, at Box) error {
	window, err := call(ctx, p.browser, browser.GetWindowForTarget, browser.GetWindowForTargetParams{TargetID: p.target.TargetID})
	if err != nil {
		return err
	}
	left, top := int64(at.X), int64(at.Y)
	_, err = call(ctx, p.browser, browser.SetWindowBounds, browser.SetWindowBoundsParams{
		WindowID: window.WindowID,
		Bounds:   &browser.Bounds{Left: &left, Top: &top, Width: int64(at.Width), Height: int64(at.Height)},
	})
	return err
}

// Screen returns the part of the screen that windows may fill.
func (p *Page) Screen(ctx context.Context) (Box, error) {
	var screen Box
	err := p.Evaluate(ctx, "({X: window.screen.availLeft, Y: window.screen.availTop, Width: window.screen.availWidth, Height: window.screen.availHeight})", &screen)
	return screen, err
}
