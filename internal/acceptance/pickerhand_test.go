package acceptance

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/manifests"
)

// serveAt serves a CRM that no rule names.
func (d *desk) serveAt(t *testing.T, host string, handler http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(tls.NewListener(listener, d.Sim.TLSConfig()))
	t.Cleanup(func() { server.Close() })
	return fmt.Sprintf("https://%s:%d", host, listener.Addr().(*net.TCPAddr).Port)
}

// begin presses what the popup offers on a page, and grants its site.
func (d *desk) begin(t *testing.T, ctx context.Context, host, offer string) {
	t.Helper()
	opened := d.popup(t, ctx, d.Agent)
	reading(t, ctx, opened, map[string]string{"add": "No site rule names this page", "confirm": "so there is no button"}[offer])
	if offer == "confirm" {
		host = "" // its site was granted when it was begun
	}
	d.takes(t, ctx, opened, offer, host)
}

// takes presses what the popup offers, and grants the site that is asked for;
// empty where none is.
func (d *desk) takes(t *testing.T, ctx context.Context, opened popup, offer, host string) {
	t.Helper()
	if err := opened.ClickOn(ctx, "#"+offer); err != nil && !strings.Contains(err.Error(), "target detached") {
		t.Fatal(err) // the popup may close before the driver hears of its own click
	}
	if host != "" && d.family == manifests.Chromium {
		must(t, d.Browser.Grant(ctx, "https://"+host+"/*"))
	} else if host != "" {
		asked, err := d.Firefox().Allow(ctx)
		must(t, err)
		if !strings.Contains(asked, host) {
			t.Errorf("it was asked: %s", asked)
		}
	}
	opened.Close()
	must(t, d.Agent.Front(ctx))
}

// picker waits until the picker's window says something.
func (d *desk) picker(t *testing.T, ctx context.Context, want string) {
	t.Helper()
	var last string
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	err := browser.Until(ctx, "the picker to say "+want, func(ctx context.Context) (bool, error) {
		err := d.Agent.CallClosed(ctx, ".panel", "function() { return this.innerText }", &last)
		return err == nil && strings.Contains(last, want), err
	})
	if err != nil {
		d.shot(t, "picker-failed.png")
		t.Fatalf("%v; it says %q", err, last)
	}
}

// does presses a control of the picker's, by its key.
func (d *desk) does(t *testing.T, ctx context.Context, key string) {
	t.Helper()
	must(t, d.Agent.ClickClosed(ctx, `.panel [data-key^="`+key+`"]`, 0), key)
}

// disabled checks that a control of the picker's cannot be used.
func (d *desk) disabled(t *testing.T, ctx context.Context, key string) {
	t.Helper()
	var disabled string
	must(t, d.Agent.CallClosed(ctx, `.panel [data-key="`+key+`"]`, `function() { return this.getAttribute("aria-disabled") }`, &disabled))
	if disabled != "true" {
		t.Errorf("%s can be used", key)
	}
}

// enabled waits until a control of the picker's can be used.
func (d *desk) enabled(t *testing.T, ctx context.Context, key string) {
	t.Helper()
	must(t, browser.Until(ctx, key+" to be of use", func(ctx context.Context) (bool, error) {
		var disabled string
		err := d.Agent.CallClosed(ctx, `.panel [data-key="`+key+`"]`, `function() { return this.getAttribute("aria-disabled") }`, &disabled)
		return disabled == "false", err
	}))
}

// pointsAtName begins on a record of a site that no rule names, and points at
// the customer's name by mouse: the visitor ID is asked for next.
func (d *desk) pointsAtName(t *testing.T, ctx context.Context, host, record, selector, name string) {
	t.Helper()
	must(t, d.Agent.Go(ctx, record))
	d.begin(t, ctx, host, "add")
	d.picker(t, ctx, "Point at the customer’s name")
	d.pointsByMouse(t, ctx, selector, name)
	d.picker(t, ctx, "Point at the visitor ID")
}

// pointsByMouse moves to an element of the page and clicks it; the page hears of no click.
func (d *desk) pointsByMouse(t *testing.T, ctx context.Context, selector, shows string) {
	t.Helper()
	var box browser.Box
	must(t, d.Agent.Evaluate(ctx, fmt.Sprintf(`(() => {
		const {x, y, width, height} = [...document.querySelectorAll(%q)].find(e => e.checkVisibility()).getBoundingClientRect();
		return {X: x, Y: y, Width: width, Height: height};
	})()`, selector), &box))
	d.pointsAt(t, ctx, box.X+8, box.Y+box.Height/2, shows)
}

// pointsAt moves to a place of the window and clicks it, once the chip shows what is there.
func (d *desk) pointsAt(t *testing.T, ctx context.Context, x, y float64, shows string) {
	t.Helper()
	waiting, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	var text string
	moved := 0
	err := browser.Until(waiting, "the chip to show "+shows, func(ctx context.Context) (bool, error) {
		moved++                                                   // a mouse that stays where it is tells the page nothing
		moving, cancel := context.WithTimeout(ctx, 3*time.Second) // Firefox's driver may wait for a move that the page was not told of
		defer cancel()
		if err := d.Agent.Move(moving, x+float64(moved%2), y); err != nil {
			return false, err
		}
		err := d.Agent.CallClosed(ctx, ".chip", "function() { return this.innerText }", &text)
		return strings.Contains(text, shows), err
	})
	if err != nil {
		d.shot(t, "picker-failed.png")
		t.Fatalf("%v; it shows %q", err, text)
	}
	must(t, d.Agent.Click(ctx, x, y))
}

// pointsByKeyboard goes from text to text until one is shown, and takes it.
func (d *desk) pointsByKeyboard(t *testing.T, ctx context.Context, shows string) {
	t.Helper()
	for range 60 {
		must(t, d.Agent.Press(ctx, kb.Tab))
		var text string
		must(t, d.Agent.CallClosed(ctx, ".chip", "function() { return this.innerText }", &text))
		if strings.Contains(text, shows) {
			must(t, d.Agent.Press(ctx, kb.Enter))
			return
		}
	}
	t.Fatalf("Tab does not come to %s", shows)
}

// middleOf is the middle of an element of the page itself.
func (d *desk) middleOf(t *testing.T, ctx context.Context, selector string) (x, y float64) {
	t.Helper()
	var box browser.Box
	must(t, d.Agent.Evaluate(ctx, fmt.Sprintf(`(() => {
		const {x, y, width, height} = document.querySelector(%q).getBoundingClientRect();
		return {X: x, Y: y, Width: width, Height: height};
	})()`, selector), &box))
	return box.Centre()
}

// pickSteps goes from the record's id to what was found on the first record.
func (d *desk) pickSteps(t *testing.T, ctx context.Context) {
	t.Helper()
	for _, step := range []string{"this record’s own number", "What kind of record", "Where shall the button stand"} {
		d.picker(t, ctx, step)
		d.does(t, ctx, "next")
	}
	d.picker(t, ctx, "Are these the values")
}

// confirmsOn opens a second record and confirms on it.
func (d *desk) confirmsOn(t *testing.T, ctx context.Context, second string) {
	t.Helper()
	must(t, d.Agent.Go(ctx, second))
	d.confirms(t, ctx)
}

// confirms agrees on the record that is open, the second, and saves.
func (d *desk) confirms(t *testing.T, ctx context.Context) {
	t.Helper()
	d.picker(t, ctx, "The values followed")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "2 of 2 records agree")
	d.does(t, ctx, "save")
	d.picker(t, ctx, "Saved")
	d.does(t, ctx, "done")
}
