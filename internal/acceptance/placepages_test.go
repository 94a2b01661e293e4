package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
)

// placed is a rule for pages of several manners at the granted host: the first
// part of an address says which.
var placed = map[string]any{
	"id": "sample-crm", "name": "Sample CRM", "matches": []string{"https://crm.localhost/*"},
	"objects": []any{
		object("contact", "/contacts/:id", anchor("after")), object("docked", "/dock/:id", anchor("dock")),
		object("before", "/before/:id", anchor("before")), object("right-to-left", "/rtl/:id", anchor("after")),
		object("twice", "/twice/:id", anchor("below"), "also", []any{anchor("dock")}),
		object("asks", "/asks/:id", anchor("after"), "beforeSession", true),
	},
}

func anchor(side string) map[string]any {
	if side == "dock" {
		return map[string]any{"side": side}
	}
	return map[string]any{"selector": "main h1", "side": side}
}

func object(kind, path string, anchor map[string]any, more ...any) map[string]any {
	object := map[string]any{
		"type": kind, "path": path, "anchor": anchor,
		"visitorId": []any{map[string]any{"label": "Website visitor ID"}}, "recordId": []any{map[string]any{"path": "id"}}, "title": []any{map[string]any{"selector": "main h1"}},
	}
	for i := 0; i < len(more); i += 2 {
		object[more[i].(string)] = more[i+1]
	}
	return object
}

// ruleIs has the administrator's rule for the sample CRM be another one.
func (d *desk) ruleIs(t *testing.T, ctx context.Context, rule map[string]any) {
	t.Helper()
	text, err := json.Marshal(rule)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(d.sites(t), "sample-crm.json"), text, 0o644))
	d.until(t, ctx, "the rule to count", fmt.Sprintf(`chrome.storage.local.get("config").then(({config}) => JSON.stringify(config?.rules[0]?.objects.map(({type}) => type)) === %q)`, kinds(rule)))
}

func kinds(rule map[string]any) string {
	var all []string
	for _, object := range rule["objects"].([]any) {
		all = append(all, object.(map[string]any)["type"].(string))
	}
	text, err := json.Marshal(all)
	if err != nil {
		panic(err) // of strings it cannot fail
	}
	return string(text)
}

// person is whom a page shows.
type person struct{ ID, Name, Visitor, Direction string }

var people = map[string]person{
	"1001": {ID: "1001", Name: "Vera Visitor", Visitor: vera}, "1002": {ID: "1002", Name: "Walter Webb", Visitor: walter},
}

// pages serves records under a content security policy that lets nothing in but
// what bears its nonce. A page notes where all that it has is, as soon as it is
// drawn.
func pages(w http.ResponseWriter, r *http.Request) {
	kind, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	shown, known := people[id]
	if !known {
		http.NotFound(w, r)
		return
	}
	if kind == "rtl" {
		shown.Direction = "rtl"
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-n0nce'; style-src 'nonce-n0nce'; base-uri 'none'; require-trusted-types-for 'script'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := recordPage.Execute(w, shown); err != nil {
		panic(err) // of a template that is compiled in
	}
}

var recordPage = template.Must(template.New("record").Parse(`<!doctype html>
<html dir="{{.Direction}}"><head><meta charset="utf-8"><title>{{.Name}}</title>
<style nonce="n0nce">
	body { margin: 0; font: 16px/24px sans-serif; } main { padding: 24px; }
	h1 { margin: 0 0 40px; font-size: 24px; line-height: 32px; }
	#corner { position: fixed; inset-inline-end: 0; bottom: 0; width: 480px; height: 80px; }
	#whole { background: white; }
	.cover { position: fixed; inset: 0; z-index: 99999; background: #0008; }
</style></head>
<body><main id="whole"><h1>{{.Name}}</h1>
	<dl><dt>Website visitor ID</dt><dd>{{.Visitor}}</dd></dl>
	<p><button id="fill">Full screen</button> <input id="corner" aria-label="Note"></p>
	<dialog id="modal"><p>Saved</p></dialog>
</main>
<script nonce="n0nce">
	window.seen = () => JSON.stringify([...document.querySelectorAll("body, body *")].map((e) => { const {x, y, width, height} = e.getBoundingClientRect(); return [e.tagName, x, y, width, height] })
		.concat([[document.documentElement.scrollWidth, document.documentElement.scrollHeight]]));
	window.atFirst = seen();
	window.shifts = 0;
	try { new PerformanceObserver((list) => { for (const {value} of list.getEntries()) window.shifts += value }).observe({type: "layout-shift", buffered: true}) } catch {}
	document.querySelector("#fill").onclick = () => document.querySelector("#whole").requestFullscreen();
</script></body></html>`))

// where is the place of a button in its window.
type where struct {
	Left, Top, Right, Bottom float64 // from the window's edges
	Width, Height            float64
	Shown, Visible           bool
}

// stands measures a page's first button; one that is not seen is nowhere.
func stands(ctx context.Context, page story.Page) (at where, err error) {
	err = page.CallClosed(ctx, pill, `function() {
		const {left, top, right, bottom, width, height} = this.getBoundingClientRect(), {clientWidth, clientHeight} = document.documentElement;
		const hit = document.elementFromPoint(left + width / 2, top + height / 2);
		return {Left: left, Top: top, Right: clientWidth - right, Bottom: clientHeight - bottom, Width: width, Height: height, Visible: this.checkVisibility({visibilityProperty: true}), Shown: hit === this.getRootNode().host};
	}`, &at)
	if errors.Is(err, browser.ErrNoElement) { // none that is seen
		return where{}, nil
	}
	return at, err
}

// stood waits until a button stands as wanted.
func stood(t *testing.T, ctx context.Context, page story.Page, what string, want func(where) bool) where {
	t.Helper()
	var last where
	var wrong error
	err := browser.Until(ctx, "the button to stand "+what, func(ctx context.Context) (bool, error) {
		at, err := stands(ctx, page)
		if wrong = err; err == nil {
			last = at
		}
		return err == nil && want(at), err
	})
	if err != nil {
		t.Fatalf("%v (%v); it stands at %+v", err, wrong, last)
	}
	return last
}

func entire(at where) bool {
	return at.Shown && at.Left >= 0 && at.Top >= 0 && at.Right >= 0 && at.Bottom >= 0
}
func belowRight(at where) bool { return entire(at) && at.Bottom < 20 && at.Right < 60 }
