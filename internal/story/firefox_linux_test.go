package story

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/manifests"
)

// What Firefox does in its own way: it does not report whether a control is
// covered, and its event page comes and goes.
func TestFirefox(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	if _, err := firefox.Find(); err != nil {
		t.Skip(err)
	}
	s := &script{options: Options{Browser: manifests.Firefox, Headless: true, Race: true, Within: 5 * time.Second}}
	err := s.on(t.Context(), func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		must(t, s.contactOpens(ctx))
		t.Run("a covered control takes no click", func(t *testing.T) { covered(t, ctx, s) })
		t.Run("the popup knows host and site", func(t *testing.T) { popup(t, ctx, s) })
		t.Run("a stopped event page comes back", func(t *testing.T) { stopped(t, ctx, s) })
		t.Run("a killed host comes back", func(t *testing.T) { killed(t, ctx, s) })
		t.Run("the menu’s item wakes a stopped event page", func(t *testing.T) { chosen(t, ctx, s) })
		return nil
	})
	must(t, err)
}

// covers are what a page draws over the button without taking the pointer from it.
var covers = map[string]string{
	"a layer that takes no pointer":  ``,
	"a faint layer":                  `layer.style.opacity = "0.5"`,
	"a layer’s child":                `layer.style.background = "none"; layer.append(Object.assign(document.createElement("p"), {style: layer.style.cssText + "background: white"}))`,
	"a popover":                      `layer.popover = "manual"; layer.showPopover()`,
	"a popover’s backdrop":           `layer.style.inset = "auto"; layer.style.pointerEvents = "auto"; layer.popover = "manual"; layer.showPopover(); const sheet = new CSSStyleSheet(); sheet.replaceSync("#cover::backdrop { background: white }"); document.adoptedStyleSheets = [sheet]`,
	"a popover inside a shadow root": `layer.style.inset = "auto"; const inner = Object.assign(document.createElement("p"), {popover: "manual", style: layer.style.cssText}); layer.attachShadow({mode: "closed"}).append(inner); inner.showPopover()`,
}

const beginCover = `(() => {
	const layer = document.createElement("div");
	layer.id = "cover";
	layer.style = "position: fixed; inset: 0; width: 100vw; height: 100vh; margin: 0; background: white; z-index: 2147483647; pointer-events: none;";
	document.documentElement.append(layer);
	%s;
})()`

// looks lets time pass in which a person looks at the page.
const looks = "new Promise(resolve => setTimeout(resolve, 750))"

const endCover = `document.querySelector("#cover").remove()`

// covered presses the button while something lies over it, and just after that
// was taken away; then, once it has been seen for a while, the press counts.
func covered(t *testing.T, ctx context.Context, s *script) {
	for name, cover := range covers {
		t.Run(name, func(t *testing.T) { coveredBy(t, ctx, s, cover) })
	}
	must(t, s.clickWhileAbsent(ctx))
}

func coveredBy(t *testing.T, ctx context.Context, s *script, cover string) {
	page := s.stage.agent.(*firefox.Page)
	must(t, page.Go(ctx, s.stage.crmURL+"/contacts/"+vera.ID))
	must(t, s.button(ctx, "absence", isAbsent))
	var at browser.Box
	must(t, page.CallClosed(ctx, `button[data-action="start"]`, standing, &at))
	x, y := at.Centre()
	must(t, page.Evaluate(ctx, looks, nil))
	must(t, page.Evaluate(ctx, fmt.Sprintf(beginCover, cover), nil))
	must(t, page.Evaluate(ctx, looks, nil))
	must(t, page.Click(ctx, x, y))
	must(t, page.Evaluate(ctx, endCover, nil))
	must(t, page.Click(ctx, x, y))
	counted := false
	must(t, s.button(ctx, "whether the click counted", func(b look) bool {
		counted = b.says("Vera is not on the website")
		return counted || b.says("did not count")
	}))
	if counted {
		t.Error("the click counted")
	}
}

func popup(t *testing.T, ctx context.Context, s *script) {
	worker, err := s.stage.browser.Worker(ctx)
	must(t, err)
	var origin string
	must(t, worker.Evaluate(ctx, "location.origin", &origin))
	worker.Release()
	page, err := s.stage.browser.Open(ctx, origin+"/popup.html")
	must(t, err)
	defer page.Close()
	must(t, page.WaitFor(ctx, `document.querySelector("#host").title !== ""`)) // the host's version: it has answered
}

// stopped ends the event page, and with it the host: the page that is open
// still hears of the customer.
func stopped(t *testing.T, ctx context.Context, s *script) {
	must(t, s.stage.browser.StopWorker(ctx))
	must(t, s.shopOpens(ctx))
}

// killed kills the host; the page that is open still hears of the customer.
func killed(t *testing.T, ctx context.Context, s *script) {
	var hosts []int
	must(t, browser.Until(ctx, "one host, the one before being gone", func(context.Context) (bool, error) {
		hosts = hostsOf(s.stage.desk.dir)
		return len(hosts) == 1, nil
	}))
	must(t, syscall.Kill(hosts[0], syscall.SIGKILL))
	must(t, s.pageFollows(ctx))
}

// chosen stops the event page and takes the item in Firefox's menu. A choice
// that comes before the page has reconnected opens the popup: it is made again.
func chosen(t *testing.T, ctx context.Context, s *script) {
	must(t, s.stage.browser.StopWorker(ctx))
	must(t, browser.Until(ctx, "the terms to show", func(ctx context.Context) (asked bool, err error) {
		if err := s.stage.agent.ChooseMenu(ctx, "main h1", menuItem); err != nil {
			return false, err
		}
		short, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		return s.customer.WaitFor(short, visible("#glance-accept")) == nil, nil
	}))
}

func hostsOf(dir string) (hosts []int) {
	for _, pid := range processesOf(dir) {
		name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		if strings.TrimSpace(string(name)) == "glance-host" {
			hosts = append(hosts, pid)
		}
	}
	return hosts
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
