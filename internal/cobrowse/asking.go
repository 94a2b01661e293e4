package cobrowse

import (
	"context"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// asking is what Glance is being asked in turn for a session.
type asking struct {
	what    string
	session string
	stop    context.CancelFunc
}

const (
	forStart   = "start"   // until the session runs
	forRunning = "running" // whether it still does
	forEnd     = "end"     // the same, at a pace for somebody who pressed End
	forOthers  = "others"  // whether the visitor is in a session that was not begun here
)

// Pauses between two askings whether a session still runs, where presence does
// not tell. Two answers of "no" in a row are believed.
const (
	runningPace = 15 * time.Second
	endPace     = time.Second
	doubtPace   = 500 * time.Millisecond // after a first "no"
	endPatience = 10                     // answers that it runs before an End is said to have failed

	takeOverTime = 10 * time.Second // for a sign-in without a person, which starts a worker and asks a provider
)

// asks is what the state wants asked. Where presence is live it tells most.
func (s *subject) asks() string {
	switch {
	case s.asksOthers():
		return forOthers
	case s.session.Basic:
		return "" // there is nobody to ask
	case s.Basic:
		return s.told()
	}
	switch s.session.State {
	case Waiting, Starting:
		return forStart
	case TermsSent, TermsShown, Withdrawn:
		if !s.live() || s.unsure { // what happened between two hosts is not told again
			return forStart
		}
	case LateAccept, Joined, Blocked, Lost:
		switch {
		case s.session.Ending:
			return forEnd
		case s.live() && !s.unsure && s.session.State != Lost:
		default:
			return forRunning
		}
	}
	return ""
}

// told is what is asked where nothing can be: a session that presence told to run
// is as good as found, and what it does not tell is not known.
func (s *subject) told() string {
	state := s.session.State
	if state == Waiting || (state == Starting && !s.session.Started.IsZero()) {
		return forStart
	}
	return ""
}

// ask brings what is asked into line with the state.
func (s *subject) ask() {
	what := s.asks()
	if what == s.asking.what && s.session.ID == s.asking.session {
		return
	}
	if s.asking.stop != nil {
		s.asking.stop()
	}
	s.asking = asking{}
	if what == "" {
		return
	}
	ctx, stop := context.WithCancel(s.ctx)
	s.asking = asking{what, s.session.ID, stop}
	if what == forOthers {
		s.do(func() { s.awaitOthers(ctx) })
		return
	}
	if s.pass == nil {
		s.pass = s.newPass()
	}
	id, key, with := s.session.ID, s.session.Key, s.pass
	if what == forStart {
		patience := s.patience()
		s.do(func() { s.awaitStart(ctx, id, key, with, patience) })
		return
	}
	pace := runningPace
	if what == forEnd {
		pace = endPace
	}
	s.do(func() { s.verify(ctx, id, key, with, pace) })
}

// askAfresh has an answer that was asked for before now not count: whether the
// session runs is asked once more.
func (s *subject) askAfresh() {
	if s.asking.what == forRunning {
		s.asking.stop()
		s.asking = asking{}
	}
}

func (s *subject) awaitStart(ctx context.Context, id, key string, with *pass, patience time.Duration) {
	found, err := s.found(ctx, key, with, patience)
	in := Input{Kind: InFound}
	if err != nil {
		in = Input{Kind: InLookupFailed, Reason: reasonOf(err)}
	}
	same := func() bool { return ctx.Err() == nil && s.session.ID == id }
	if err == nil { // that it runs may be known from here first
		s.inputWhile(func() bool { return same() && s.session.Started.IsZero() }, Input{Kind: InSessionStart})
	}
	s.inputWhile(func() bool {
		if same() {
			s.joinURL = found.JoinURL
		}
		return same()
	}, in)
	if err != nil {
		s.askAnew(ctx)
	}
}

// patience is how long a sign-in that is needed fails no asking: to another host
// the agent of a session that it has taken over may be known a moment later.
func (s *subject) patience() time.Duration {
	if s.unsure {
		return takeOverTime
	}
	return 0
}

// found waits until the session runs: see told for a desk without a sign-in.
func (s *subject) found(ctx context.Context, key string, with *pass, patience time.Duration) (glance.Found, error) {
	if s.Basic {
		return glance.Found{Running: true}, nil
	}
	for began := time.Now(); ; {
		found, err := s.Lookup.Wait(ctx, s.credentials(with), key)
		if reasonOf(err) != protocol.ReasonSignInNeeded || time.Since(began) >= patience {
			return found, err
		}
		select {
		case <-ctx.Done():
			return found, ctx.Err()
		case <-time.After(doubtPace):
		}
	}
}

// askAnew begins again, after a pause, an asking that failed for good: what the
// customer does may still have to be found.
func (s *subject) askAnew(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(runningPace):
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() == nil {
		s.asking = asking{}
		s.ask()
	}
}

// verify asks whether the session runs until presence tells, or it does not.
func (s *subject) verify(ctx context.Context, id, key string, with *pass, pace time.Duration) {
	for misses, runs := 0, 0; ctx.Err() == nil; {
		found, err := s.Lookup.Once(ctx, s.credentials(with), key)
		switch {
		case err != nil:
		case found.Running:
			misses = 0
			s.sure(ctx, id)
			if runs++; runs == endPatience {
				s.inputWhile(func() bool { return ctx.Err() == nil && s.session.ID == id && s.session.Ending }, Input{Kind: InEndFailed, Reason: protocol.ReasonCannotEnd})
			}
		default:
			misses++
		}
		if misses == 2 {
			s.inputWhile(func() bool { return ctx.Err() == nil && s.session.ID == id }, Input{Kind: InNotRunning})
			return
		}
		wait := pace
		if misses == 1 {
			wait = doubtPace
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// sure notes that a session that was taken over, or lost, does run.
func (s *subject) sure(ctx context.Context, id string) {
	s.inputWhile(func() bool {
		same := ctx.Err() == nil && s.session.ID == id
		if same {
			s.unsure, s.confirmed = false, time.Now()
			s.clock()
		}
		return same && s.session.State == Lost && s.news.Known != presence.CantTell
	}, Input{Kind: InFound})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ask()
}

// Ticket gives the ticket of one opening, once.
func (d *Desk) Ticket(ctx context.Context, p protocol.TicketParams) (protocol.Ticket, error) {
	if s := d.ordering(p.Effect); s != nil {
		if ticket, ok := s.order(p.Effect); ok {
			return ticket, nil
		}
	}
	s := d.opening(p.Effect)
	if s == nil {
		return protocol.Ticket{}, refuse(protocol.CodeTicketSpent, protocol.ReasonTicketSpent)
	}
	return s.ticket(ctx, p.Effect)
}

// Opened takes what became of an opening.
func (d *Desk) Opened(_ context.Context, p protocol.OpenedParams) (protocol.Empty, error) {
	if s := d.ordering(p.Effect); s != nil && s.ordered(p.Effect, p.OK) {
		return protocol.Empty{}, nil
	}
	kind := InOpened
	if !p.OK {
		kind = InOpenFailed
	}
	if s := d.opening(p.Effect); s != nil {
		s.input(Input{Kind: kind, Effect: p.Effect})
	}
	return protocol.Empty{}, nil
}

// Opens reports whether an opening is this desk's.
func (d *Desk) Opens(effect string) bool {
	return d.opening(effect) != nil || d.ordering(effect) != nil
}

func (d *Desk) opening(effect string) *subject {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.effects[effect]
}
