package browser

import (
	"context"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/extensions"
	"github.com/chromedp/cdproto/target"
)

// Popup presses the extension's button in the browser's toolbar, as on a page
// that is in front, and takes hold of the popup that opens. No other tab may
// show the page's address. Close it.
func (b *Browser) Popup(ctx context.Context, over *Page) (*Page, error) {
	address, err := over.URL(ctx)
	if err != nil {
		return nil, err
	}
	tab, err := b.tabOf(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := over.Front(ctx); err != nil {
		return nil, err
	}
	if _, err := call(ctx, b, extensions.TriggerAction, extensions.TriggerActionParams{ID: b.extension, TargetID: string(tab)}); err != nil {
		return nil, fmt.Errorf("pressing the toolbar button: %w", err)
	}
	return b.WaitPopup(ctx)
}

// WaitPopup waits for the popup that a press, or the extension itself, opens.
func (b *Browser) WaitPopup(ctx context.Context) (*Page, error) {
	popup := "chrome-extension://" + b.extension + "/popup.html"
	return b.WaitTab(ctx, "the popup", func(address string) bool { return address == popup })
}

// tabOf finds the target of a tab's frame, which is another than its page's.
func (b *Browser) tabOf(ctx context.Context, address string) (target.ID, error) {
	result, err := call(ctx, b, target.GetTargets, target.GetTargetsParams{Filter: target.Filter{{}}})
	if err != nil {
		return "", err
	}
	for _, info := range result.TargetInfos {
		if info.Type == "tab" && info.URL == address {
			return info.TargetID, nil
		}
	}
	return "", errors.New("no tab shows " + address)
}
