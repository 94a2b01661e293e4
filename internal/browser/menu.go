package browser

import (
	"context"
	"fmt"
)

// MenuItem is an extension's item in the menu of a right-click.
type MenuItem struct{ ID, Title string }

// ChooseMenu right-clicks the middle of an element of the page with a real
// mouse, and tells the extension that its item was chosen. Without a window
// Chromium draws no menu, so the extension hears it as from the menu; whether
// the item is there is not looked at.
func (p *Page) ChooseMenu(ctx context.Context, selector string, item MenuItem) error {
	if err := p.Front(ctx); err != nil {
		return err
	}
	if err := p.RightClickOn(ctx, selector); err != nil {
		return err
	}
	address, err := p.URL(ctx)
	if err != nil {
		return err
	}
	worker, err := p.browser.Worker(ctx)
	if err != nil {
		return err
	}
	defer worker.Release()
	const choose = `chrome.tabs.query({}).then(tabs => {
		const tab = tabs.find(({url}) => url === %[1]s);
		if (!tab) throw new Error("no tab shows " + %[1]s);
		chrome.contextMenus.onClicked.dispatch({menuItemId: %[2]s, pageUrl: tab.url, frameId: 0, editable: false}, tab);
	})`
	return worker.Evaluate(ctx, fmt.Sprintf(choose, quote(address), quote(item.ID)), nil)
}
