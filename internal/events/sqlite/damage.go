package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	lib "modernc.org/sqlite/lib"
)

// Damage tells of a damaged file that was put aside for a new, empty one.
type Damage struct {
	Path  string // where the damaged file is now
	Cause error  // what SQLite said of it
}

func (d Damage) String() string {
	return fmt.Sprintf("the event log was damaged (%v); it is kept as %s and a new one was begun", d.Cause, d.Path)
}

var errCheck = errors.New("quick_check found damage")

// damaged reports whether SQLite says by err that the file is no sound database.
func damaged(err error) bool {
	primary := code(err) & 0xff
	return primary == lib.SQLITE_CORRUPT || primary == lib.SQLITE_NOTADB || errors.Is(err, errCheck)
}

func check(ctx context.Context, db *sql.DB) error {
	var found string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", errCheck, found)
	}
	return nil
}

// quarantine renames the file with its WAL. The file goes first: a WAL that is
// left behind by a crash in between is dropped by SQLite beside a new file,
// where a file without its WAL would be opened as if it were complete.
func (l *Log) quarantine(cause error) error {
	ext := filepath.Ext(l.path)
	aside := strings.TrimSuffix(l.path, ext) + "-damaged-" + time.Now().UTC().Format("20060102T150405.000Z") + ext
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(l.path+part, aside+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("it is damaged (%w) and cannot be put aside: close all browsers and rename it: %w", cause, err)
		}
	}
	l.onDamage(Damage{Path: aside, Cause: cause})
	return nil
}
