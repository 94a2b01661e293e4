package browser

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/input"
)

// Copy puts a text on the browser's clipboard as a person does: from a field,
// which the page has for as long as it takes. The focus is then in the body.
func (p *Page) Copy(ctx context.Context, text string) error {
	err := p.Evaluate(ctx, fmt.Sprintf(`void (() => {
		const field = document.createElement("textarea");
		field.id = "copied-from";
		field.value = %s;
		document.body.append(field);
		field.select();
	})()`, quote(text)), nil)
	if err != nil {
		return err
	}
	if err := p.edit(ctx, "copy"); err != nil {
		return err
	}
	return p.Evaluate(ctx, `document.getElementById("copied-from").remove()`, nil)
}

// Paste pastes what is on the clipboard into what has the focus.
func (p *Page) Paste(ctx context.Context) error { return p.edit(ctx, "paste") }

// edit presses a key that stands for an editing command.
func (p *Page) edit(ctx context.Context, command string) error {
	return p.keys(ctx, []*input.DispatchKeyEventParams{
		{Type: input.DispatchKeyEventTypeRawKeyDown, Commands: []string{command}}, {Type: input.DispatchKeyEventTypeKeyUp},
	})
}
