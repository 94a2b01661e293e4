package native

import (
	"context"
	"sync"
	"time"
)

// patience is how long requests may run before another goroutine reads on, so
// that cancels and the stream's end are noticed. Having one read on each time
// would wake a thread for each request, which takes longer than most of them.
const patience = 2 * time.Millisecond

// line holds the requests that wait for the one that runs. The goroutine that
// reads works it off, unless one that was relieved of reading still does.
type line struct {
	mu       sync.Mutex
	waiting  []*call
	running  bool
	relieved bool // whoever runs is to read no more: another does
	turn     int  // counts how often it was begun to work the line off
	watched  bool // a look at it is due
	closed   bool // nothing is begun any more
}

// queue puts a request in line, and reports whether the caller has to work the
// line off: then s.done counts it.
func (s *Server) queue(ctx context.Context, c *call) bool {
	l := &s.line
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, c)
	if l.running || l.closed {
		return false
	}
	l.running, l.relieved = true, false
	l.turn++
	s.done.Add(1)
	if !l.watched {
		l.watched = true
		s.lookLater(ctx, l.turn)
	}
	return true
}

// workOff runs what is in line until nothing is left, and reports whether the
// caller is to read on.
func (s *Server) workOff() bool {
	defer s.done.Done()
	for {
		c, mine := s.line.next()
		if c == nil {
			return mine
		}
		s.start(c)
	}
}

// next takes the first in line. Where none is left it reports whether the
// caller is still the one that reads.
func (l *line) next() (c *call, mine bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		l.running = false
		return nil, !l.relieved
	}
	c = l.waiting[0]
	l.waiting = l.waiting[1:]
	return c, false
}

func (s *Server) lookLater(ctx context.Context, turn int) {
	time.AfterFunc(patience, func() {
		if s.line.look(turn, func(now int) { s.lookLater(ctx, now) }) {
			s.receive(ctx)
		}
	})
}

// look relieves whoever still works off the same turn. While other turns went
// by it has another look taken later; an idle line is left alone.
func (l *line) look(turn int, again func(turn int)) (relieve bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case !l.running:
		l.watched = false
	case l.turn != turn:
		again(l.turn)
	default:
		l.relieved, l.watched = true, false
		return true
	}
	return false
}

// close begins nothing any more: what s.done counts only falls from now on.
func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
}
