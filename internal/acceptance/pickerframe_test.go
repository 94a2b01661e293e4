package acceptance

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/manifests"
)

// picksElsewhere points by keyboard at a visitor id in a frame of another
// site, which the popup asks for once it was pointed at.
func (d *desk) picksElsewhere(t *testing.T, ctx context.Context) {
	const host, other = "help.localhost", "fields.localhost"
	inner := d.serveAt(t, other, page(func(id string) string {
		return fmt.Sprintf(`<p><label for="v">Visitor ID</label> <input id="v" readonly value="visitor-%s"></p>`, id)
	}))
	address := d.serveAt(t, host, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page(func(id string) string {
			return fmt.Sprintf(`<main><h1>%s</h1><iframe src="%s/record/%s" width=600 height=80></iframe></main>`, map[string]string{"1001": "Vera", "1002": "Otto", "1004": "Ines"}[id], inner, id)
		}).ServeHTTP(w, r)
	}))
	must(t, d.Agent.Go(ctx, address+"/people/1001"))
	d.begin(t, ctx, host, "add")
	d.picker(t, ctx, "Point at the customer’s name")
	d.pointsByKeyboard(t, ctx, "Vera")
	d.picker(t, ctx, "Point at the visitor ID")
	d.pointsByKeyboard(t, ctx, "another site’s, which is not allowed yet")
	opened := d.popup(t, ctx, d.Agent)
	reading(t, ctx, opened, "The part that you pointed at comes from "+other, "Turn on for "+other)
	d.pictured(t, ctx, opened, "popup-frame")
	d.takes(t, ctx, opened, "frames", other)
	d.intoFrame(t, ctx)
	if d.family == manifests.Firefox { // its driver has neither keys nor a mouse for a frame of another site
		d.does(t, ctx, "leave")
		d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://`+host+`/*", "https://`+other+`/*"]})`, nil)
		return
	}
	for _, key := range []string{kb.Tab, kb.Tab, kb.Enter} { // its label, its field
		must(t, d.Agent.Press(ctx, key))
	}
	d.pickSteps(t, ctx)
	d.picker(t, ctx, "visitor-1001")
	d.does(t, ctx, "agree")
	d.confirmsOn(t, ctx, address+"/people/1002")
	if text := d.ruleFile(t, "help-localhost"); !strings.Contains(text, `"https://`+other+`/record/*"`) {
		t.Errorf("the rule that was saved: %s", text)
	}
	d.visitor(t, "visitor-1004")
	must(t, d.Agent.Go(ctx, address+"/people/1004"))
	shows(t, ctx, d.Agent, "a customer whose id is in another site's frame", present)
	d.removeRule(t, ctx, "help-localhost")
	d.worker(t, ctx, `chrome.permissions.remove({origins: ["https://`+other+`/*"]})`, nil)
}

// clicksInFrame points at what is in the page's frame with the mouse, once it
// answers, until the next step is there.
func (d *desk) clicksInFrame(t *testing.T, ctx context.Context) {
	t.Helper()
	x, y := d.middleOf(t, ctx, "iframe")
	must(t, browser.Until(ctx, "the frame to be pointed into", func(ctx context.Context) (bool, error) {
		must(t, d.Agent.Move(ctx, x-20, y-5))
		must(t, d.Agent.Move(ctx, x-40, y-5))
		must(t, d.Agent.Click(ctx, x-200, y-12))
		var text string
		err := d.Agent.CallClosed(ctx, ".panel", "function() { return this.innerText }", &text)
		return strings.Contains(text, "own number"), err
	}))
}

// intoFrame goes on by keyboard until a frame that answers is pointed at, and into it.
func (d *desk) intoFrame(t *testing.T, ctx context.Context) {
	t.Helper()
	must(t, browser.Until(ctx, "a frame that answers", func(ctx context.Context) (bool, error) {
		if err := d.Agent.Press(ctx, kb.Tab); err != nil {
			return false, err
		}
		var text string
		err := d.Agent.CallClosed(ctx, ".chip", "function() { return this.innerText }", &text)
		return strings.Contains(text, "press the down arrow"), err
	}))
	must(t, d.Agent.Press(ctx, kb.ArrowDown))
	must(t, d.Agent.WaitFor(ctx, `document.activeElement?.localName === "iframe"`))
}
