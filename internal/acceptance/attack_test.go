package acceptance

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// attacker is who attacks.
type attacker string

const (
	byPage  attacker = "page"
	byFrame attacker = "frame"
	byOther attacker = "other extension"
	byField attacker = "hostile field"
	byRow   attacker = "hostile link or row"
)

// assault is one attack of the suite: a row of one of its tables.
type assault struct {
	name string
	by   attacker
	does string // statements, with the tools of testdata/attacks/harness.js
	how  manner
}

// manner is what an attack is part of, and what must hold in it.
type manner func(w *window, ctx context.Context, a assault) error

// assaults are all of them.
func assaults() []assault {
	return slices.Concat(styles, covers, screens, timing, forged, clobbers, hosts, fields, titles, framed, rows, early)
}

//go:embed testdata/attacks
var attackFiles embed.FS

// atOnce is how many windows are under attack at a time: the guard makes each
// of them wait.
const atOnce = 3

// TestAttacks lets everybody attack who could, in every way that is known of,
// and counts what was withstood. After each attack is undone a press counts.
// Chromium takes every third attack, and Firefox, whose driver is slow, every
// twelfth; with EACH=all both take all.
func TestAttacks(t *testing.T) { inEach(t, story.Options{}, (*desk).attacks) }

func (d *desk) attacks() {
	all := assaults()
	if os.Getenv("EACH") == "all" {
		d.withstand("beside its anchor", inline, all)
		return
	}
	first, pace := 0, 3
	if d.family == manifests.Firefox {
		first, pace = 1, 12
	}
	d.withstand("beside its anchor", inline, each(all, first, pace))
}

// each takes one of so many attacks.
func each(all []assault, first, pace int) (some []assault) {
	for i := first; i < len(all); i += pace {
		some = append(some, all[i])
	}
	return some
}

// TestAttacksDocked tries what is done to where a button is, and when, on one
// that is docked to the window. It takes minutes: make stress runs it.
func TestAttacksDocked(t *testing.T) {
	if os.Getenv("EACH") != "all" {
		t.Skip("make stress runs it: EACH=all")
	}
	all := slices.DeleteFunc(slices.Concat(styles, covers, timing, hosts), func(a assault) bool { return slices.Contains(besideOnly, a.name) })
	inEach(t, story.Options{}, func(d *desk) { d.withstand("docked", docked, all) })
}

// besideOnly are attacks by where the button's anchor is, to which one in the window's corner is not exposed.
var besideOnly = []string{
	"a text’s shadow", "a popover’s text, which casts its shadow from out of its box", "a filter’s shadow", "by key, the button scrolled away",
	"moved away between press and release", "scrolled away between press and release",
}

// The records whose button stands beside its anchor, and docked to the window.
const inline, docked = "/contacts/", "/dock/"

// withstand tries attacks on a button, and says how many of them came to nothing.
func (d *desk) withstand(where, records string, all []assault) {
	ctx, cancel := context.WithTimeout(d.group.Context(), 10*time.Minute)
	defer cancel()
	address := d.openAttacked(d.group, ctx)
	d.visitors(d.group)
	d.attended(d.group, ctx, address+records)
	queue, began := make(chan assault, len(all)), time.Now()
	var tried, refused atomic.Int64
	var windows sync.WaitGroup
	var front sync.Mutex
	for range atOnce {
		windows.Go(func() {
			w := d.openWindow(d.group, ctx, address, records, &front)
			if w == nil {
				return
			}
			defer w.page.Close()
			for a := range queue {
				w.meets(ctx, a, &tried, &refused)
			}
		})
	}
	for _, a := range all {
		queue <- a
	}
	close(queue)
	windows.Wait()
	d.untold(d.group, ctx)
	d.group.Logf("%s, %s: refused %d of %d, in %v", d.family, where, refused.Load(), tried.Load(), time.Since(began).Round(time.Second))
}

// visitors are on the website, both customers of the attacked CRM: one that were
// taken for the other could be asked, too.
func (d *desk) visitors(t *testing.T) {
	d.visitor(t, vera)
	d.visitor(t, walter)
}

// attended has both records stand open beside the attacks: what is got for each
// of them, a LoginKey too, is there and stays.
func (d *desk) attended(t *testing.T, ctx context.Context, records string) {
	t.Helper()
	for _, id := range []string{"1001", "1002"} {
		page, err := d.Browser.Window(ctx, records+id)
		must(t, err)
		t.Cleanup(func() { page.Close() })
		must(t, browser.Until(ctx, "a start", func(ctx context.Context) (bool, error) {
			return true, page.CallClosed(ctx, start, "function() {}", nil)
		}))
	}
}

// untold checks that nothing at all has come of the attacks.
func (d *desk) untold(t *testing.T, ctx context.Context) {
	if signals, opens, sessions := d.signals(), len(d.Sim.ViewerOpens()), len(d.sessions(t, ctx)); signals+opens+sessions > 0 {
		t.Errorf("%d signals, %d viewers and %d sessions", signals, opens, sessions)
	}
}

// errUnsupported says that a browser has nothing to do an attack with.
var errUnsupported = errors.New("this browser has nothing to do it with")

// meets tries one attack in the window.
func (w *window) meets(ctx context.Context, a assault, tried, refused *atomic.Int64) {
	w.group.Run(string(a.by)+", "+a.name, func(t *testing.T) {
		began := time.Now()
		err := w.bears(ctx, a)
		if errors.Is(err, errUnsupported) {
			t.Skip(err)
		}
		tried.Add(1)
		if err != nil {
			t.Error(err)
			return
		}
		refused.Add(1)
		t.Logf("took %d ms", time.Since(began).Milliseconds())
	})
}

// keyLasts is how long the one LoginKey surely lasts that presence was told by.
const keyLasts = 4 * time.Minute

// bears tells what came of one attack: nil is nothing.
func (w *window) bears(ctx context.Context, a assault) error {
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	defer cancel()
	w.soiled = w.soiled || slices.Contains(besideOnly, a.name) // what left the button no room there has it stand in the corner while it has the focus
	if err := w.cleaned(ctx); err != nil {
		return err
	}
	keys, signals := w.Sim.Calls(glancesim.CallLoginKey), w.signals()
	err := a.how(w, ctx, a)
	if err != nil && strings.Contains(err.Error(), "unsupported") {
		return errUnsupported
	}
	if now := w.Sim.Calls(glancesim.CallLoginKey); now != keys && time.Since(w.opened) < keyLasts {
		err = errors.Join(err, fmt.Errorf("%d LoginKeys were fetched", now-keys))
	}
	if now := w.signals(); now != signals {
		err = errors.Join(err, fmt.Errorf("%d signals went out", now-signals))
	}
	w.soiled = w.soiled || err != nil
	return err
}
