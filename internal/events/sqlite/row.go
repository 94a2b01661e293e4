package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	lib "modernc.org/sqlite/lib"
)

const columns = "id, time_ms, session, seq, name, type, group_id, agent, desk, " +
	"record_system, record_type, record_id, record_title, record_url, key, key_kind, data"

// insert stores all of list in one transaction. It is ended by Commit, whose
// return is the acknowledgement.
func insert(ctx context.Context, db *sql.DB, list []events.Event) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for i := range list {
		if err := insertOne(ctx, tx, &list[i]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func insertOne(ctx context.Context, tx *sql.Tx, e *events.Event) error {
	data, err := encode(e.Data)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO event ("+columns+") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		e.ID, e.Time.UnixMilli(), e.Session, e.Seq, e.Name, e.Type, e.Group, e.Agent, e.Desk,
		e.Record.System, e.Record.Type, e.Record.ID, e.Record.Title, e.Record.URL, e.Key, e.KeyKind, data)
	if code(err)&0xff != lib.SQLITE_CONSTRAINT {
		return err
	}
	stored, err := readRows(tx.QueryContext(ctx, "SELECT "+columns+" FROM event WHERE id = ?", e.ID))
	if err != nil {
		return err
	}
	if len(stored) == 1 && stored[0].Equal(*e) {
		return nil
	}
	return fmt.Errorf("%w: session %s, seq %d", events.ErrConflict, e.Session, e.Seq)
}

func read(ctx context.Context, db *sql.DB, where string, values ...any) ([]events.Event, error) {
	return readRows(db.QueryContext(ctx, "SELECT "+columns+" FROM event "+where, values...))
}

func readRows(rows *sql.Rows, err error) (list []events.Event, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

func scan(rows *sql.Rows) (e events.Event, err error) {
	var ms int64
	var data string
	err = rows.Scan(&e.ID, &ms, &e.Session, &e.Seq, &e.Name, &e.Type, &e.Group, &e.Agent, &e.Desk,
		&e.Record.System, &e.Record.Type, &e.Record.ID, &e.Record.Title, &e.Record.URL, &e.Key, &e.KeyKind, &data)
	if err != nil {
		return e, err
	}
	e.Time = time.UnixMilli(ms).UTC()
	if data != "{}" {
		err = json.Unmarshal([]byte(data), &e.Data)
	}
	return e, err
}

func encode(data map[string]string) (string, error) {
	if len(data) == 0 {
		return "{}", nil
	}
	text, err := json.Marshal(data)
	return string(text), err
}
