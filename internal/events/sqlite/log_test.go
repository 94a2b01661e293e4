package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/eventstest"
	"go.uber.org/goleak"
	lib "modernc.org/sqlite/lib"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(writerPath); path != "" {
		write(path)
		return
	}
	goleak.VerifyTestMain(m)
}

func TestSuite(t *testing.T) {
	eventstest.Run(t, func(t *testing.T) events.Log { return mustOpen(t, file(t)) })
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "state", "events.db") }

func mustOpen(t *testing.T, path string, options ...Option) *Log {
	t.Helper()
	log, err := Open(path, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return log
}

func one() events.Event { return eventstest.New(events.NewID(eventstest.Start), 1) }

func appendOne(t *testing.T, log *Log) events.Event {
	t.Helper()
	e := one()
	if err := log.Append(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	return e
}

func holds(t *testing.T, log *Log, e events.Event) bool {
	t.Helper()
	found, err := log.Session(t.Context(), e.Session)
	if err != nil {
		t.Fatal(err)
	}
	return len(found) == 1 && found[0].Equal(e)
}

func TestSurvivesClosing(t *testing.T) {
	path := file(t)
	log := mustOpen(t, path)
	e := appendOne(t, log)
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if !holds(t, mustOpen(t, path), e) {
		t.Error("the event is gone")
	}
}

func TestHowItIsOpened(t *testing.T) {
	log := mustOpen(t, file(t))
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "mmap_size": "0", "busy_timeout": "10000", "journal_size_limit": "1048576",
		"user_version": "1", "integrity_check": "ok",
	} {
		var got string
		if err := log.db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
}

func TestOnlyItsOwnerMayRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps a person's folders apart by access lists")
	}
	path := file(t)
	appendOne(t, mustOpen(t, path))
	for name, want := range map[string]os.FileMode{"": 0o600, "-wal": 0o600, "-shm": 0o600, ".lock": 0o600} {
		info, err := os.Stat(path + name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("events.db%s: %v, %v", name, info.Mode(), err)
		}
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info.Mode(), err)
	}
}

func TestAnyFolderName(t *testing.T) {
	for _, name := range []string{"with spaces", "花子 Jörg", "100% ?a=b&c#d", "it's \"so\"", "mode=memory"} {
		path := filepath.Join(t.TempDir(), name, "events.db")
		e := appendOne(t, mustOpen(t, path))
		if _, err := os.Stat(path); err != nil || !holds(t, mustOpen(t, path), e) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewerVersionIsRefused(t *testing.T) {
	path := file(t)
	log := mustOpen(t, path)
	e := appendOne(t, log)
	setVersion(t, log, len(steps)+1)
	log.Close()
	if _, err := Open(path); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "update this host") {
		t.Fatalf("error %v", err)
	}
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	var count int
	if err := raw.QueryRow("SELECT count(*) FROM event WHERE id = ?", e.ID).Scan(&count); err != nil || count != 1 {
		t.Errorf("the newer file was touched: %d, %v", count, err)
	}
}

func TestStepsLeadForward(t *testing.T) {
	path := file(t)
	log := mustOpen(t, path)
	e := appendOne(t, log)
	log.Close()
	steps = append(steps, "ALTER TABLE event ADD COLUMN later TEXT NOT NULL DEFAULT ''")
	defer func() { steps = steps[:1] }()
	log = mustOpen(t, path)
	if v, err := version(t.Context(), log.db); v != 2 || err != nil || !holds(t, log, e) {
		t.Errorf("version %d, %v", v, err)
	}
	log.Close()
	steps = append(steps, "CREATE TABLE half (x) STRICT; ALTER TABLE nowhere ADD COLUMN x")
	if _, err := Open(path); err == nil {
		t.Fatal("a step that fails was passed over")
	}
	steps = steps[:2]
	var count int
	log = mustOpen(t, path)
	if err := log.db.QueryRow("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").Scan(&count); err != nil || count != 0 {
		t.Errorf("half a step stayed: %d, %v", count, err)
	}
}

func setVersion(t *testing.T, log *Log, version int) {
	t.Helper()
	if _, err := log.db.Exec("PRAGMA user_version = " + string(rune('0'+version))); err != nil {
		t.Fatal(err)
	}
}

func TestDeletedFileIsBegunAnew(t *testing.T) {
	for _, first := range []bool{true, false} { // to write again; else another begins the new file
		path := file(t)
		log := mustOpen(t, path)
		gone := appendOne(t, log)
		if err := os.RemoveAll(filepath.Dir(path)); err != nil {
			t.Skip("this system keeps open files:", err)
		}
		if !first {
			appendOne(t, mustOpen(t, path))
		}
		e := appendOne(t, log)
		if !holds(t, mustOpen(t, path), e) || holds(t, log, gone) {
			t.Errorf("first %t: written to a file that nobody can find", first)
		}
	}
}

func BenchmarkOpenAppend(b *testing.B) {
	path := filepath.Join(b.TempDir(), "events.db")
	for b.Loop() {
		log, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if err := log.Append(context.Background(), one()); err != nil {
			b.Fatal(err)
		}
		log.Close()
	}
}

func BenchmarkAppend(b *testing.B) {
	log, err := Open(filepath.Join(b.TempDir(), "events.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer log.Close()
	for b.Loop() {
		if err := log.Append(context.Background(), one()); err != nil {
			b.Fatal(err)
		}
	}
}

// A transaction that takes its lock only with its first write can be refused
// in the middle, however long it would have waited.
func TestTransactionsLockFromTheirBeginning(t *testing.T) {
	path := file(t)
	log, other := mustOpen(t, path), mustOpen(t, path)
	tx, err := log.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := other.db.Exec("PRAGMA busy_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	if _, err := other.db.Begin(); code(err)&0xff != lib.SQLITE_BUSY {
		t.Errorf("error %v", err)
	}
}
