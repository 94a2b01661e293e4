// Package sqlite keeps events in an SQLite file on the desk's own disk. Several
// processes write to it at once, each host one. Nothing but SQLite opens the
// file: closing any other descriptor of it would drop this process's locks.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
)

// Log is an events.Log. At most one call of a process is under way at a time;
// the others wait for their turn or for the end of their context.
type Log struct {
	path     string
	onDamage func(Damage)
	turn     chan struct{} // holds one token: who has it may use the fields below
	db       *sql.DB       // nil once closed, or when opening anew failed
	file     os.FileInfo   // the file that db has open, by identity
	closed   bool
}

// Option changes how a Log is opened.
type Option func(*Log)

// OnDamage is told of each damaged file that was put aside, from the goroutine
// of the call that found it.
func OnDamage(f func(Damage)) Option { return func(l *Log) { l.onDamage = f } }

// openLimit is how long Open waits for other processes that are opening.
const openLimit = 10 * time.Second

// Open opens the log at path, or makes it: the file with mode 0600, missing
// folders with 0700. A damaged file is put aside and a new one begun. Errors:
// ErrNewer, ErrNetworkDisk, ErrLibrary, or the system's own.
func Open(path string, options ...Option) (*Log, error) {
	l := &Log{path: path, onDamage: func(Damage) {}, turn: make(chan struct{}, 1)}
	for _, option := range options {
		option(l)
	}
	ctx, cancel := context.WithTimeout(context.Background(), openLimit)
	defer cancel()
	if err := l.open(ctx, quick); err != nil {
		return nil, fmt.Errorf("event log %s: %w", path, err)
	}
	l.turn <- struct{}{}
	return l, nil
}

var _ events.Log = (*Log)(nil)

// Append implements events.Log.
func (l *Log) Append(ctx context.Context, e ...events.Event) error {
	if err := events.CheckBatch(e); err != nil {
		return fmt.Errorf("append: %w", err)
	}
	err := l.do(ctx, func(db *sql.DB) error { return insert(ctx, db, e) })
	if err != nil {
		return fmt.Errorf("append: %w", err)
	}
	return nil
}

// Session implements events.Log.
func (l *Log) Session(ctx context.Context, id string) (found []events.Event, err error) {
	err = l.do(ctx, func(db *sql.DB) error {
		found, err = read(ctx, db, "WHERE session = ? ORDER BY seq", id)
		return err
	})
	return found, err
}

// Page implements events.Log.
func (l *Log) Page(ctx context.Context, q events.Query) (page []events.Event, next string, err error) {
	limit := q.Limit
	if limit < 1 || limit > events.MaxPage {
		limit = events.MaxPage
	}
	err = l.do(ctx, func(db *sql.DB) error {
		where, values := "WHERE id > ?", []any{q.After}
		if q.Session != "" {
			where, values = where+" AND session = ?", append(values, q.Session)
		}
		page, err = read(ctx, db, where+" ORDER BY id LIMIT ?", append(values, limit+1)...)
		return err
	})
	if len(page) > limit {
		page, next = page[:limit], page[limit-1].ID
	}
	return page, next, err
}

// Close implements events.Log. Closing again is no error.
func (l *Log) Close() error {
	<-l.turn
	defer func() { l.turn <- struct{}{} }()
	l.closed = true
	return l.shut()
}

// do runs f with the database in turn. A file that was moved away or deleted
// since is opened anew first, for what is written to it nobody would find
// again; one that turns out damaged is put aside, and f runs once more.
func (l *Log) do(ctx context.Context, f func(*sql.DB) error) error {
	select {
	case <-l.turn:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { l.turn <- struct{}{} }()
	if l.closed {
		return events.ErrClosed
	}
	if err := l.present(ctx); err != nil {
		return err
	}
	err := f(l.db)
	if !damaged(err) {
		return err
	}
	if err := l.open(ctx, thorough); err != nil {
		return err
	}
	return f(l.db)
}

// present makes sure that db is the file at path.
func (l *Log) present(ctx context.Context) error {
	if l.db != nil {
		if now, err := os.Stat(l.path); err == nil && os.SameFile(now, l.file) {
			return nil
		}
	}
	return l.open(ctx, quick)
}
