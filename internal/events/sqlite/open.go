package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/glance-networks/agent-host/internal/filelock"
)

//go:embed schema.sql
var schema string

// steps lead from each version of the file (its user_version) to the next.
// Append only: files of every age are out there.
var steps = []string{schema}

// Errors of Open.
var (
	ErrNewer       = errors.New("a newer version of the host wrote this event log: update this host")
	ErrNetworkDisk = errors.New("it is on a network disk, where several programs cannot safely write to it: choose a folder on this machine's own disk")
	ErrLibrary     = errors.New("this build's SQLite is older than 3.51.3, which can damage a file that several programs write to: build again with a newer one")
)

// minLibrary is 3.51.3, the first without the WAL-reset bug.
const minLibrary = 3051003

// depth is how closely a file is looked at when it is opened.
type depth bool

const (
	quick    depth = false // what opening reads anyway
	thorough depth = true  // SQLite's quick_check: reads the whole file
)

func prepare(path string) error {
	if lib.SQLITE_VERSION_NUMBER < minLibrary {
		return ErrLibrary
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if onNetwork(folder) {
		return ErrNetworkDisk
	}
	return nil
}

// open sets db and file, in place of what they were. One process at a time does
// so, for two that turn a new file to WAL at once would fail, and two that put a
// damaged one aside would take the new one away too.
func (l *Log) open(ctx context.Context, look depth) error {
	if err := errors.Join(l.shut(), prepare(l.path)); err != nil {
		return err
	}
	unlock, err := filelock.Lock(ctx, l.lockFile())
	if err != nil {
		return err
	}
	defer unlock()
	db, err := connect(ctx, l.path, l.lockFile(), look)
	if damaged(err) {
		if err := l.quarantine(err); err != nil {
			return err
		}
		db, err = connect(ctx, l.path, l.lockFile(), quick)
	}
	if err != nil {
		return err
	}
	l.db = db
	l.file, err = os.Stat(l.path)
	return err
}

func (l *Log) shut() error {
	if l.db == nil {
		return nil
	}
	db := l.db
	l.db = nil
	return db.Close()
}

func (l *Log) lockFile() string { return l.path + ".lock" }

// connect opens the file and brings it to the newest version.
func connect(ctx context.Context, path, modeOf string, look depth) (*sql.DB, error) {
	name, err := address(path, modeOf)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // one page cache; calls take turns anyway
	if err = ready(ctx, db, look); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func ready(ctx context.Context, db *sql.DB, look depth) error {
	if look == thorough {
		if err := check(ctx, db); err != nil {
			return err
		}
	}
	return migrate(ctx, db)
}

// address is path as SQLite's URI. A new file gets the mode of modeOf. Commits
// are flushed to the disk (synchronous FULL); the WAL is moved into the file at
// 1 MiB and cut back to that, so that with a largest batch on top it stays
// below 4 MiB and does not eat a small disk.
func address(path, modeOf string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	full = filepath.ToSlash(full)
	if full[0] != '/' {
		full = "/" + full // C:/…
	}
	query := url.Values{
		"_pragma": {
			"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "mmap_size(0)",
			"wal_autocheckpoint(256)", "journal_size_limit(1048576)",
		},
		"_txlock":    {"immediate"},
		"_defensive": {"1"},
		"_error_rc":  {"1"},
		"modeof":     {modeOf},
	}
	encoded := strings.ReplaceAll(query.Encode(), "+", "%20") // SQLite takes a plus as it is
	return (&url.URL{Scheme: "file", Path: full, RawQuery: encoded}).String(), nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	version, err := version(ctx, db)
	if err != nil || version == len(steps) {
		return err
	}
	if version > len(steps) {
		return fmt.Errorf("%w (its version is %d, this host knows %d)", ErrNewer, version, len(steps))
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, step := range steps[version:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(steps))); err != nil {
		return err
	}
	return tx.Commit()
}

func version(ctx context.Context, db *sql.DB) (version int, err error) {
	err = db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// code is SQLite's extended result code of err, 0 where it has none.
func code(err error) int {
	if e := (*driver.Error)(nil); errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
