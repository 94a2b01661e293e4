package acceptance

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/story"
)

// fewRecords are the generated pages that each browser is given; RECORD_PAGES
// in the environment asks for another number. A portion is what a busy machine
// goes through within one wait.
const fewRecords, portion = 200, 40

// recordsSeen is what extension/test/records.page.ts counts: of pages of
// records, by themselves the records whose customer is that of the record
// before, and, beside the pages, the rows of lists.
type recordsSeen struct {
	Pages, Presses, Wrong, Resolved, Refused, Disordered int
	Made, Unmade                                         int
	SameResolved, SameRefused                            int
	Lists, RowsResolved, RowsRefused                     int
	Examples                                             []string
}

// TestRecordPages has both browsers read generated pages at every moment at
// which an agent could press: nobody else's visitor id is ever taken, in any
// order of the candidates, and at least 98 of 100 customers are found, or told
// to have no visitor id where they have none. In a part of the pages the rule
// is one that the picker made.
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
	var seen recordsSeen
	for first := 1; first <= pages; first += portion {
		count := min(portion, pages+1-first)
		must(t, d.Agent.Go(ctx, fmt.Sprintf("%s/generated/%d#%d,%d", address, first, first, count)))
		seen.add(d.counted(t, ctx))
	}
	t.Logf("%+v", seen)
	if seen.Pages != pages || seen.Wrong != 0 || seen.Disordered != 0 {
		t.Errorf("of %d pages: %+v", pages, seen)
	}
	if all := seen.Resolved + seen.Refused; seen.Resolved*100 < all*98 {
		t.Errorf("%d of %d customers were found", seen.Resolved, all)
	}
	if rows := seen.RowsResolved + seen.RowsRefused; seen.RowsResolved*100 < rows*98 {
		t.Errorf("%d of %d rows' customers were found", seen.RowsResolved, rows)
	}
	if made := seen.Made + seen.Unmade; made == 0 || seen.Made*100 < made*98 {
		t.Errorf("the picker made a rule for %d of %d sites", seen.Made, made)
	}
}

func (s *recordsSeen) add(more recordsSeen) {
	s.Pages += more.Pages
	s.Presses += more.Presses
	s.Wrong += more.Wrong
	s.Resolved += more.Resolved
	s.Refused += more.Refused
	s.Disordered += more.Disordered
	s.Made += more.Made
	s.Unmade += more.Unmade
	s.SameResolved += more.SameResolved
	s.SameRefused += more.SameRefused
	s.Lists += more.Lists
	s.RowsResolved += more.RowsResolved
	s.RowsRefused += more.RowsRefused
	s.Examples = append(s.Examples, more.Examples...)
}

// counted waits until the page has gone through all of its records.
func (d *desk) counted(t *testing.T, ctx context.Context) (seen recordsSeen) {
	t.Helper()
	must(t, d.Agent.WaitFor(ctx, `document.title !== ""`))
	must(t, d.Agent.Evaluate(ctx, `JSON.parse(document.title)`, &seen))
	return seen
}
