package browser

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/runtime"
)

// settingsOfExtensions is a file of the browser's page of extensions that may do
// all that the page may, and draws nothing: the page takes two seconds of a processor.
const settingsOfExtensions = "chrome://extensions/strings.m.js"

// Grant gives the extension an optional host permission, such as
// https://crm.localhost/*, as a person would by pressing Allow: the browser's
// own extensions page notes the origin, then the extension asks for it and no
// prompt is needed.
func (b *Browser) Grant(ctx context.Context, origin string) error {
	if err := b.noteHost(ctx, origin); err != nil {
		return fmt.Errorf("granting %s: %w", origin, err)
	}
	return b.request(ctx, origin)
}

func (b *Browser) noteHost(ctx context.Context, origin string) error {
	page, err := b.Open(ctx, settingsOfExtensions)
	if err != nil {
		return err
	}
	defer page.Close()
	return page.Evaluate(ctx, fmt.Sprintf("chrome.developerPrivate.addHostPermission(%s, %s)", quote(b.extension), quote(origin)), nil)
}

func (b *Browser) request(ctx context.Context, origin string) error {
	page, err := b.Open(ctx, "chrome-extension://"+b.extension+"/manifest.json")
	if err != nil {
		return err
	}
	defer page.Close()
	var granted bool
	yes := true
	err = evaluate(ctx, page, runtime.EvaluateParams{
		Expression:  fmt.Sprintf("chrome.permissions.request({origins: [%s]})", quote(origin)),
		UserGesture: &yes,
	}, &granted)
	if err == nil && !granted {
		err = fmt.Errorf("the browser refused %s", origin)
	}
	return err
}

// quote makes a JavaScript string of s.
func quote(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}
