package acceptance

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
)

const keyField, joinKey = "input", `button[data-action="key"]`

// TestTypedKeys pastes into the key field of a customer whose record holds no
// visitor id what is no key, and what is one.
func TestTypedKeys(t *testing.T) {
	d := openDesk(t, nil)
	for name, text := range map[string]string{
		"nothing":                   "",
		"blanks":                    " \u00a0\u3000 ",
		"10,000 characters":         strings.Repeat("1", 10_000),
		"a key, then much more":     "4821" + strings.Repeat(" ", 9_000) + strings.Repeat("x", 996),
		"a right-to-left mark":      "48\u200f21",
		"a bidi override":           "\u202e1284\u202c",
		"a zero-width space":        "48\u200b21",
		"full-width digits":         "４８２１",
		"two lines":                 "4821\n7733",
		"the word for a random key": "GLANCE_KEYTYPE_RANDOM",
		"markup":                    `<img src=x onerror="document.title = 'run'">`,
		"an emoji":                  "48😀21",
	} {
		d.try("no key: "+name, func(t *testing.T, ctx context.Context) { d.refusesKey(t, ctx, text) })
	}
	d.try("a key with blanks", d.takesKey)
	d.try("another visitor's id for a key", d.tellsApart)
}

func hasKeyField(l story.Look) bool { return l.KeyField }

// refusesKey checks that a text is answered with a sentence that says what to
// do next, that nobody outside hears of it, and that it is no session's.
func (d *desk) refusesKey(t *testing.T, ctx context.Context, text string) {
	d.paste(t, ctx, text)
	calls, logged := d.calls(), len(d.sessions(t, ctx))
	must(t, d.Agent.Press(ctx, kb.Enter))
	shows(t, ctx, d.Agent, "what to do next", func(l story.Look) bool {
		return says("type it again.")(l) || says("Type the key that the customer reads out, then press Join.")(l)
	})
	d.steadyOf(t, ctx, joinKey)
	if now := d.calls(); now != calls {
		t.Errorf("Glance was asked %d times", now-calls)
	}
	if now := len(d.sessions(t, ctx)); now != logged {
		t.Errorf("%d sessions were recorded", now-logged)
	}
}

func (d *desk) takesKey(t *testing.T, ctx context.Context) {
	d.paste(t, ctx, "  48 21 ")
	press(t, ctx, d.Agent, joinKey)
	seen := shows(t, ctx, d.Agent, "the wait for that key", says("Waiting for a session with key 4821"))
	if !says("Cancel")(seen) || !says("for Nora")(seen) {
		t.Errorf("it shows %v", seen)
	}
	press(t, ctx, d.Agent, stop)
	shows(t, ctx, d.Agent, "the key field again", hasKeyField)
}

// tellsApart types Walter's visitor id into Vera's record: before anything
// opens, the agent is told whose it is.
func (d *desk) tellsApart(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, walter)
	must(t, customer.StartSessionWith(walter))
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "absence", absent)
	press(t, ctx, d.Agent, joinKey)
	must(t, d.Agent.ClickClosed(ctx, keyField, steady))
	must(t, d.Agent.Type(ctx, walter))
	must(t, d.Agent.Press(ctx, kb.Enter))
	seen := shows(t, ctx, d.Agent, "that it is another visitor", says("Key walter-webb: another visitor"))
	for _, words := range []string{
		"not Vera Visitor’s visitor ID", "The key is another visitor’s ID, walter-webb; this record’s is vera-visitor.",
		"a visitor present under this key: shop.example/", "Glance tells no name", "when it began is not told", "Join anyway", "No",
	} {
		if !says(words)(seen) {
			t.Errorf("it does not say %q: %v", words, seen)
		}
	}
	press(t, ctx, d.Agent, `button[data-action="reject"]`)
	shows(t, ctx, d.Agent, "absence again", absent)
	all := d.sessions(t, ctx)
	if steps := whole(t, all[len(all)-1]); steps != "wait_begun session_found rejected" {
		t.Errorf("recorded %s", steps)
	}
	if opened := d.Sim.ViewerOpens(); len(opened) != 0 {
		t.Errorf("%d viewers opened", len(opened))
	}
}

// paste opens the page of a customer without a visitor id, and pastes a text
// into its key field.
func (d *desk) paste(t *testing.T, ctx context.Context, text string) {
	t.Helper()
	page := d.Agent.(*browser.Page)
	d.contact(t, ctx, "1003")
	shows(t, ctx, page, "a key field", hasKeyField)
	if text != "" {
		must(t, page.Copy(ctx, text))
	}
	must(t, page.ClickClosed(ctx, keyField, steady))
	if text != "" {
		must(t, page.Paste(ctx))
	}
}
