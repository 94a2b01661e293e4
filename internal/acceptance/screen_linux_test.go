package acceptance

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// TestOnScreen does with the mouse and the keyboard of a screen of its own what
// a browser does outside the page.
func TestOnScreen(t *testing.T) {
	t.Run("chromium", func(t *testing.T) { sitDown(t, manifests.Chromium).atChromium() })
	t.Run("firefox", func(t *testing.T) {
		d := sitDown(t, manifests.Firefox)
		d.try("the shortcut, for what has the focus", d.shortcut)
	})
}

// sitDown opens a desk before a screen of its own.
func sitDown(t *testing.T, family manifests.Family) *seated {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	if _, err := firefox.Find(); err != nil && family == manifests.Firefox {
		t.Skip(err)
	}
	t.Parallel()
	set, err := story.OpenSet(t.Context(), story.Options{Browser: family, Host: built.host, Extension: built.extensions[family], Display: screen(t)})
	must(t, err)
	t.Cleanup(func() { must(t, set.Close()) })
	d := &seated{desk: &desk{Set: set, group: t, family: family}}
	d.fixtures, _ = d.openFixtures(t, t.Context())
	d.xdotool(t, t.Context(), "mousemove", "600", "700", "click", "1") // the keyboard is the window's
	return d
}

func (d *seated) atChromium() {
	must(d.group, d.Change(d.group.Context(), map[string]any{"buttonsPage": "https://www.glance.net/integration/HostButtons.asp?username={username}"}))
	d.try("the menu’s item is there and does what the button does", d.nativeMenu)
	d.try("the shortcut, for what has the focus", d.shortcut)
	d.try("another shortcut, as the browser’s settings have it", d.shortcutChanged)
	d.try("Glance’s page of buttons in the side panel", d.sideButtons)
	d.try("the side panel, by its shortcut, for the tab in front", d.sidePanel)
}

// seated is a desk before a screen of its own.
type seated struct {
	*desk
	fixtures string        // the address of the CRM of many techniques
	side     *browser.Page // the side panel, once it is open
}

func (d *seated) xdotool(t *testing.T, ctx context.Context, words ...string) {
	t.Helper()
	command := exec.CommandContext(ctx, "xdotool", words...)
	command.Env = d.Env // which names the screen
	out, err := command.CombinedOutput()
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
