package firefox

import (
	"context"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
)

// ChooseMenu right-clicks the middle of an element of the page with a real
// mouse and chooses an extension's item, by its title, in Firefox's own menu.
func (p *Page) ChooseMenu(ctx context.Context, selector string, item browser.MenuItem) error {
	if err := p.Front(ctx); err != nil {
		return err
	}
	var box browser.Box
	if err := p.Evaluate(ctx, fmt.Sprintf("(%s).call(document.querySelector(%s))", standing, quote(selector)), &box); err != nil {
		return err
	}
	x, y := box.Centre()
	if err := p.mouse(ctx, to(x, y), down(2), up(2)); err != nil {
		return err
	}
	return browser.Until(ctx, "the menu's item "+item.Title, func(ctx context.Context) (bool, error) {
		var chosen bool
		err := p.browser.system(ctx, chooseItem, &chosen, item.Title)
		return chosen, err
	})
}

// chooseItem opens the extension's own menu first, where it has several items.
const chooseItem = `
	const menu = Services.wm.getMostRecentWindow("navigator:browser").document.getElementById("contentAreaContextMenu");
	const item = menu.state === "open" && [...menu.querySelectorAll("menuitem")].find(({label, hidden}) => label === arguments[0] && !hidden);
	const list = item && item.closest("menupopup");
	if (list && list !== menu && list.state !== "open") list.parentNode.openMenu(true);
	else if (list) return list.activateItem(item), true;
	return false;`

// ChoseMenu has the extension told that the agent chose an item, as Firefox tells
// it, without drawing the menu: behind an open one the remote control may wait
// for half a minute.
func (p *Page) ChoseMenu(ctx context.Context, item browser.MenuItem) error {
	if err := p.Front(ctx); err != nil {
		return err
	}
	address, err := p.URL(ctx)
	if err != nil {
		return err
	}
	return p.browser.system(ctx, choseItem, nil, p.browser.extension, item.ID, address)
}

const choseItem = `
	const [id, menuItemId, pageUrl] = arguments;
	const {gBrowser} = Services.wm.getMostRecentWindow("navigator:browser");
	WebExtensionPolicy.getByID(id).extension.emit("webext-menu-menuitem-click", {menuItemId, pageUrl, frameId: 0, editable: false, modifiers: []}, gBrowser.selectedTab);`
