package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Page is one tab.
type Page struct {
	browser *Browser
	ctx     context.Context // chromedp's context of the tab
	target  *chromedp.Target
	close   context.CancelFunc // nil for the browser's first tab
	pressed bool               // the mouse's left button
}

// Go opens an address in the tab and waits until it has loaded.
func (p *Page) Go(ctx context.Context, address string) error {
	result, err := call(ctx, p, page.Navigate, page.NavigateParams{URL: address})
	if err != nil {
		return err
	}
	if result.ErrorText != "" {
		return fmt.Errorf("opening %s: %s", address, result.ErrorText)
	}
	return p.WaitFor(ctx, `document.readyState === "complete"`)
}

// Reload loads the tab's page anew and waits until it has loaded.
func (p *Page) Reload(ctx context.Context) error {
	var loaded float64
	if err := p.Evaluate(ctx, "performance.timeOrigin", &loaded); err != nil {
		return err
	}
	if _, err := call(ctx, p, page.Reload, page.ReloadParams{}); err != nil {
		return err
	}
	return p.WaitFor(ctx, fmt.Sprintf(`performance.timeOrigin > %f && document.readyState === "complete"`, loaded))
}

// Evaluate runs an expression in the page, awaits its promise and decodes the
// result into out, unless that is nil.
func (p *Page) Evaluate(ctx context.Context, expression string, out any) error {
	return evaluate(ctx, p, runtime.EvaluateParams{Expression: expression}, out)
}

// WaitFor waits until an expression is true.
func (p *Page) WaitFor(ctx context.Context, expression string) error {
	return Until(ctx, expression, func(ctx context.Context) (bool, error) {
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
	var address string
	err := p.Evaluate(ctx, "location.href", &address)
	return address, err
}

// History returns the addresses in the tab's history, oldest first.
func (p *Page) History(ctx context.Context) ([]string, error) {
	result, err := call(ctx, p, page.GetNavigationHistory, cdp.Empty{})
	if err != nil {
		return nil, err
	}
	var addresses []string
	for _, entry := range result.Entries {
		addresses = append(addresses, entry.URL, entry.UserTypedURL)
	}
	return addresses, nil
}

// Front brings the tab to the front of its window.
func (p *Page) Front(ctx context.Context) error {
	_, err := call(ctx, p, page.BringToFront, cdp.Empty{})
	return err
}

// Screenshot returns a PNG of what the tab shows, and brings it to the front:
// a hidden tab paints nothing.
func (p *Page) Screenshot(ctx context.Context) ([]byte, error) {
	if err := p.Front(ctx); err != nil {
		return nil, err
	}
	shot, err := call(ctx, p, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	return shot.Data, err
}

// Emulate sets a media feature, such as prefers-color-scheme: dark. An empty
// value takes it back.
func (p *Page) Emulate(ctx context.Context, feature, value string) error {
	_, err := call(ctx, p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: feature, Value: value}},
	})
	return err
}

// Close closes the tab. The browser's first tab stays.
func (p *Page) Close() {
	if p.close != nil {
		p.close()
	}
}

func evaluate(ctx context.Context, to *Page, params runtime.EvaluateParams, out any) error {
	yes := true
	params.ReturnByValue, params.AwaitPromise = &yes, &yes
	result, err := call(ctx, to, runtime.Evaluate, params)
	if err != nil {
		return err
	}
	return decode(result.Result, result.ExceptionDetails, out)
}

func decode(result *runtime.RemoteObject, exception *runtime.ExceptionDetails, out any) error {
	if exception != nil {
		return exceptionError(exception)
	}
	if out == nil {
		return nil
	}
	if result.Value == nil {
		return fmt.Errorf("the script's result is %s", result.Type)
	}
	return json.Unmarshal(result.Value, out)
}

func exceptionError(details *runtime.ExceptionDetails) error {
	if details.Exception != nil && details.Exception.Description != "" {
		return errors.New(details.Exception.Description)
	}
	if details.Exception != nil && details.Exception.Value != nil {
		return errors.New(string(details.Exception.Value))
	}
	return errors.New(details.Text)
}
