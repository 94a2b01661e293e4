package acceptance

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// TestNativeMenu right-clicks with the mouse of a screen of its own, and
// chooses the item in the menu that Chromium draws there.
func TestNativeMenu(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	t.Setenv("DISPLAY", screen(t))
	set, err := story.OpenSet(t.Context(), story.Options{Host: built.host, Extension: built.extensions[manifests.Chromium]})
	must(t, err)
	t.Cleanup(func() { must(t, set.Close()) })
	d := &desk{set, t, manifests.Chromium}
	d.try("the item is there and does what the button does", d.nativeMenu)
}

func (d *desk) nativeMenu(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	before := d.signals()
	must(t, browser.Until(ctx, "a signal", func(ctx context.Context) (bool, error) {
		d.rightClick(t, ctx)
		pause(ctx, time.Second)
		return d.signals() > before, nil
	}))
	must(t, customer.Terms("displayed"))
	shows(t, ctx, d.Agent, "the wait", says("to accept"))
}

// rightClick opens the menu on the contact's name, and takes the item that
// stands above Chromium's own last two, View page source and Inspect. Several
// items begin with its letter, so that a letter alone would take none.
func (d *desk) rightClick(t *testing.T, ctx context.Context) {
	t.Helper()
	var at struct{ X, Y int }
	must(t, d.Agent.Evaluate(ctx, `(() => {
		const {x, y, width, height} = document.querySelector("main h1").getBoundingClientRect();
		return {X: Math.round(screenX + x + width / 2), Y: Math.round(screenY + outerHeight - innerHeight + y + height / 2)};
	})()`, &at))
	d.xdotool(t, ctx, "key", "Escape", "mousemove", fmt.Sprint(at.X), fmt.Sprint(at.Y), "click", "3")
	pause(ctx, 500*time.Millisecond) // until the menu takes keys
	d.xdotool(t, ctx, "key", "Up", "Up", "Up", "Return")
}

func (d *desk) xdotool(t *testing.T, ctx context.Context, words ...string) {
	t.Helper()
	out, err := exec.CommandContext(ctx, "xdotool", words...).CombinedOutput()
	must(t, err, string(out))
}

// screen starts a screen that nobody sees, and returns its name.
func screen(t *testing.T) string {
	for _, program := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%v: on Debian, apt-get install xvfb xdotool", err)
		}
	}
	out, in, err := os.Pipe()
	must(t, err)
	server := exec.Command("Xvfb", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-displayfd", "3")
	server.ExtraFiles = []*os.File{in}
	must(t, server.Start())
	must(t, in.Close())
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	must(t, out.SetReadDeadline(time.Now().Add(20*time.Second)))
	number := make([]byte, 16)
	n, err := out.Read(number)
	must(t, err)
	go io.Copy(io.Discard, out)
	return ":" + strings.TrimSpace(string(number[:n]))
}
