package acceptance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/sqlite"
)

// sessions reads the event log, sessions in the order in which they began.
func (d *desk) sessions(t *testing.T, ctx context.Context) [][]events.Event {
	t.Helper()
	if _, err := os.Stat(d.Events); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	log, err := sqlite.Open(d.Events)
	must(t, err)
	defer log.Close()
	all, _, err := log.Page(ctx, events.Query{})
	must(t, err)
	var list [][]events.Event
	places := map[string]int{}
	for _, event := range all {
		place, known := places[event.Session]
		if !known {
			place = len(list)
			places[event.Session], list = place, append(list, nil)
		}
		list[place] = append(list[place], event)
	}
	return list
}

// whole checks that a session's steps are numbered without gap or double, and
// names them.
func whole(t *testing.T, session []events.Event) string {
	t.Helper()
	var names []string
	for i, event := range session {
		names = append(names, event.Name)
		if event.Seq != int64(i+1) {
			t.Errorf("step %d of a session has the number %d", i+1, event.Seq)
		}
	}
	return strings.Join(names, " ")
}

// hosts are the running host processes of the desk.
func (d *desk) hosts() []int {
	folders, _ := filepath.Glob("/proc/[0-9]*")
	var list []int
	for _, folder := range folders {
		program, err := os.Readlink(filepath.Join(folder, "exe"))
		environment, _ := os.ReadFile(filepath.Join(folder, "environ"))
		if err == nil && program == d.Host && strings.Contains(string(environment), d.Env[0]) {
			var pid int
			fmt.Sscan(filepath.Base(folder), &pid)
			list = append(list, pid)
		}
	}
	return list
}
