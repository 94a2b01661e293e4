package sqlite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/eventstest"
	lib "modernc.org/sqlite/lib"
)

func TestDamagedFileIsPutAside(t *testing.T) {
	junk := bytes.Repeat([]byte("this is not a database. "), 1000)
	for name, spoil := range map[string]func([]byte) []byte{
		"another kind of file": func([]byte) []byte { return junk },
		"cut short":            func(b []byte) []byte { return b[:len(b)/2+100] },
		"first page spoilt":    func(b []byte) []byte { copy(b[100:4096], junk); return b },
		"header spoilt":        func(b []byte) []byte { b[3]++; return b },
	} {
		t.Run(name, func(t *testing.T) {
			path, spoilt := spoil1(t, spoil)
			var told []Damage
			log := mustOpen(t, path, OnDamage(func(d Damage) { told = append(told, d) }))
			e := appendOne(t, log)
			if len(told) != 1 || told[0].Cause == nil || !holds(t, log, e) {
				t.Fatalf("told %v", told)
			}
			if kept, err := os.ReadFile(told[0].Path); err != nil || !bytes.Equal(kept, spoilt) {
				t.Errorf("the damaged file was not kept as it was: %v", err)
			}
			if again := mustOpen(t, path, OnDamage(func(d Damage) { t.Error(d) })); !holds(t, again, e) {
				t.Error("the new file does not last")
			}
		})
	}
}

// spoil1 writes a log with events, closes it and spoils its file.
func spoil1(t *testing.T, spoil func([]byte) []byte) (path string, spoilt []byte) {
	t.Helper()
	path = file(t)
	log := mustOpen(t, path)
	for range 100 {
		appendOne(t, log)
	}
	log.Close()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spoilt = spoil(content)
	if err := os.WriteFile(path, spoilt, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, spoilt
}

func TestDamageDeepInsideIsFoundWhenMet(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows renames no file that another has open")
	}
	path, _ := spoil1(t, func(b []byte) []byte {
		for at := 4096; at+8 < len(b); at += 4096 { // every page but the first
			copy(b[at:], "\xff\xff\xff\xff\xff\xff\xff\xff")
		}
		return b
	})
	var told []Damage
	log := mustOpen(t, path, OnDamage(func(d Damage) { told = append(told, d) }))
	other := mustOpen(t, path, OnDamage(func(d Damage) { told = append(told, d) }))
	e := appendOne(t, log)
	f := appendOne(t, other)
	if len(told) != 1 || !holds(t, log, e) || !holds(t, log, f) || !holds(t, other, e) {
		t.Fatalf("told %v", told)
	}
	if _, err := os.Stat(told[0].Path + "-wal"); err != nil {
		t.Errorf("what the other had written did not go with the file: %v", err)
	}
}

func TestFullDisk(t *testing.T) {
	folder := tmpfs(t, "1200k")
	log := mustOpen(t, filepath.Join(folder, "events.db"))
	var acked []events.Event
	var err error
	for err == nil && len(acked) < 20_000 {
		e := one()
		if err = log.Append(t.Context(), e); err == nil {
			acked = append(acked, e)
		}
	}
	if code(err)&0xff != lib.SQLITE_FULL {
		t.Fatalf("after %d events: %v", len(acked), err)
	}
	if !holds(t, log, acked[0]) {
		t.Error("a full disk cannot be read")
	}
	remount(t, folder, "8m")
	acked = append(acked, appendOne(t, log))
	for _, e := range acked {
		if !holds(t, log, e) {
			t.Fatal("an acknowledged event is lost")
		}
	}
	if err := check(t.Context(), log.db); err != nil {
		t.Error(err)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	folder := tmpfs(t, "3m")
	path := filepath.Join(folder, "events.db")
	log := mustOpen(t, path)
	appendOne(t, log)
	log.Close()
	remount(t, folder, "ro")
	if _, err := Open(path); err == nil {
		t.Error("opened on a read-only disk")
	}
	if _, err := Open(filepath.Join(folder, "new", "events.db")); err == nil {
		t.Error("made on a read-only disk")
	}
	remount(t, folder, "rw")
	appendOne(t, mustOpen(t, path))
}

func TestWALStaysSmall(t *testing.T) {
	path := file(t)
	log := mustOpen(t, path)
	largest := int64(0)
	for range 8 {
		if err := log.Append(t.Context(), eventstest.LargestBatch(events.NewID(eventstest.Start))...); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		largest = max(largest, info.Size())
	}
	if largest > 4<<20 {
		t.Errorf("the WAL grew to %d bytes", largest)
	}
}

func TestNoFolderCanBeMade(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(blocked, "events.db")); err == nil || errors.Is(err, ErrNewer) {
		t.Errorf("error %v", err)
	}
}
