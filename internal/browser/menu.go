package browser

import (
	"context"
	"fmt"
)

// MenuItem is an extension's item in the menu of a right-click.
type MenuItem struct{ ID, Title string }

// ChooseMenu tells the extension that its item was chosen on an element of the
// page. Without a window Chromium draws no menu, so the extension hears it as
// from the menu; whether the item is there is not looked at.
func (p *Page) ChooseMenu(ctx context.Context, _ string, item MenuItem) error {
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
