package firefox

import (
	"context"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
)

// WaitFor waits until an expression is true.
func (p *Popup) WaitFor(ctx context.Context, expression string) error {
	return browser.Until(ctx, expression, func(ctx context.Context) (answer bool, err error) {
		err = p.Evaluate(ctx, "Boolean("+expression+")", &answer)
		return answer, err
	})
}

// Text returns the visible text of the popup.
func (p *Popup) Text(ctx context.Context) (text string, err error) {
	err = p.Evaluate(ctx, "document.body.innerText", &text)
	return text, err
}

// ClickOn waits for a visible element of the popup and clicks its middle with a
// real mouse. WebDriver's own reaches no popup.
func (p *Popup) ClickOn(ctx context.Context, selector string) error {
	if err := p.WaitFor(ctx, fmt.Sprintf("document.querySelector(%s)?.checkVisibility()", quote(selector))); err != nil {
		return err
	}
	click := fmt.Sprintf(`
		const {x, y, width, height} = document.querySelector(%s).getBoundingClientRect();
		for (const [type, buttons] of [["mousemove", 0], ["mousedown", 1], ["mouseup", 0]]) {
			window.synthesizeMouseEvent(type, x + width / 2, y + height / 2, {button: 0, buttons, clickCount: 1}, {});
		}`, quote(selector))
	const run = `
		if (!popup) throw new Error("the popup is closed");
		await popup.browsingContext.currentWindowGlobal.getActor("MarionetteCommands").executeScript(arguments[0], [], {sandboxName: "system"})`
	return p.in(ctx, run, nil, click)
}

// Allow waits until Firefox asks whether the extension may have more, presses
// Allow, and returns what was asked.
func (b *Browser) Allow(ctx context.Context) (asked string, err error) {
	const allow = `
		const {document} = Services.wm.getMostRecentWindow("navigator:browser");
		const prompt = document.querySelector("#addon-webext-permissions-notification");
		if (prompt?.closest("panel")?.state !== "open") return "";
		const asked = prompt.textContent;
		prompt.querySelector(".popup-notification-primary-button").click();
		return asked`
	err = browser.Until(ctx, "Firefox to ask", func(ctx context.Context) (bool, error) {
		err := b.system(ctx, allow, &asked)
		return asked != "", err
	})
	return asked, err
}
