package acceptance

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser"
)

// axeFile is the accessibility checker, as npm ci lays it beside the extension.
const axeFile = "../../extension/node_modules/axe-core/axe.min.js"

// looks are what a person may have set for all pages.
var looks = [][2]string{{"prefers-color-scheme", "light"}, {"prefers-color-scheme", "dark"}, {"forced-colors", "active"}}

// askAxe defines how axe is asked of one element, with a line for each answer.
const askAxe = `const ask = async (element, rules) => {
	const lines = list => list.flatMap(({id, help, nodes}) => nodes.map(({html, failureSummary}) => [id, help, html, failureSummary].join(" | ")));
	const {violations, incomplete, passes} = await axe.run(element, {iframes: false, rules});
	return {Found: lines(violations), Unsure: lines(incomplete), Passed: passes.map(({id}) => id)};
};`

// askClosed asks of what a closed root holds, which the driver alone may open.
// Axe measures contrast inside the body only, and the host stands beside it: a
// twin of the root stands in the body for so long.
const askClosed = `async function() {` + askAxe + `
	const root = this.getRootNode(), {host} = root;
	Object.defineProperty(host, "shadowRoot", {value: root, configurable: true});
	const all = await ask(host, {"color-contrast": {enabled: false}});
	const twin = document.createElement("div"), copy = twin.attachShadow({mode: "open"});
	copy.adoptedStyleSheets = root.adoptedStyleSheets;
	copy.append(...[...root.childNodes].map(node => node.cloneNode(true)));
	document.body.append(twin);
	const seen = await ask(twin, {}).finally(() => twin.remove());
	return Object.fromEntries(Object.keys(all).map(kind => [kind, [...all[kind], ...seen[kind]]]));
}`

// audit is what axe says: a line for each finding, and for what it leaves to a
// person's eyes; and the rules of which it found something that keeps them.
type audit struct{ Found, Unsure, Passed []string }

// loadAxe puts axe into the page's own world, once for each document.
func loadAxe(t *testing.T, ctx context.Context, page *browser.Page) {
	t.Helper()
	var there bool
	must(t, page.Evaluate(ctx, `typeof axe === "object"`, &there))
	if there {
		return
	}
	source, err := os.ReadFile(axeFile)
	if err != nil {
		t.Fatalf("%v: run npm ci in extension", err)
	}
	must(t, page.Evaluate(ctx, string(source)+"\n;0", nil))
}

// audited asks axe of a whole page, or of what the closed root holds in which a
// selector's element is.
func audited(t *testing.T, ctx context.Context, page *browser.Page, selector string) (said audit) {
	t.Helper()
	loadAxe(t, ctx, page)
	if selector == "" {
		must(t, page.Evaluate(ctx, "(() => {"+askAxe+" return ask(document, {}) })()", &said))
	} else {
		must(t, page.CallClosed(ctx, selector, askClosed, &said))
	}
	return said
}

// accessible fails where axe finds anything in a page, or in the closed root
// that holds a selector's element, in one of the looks; and keeps a picture of
// every look where pictures are wanted.
func accessible(t *testing.T, ctx context.Context, page *browser.Page, selector, name string, in ...[2]string) {
	t.Helper()
	for _, look := range in {
		must(t, page.Emulate(ctx, look[0], look[1]))
		said := audited(t, ctx, page, selector)
		if len(said.Found) > 0 {
			t.Errorf("%s, %s: axe finds %d: %s", name, look[1], len(said.Found), strings.Join(said.Found, "\n"))
		}
		if !slices.Contains(said.Passed, "color-contrast") {
			t.Errorf("%s, %s: axe measured no contrast", name, look[1])
		}
		for _, line := range said.Unsure {
			t.Logf("%s, %s: to look at: %s", name, look[1], line)
		}
		must(t, page.Emulate(ctx, look[0], ""))
	}
	if dir := os.Getenv("ACCEPTANCE_PICTURES"); dir != "" {
		shoot(t, ctx, page, filepath.Join(dir, name))
	}
}
