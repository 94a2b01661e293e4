package browser

import (
	"fmt"
	"strings"
	"testing"
)

// event makes the text of one as a browser writes it, in the process 7.
func event(name, url string, thread, at, took, cpu int) []byte {
	return fmt.Appendf(nil, `{"name":%q,"pid":7,"tid":%d,"ts":%d,"dur":%d,"tdur":%d,"args":{"data":{"url":%q}}}`, name, thread, at, took, cpu, url)
}

func TestRanIn(t *testing.T) {
	var list []Event
	for _, text := range [][]byte{
		event("FunctionCall", "x://ours/a.js", 1, 1, 5, 5), // of a former trace
		event(started, "", 9, 10, 0, 0),
		event("FunctionCall", "x://ours/a.js", 1, 125, 20, 10), // in the one below
		event("FunctionCall", "x://ours/a.js", 1, 120, 100, 1500),
		event("TimerInstall", "", 1, 130, 0, 0),
		event("TimerInstall", "", 2, 130, 0, 0),
		event("TimerFire", "", 1, 300, 50, 50),
		event("FunctionCall", "x://ours/b.js", 1, 310, 10, 500),
		event("TimerFire", "", 1, 400, 50, 50),
		event("FunctionCall", "x://theirs/a.js", 1, 410, 10, 10),
		event("Layout", "x://ours/a.js", 1, 500, 10, 10),
		[]byte(`{"name":"FunctionCall","args":{"data":"no object"}}`), []byte(`{`),
	} {
		list = append(list, readEvent(text)...)
	}
	got := RanIn(sinceStart(list), func(url string) bool { return strings.HasPrefix(url, "x://ours/") })
	if want := (Ran{Calls: 2, Timers: 2, Milliseconds: 2}); got != want {
		t.Errorf("%+v, not %+v", got, want)
	}
}

func TestCalledIn(t *testing.T) {
	var list []Event
	for _, text := range [][]byte{
		event("FunctionCall", "x://theirs/a.js", 1, 100, 100, 100),
		event(nativeCall, "", 1, 110, 40, 1500), // who listens
		event(nativeCall, "", 1, 120, 10, 500),  // in the midst of that
		event(nativeCall, "", 1, 160, 10, 500),
		event(nativeCall, "", 2, 160, 10, 500),
		event(nativeCall, "", 1, 300, 10, 500), // a task of its own
		event("FunctionCall", "x://ours/a.js", 1, 400, 50, 50),
		event(nativeCall, "", 1, 410, 10, 500),
	} {
		list = append(list, readEvent(text)...)
	}
	got := CalledIn(list, func(url string) bool { return strings.HasPrefix(url, "x://theirs/") })
	if want := (Ran{Calls: 2, Milliseconds: 2}); got != want {
		t.Errorf("%+v, not %+v", got, want)
	}
}
