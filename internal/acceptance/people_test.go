package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/internal/story/crm"
	"github.com/glance-networks/agent-host/manifests"
)

// TestPeople looks at all that the product shows, in each of its languages,
// with axe, in light, dark and forced colours. Of Arabic, which is written the
// other way, every third part is taken, of German none; with EACH=all, all.
func TestPeople(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"en", "de", "ar"} {
		t.Run(locale, func(t *testing.T) {
			if locale == "de" && os.Getenv("EACH") != "all" {
				t.Skip("with EACH=all")
			}
			d := &speaking{openDeskIn(t, story.Options{Browser: manifests.Chromium, Extension: inLocale(t, locale)}), locale, wordsOf(t, locale)}
			if locale != "en" {
				d.sparse(3, 3)
			}
			d.tryFor(4*time.Minute, "the button", d.axeButton)
			d.tryFor(4*time.Minute, "the popup", d.axePopup)
			d.tryFor(4*time.Minute, "the side panel", d.axePanel)
			d.tryFor(4*time.Minute, "the settings and the rules", d.axeOptions)
			d.tryFor(4*time.Minute, "the picker", d.axePicker)
		})
	}
}

// speaking is a desk in one language.
type speaking struct {
	*desk
	locale string
	words  map[string]string
}

// inLocale is the built extension with another language's words in the place
// of the English ones, for a browser that comes with English alone.
func inLocale(t *testing.T, locale string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "extension")
	must(t, os.CopyFS(folder, os.DirFS(built.extensions[manifests.Chromium])))
	words, err := os.ReadFile(filepath.Join(folder, "_locales", locale, "messages.json"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(folder, "_locales", "en", "messages.json"), words, 0o644))
	return folder
}

func wordsOf(t *testing.T, locale string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../extension/_locales", locale, "messages.json"))
	must(t, err)
	var messages map[string]struct{ Message string }
	must(t, json.Unmarshal(text, &messages))
	words := map[string]string{}
	for key, message := range messages {
		words[key] = message.Message
	}
	return words
}

// speaks checks the language and the direction that an element has.
func (d *speaking) speaks(t *testing.T, language, direction string) {
	t.Helper()
	if language != d.locale || direction != d.words["direction"] {
		t.Errorf("it is in %q, %s", language, direction)
	}
}

// speaksPage checks a page of the extension's own.
func (d *speaking) speaksPage(t *testing.T, ctx context.Context, page *browser.Page) {
	t.Helper()
	var seen [2]string
	must(t, page.Evaluate(ctx, `[document.documentElement.lang, getComputedStyle(document.body).direction]`, &seen))
	d.speaks(t, seen[0], seen[1])
}

// speaksClosed checks what stands in a page, whose own direction does not count.
func (d *speaking) speaksClosed(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	for _, direction := range []string{"rtl", "ltr"} {
		must(t, d.Agent.Evaluate(ctx, fmt.Sprintf("document.documentElement.dir = %q; 0", direction), nil))
		var seen [2]string
		must(t, d.Agent.CallClosed(ctx, selector, `function() { return [this.closest("[lang]").lang, getComputedStyle(this).direction] }`, &seen))
		d.speaks(t, seen[0], seen[1])
	}
}

// accessible asks axe in every look, and again in each further language, whose
// words and direction change no colour.
func (d *speaking) accessible(t *testing.T, ctx context.Context, page *browser.Page, selector, surface string) {
	t.Helper()
	in := looks
	if d.locale != "en" {
		in = looks[:1]
	}
	accessible(t, ctx, page, selector, "people-"+d.locale+"-"+surface, in...)
}

func (d *speaking) axeButton(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "absence", absent)
	d.speaksClosed(t, ctx, ".glance")
	d.accessible(t, ctx, tab(d.Agent), pill, "button-absent")
	d.asksForKey(t, ctx)
	d.accessible(t, ctx, tab(d.Agent), pill, "button-key")
	must(t, d.Agent.CallClosed(ctx, pill, `function() { this.append(document.createElement("input")) }`, nil))
	if len(audited(t, ctx, tab(d.Agent), pill).Found) == 0 {
		t.Error("axe finds nothing of a field without a name: it does not look")
	}
	d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	d.accessible(t, ctx, tab(d.Agent), pill, "button-present")
}

// asksForKey presses until the field is there: what axe did to the page may have been too lately.
func (d *speaking) asksForKey(t *testing.T, ctx context.Context) {
	t.Helper()
	must(t, browser.Until(ctx, "the key's field", func(ctx context.Context) (bool, error) {
		if d.Agent.CallClosed(ctx, pill+" input", "function() { return 1 }", nil) == nil {
			return true, nil
		}
		return false, d.Agent.ClickClosed(ctx, `button[data-action="key"]`, steady)
	}))
}

func (d *speaking) axePopup(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1002")
	shows(t, ctx, d.Agent, "absence", absent)
	opened := d.popup(t, ctx, d.Agent).(*browser.Page)
	must(t, opened.WaitFor(ctx, `document.querySelector("#button .pill")`))
	d.speaksPage(t, ctx, opened)
	d.accessible(t, ctx, opened, "", "popup")
	opened.Close()
	must(t, d.Agent.Go(ctx, d.Sim.ShopURL))
	opened = d.popup(t, ctx, d.Agent).(*browser.Page)
	must(t, opened.WaitFor(ctx, `document.querySelector("#add")?.checkVisibility()`))
	d.accessible(t, ctx, opened, "", "popup-add")
	opened.Close()
}

// axePanel looks at the side panel's page in a tab of its own, while another tab is in front.
func (d *speaking) axePanel(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1002")
	panel, err := d.Browser.Open(ctx, "chrome-extension://"+d.Browser.Extension()+"/panel.html")
	must(t, err)
	t.Cleanup(panel.Close)
	must(t, d.Agent.Front(ctx))
	must(t, panel.WaitFor(ctx, `document.querySelector("#button .pill")`))
	d.speaksPage(t, ctx, tab(panel))
	d.accessible(t, ctx, tab(panel), "", "panel")
}

func (d *speaking) axeOptions(t *testing.T, ctx context.Context) {
	page := tab(d.options(t, ctx))
	d.speaksPage(t, ctx, page)
	must(t, page.Evaluate(ctx, `document.querySelector("#test .main").click()`, nil))
	must(t, page.WaitFor(ctx, `document.querySelector("#test .step")`))
	must(t, page.WaitFor(ctx, `document.querySelector("#rules .rule .acts .link")`))
	must(t, page.Evaluate(ctx, `document.querySelector("#rules .rule").open = true; document.querySelector("#rules .rule .acts .link").click(); document.querySelector("#test .step").open = true`, nil))
	must(t, page.WaitFor(ctx, `document.querySelector("#rules .editor textarea")?.checkVisibility()`))
	must(t, page.Evaluate(ctx, `document.activeElement.blur(); scrollTo(0, 0)`, nil)) // nothing lies below the head then
	d.accessible(t, ctx, page, "", "options")
	must(t, page.Evaluate(ctx, `document.querySelector("main").append(document.createElement("input"))`, nil))
	if len(audited(t, ctx, page, "").Found) == 0 {
		t.Error("axe finds nothing of a field without a name: it does not look")
	}
}

// axePicker looks at each step of adding a site.
func (d *speaking) axePicker(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	must(t, d.Agent.Go(ctx, d.serveAt(t, host, crm.Handler(crm.Plain))+"/contacts/1001"))
	opened := d.popup(t, ctx, d.Agent)
	must(t, opened.WaitFor(ctx, `document.querySelector("#add")?.checkVisibility()`))
	must(t, opened.ClickOn(ctx, "#add"))
	must(t, d.Browser.Grant(ctx, "https://"+host+"/*"))
	opened.Close()
	must(t, d.Agent.Front(ctx))
	d.picker(t, ctx, d.words["picker_title_point"])
	d.speaksClosed(t, ctx, ".panel")
	d.axeStep(t, ctx, "title")
	d.pointsByMouse(t, ctx, "main h1", "Vera Visitor")
	d.picker(t, ctx, d.words["picker_visitorId_point"])
	d.pointsByKeyboard(t, ctx, "vera-visitor")
	for _, step := range []string{"picker_recordId_point", "picker_type", "picker_anchor"} {
		d.picker(t, ctx, d.words[step])
		d.axeStep(t, ctx, strings.TrimPrefix(step, "picker_"))
		d.does(t, ctx, "next")
	}
	d.picker(t, ctx, d.words["picker_right_first"])
	d.axeStep(t, ctx, "records")
	d.does(t, ctx, "leave")
}

func (d *speaking) axeStep(t *testing.T, ctx context.Context, step string) {
	t.Helper()
	d.accessible(t, ctx, tab(d.Agent), ".panel", "picker-"+step)
}
