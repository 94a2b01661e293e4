package acceptance

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

const (
	vera   = "vera-visitor"
	walter = "walter-webb"

	// steady is how long a control has to stand before a press on it counts,
	// with time for the browser to report that it does.
	steady = 650 * time.Millisecond
	pill   = ".pill"
	start  = `button[data-action="start"]`
	stop   = `button[data-action="cancel"]`
	again  = `button[data-action="open"]`
)

var built struct {
	host       string
	extensions map[manifests.Family]string
}

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run builds host and extension once for all tests. These wait far more than
// they work, so more of them run at a time than there are processors.
func run(m *testing.M) int {
	flag.Parse()
	if err := flag.Set("test.parallel", atATime()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	dir, err := os.MkdirTemp("", "glance-acceptance-")
	if err == nil {
		defer os.RemoveAll(dir)
		err = build(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// atATime is how many desks stand open at most. Each mutant needs a browser of
// its own, which is most of its work.
func atATime() string {
	if os.Getenv("ATTACK_MUTANTS") != "" {
		return "2"
	}
	return "3"
}

// build builds the host and, for each browser, the extension.
func build(dir string) (err error) {
	built.extensions = map[manifests.Family]string{}
	for _, family := range families {
		folder := filepath.Join(dir, string(family))
		if err := os.Mkdir(folder, 0o755); err != nil {
			return err
		}
		o := story.Options{Browser: family, Host: built.host, Race: true}
		if built.host, built.extensions[family], err = story.Build(context.Background(), o, folder); err != nil {
			return err
		}
	}
	return nil
}

// families are the browsers that the product is for.
var families = []manifests.Family{manifests.Chromium, manifests.Firefox}

// desk is an agent's desk for one group of tests, which share its browser.
type desk struct {
	*story.Set
	group  *testing.T
	family manifests.Family
	pace   int // of the group's tests each such one is taken; 0: all
	passed int // how many were come to
}

// inEach runs a group of tests at a desk of its own in each browser. Of the
// options, Lasting and Names count.
func inEach(t *testing.T, o story.Options, group func(d *desk)) {
	t.Parallel()
	for _, family := range families {
		t.Run(string(family), func(t *testing.T) {
			o.Browser = family
			group(openDeskIn(t, o))
		})
	}
}

// inChromiumFirst does the same, in Firefox with EACH=all only: what is tried is
// the same program in both, and Firefox's driver takes minutes for it.
func inChromiumFirst(t *testing.T, o story.Options, group func(d *desk)) {
	if os.Getenv("EACH") == "all" {
		inEach(t, o, group)
		return
	}
	o.Browser = manifests.Chromium
	group(openDeskIn(t, o))
}

// openDesk opens a desk with Chromium, whose settings differ from the story's in some.
func openDesk(t *testing.T, settings map[string]any) *desk {
	t.Helper()
	d := openDeskIn(t, story.Options{Browser: manifests.Chromium})
	if settings != nil {
		must(t, d.Change(t.Context(), settings))
	}
	return d
}

// openDeskIn opens a desk. Of the options Browser, Lasting, Names and Extension count.
func openDeskIn(t *testing.T, o story.Options) *desk {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	if _, err := firefox.Find(); err != nil && o.Browser == manifests.Firefox {
		t.Skip(err)
	}
	t.Parallel()
	o.Headless, o.Host, o.Extension = true, built.host, cmp.Or(o.Extension, built.extensions[o.Browser])
	set, err := story.OpenSet(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			host, _ := os.ReadFile(set.Log)
			t.Logf("the host's log:\n%s\nthe browser's last errors:\n%s", host, lastErrors(set.Errors))
		}
		if err := set.Close(); err != nil {
			t.Error(err)
		}
	})
	return &desk{Set: set, group: t, family: o.Browser}
}

// lastErrors are those that a browser wrote to a file, but for what every one
// says on a machine without a screen or a message bus.
func lastErrors(path string) string {
	text, _ := os.ReadFile(path)
	lines := slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool {
		return slices.ContainsFunc([]string{"/dbus/", ":dbus/", "ui/gl/", "ui/ozone/", "ERR: Display", "viz_main_impl", "vaapi", "idle_linux", "bluez"}, func(usual string) bool {
			return strings.Contains(line, usual)
		})
	})
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

// sparse has the rest of the group take one of so many tests, in each browser,
// and all with EACH=all: what is tried is the same program in both, and a test
// that takes minutes is not run.
func (d *desk) sparse(chromium, firefox int) {
	if d.pace = chromium; d.family == manifests.Firefox {
		d.pace = firefox
	}
	if os.Getenv("EACH") == "all" {
		d.pace = 1
	}
}

// try runs one test of the group, under a limit of its own.
func (d *desk) try(name string, test func(t *testing.T, ctx context.Context)) {
	d.tryFor(2*time.Minute, name, test)
}

func (d *desk) tryFor(limit time.Duration, name string, test func(t *testing.T, ctx context.Context)) {
	if d.passed++; d.pace > 1 && d.passed%d.pace != 1 {
		return
	}
	d.group.Run(name, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		began := time.Now()
		test(t, ctx)
		t.Logf("took %d ms", time.Since(began).Milliseconds())
	})
}

// contact opens a contact's page in the agent's first tab.
func (d *desk) contact(t *testing.T, ctx context.Context, id string) {
	t.Helper()
	must(t, d.Agent.Go(ctx, d.CRM+"/contacts/"+id))
}

// visitor connects a customer's page, and takes it away after the test.
func (d *desk) visitor(t *testing.T, id string) *glancesim.Visitor {
	t.Helper()
	v := d.Sim.Visitor(id)
	must(t, v.Connect("https://shop.example/"))
	t.Cleanup(func() { v.Disconnect() })
	return v
}

// shows waits until a page's button is as wanted.
func shows(t *testing.T, ctx context.Context, page story.Page, what string, want func(story.Look) bool) story.Look {
	t.Helper()
	var last story.Look
	err := browser.Until(ctx, "the button to show "+what, func(ctx context.Context) (bool, error) {
		seen, err := story.ReadButton(ctx, page)
		if err == nil {
			last = seen
		}
		return err == nil && want(seen), err
	})
	if err != nil {
		t.Fatalf("%v; it shows %v", err, last)
	}
	return last
}

// tab is a tab of Chromium, with all that only Chromium's driver does.
func tab(page story.Page) *browser.Page { return page.(*browser.Page) }

// missing checks that a page's button has no such control.
func missing(t *testing.T, ctx context.Context, page story.Page, control string) {
	t.Helper()
	if err := page.CallClosed(ctx, control, "function() { return 1 }", nil); !errors.Is(err, browser.ErrNoElement) {
		t.Errorf("there is a %s, or none can be looked for: %v", control, err)
	}
}

func present(l story.Look) bool { return l.Presence == "present" && !l.Busy }
func absent(l story.Look) bool  { return l.Presence == "absent" && !l.Busy }
func joined(l story.Look) bool  { return l.Presence == "in_session" }

// opensByHand is true of a button that opens the viewer when the agent says so.
func opensByHand(l story.Look) bool {
	return slices.ContainsFunc(l.Links, func(link string) bool { return strings.Contains(strings.ToLower(link), "viewer") })
}

// says makes a condition of a text that stands anywhere on the button.
func says(text string) func(story.Look) bool {
	return func(l story.Look) bool {
		all := strings.Join([]string{l.Words, l.Next, l.Below, strings.Join(l.Links, "\n")}, "\n")
		return strings.Contains(strings.ToLower(all), strings.ToLower(text))
	}
}

// press presses a control with a real mouse once it has stood for long enough.
func press(t *testing.T, ctx context.Context, page story.Page, control string) {
	t.Helper()
	must(t, page.Front(ctx))
	must(t, page.ClickClosed(ctx, control, steady))
}

// centre is the middle of a control.
func centre(t *testing.T, ctx context.Context, page story.Page, control string) (x, y float64) {
	t.Helper()
	var box browser.Box
	must(t, browser.Until(ctx, control, func(ctx context.Context) (bool, error) {
		err := page.CallClosed(ctx, control, `function() {
			const {x, y, width, height} = this.getBoundingClientRect();
			return {X: x, Y: y, Width: width, Height: height};
		}`, &box)
		return err == nil, err
	}))
	return box.Centre()
}

// script runs statements in the page.
func script(t *testing.T, ctx context.Context, page story.Page, statements string) {
	t.Helper()
	must(t, page.Evaluate(ctx, "void (() => {"+statements+"})()", nil), statements)
}

// pause lets a time pass that is itself what the test is about.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (d *desk) signals() int { return d.Sim.Calls(glancesim.CallSignalVisitor) }

// worker evaluates an expression in the extension's worker.
func (d *desk) worker(t *testing.T, ctx context.Context, expression string, out any) {
	t.Helper()
	worker, err := d.Browser.Worker(ctx)
	must(t, err)
	defer worker.Release()
	must(t, worker.Evaluate(ctx, expression, out))
}

func must(t *testing.T, err error, about ...any) {
	t.Helper()
	if err != nil {
		t.Fatal(append([]any{err}, about...)...)
	}
}
