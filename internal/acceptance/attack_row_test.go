package acceptance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/manifests"
)

// second is the row of another customer than the page's own.
const second = `const row = document.querySelectorAll(".row")[1], link = row.querySelector("a"), id = row.querySelector(".id"), were = row.innerHTML; attack.later(() => (row.innerHTML = were));
	const at = {bubbles: true, composed: true, cancelable: true, button: 2, clientX: row.getBoundingClientRect().left + 9, clientY: row.getBoundingClientRect().top + 9};
`

// rows are attacks by rows of a list and their links, for the right-click and
// the shortcut. Only Chromium's driver tells the extension of either.
var rows = []assault{
	{"a right-click of the page’s own", byRow, second + `row.dispatchEvent(new MouseEvent("contextmenu", at))`, unmeant},
	{"a right-click of the page’s own on the link", byRow, second + `link.dispatchEvent(new PointerEvent("contextmenu", {...at, pointerType: "mouse"}))`, unmeant},
	{"a right-click that says it is trusted", byRow, second + `class Trusted extends PointerEvent { get isTrusted() { return true } } link.dispatchEvent(new Trusted("contextmenu", at))`, unmeant},
	{"a thousand right-clicks", byRow, second + `for (let n = 0; n < 1000; n++) row.dispatchEvent(new MouseEvent("contextmenu", at))`, unmeant},
	{"a right-click that nobody made", byRow, ``, unmeant},
	{"the focus put on a row as the shortcut is pressed", byRow, second + `link.focus()`, unmeantByKeys},
	{"a row with two values", byRow, second + `const o = id.cloneNode(); o.textContent = "vera-visitor"; row.append(o); link.focus()`, unmeantTwice},
	{"a row with two links", byRow, second + `const o = link.cloneNode(true); o.href = "/contacts/1001"; row.append(o); link.focus()`, unmeantTwice},
	{"a row whose value nobody sees", byRow, second + `id.style.opacity = "0"; link.focus()`, unmeantTwice},
	{"a row with markup for a value", byRow, second + `id.textContent = "<b>walter-webb</b>"; link.focus()`, unmeantTwice},
	{"a row with a turned value", byRow, second + `id.textContent = "\u202Ebbew-retlaw"; link.focus()`, unmeantTwice},
	{"a row with a megabyte", byRow, second + `id.textContent = "w".repeat(1_000_000); link.focus()`, unmeantTwice},
	{"a row whose link is a script", byRow, second + `link.href = "javascript:alert(1)"; link.focus()`, unmeantTwice},
	{"a row whose link is data", byRow, second + `link.href = "data:text/html,/contacts/1002"; link.focus()`, unmeantTwice},
	{"a row whose link leads nowhere", byRow, second + `link.href = "/elsewhere/1002"; link.focus()`, unmeantTwice},
	{"a row that changes after it was shown", byRow, second + `link.focus(); attack.next = () => (id.textContent = "vera-visitor")`, unmeantTwice},
	{"a row that is gone after it was shown", byRow, second + `link.focus(); attack.next = () => row.replaceChildren()`, unmeantTwice},
	{"the focus on a link to another contact", byRow, `const l = attack.add(attack.make("a", {cursor: "text"}, {href: "/contacts/1002", textContent: "Walter"}), document.querySelector("main")); l.focus()`, unmeantTwice},
	{"the focus in a list of other contacts", byRow, `const l = attack.add(attack.make("table", {}, {innerHTML: "<tr><td tabindex=0>Walter</td></tr>"}), document.querySelector("main")); l.querySelector("td").focus()`, unmeantTwice},
	{"the focus in a window over the record", byRow, `const l = attack.add(attack.make("div", {position: "fixed", inset: "60px"}, {tabIndex: 0, textContent: "Walter"}), document.querySelector("main")); l.focus()`, unmeantTwice},
	{"the focus on a card of another contact", byRow, `const l = attack.add(attack.make("div", {cursor: "pointer"}, {tabIndex: 0, textContent: "Walter"}), document.querySelector("main")); l.focus()`, unmeantTwice},
}

const (
	chosenItem = `chrome.contextMenus.onClicked.dispatch({menuItemId: "cobrowse", pageUrl: tab.url, frameId: 0, editable: false}, tab)`
	shortcut   = `chrome.commands.onCommand.dispatch("cobrowse", tab)`
)

// unmeant: the right-click's item, chosen after what the page did, begins nothing.
func unmeant(w *window, ctx context.Context, a assault) error { return w.chosen(ctx, a, chosenItem) }

// unmeantByKeys: the same with the shortcut.
func unmeantByKeys(w *window, ctx context.Context, a assault) error {
	return w.chosen(ctx, a, shortcut)
}

// unmeantTwice: the same when the agent has seen what the first press came to,
// and presses it once more.
func unmeantTwice(w *window, ctx context.Context, a assault) error {
	return w.chosen(ctx, a, shortcut, shortcut)
}

func (w *window) chosen(ctx context.Context, a assault, choices ...string) error {
	if w.family != manifests.Chromium {
		return errUnsupported
	}
	w.front.Lock()
	defer w.front.Unlock()
	w.soiled = true // what was chosen stands in the dock
	err := errors.Join(w.page.Front(ctx), w.run(ctx, a.does, nil))
	for _, choice := range choices {
		err = errors.Join(err, w.choose(ctx, choice))
		pause(ctx, 600*time.Millisecond)
		err = errors.Join(err, w.run(ctx, "attack.next?.()", nil))
	}
	came, ended := w.end(ctx)
	return errors.Join(err, ended, came.err())
}

// choose tells the extension of a choice in this window.
func (w *window) choose(ctx context.Context, choice string) error {
	worker, err := w.Browser.Worker(ctx)
	if err != nil {
		return err
	}
	defer worker.Release()
	var address string
	if err := w.page.Evaluate(ctx, `location.href`, &address); err != nil {
		return err
	}
	there := fmt.Sprintf(`chrome.tabs.query({}).then((tabs) => { const tab = tabs.find(({url}) => url === %s); if (tab) { %s } return Boolean(tab) })`, quoted(address), choice)
	return browser.Until(ctx, "the window's tab", func(ctx context.Context) (done bool, err error) { return done, worker.Evaluate(ctx, there, &done) })
}
