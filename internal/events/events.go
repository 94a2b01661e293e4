// Package events holds what happened on a desk: each step of each session,
// durably, exactly once, in causal order. It names the contract; the folders
// below it keep it in a database. It imports nothing of ours but protocol.
package events

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// The types of sessions. What happens in a shared screen is not told: of one
// there are only the steps of its start.
const (
	TypeCobrowse = "cobrowse"
	TypeScreen   = "screenshare"
)

// Event is one step of one session. Its id is its identity everywhere: the same
// event stored or sent twice counts once.
type Event struct {
	ID      string            // ULID that carries Time: NewID
	Time    time.Time         // UTC, whole milliseconds
	Seq     int64             // place within Session, from 1: the causal order, whatever the clock did
	Session string            // ULID
	Name    string            // the step: asked, signalled, terms_sent…
	Type    string            // of session: TypeCobrowse
	Group   int64             // the Glance group, 0 where none is set
	Agent   string            // the agent's partner user id
	Desk    string            // where the agent sat
	Record  protocol.Record   // the CRM record that the session is about
	Key     string            // visitor id or typed key
	KeyKind string            // one of protocol.KeyKinds, empty without a key
	Data    map[string]string // small facts of the step, never a secret
}

// Equal reports whether both hold the same. A nil and an empty Data are alike.
func (e Event) Equal(other Event) bool {
	if !e.Time.Equal(other.Time) || !maps.Equal(e.Data, other.Data) {
		return false
	}
	return e.ID == other.ID && e.Seq == other.Seq && e.Session == other.Session && e.Name == other.Name &&
		e.Type == other.Type && e.Group == other.Group && e.Agent == other.Agent && e.Desk == other.Desk &&
		e.Record == other.Record && e.Key == other.Key && e.KeyKind == other.KeyKind
}

// Errors that a Log returns, wrapped with what was being done.
var (
	// ErrConflict: the id is taken by another event, or the place (Session,
	// Seq) by another id. Somebody else wrote first: read the session again.
	ErrConflict = errors.New("event conflicts with one that is stored")
	// ErrInvalid: the event is outside its bounds. Storing it again fails again.
	ErrInvalid = errors.New("event is not valid")
	// ErrClosed: the log was closed.
	ErrClosed = errors.New("event log is closed")
)

// Log is where events are kept. Its methods may be called concurrently, and
// several processes may have one log open.
type Log interface {
	// Append stores all of e or nothing, at most MaxBatch, and returns only
	// after the commit is on the disk. An event that is stored already with
	// the same content is no error, so an Append whose fate is unknown may be
	// done again. Errors: ErrInvalid, ErrConflict, ErrClosed, or the store's own.
	Append(ctx context.Context, e ...Event) error

	// Session returns a session's events in the order of Seq; none where the
	// session is not known.
	Session(ctx context.Context, id string) ([]Event, error)

	// Page returns events in the order of their ids, and the After of the
	// following page, which is empty when there is none. An event of a
	// process whose clock is behind may be stored before a page that was read.
	Page(ctx context.Context, q Query) (page []Event, next string, err error)

	// Close ends it; what was appended stays.
	Close() error
}

// Query says which events a Page holds.
type Query struct {
	After   string // events with a greater id; empty: from the first
	Limit   int    // 1 to MaxPage; 0 is MaxPage
	Session string // only this session's; empty: all
}
