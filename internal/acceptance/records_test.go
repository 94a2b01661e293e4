package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
)

// fewRecords are the generated pages that each browser is given; RECORD_PAGES
// in the environment asks for another number.
const fewRecords = 200

// recordsSeen is what extension/test/records.page.ts counts.
type recordsSeen struct {
	Pages, Presses, Wrong, Resolved, Refused, Disordered int
	Examples                                             []string
}

// TestRecordPages has both browsers read generated pages at every moment at
// which an agent could press: nobody else's visitor id is ever taken, in any
// order of the candidates, and at least 98 of 100 customers are found.
func TestRecordPages(t *testing.T) {
	script := filepath.Join(t.TempDir(), "records.js")
	build := exec.CommandContext(t.Context(), "node", "build.mjs", "--page", "records", "--out", script)
	build.Dir = filepath.Join("..", "..", "extension")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	inEach(t, story.Options{}, func(d *desk) {
		d.tryFor(30*time.Minute, "generated records", func(t *testing.T, ctx context.Context) { d.readsRecords(t, ctx, script) })
	})
}

func (d *desk) readsRecords(t *testing.T, ctx context.Context, script string) {
	pages := fewRecords
	if asked, err := strconv.Atoi(os.Getenv("RECORD_PAGES")); err == nil {
		pages = asked
	}
	address := d.serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/records.js" {
			http.ServeFile(w, r, script)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><title></title><body><script src="/records.js"></script>`)
	}))
	must(t, d.Agent.Go(ctx, fmt.Sprintf("%s/generated#1,%d", address, pages)))
	seen := d.counted(t, ctx)
	t.Logf("%+v", seen)
	if seen.Pages != pages || seen.Wrong != 0 || seen.Disordered != 0 {
		t.Errorf("of %d pages: %+v", pages, seen)
	}
	if all := seen.Resolved + seen.Refused; seen.Resolved*100 < all*98 {
		t.Errorf("%d of %d customers were found", seen.Resolved, all)
	}
}

// counted waits until the page has gone through all of its records.
func (d *desk) counted(t *testing.T, ctx context.Context) (seen recordsSeen) {
	t.Helper()
	must(t, browser.Until(ctx, "the records to be read", func(ctx context.Context) (bool, error) {
		var title string
		err := d.Agent.Evaluate(ctx, "document.title", &title)
		return title != "" && err == nil, err
	}))
	var title string
	must(t, d.Agent.Evaluate(ctx, "document.title", &title))
	must(t, json.Unmarshal([]byte(title), &seen))
	return seen
}
