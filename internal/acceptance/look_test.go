package acceptance

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// TestAPressCountsInAnyLook sees that what is refused for how a button is drawn
// is never one that a browser draws otherwise for a person who asked for that.
func TestAPressCountsInAnyLook(t *testing.T) {
	d := openDeskIn(t, story.Options{Browser: manifests.Chromium})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	address := d.openAttacked(t, ctx)
	d.visitors(t)
	for _, records := range []string{inline, docked} {
		w := d.openWindow(t, ctx, address, records, new(sync.Mutex))
		if w == nil {
			return
		}
		for _, look := range [][2]string{{"forced-colors", "active"}, {"prefers-color-scheme", "dark"}, {"prefers-contrast", "more"}, {"prefers-reduced-motion", "reduce"}} {
			must(t, tab(w.page).Emulate(ctx, look[0], look[1]))
			must(t, w.counts(ctx), records, look)
			must(t, tab(w.page).Emulate(ctx, look[0], ""))
		}
		for _, zoom := range []float64{0.9, 1.1, 1.25, 1} {
			w.zoomed(t, ctx, zoom)
			must(t, w.heeds(ctx, w.enter), records, zoom)
		}
		w.page.Close()
	}
}

// zoomed has the browser zoom the window's page, as a person does from its menu.
func (w *window) zoomed(t *testing.T, ctx context.Context, factor float64) {
	t.Helper()
	must(t, w.choose(ctx, fmt.Sprintf("void chrome.tabs.setZoom(tab.id, %g)", factor)))
	must(t, w.page.WaitFor(ctx, fmt.Sprintf("Math.abs(devicePixelRatio - %g) < 0.01", factor)))
}
