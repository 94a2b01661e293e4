package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/eventstest"
)

// writerPath, when it is set, makes the test program a writer to that log.
const writerPath = "EVENTS_WRITER_PATH"

// write appends one event after another and prints each id once it is
// acknowledged, until it is killed or nobody reads.
func write(path string) {
	log, err := Open(path, OnDamage(func(d Damage) { fmt.Println("damage:", d) }))
	if err != nil {
		fmt.Println("error:", err)
		return
	}
	session := events.NewID(time.Now())
	for seq := int64(1); ; seq++ {
		e := eventstest.New(session, seq)
		e.Time = time.Now().UTC().Truncate(time.Millisecond)
		e.ID = events.NewID(e.Time)
		if err := log.Append(context.Background(), e); err != nil {
			fmt.Println("error:", err)
			return
		}
		if _, err := fmt.Println(e.ID); err != nil {
			return
		}
	}
}

func TestKilledWritersLoseNothing(t *testing.T) { killWriters(t, kills(t, 60)) }

// TestStressKilledWriters is the long form, for make stress: EVENTS_KILLS says how long.
func TestStressKilledWriters(t *testing.T) {
	if os.Getenv("EVENTS_KILLS") == "" {
		t.Skip("set EVENTS_KILLS to a number of kills")
	}
	killWriters(t, kills(t, 0))
}

func kills(t *testing.T, normal int) int {
	t.Helper()
	if normal > 0 {
		return normal
	}
	n, err := strconv.Atoi(os.Getenv("EVENTS_KILLS"))
	if err != nil || n < 1 {
		t.Fatal("EVENTS_KILLS is not a number above 0")
	}
	return n
}

// killWriters lets four processes write at once and kills each at a random
// moment, in turn, until n were killed: from its first instants, when it makes
// or opens the file, to the middle of its writing.
func killWriters(t *testing.T, n int) {
	path := file(t)
	acked := make(chan string, 1024)
	left := make(chan struct{}, n)
	for range n {
		left <- struct{}{}
	}
	close(left)
	done := make(chan struct{}, 4)
	for range cap(done) {
		go func() {
			defer func() { done <- struct{}{} }()
			for range left {
				life(t, path, acked)
			}
		}()
	}
	go func() {
		for range cap(done) {
			<-done
		}
		close(acked)
	}()
	compare(t, path, acked)
}

// life is one writer's, from its start to its kill: one in two is let begin to
// write first, however slow the machine.
func life(t *testing.T, path string, acked chan<- string) {
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), writerPath+"="+path)
	out, err := program.StdoutPipe()
	if err == nil {
		err = program.Start()
	}
	if err != nil {
		t.Error(err)
		return
	}
	moment, first := time.Duration(rand.IntN(150))*time.Millisecond, rand.IntN(2) == 0
	timer := time.AfterFunc(moment, func() { program.Process.Kill() })
	defer timer.Stop()
	if first {
		timer.Reset(time.Minute)
	}
	reader := bufio.NewReader(out)
	for {
		line, err := reader.ReadString('\n')
		if err == io.EOF { // what is left was cut off by the kill
			break
		}
		if first {
			timer.Reset(moment)
			first = false
		}
		if len(line) != 27 {
			t.Errorf("a writer said %s", line)
			continue
		}
		acked <- line[:26]
	}
	program.Wait()
}

// compare reads all that is stored once the writers are gone.
func compare(t *testing.T, path string, acked <-chan string) {
	t.Helper()
	missing := map[string]bool{}
	for id := range acked {
		missing[id] = true
	}
	said := len(missing)
	log := mustOpen(t, path, OnDamage(func(d Damage) { t.Error(d) }))
	stored, query := 0, events.Query{}
	for {
		page, next, err := log.Page(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			delete(missing, e.ID)
		}
		stored += len(page)
		if query.After = next; next == "" {
			break
		}
	}
	t.Logf("acknowledged %d, stored %d, lost %d", said, stored, len(missing))
	if len(missing) > 0 || said == 0 || stored < said {
		t.Errorf("acknowledged %d, stored %d, lost %d", said, stored, len(missing))
	}
	var found string
	if err := log.db.QueryRow("PRAGMA integrity_check").Scan(&found); err != nil || found != "ok" {
		t.Errorf("integrity_check: %s, %v", found, err)
	}
	if aside, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*damaged*")); len(aside) > 0 {
		t.Errorf("put aside: %v", aside)
	}
}
