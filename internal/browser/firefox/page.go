package firefox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
)

// Page is one tab.
type Page struct {
	browser *Browser
	tab     string // its window handle
}

// Go opens an address in the tab and waits until it has loaded.
func (p *Page) Go(ctx context.Context, address string) error {
	return p.call(ctx, "WebDriver:Navigate", map[string]any{"url": address}, nil)
}

// Reload loads the tab's page anew and waits until it has loaded.
func (p *Page) Reload(ctx context.Context) error {
	return p.call(ctx, "WebDriver:Refresh", nil, nil)
}

// Evaluate runs an expression in the page, awaits its promise and decodes the
// result into out, unless that is nil.
func (p *Page) Evaluate(ctx context.Context, expression string, out any) error {
	return p.script(ctx, "return ("+expression+"\n)", "", out)
}

// WaitFor waits until an expression is true.
func (p *Page) WaitFor(ctx context.Context, expression string) error {
	return browser.Until(ctx, expression, func(ctx context.Context) (bool, error) {
		var answer bool
		err := p.Evaluate(ctx, "Boolean("+expression+")", &answer)
		return answer, err
	})
}

// Text returns the visible text of the page.
func (p *Page) Text(ctx context.Context) (string, error) {
	var text string
	err := p.Evaluate(ctx, "document.body.innerText", &text)
	return text, err
}

// URL returns the address that the tab shows.
func (p *Page) URL(ctx context.Context) (string, error) {
	var answer struct{ Value string }
	err := p.call(ctx, "WebDriver:GetCurrentURL", nil, &answer)
	return answer.Value, err
}

// History returns the addresses in the tab's history, oldest first.
func (p *Page) History(ctx context.Context) ([]string, error) {
	const script = `for (const {gBrowser} of Services.wm.getEnumerator("navigator:browser")) for (const {linkedBrowser} of gBrowser.tabs) {
		if (linkedBrowser.browsingContext.currentWindowGlobal?.innerWindowId !== arguments[0]) continue;
		const history = linkedBrowser.browsingContext.sessionHistory;
		return Array.from({length: history.count}, (_, at) => history.getEntryAtIndex(at).URI.spec);
	}`
	var window int64
	if err := p.script(ctx, "return window.windowGlobalChild.innerWindowId", "system", &window); err != nil {
		return nil, err
	}
	var addresses []string
	err := p.browser.system(ctx, script, &addresses, window)
	if err == nil && addresses == nil {
		err = errors.New("the tab has no history")
	}
	return addresses, err
}

// Front brings the tab to the front of its window, and that window before the others.
func (p *Page) Front(ctx context.Context) error {
	return p.call(ctx, "WebDriver:SwitchToWindow", map[string]any{"handle": p.tab, "focus": true}, nil)
}

// Screenshot returns a PNG of what the tab shows, and brings it to the front.
func (p *Page) Screenshot(ctx context.Context) ([]byte, error) {
	if err := p.Front(ctx); err != nil {
		return nil, err
	}
	var shot struct{ Value []byte }
	err := p.call(ctx, "WebDriver:TakeScreenshot", map[string]any{"full": false}, &shot)
	return shot.Value, err
}

// Place puts the page's window somewhere on the screen.
func (p *Page) Place(ctx context.Context, at browser.Box) error {
	return p.call(ctx, "WebDriver:SetWindowRect", map[string]any{
		"x": int(at.X), "y": int(at.Y), "width": int(at.Width), "height": int(at.Height),
	}, nil)
}

// Screen returns the part of the screen that windows may fill.
func (p *Page) Screen(ctx context.Context) (browser.Box, error) {
	var screen browser.Box
	err := p.Evaluate(ctx, "({X: screen.availLeft, Y: screen.availTop, Width: screen.availWidth, Height: screen.availHeight})", &screen)
	return screen, err
}

// resize gives the page the size that was asked for, its window round it.
func (p *Page) resize(ctx context.Context) error {
	var frame browser.Box
	if err := p.Evaluate(ctx, "({Width: outerWidth - innerWidth, Height: outerHeight - innerHeight})", &frame); err != nil {
		return err
	}
	frame.Width += p.browser.size.Width
	frame.Height += p.browser.size.Height
	return p.Place(ctx, frame)
}

// Close closes the tab. The last one stays.
func (p *Page) Close() {
	if p == p.browser.first {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	_ = p.call(ctx, "WebDriver:CloseWindow", nil, nil) // gone already
}

// call runs one command in the tab.
func (p *Page) call(ctx context.Context, command string, params, out any) error {
	return p.browser.remote.in(ctx, p.tab, func() error { return p.browser.remote.do(ctx, command, params, out) })
}

// script runs statements in the page; with the sandbox "system" they see what
// no script of the page does.
func (p *Page) script(ctx context.Context, statements, sandbox string, out any, args ...any) error {
	return p.browser.remote.in(ctx, p.tab, func() error { return p.browser.remote.script(ctx, statements, sandbox, out, args) })
}

// script runs the body of a function, awaits its promise and decodes its result.
func (r *remote) script(ctx context.Context, body, sandbox string, out any, args []any) error {
	params := map[string]any{"script": "return (async function() {" + body + "\n}).apply(null, arguments)", "args": append([]any{}, args...)}
	if sandbox != "" {
		params["sandbox"] = sandbox
	}
	var answer struct{ Value json.RawMessage }
	if err := r.do(ctx, "WebDriver:ExecuteScript", params, &answer); err != nil || out == nil {
		return err
	}
	if string(answer.Value) == "null" {
		return errors.New("the script has no result")
	}
	if err := json.Unmarshal(answer.Value, out); err != nil {
		return fmt.Errorf("the script's result: %w", err)
	}
	return nil
}
