package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// followed is how soon a change has to be on every open page. That is within a
// second on a desk; a machine that is shared with other tests gets more.
const followed = 5 * time.Second

// headerSecret is a value that no page and no export may hold.
const headerSecret = "s3cret-of-the-header"

func TestOptions(t *testing.T) {
	inChromiumFirst(t, story.Options{}, func(d *desk) {
		must(d.group, d.Change(d.group.Context(), map[string]any{
			"lostSeconds": map[string]any{"value": 120, "locked": true},
			"authHeaders": map[string]any{"X-Desk": headerSecret},
			"presenze":    true,
		}))
		d.try("what is not the person's is read only, and says why", d.optionsLocked)
		d.try("what a screen reader meets", d.optionsRead)
		d.try("a wrong value stays, and says why", d.optionsWrong)
		d.try("a change reaches the file and an open page", d.optionsFollowed)
		d.try("a choice by keyboard, and taken back", d.optionsTakenBack)
		d.try("search by keyboard", d.optionsSearch)
		d.try("the export has no secret", d.optionsExport)
		d.try("from the popup", d.optionsFromPopup)
		d.try("pictures", d.optionsPictures)
		d.tryFor(2*time.Minute, "the test of sign-in and services", d.optionsLive)
	})
}

// options opens the options page, and waits until it shows the settings.
func (d *desk) options(t *testing.T, ctx context.Context) story.Page {
	t.Helper()
	address := "chrome-extension://" + d.Browser.Extension() + "/options.html" // no worker has to run
	if d.family == manifests.Firefox {
		d.worker(t, ctx, `chrome.runtime.getURL("options.html")`, &address)
	}
	page, err := d.Browser.Open(ctx, address)
	must(t, err)
	t.Cleanup(page.Close)
	must(t, page.WaitFor(ctx, `document.querySelectorAll("#groups .row").length > 40`))
	return page
}

func (d *desk) optionsLocked(t *testing.T, ctx context.Context) {
	page := d.options(t, ctx)
	var row struct {
		Controls int
		Text     string
	}
	must(t, page.Evaluate(ctx, `(() => {
		const row = document.querySelector("#setting-lostSeconds");
		return {Controls: row.querySelectorAll("input, select").length, Text: row.innerText};
	})()`, &row))
	if row.Controls != 0 || !strings.Contains(row.Text, "120 seconds") || !strings.Contains(row.Text, "Set by your administrator (locked)") || !strings.Contains(row.Text, "glance-agent-host/settings.json") {
		t.Errorf("a locked setting shows %+v", row)
	}
	reading(t, ctx, page, `there is no setting "presenze"`, "Set, and never shown", "You work as agent@example.com.")
	var html string
	must(t, page.Evaluate(ctx, "document.documentElement.outerHTML", &html))
	if strings.Contains(html, headerSecret) {
		t.Error("the page holds a secret")
	}
}

func (d *desk) optionsRead(t *testing.T, ctx context.Context) {
	if d.family != manifests.Chromium {
		t.Skip("only Chromium's driver reads the accessibility tree")
	}
	nodes, err := tab(d.options(t, ctx)).AX(ctx)
	must(t, err)
	met := map[string]bool{}
	for _, node := range nodes {
		met[node.Role+": "+node.Name] = true
	}
	for _, want := range []string{
		"searchbox: Search settings", "checkbox: Only what I can change", "button: Export", "navigation: Groups of settings",
		"heading: Presence", "region: Presence", "switch: Show the customer’s page", "combobox: Open the viewer in",
		"textbox: Wait for a session", "status: Keep a silent session", "button: Run the test",
	} {
		if !met[want] {
			t.Errorf("a screen reader does not meet %q", want)
		}
	}
}

// typeOver types a text in the place of what a field holds.
func typeOver(t *testing.T, ctx context.Context, page story.Page, field, text string) {
	t.Helper()
	must(t, page.ClickOn(ctx, field))
	must(t, page.Evaluate(ctx, fmt.Sprintf("document.querySelector(%q).select()", field), nil))
	must(t, page.Type(ctx, text))
	must(t, page.Press(ctx, kb.Enter))
}

func (d *desk) optionsWrong(t *testing.T, ctx context.Context) {
	page := d.options(t, ctx)
	typeOver(t, ctx, page, "#waitSeconds-field", "4")
	reading(t, ctx, page, "waitSeconds must be a whole number from 5 to 1800")
	var kept string
	must(t, page.Evaluate(ctx, `document.querySelector("#waitSeconds-field").value`, &kept))
	if kept != "4" {
		t.Errorf("what was typed is %q", kept)
	}
	if _, there := d.own(t)["waitSeconds"]; there {
		t.Error("it is in the file")
	}
	typeOver(t, ctx, page, "#waitSeconds-field", "90 s")
	reading(t, ctx, page, "type a whole number")
	must(t, page.ClickOn(ctx, "#setting-waitSeconds .note .link"))
	must(t, page.WaitFor(ctx, `document.querySelector("#waitSeconds-field").value === "300" && !document.querySelector("#setting-waitSeconds .note").textContent`))
}

// own reads the person's file; none is empty.
func (d *desk) own(t *testing.T) map[string]any {
	t.Helper()
	var folder string
	for _, entry := range d.Env {
		if path, is := strings.CutPrefix(entry, "XDG_CONFIG_HOME="); is {
			folder = path
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, "glance-agent-host", "settings.json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	must(t, err)
	var all map[string]any
	must(t, json.Unmarshal(text, &all))
	return all
}

// becomes waits until the person's file has a value for a key; nil: none.
func (d *desk) becomes(t *testing.T, ctx context.Context, key string, want any) {
	t.Helper()
	must(t, browser.Until(ctx, fmt.Sprintf("%s to be %v in the person's file", key, want), func(context.Context) (bool, error) {
		return d.own(t)[key] == want, nil
	}))
}

// optionsFollowed hides the customer's page: the button that is open says so
// without a reload, and the options page that it is kept.
func (d *desk) optionsFollowed(t *testing.T, ctx context.Context) {
	d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "the customer's page", func(l story.Look) bool { return present(l) && l.Next != "on the website now" })
	page := d.options(t, ctx)
	must(t, page.ClickOn(ctx, "#showPage-field"))
	began := time.Now()
	limited, cancel := context.WithTimeout(ctx, followed)
	defer cancel()
	shows(t, limited, d.Agent, "no page", func(l story.Look) bool { return present(l) && l.Next == "on the website now" })
	t.Logf("a change was on the open page after %d ms", time.Since(began).Milliseconds())
	must(t, page.WaitFor(ctx, `document.querySelector("#setting-showPage").innerText.includes("Yours")`))
	d.becomes(t, ctx, "showPage", false)
	reading(t, ctx, page, "Saved.")
}

func (d *desk) optionsTakenBack(t *testing.T, ctx context.Context) {
	page := d.options(t, ctx)
	must(t, page.Evaluate(ctx, `document.querySelector("#openLocation-field").focus()`, nil))
	must(t, page.Press(ctx, kb.ArrowDown))
	d.becomes(t, ctx, "openLocation", "window")
	must(t, page.WaitFor(ctx, `document.querySelector("#setting-openLocation").innerText.includes("Yours")`))
	must(t, page.ClickOn(ctx, "#setting-openLocation .source .link"))
	d.becomes(t, ctx, "openLocation", nil)
	must(t, page.WaitFor(ctx, `document.querySelector("#openLocation-field").value === "tab" && document.querySelector("#setting-openLocation .source").innerText === "Default"`))
}

func (d *desk) optionsSearch(t *testing.T, ctx context.Context) {
	page := d.options(t, ctx)
	must(t, page.Front(ctx))
	must(t, page.Press(ctx, "/"))
	must(t, page.WaitFor(ctx, `document.activeElement.id === "query"`))
	must(t, page.Evaluate(ctx, `document.activeElement.select()`, nil)) // a driver types the stroke though the page took it
	must(t, page.Type(ctx, "late yes"))
	reading(t, ctx, page, "One setting found.")
	var rows []string
	must(t, page.Evaluate(ctx, `[...document.querySelectorAll(".row")].filter(row => row.checkVisibility()).map(row => row.id)`, &rows))
	if len(rows) != 1 || rows[0] != "setting-lateSeconds" {
		t.Errorf("found %v", rows)
	}
	must(t, page.Type(ctx, " sunspots"))
	reading(t, ctx, page, "No setting has “late yes sunspots”")
}

func (d *desk) optionsExport(t *testing.T, ctx context.Context) {
	page := d.options(t, ctx)
	must(t, page.ClickOn(ctx, "#export"))
	text := d.downloaded(t, ctx, "glance-settings-*.json")
	var file struct {
		Settings map[string]struct {
			Value  any
			Source string
			Locked bool
		}
	}
	must(t, json.Unmarshal(text, &file))
	if lost := file.Settings["lostSeconds"]; lost.Value != 120.0 || lost.Source != "administrator" || !lost.Locked {
		t.Errorf("lostSeconds is exported as %+v", lost)
	}
	if strings.Contains(string(text), headerSecret) || file.Settings["authHeaders"].Source != "administrator" {
		t.Error("the export holds a secret, or hides that there is one")
	}
}

// downloaded waits for a file that the browser has saved, and reads it.
func (d *desk) downloaded(t *testing.T, ctx context.Context, name string) (text []byte) {
	t.Helper()
	home, _ := strings.CutPrefix(d.Env[0], "HOME=")
	must(t, browser.Until(ctx, "a download of "+name, func(context.Context) (bool, error) {
		found, err := filepath.Glob(filepath.Join(home, "Downloads", name))
		if err != nil || len(found) == 0 {
			return false, err
		}
		text, err = os.ReadFile(found[0])
		return json.Valid(text), err
	}))
	return text
}

func (d *desk) optionsFromPopup(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1002")
	shows(t, ctx, d.Agent, "a button", func(l story.Look) bool { return !l.Busy })
	popup := d.popup(t, ctx, d.Agent)
	reading(t, ctx, popup, "You work as agent@example.com.", "This page belongs to the rule “Sample CRM”")
	must(t, popup.ClickOn(ctx, "#settings"))
	options, err := d.Browser.WaitTab(ctx, "the options", func(address string) bool { return strings.HasSuffix(address, "/options.html") })
	must(t, err)
	defer options.Close()
	must(t, options.WaitFor(ctx, `document.querySelectorAll("#groups .row").length > 40`))
}

// runTest runs the page's test by keyboard, and waits for its answer.
func (d *desk) runTest(t *testing.T, ctx context.Context, page story.Page) {
	t.Helper()
	must(t, page.Evaluate(ctx, `document.querySelector("#test .main").focus()`, nil))
	must(t, page.Press(ctx, kb.Enter))
	reading(t, ctx, page, "All that was tried works.")
}

func (d *desk) optionsLive(t *testing.T, ctx context.Context) {
	page := d.options(t, ctx)
	d.runTest(t, ctx, page)
	var steps []string
	must(t, page.Evaluate(ctx, `[...document.querySelectorAll("#test .step summary")].map(step => step.innerText.replace(/\s+/g, " "))`, &steps))
	for i, name := range []string{"Sign-in works", "Authorization works", "Presence works", "Session lookup works", "Viewer works"} {
		if len(steps) <= i || !strings.Contains(steps[i], name) {
			t.Fatalf("the steps are %q", steps)
		}
	}
	var facts int
	must(t, page.Evaluate(ctx, `document.querySelectorAll("#test .step td").length`, &facts))
	if facts == 0 {
		t.Error("no step tells a fact")
	}
}

// optionsPictures takes the page and its test in each of the looks, where they are wanted.
func (d *desk) optionsPictures(t *testing.T, ctx context.Context) {
	dir := os.Getenv("ACCEPTANCE_PICTURES")
	if dir == "" || d.family != manifests.Chromium {
		t.Skip("ACCEPTANCE_PICTURES names no folder, or this browser shows no other look")
	}
	page := d.options(t, ctx)
	shoot(t, ctx, tab(page), filepath.Join(dir, "options"))
	d.runTest(t, ctx, page)
	must(t, page.ClickOn(ctx, "#test .step:nth-of-type(3) summary"))
	shoot(t, ctx, tab(page), filepath.Join(dir, "options-test"))
	d.contact(t, ctx, "1002")
	popup := d.popup(t, ctx, d.Agent)
	reading(t, ctx, popup, "You work as")
	shoot(t, ctx, popup.(*browser.Page), filepath.Join(dir, "options-popup"))
}
