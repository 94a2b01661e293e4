package cobrowse

import (
	"context"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// others is what the lookup said of sessions that were not begun here: presence
// tells only of those that begin or end while it is followed, and over REST of
// none.
type others struct {
	asked time.Time // when it last said whether the visitor is in one; zero: not since they came
	run   bool      // it said so, and has to be asked when that one ends
	with  *pass     // of the asking; the session that follows goes on with it
}

// beforeSignal is how long a signal waits for the answer whether the customer is
// in a session already, where that is not known.
const beforeSignal = 2 * time.Second

// asksOthers reports whether it is to be asked if the visitor is in a session.
func (s *subject) asksOthers() bool {
	return !s.Basic && !s.active() && s.Presence != nil && s.news.Known == presence.Present && (s.others.asked.IsZero() || s.others.run)
}

// awaitOthers asks whether the visitor is in a session already, and where they
// are until they are not.
func (s *subject) awaitOthers(ctx context.Context) {
	for misses := 0; ; {
		found, err := s.Lookup.Once(ctx, s.credentials(s.othersPass()), s.visitorID)
		switch {
		case err != nil:
		case found.Running:
			misses = 0
		default:
			misses++
		}
		wait := runningPace
		if misses == 1 && s.othersRun() {
			wait = doubtPace
		} else if err == nil && !s.tellOthers(ctx, found) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// othersPass is what to ask with, let go of when its LoginKey may not be held any
// longer.
func (s *subject) othersPass() *pass {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.others.with == nil {
		with := s.newPass()
		s.others.with = with
		time.AfterFunc(s.Keys.Hold(), func() { s.dropOthersPass(with) })
	}
	return s.others.with
}

func (s *subject) dropOthersPass(with *pass) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.others.with == with {
		s.others.with = nil
	}
}

func (s *subject) othersRun() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.others.run
}

// tellOthers takes an answer, and reports whether it is to be asked again.
func (s *subject) tellOthers(ctx context.Context, found glance.Found) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil || s.active() {
		return false
	}
	if found.Running || s.others.run {
		s.elsewhere = found.Running
	}
	s.others.asked, s.others.run = time.Now(), found.Running
	s.ask()
	s.show()
	return found.Running
}

// taken reports whether the customer is in a session that was not begun here, as
// the lookup says just before they are signalled. What is known already is not
// asked again; no answer says nothing.
func (s *subject) taken(ctx context.Context) bool {
	s.mu.Lock()
	age := time.Since(s.others.asked)
	known := s.Presence == nil || s.news.Known == presence.Absent || !s.others.asked.IsZero() && (s.news.Live || age < runningPace)
	with := s.pass
	s.mu.Unlock()
	if known {
		return false
	}
	ctx, stop := context.WithTimeout(ctx, beforeSignal)
	defer stop()
	found, err := s.Lookup.Once(ctx, s.credentials(with), s.visitorID)
	if err != nil || !found.Running {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.elsewhere, s.others.asked, s.others.run = true, time.Now(), true
	return true
}

// askOthersAfresh has it asked again whether the visitor is in a session of
// others: what happened since is not told.
func (s *subject) askOthersAfresh() { s.others.asked, s.others.run = time.Time{}, s.elsewhere }

// inSession is the input of a signal that was not sent because of one.
func inSession(effect string) Input {
	return Input{Kind: InSignalFailed, Effect: effect, Reason: protocol.ReasonInSession}
}
