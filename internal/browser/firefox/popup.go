package firefox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
)

// Popup is the extension's popup, open over a page, or its sidebar beside one.
type Popup struct {
	browser *Browser
	window
}

// window is where such a page is drawn: statements that find its frame as
// popup, null where there is none, and a statement that closes it.
type window struct{ find, close string }

// Popup presses the extension's button in Firefox's toolbar, with the page in
// front, and takes hold of the popup that opens. Close it.
func (p *Page) Popup(ctx context.Context) (*Popup, error) {
	if err := p.Front(ctx); err != nil {
		return nil, err
	}
	if err := p.browser.system(ctx, pressAction, nil, p.browser.extension); err != nil {
		return nil, fmt.Errorf("pressing the toolbar button: %w", err)
	}
	return p.WaitPopup(ctx)
}

// WaitPopup waits for the popup that a press, or the extension itself, opens.
func (p *Page) WaitPopup(ctx context.Context) (*Popup, error) {
	return p.browser.wait(ctx, "the popup", overPage)
}

// WaitSidebar waits for the sidebar that the agent, or the extension, opens.
// Close it.
func (p *Page) WaitSidebar(ctx context.Context) (*Popup, error) {
	return p.browser.wait(ctx, "the sidebar", besidePage)
}

func (b *Browser) wait(ctx context.Context, what string, in window) (*Popup, error) {
	popup := &Popup{b, in}
	return popup, browser.Until(ctx, what, func(ctx context.Context) (bool, error) {
		var there bool
		err := popup.in(ctx, "return Boolean(popup)", &there)
		return there, err
	})
}

const pressAction = `
	const {ExtensionParent} = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
	const {extension} = WebExtensionPolicy.getByID(arguments[0]);
	const action = ExtensionParent.apiManager.global.browserActionFor(extension);
	await action.triggerAction(Services.wm.getMostRecentWindow("navigator:browser"));`

var (
	overPage = window{`
	const {document} = Services.wm.getMostRecentWindow("navigator:browser");
	const popup = [...document.querySelectorAll("browser.webextension-popup-browser")]
		.find(({currentURI, browsingContext}) => currentURI?.spec.endsWith("/popup.html") && browsingContext?.currentWindowGlobal);`,
		`popup?.closest("panel").hidePopup()`}
	besidePage = window{`
	const {document, SidebarController} = Services.wm.getMostRecentWindow("navigator:browser");
	const popup = [document.getElementById("sidebar")?.contentDocument?.getElementById("webext-panels-browser")]
		.find((frame) => frame?.currentURI?.spec.endsWith("/panel.html") && frame.browsingContext?.currentWindowGlobal);`,
		`SidebarController.hide()`}
)

// in runs statements behind those that find the frame.
func (p *Popup) in(ctx context.Context, statements string, out any, args ...any) error {
	return p.browser.system(ctx, p.find+statements, out, args...)
}

// Evaluate runs an expression in the popup and decodes its result into out.
func (p *Popup) Evaluate(ctx context.Context, expression string, out any) error {
	const run = `
		if (!popup) return {missing: true};
		const page = popup.browsingContext.currentWindowGlobal.getActor("MarionetteCommands");
		return {result: await page.executeScript(arguments[0], [], {sandboxName: null, newSandbox: false, timeout: 10000})};`
	var answer struct {
		Missing bool
		Result  json.RawMessage
	}
	err := p.in(ctx, run, &answer, "return ("+expression+")")
	if err == nil && answer.Missing {
		err = errors.New("the popup is closed")
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(answer.Result, out)
}

// Screenshot returns a PNG of the popup.
func (p *Popup) Screenshot(ctx context.Context) (shot []byte, err error) {
	const draw = `
		if (!popup) throw new Error("the popup is closed");
		const picture = await popup.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, "white");
		const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
		Object.assign(canvas, {width: picture.width, height: picture.height}).getContext("2d").drawImage(picture, 0, 0);
		return canvas.toDataURL().split(",")[1];`
	return shot, p.in(ctx, draw, &shot)
}

// Close closes the popup, which may be closed already.
func (p *Popup) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	_ = p.in(ctx, p.close, nil)
}
