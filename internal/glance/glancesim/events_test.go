package glancesim_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
)

// eventReader reads a viewer's events.
type eventReader struct {
	t     *testing.T
	lines *bufio.Scanner
}

func (r *rig) events(address string) *eventReader {
	r.t.Helper()
	req, err := http.NewRequestWithContext(soon(r.t), http.MethodGet, address, nil)
	r.ok(err)
	resp, err := r.hc.Do(req)
	r.ok(err)
	r.t.Cleanup(func() { resp.Body.Close() })
	return &eventReader{r.t, bufio.NewScanner(resp.Body)}
}

// until reads on to the first line that holds want.
func (e *eventReader) until(want string) {
	e.t.Helper()
	for e.lines.Scan() {
		if strings.Contains(e.lines.Text(), want) {
			return
		}
	}
	e.t.Fatalf("the events ended before %s: %v", want, e.lines.Err())
}
