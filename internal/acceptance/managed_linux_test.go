package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// inItsPlace runs a program to which a file lies in the system's own folders, and
// to no other: $0 is an empty folder, $1 the file, $2 its place below /etc.
const inItsPlace = `set -e
mount --make-rprivate /
mount -t tmpfs room "$0"
mkdir "$0/new" "$0/work"
mkdir -p "$0/new/$(dirname "$2")"
cp "$1" "$0/new/$2"
mount -t overlay room -o "lowerdir=/etc,upperdir=$0/new,workdir=$0/work" /etc
shift 2
exec "$@"`

// managed is what an administrator sets in the browser itself.
var managed = map[string]any{
	"locked":   map[string]any{"showPage": false, "waitSeconds": 77, "authUrl": "https://evil.example.com/"},
	"defaults": map[string]any{"openLocation": "window"},
}

// policies are a browser's own file of policies, below /etc, with managed in it.
func policies(family manifests.Family) (place string, content any) {
	extensions := map[string]any{manifests.Identity().Chromium[0]: managed}
	if family == manifests.Chromium {
		return "chromium/policies/managed/glance.json", map[string]any{"3rdparty": map[string]any{"extensions": extensions}}
	}
	extensions = map[string]any{manifests.Identity().Firefox[0]: managed}
	return "firefox/policies/policies.json", map[string]any{"policies": map[string]any{"3rdparty": map[string]any{"Extensions": extensions}}}
}

// managedBrowser makes a program that is the browser with its policies.
func managedBrowser(t *testing.T, family manifests.Family) string {
	t.Helper()
	place, content := policies(family)
	return browserWith(t, family, place, content)
}

// browserWith makes a program that is the browser with a file of policies below /etc.
func browserWith(t *testing.T, family manifests.Family, place string, content any) string {
	t.Helper()
	find := map[manifests.Family]func() (string, error){manifests.Chromium: browser.Find, manifests.Firefox: firefox.Find}[family]
	program, err := find()
	if err != nil {
		t.Skip(err)
	}
	if os.Geteuid() != 0 || exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("only root lays a file into the system's folders for one program")
	}
	dir := t.TempDir()
	text, err := json.Marshal(content)
	must(t, err)
	file, room, wrapper := filepath.Join(dir, "policies.json"), filepath.Join(dir, "room"), filepath.Join(dir, "browser")
	must(t, os.WriteFile(file, text, 0o644))
	must(t, os.Mkdir(room, 0o755))
	must(t, os.WriteFile(wrapper, fmt.Appendf(nil, "#!/bin/sh\nexec unshare --mount sh -c '%s' '%s' '%s' '%s' '%s' \"$@\"\n", inItsPlace, room, file, place, program), 0o755))
	return wrapper
}

// TestManaged: what an administrator sets in the browser itself is locked, or the
// default, and what decides where secrets go does not count there.
func TestManaged(t *testing.T) {
	t.Parallel()
	for _, family := range families {
		t.Run(string(family), func(t *testing.T) {
			d := openDeskIn(t, story.Options{Browser: family, Program: managedBrowser(t, family)})
			d.tryFor(time.Minute, "locked and default", d.managedOptions)
		})
	}
}

func (d *desk) managedOptions(t *testing.T, ctx context.Context) {
	page := d.options(t, ctx)
	row := func(key string) string {
		return fmt.Sprintf(`(document.querySelector("#setting-%s")?.innerText ?? "")`, key)
	}
	// A browser takes seconds after its start to tell of its policies.
	must(t, page.WaitFor(ctx, row("waitSeconds")+`.includes("77 seconds")`))
	var seen struct {
		Locked, Default, Foreign string
		Controls                 int
		Value, Page              string
	}
	must(t, page.Evaluate(ctx, fmt.Sprintf(`({Locked: %s, Default: %s, Foreign: %s, Page: document.body.innerText,
		Controls: document.querySelectorAll("#setting-waitSeconds input, #setting-waitSeconds select").length,
		Value: document.querySelector("#setting-openLocation select")?.value ?? ""})`, row("waitSeconds"), row("openLocation"), row("authUrl")), &seen))
	if seen.Controls != 0 || !strings.Contains(seen.Locked, "policy") {
		t.Errorf("a locked setting shows %q with %d controls", seen.Locked, seen.Controls)
	}
	if seen.Value != "window" || !strings.Contains(seen.Default, "policy") {
		t.Errorf("a default shows %q, value %q", seen.Default, seen.Value)
	}
	if strings.Contains(seen.Foreign, "evil") || d.family == manifests.Chromium == strings.Contains(seen.Page, "authUrl decides where secrets go") {
		t.Errorf("authUrl shows %q", seen.Foreign)
	}
}
