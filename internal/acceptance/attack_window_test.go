package acceptance

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
)

// window is one that shows a hostile CRM's record.
type window struct {
	*desk
	page    story.Page
	address string
	records string // the path to them
	name    string // tells its address from the others'
	own     string // the address of the extension's own pages
	opened  time.Time
	soiled  bool        // its page was loaded with an attack in it
	front   *sync.Mutex // held by who needs the browser's one focus or mouse for longer
}

func (d *desk) openWindow(t *testing.T, ctx context.Context, address, records string, front *sync.Mutex) *window {
	w := &window{desk: d, address: address, records: records, own: d.ownPages(t, ctx), name: rand.Text(), opened: time.Now(), front: front}
	page, err := d.Browser.Window(ctx, w.record(""))
	if err != nil {
		t.Error(err)
		return nil
	}
	w.page = page
	if err := w.counts(ctx); err != nil {
		t.Error(err)
	}
	return w
}

// cleaned loads the page anew where an attack is left in it.
func (w *window) cleaned(ctx context.Context) error {
	if !w.soiled {
		return nil
	}
	w.soiled = false
	return errors.Join(w.page.Go(ctx, w.record("")), w.counts(ctx))
}

// record is the address of the record, with a script that runs before anybody's.
func (w *window) record(early string) string {
	return w.address + w.records + "1001?" + url.Values{"early": {early}, "window": {w.name}}.Encode()
}

// outcome is what an attack came to, as its page tells.
type outcome struct {
	Asked   []string // the starts that would have gone out
	Leaked  []string
	Trouble []string // what could not be undone
	Lapse   float64  // from the button's being shown to the press, in milliseconds
}

// errFell says that an attack came to what must not be.
var errFell = errors.New("the attack succeeded")

func (o outcome) err() error {
	switch {
	case len(o.Asked) > 0:
		return fmt.Errorf("%w: %s", errFell, o.Asked)
	case len(o.Leaked) > 0:
		return fmt.Errorf("%w: the page got hold of %s", errFell, strings.Join(o.Leaked, "; "))
	case len(o.Trouble) > 0:
		return fmt.Errorf("the attack could not be undone: %s", o.Trouble)
	}
	return nil
}

// run runs statements in the page and gives what they return.
func (w *window) run(ctx context.Context, statements string, out any) error {
	if err := w.page.Evaluate(ctx, "(async () => {"+statements+"\n})()", out); err != nil {
		return fmt.Errorf("%w in %s", err, statements)
	}
	return nil
}

// end takes an attack back and says what it came to.
func (w *window) end(ctx context.Context) (o outcome, err error) {
	err = w.run(ctx, "return attack.end()", &o)
	return o, err
}

// over is what an attack came to, and whether a press counts now.
func (w *window) over(ctx context.Context) error {
	came, err := w.end(ctx)
	return errors.Join(err, came.err(), w.counts(ctx))
}

// press presses the mouse at a point, whatever window is in front.
func (w *window) press(ctx context.Context, x, y float64) error {
	return errors.Join(w.page.Down(ctx, x, y), w.page.Up(ctx, x, y))
}

const inWindow = `function() {
	const {x, y, width, height} = this.getBoundingClientRect();
	const [middle, line] = [x + width / 2, y + height / 2];
	return {X: x, Y: y, Width: width, Height: height, There: middle > 1 && line > 1 && middle < innerWidth && line < innerHeight};
}`

// box is where the control is that starts.
func (w *window) box(ctx context.Context) (browser.Box, error) {
	var box struct {
		browser.Box
		There bool
	}
	err := w.page.CallClosed(ctx, start, inWindow, &box)
	if err == nil && !box.There {
		err = errors.New("the control is not in the window")
	}
	return box.Box, err
}

// at is its middle.
func (w *window) at(ctx context.Context) (x, y float64, err error) {
	box, err := w.box(ctx)
	x, y = box.Centre()
	return x, y, err
}

// counts presses the control until the press counts: a guard that refuses for
// ever would be none. What would be started is stopped by the page.
func (w *window) counts(ctx context.Context) error {
	return w.heeds(ctx, func(ctx context.Context) error {
		x, y, err := w.at(ctx)
		if err != nil {
			return err
		}
		return w.press(ctx, x, y)
	})
}

// focus gives the control the focus, as the Tab key does.
func (w *window) focus(ctx context.Context) error {
	return w.page.CallClosed(ctx, start, `function() { this.focus() }`, nil)
}

// enter presses the control by the keyboard.
func (w *window) enter(ctx context.Context) error {
	return errors.Join(w.focus(ctx), w.page.Press(ctx, kb.Enter))
}

// heeds presses in some way until the press counts.
func (w *window) heeds(ctx context.Context, press func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	return browser.Until(ctx, "a press that counts", func(ctx context.Context) (bool, error) {
		if err := press(ctx); err != nil {
			return false, err
		}
		var asked []string
		if err := w.run(ctx, "return attack.asked.splice(0)", &asked); err != nil || len(asked) == 0 {
			return false, err
		}
		if !strings.Contains(asked[0], `"id":"1001"`) {
			return false, fmt.Errorf("a press on Vera's button asks for %s", asked)
		}
		return true, nil
	})
}

// openAttacked has a desk take the hostile CRM's rule, and serves it.
func (d *desk) openAttacked(t *testing.T, ctx context.Context) (address string) {
	t.Helper()
	rule, err := attackFiles.ReadFile("testdata/attacks/rule.json")
	must(t, err)
	must(t, os.WriteFile(filepath.Join(d.sites(t), "attacked.json"), rule, 0o644))
	d.knows(t, ctx, "attacked")
	must(t, d.Browser.Grant(ctx, "https://attacked.localhost/*"))
	d.onSites(t, ctx, "https://attacked.localhost/*")
	return strings.Replace(d.serve(t, http.HandlerFunc(hostile)), "crm.localhost", "attacked.localhost", 1)
}

var hostilePage = template.Must(template.ParseFS(attackFiles, "testdata/attacks/page.html"))

// hostile serves a record's page, with scripts that run before anybody's.
func hostile(w http.ResponseWriter, r *http.Request) {
	harness, _ := attackFiles.ReadFile("testdata/attacks/harness.js")
	name, visitor := "Vera Visitor", vera
	if strings.HasSuffix(r.URL.Path, "/1002") {
		name, visitor = "Walter Webb", walter
	}
	var page bytes.Buffer
	err := hostilePage.Execute(&page, map[string]any{
		"Harness": template.JS(harness), "Early": template.JS(r.URL.Query().Get("early")), "Name": name, "Visitor": visitor,
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

// ownPages is where the extension's own pages are, with a slash behind.
func (d *desk) ownPages(t *testing.T, ctx context.Context) (address string) {
	d.worker(t, ctx, `chrome.runtime.getURL("")`, &address)
	return address
}

func quoted(text string) string {
	made, _ := json.Marshal(text)
	return string(made)
}
