// Package presence follows a visitor: whether they are on the website, on which
// page, and what they do with terms and sessions. One connection each; a break
// is mended by asking for the present state again, because presence is a
// state, not a log.
package presence

import (
	"context"
	"errors"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

// Dialect is how presence is followed.
type Dialect string

// How presence is followed. Mirror falls back to REST where the socket is refused.
const (
	Mirror Dialect = "mirror"
	REST   Dialect = "rest"
)

// Known is what is known of a visitor's presence.
type Known string

// What is known.
const (
	Checking Known = "checking"
	Absent   Known = "absent"
	Present  Known = "present"
	CantTell Known = "cant_tell"
)

// ErrDropped is why a visitor's presence cannot be told after a socket broke.
var ErrDropped = errors.New("the presence socket was cut")

// News is one thing that became known. Known, Visitor and Err are the state
// after it; Event is what happened beside the state, if anything did.
type News struct {
	Known   Known
	Visitor glance.Visitor
	Err     error // with CantTell
	Devices int   // from how many the visitor was heard of lately, where that is told
	Live    bool  // whether terms and sessions are told too: not so over REST
	Anew    bool  // a new socket: what happened before it is not told any more
	Event   *glance.Update
}

// Service is what of Glance is needed here.
type Service interface {
	Watch(ctx context.Context, token glance.Token, group int64, visitor string) (*glance.Stream, error)
	LookupVisitor(ctx context.Context, token glance.Token, group int64, visitor string) (glance.Visitor, error)
}

// TokenSource gives an authorization token. Forget drops one that was refused.
type TokenSource interface {
	Token(ctx context.Context) (glance.Token, error)
	Forget(glance.Token)
}

// Waiting times, chosen so that a known failure shows within 2 seconds.
const (
	leaveGrace = 2 * time.Second // a page change looks like leaving and coming back
	steady     = 5 * time.Second // a socket that stood so long may break once unseen
	retryMax   = 30 * time.Second
	socketMemo = 5 * time.Minute // how long a refused socket is not tried again
)

// Follower follows visitors of one group.
type Follower struct {
	Service Service
	Tokens  TokenSource
	Group   int64
	Dialect Dialect
	Poll    time.Duration // the pace over REST
}

// Follow tells news of one visitor, in order and from one goroutine at a time,
// until the context ends. A value on look asks for the present state at once.
func (f *Follower) Follow(ctx context.Context, visitor string, look <-chan struct{}, tell func(News)) {
	one := &follow{Follower: f, visitor: visitor, look: look, tell: tell, waits: newWaits()}
	one.run(ctx)
}
