package cobrowse

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/launch"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// linger is how long presence is still followed once nobody watches: a page
// that navigates lets go and comes back.
const linger = 5 * time.Second

// subject is one customer, as far as this desk is concerned: their presence,
// the session with them, and everybody who watches. All inputs go through its
// lock, one after the other.
type subject struct {
	*Desk
	key       string
	visitorID string // empty where the record has none; may be no valid id

	mu        sync.Mutex
	watches   map[string]*watched
	session   Session
	news      presence.News
	arrived   time.Time   // when the customer was last seen to come
	elsewhere bool        // a session runs that this desk did not start
	others    others      // what the lookup said of that
	runs      running     // the session that presence told the visitor to be in
	inquiry   *inquiry    // nil: none
	held      []heldInput // could not be recorded yet; in order
	confirmed time.Time   // when the lookup last said that the session runs
	unsure    bool        // taken over from another host: whether it still runs is to be asked

	follow  context.CancelFunc // ends the following of presence; nil: not followed
	look    chan struct{}
	letGo   *time.Timer
	limit   *time.Timer
	fade    *time.Timer // takes an outcome off the button
	asking  asking
	retry   *time.Timer
	pass    *pass        // what the session is asked for and joined with
	joinURL *secret.Text // of the session that was found; used once
	claimed string       // the opening whose ticket is being made

	screen   screen         // one that is shared through Glance's program
	other    launch.Program // what was registered for Panorama and is not known as Glance's
	browsers string         // the opening in Panorama that the browser has to do
}

// watched is one watch and the last view it was told.
type watched struct {
	protocol.WatchParams // as the page said it
	last                 protocol.View

	ask     func(context.Context) Identity // nil: whom it means was known from the page
	asking  bool                           // whom it means is being asked
	refused protocol.Reason                // why it cannot be told whom it means
	found   *Identity                      // whom it turned out to mean
	moving  bool                           // it is on its way there
}

func newSubject(d *Desk, key, visitorID string) *subject {
	return &subject{Desk: d, key: key, visitorID: visitorID, watches: map[string]*watched{}, look: make(chan struct{}, 1), news: presence.News{Known: presence.Checking}, retry: time.NewTimer(0)}
}

// watch adds a watch and gives its first view.
func (s *subject) watch(w *watched) protocol.View {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watches[w.Watch] = w
	s.attend()
	w.last = s.view(w)
	return w.last
}

func (s *subject) unwatch(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.watches, name)
	s.attend()
}

// adopt takes over a session that another host began.
func (s *subject) adopt(session Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session.ID != "" && !s.session.Over() {
		return
	}
	s.session, s.unsure = session, true
	s.Logger.Info("session taken over", zap.String("session", session.ID), zap.String("state", string(session.State)))
	s.attend()
	in := Input{Kind: InRestarted}
	if s.Basic && s.Presence == nil && !session.Basic {
		in = Input{Kind: InSignInOff, Reason: protocol.ReasonSignInOff}
	}
	if took, _ := s.take(in); !took {
		s.settle()
		if s.session.State == Opening && !s.session.Given {
			s.opens(s.session.Effect)
		}
	}
}

// refresh shows the views again.
func (s *subject) refresh() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.show()
}

// input lets one thing in that nobody waits for. What cannot be recorded is
// held, in order, and tried again.
func (s *subject) input(in Input) { s.inputWhile(func() bool { return true }, in) }

// inputWhile lets one thing in if the condition, asked under the lock, holds.
func (s *subject) inputWhile(still func() bool, in Input) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil || !still() {
		return
	}
	s.held = append(s.held, heldInput{in, s.session.ID})
	s.flush()
}

// heldInput waits for the log. It is for one session and never moves another.
type heldInput struct {
	Input
	session string
}

// flush lets in what is held, in order, and reports whether nothing is left.
func (s *subject) flush() bool {
	for len(s.held) > 0 && s.ctx.Err() == nil {
		in := s.held[0]
		s.held = s.held[1:]
		if in.session != s.session.ID {
			continue
		}
		if _, err := s.take(in.Input); err != nil && !errors.Is(err, events.ErrInvalid) {
			s.held = append([]heldInput{in}, s.held...)
			s.later()
			return false
		}
	}
	return true
}

// later tries again what is held.
func (s *subject) later() {
	s.retry.Stop()
	s.retry = time.AfterFunc(2*time.Second, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.flush()
		s.show()
	})
	s.show()
}

// take lets one input in. Where another host wrote to the session first, what
// it wrote is read, and the input is decided anew.
func (s *subject) take(in Input) (bool, error) {
	took, err := s.try(in)
	if errors.Is(err, events.ErrConflict) && s.reread() {
		return s.try(in)
	}
	return took, err
}

func (s *subject) reread() bool {
	ctx, stop := context.WithTimeout(s.ctx, 5*time.Second)
	defer stop()
	steps, err := s.Log.Session(ctx, s.session.ID)
	if err != nil || len(steps) == 0 {
		return false
	}
	s.session, s.unsure = Fold(steps), true
	s.settle()
	return true
}

// try lets one input in: decide, record, and only then change and act. It
// reports whether the input led to anything; an error means that the log did
// not take it and nothing was done.
func (s *subject) try(in Input) (bool, error) {
	next := s.session
	var steps []events.Event
	for first := true; ; first = false {
		step, ok := next.Decide(in, func() string { return events.NewID(time.Now()) })
		if !ok {
			if first {
				s.Logger.Debug("nothing follows", zap.String("input", string(in.Kind)), zap.String("state", string(next.State)))
			}
			break
		}
		e := s.event(next, step)
		steps, next = append(steps, e), next.Apply(e)
		if in, ok = next.Follow(); !ok {
			break
		}
	}
	if len(steps) == 0 {
		return false, nil
	}
	if err := s.record(steps); err != nil {
		return false, err
	}
	s.session = next
	if next.Over() {
		s.forgetOpenings(s)
		s.elsewhere = s.elsewhere && next.How != TimedOut // a session that was to run elsewhere does not
	}
	for _, e := range steps {
		s.begin(e)
	}
	s.settle()
	return true, nil
}

func (s *subject) record(steps []events.Event) error {
	ctx, stop := context.WithTimeout(s.ctx, 5*time.Second)
	defer stop()
	if err := s.Log.Append(ctx, steps...); err != nil {
		s.Logger.Error("step not recorded", zap.String("session", steps[0].Session), zap.String("step", steps[0].Name), zap.Error(err))
		return err
	}
	for _, e := range steps {
		s.Logger.Info("step", zap.String("session", e.Session), zap.Int64("seq", e.Seq), zap.String("step", e.Name), zap.String("reason", e.Data[factReason]))
	}
	return nil
}

// event is the event of a step.
func (s *subject) event(session Session, step Step) events.Event {
	now := time.Now().UTC().Truncate(time.Millisecond)
	data := map[string]string{factState: string(step.State)}
	if session.Seq == 0 {
		step.Place = session.Place
	}
	for name, value := range map[string]string{factHow: string(step.How), factReason: string(step.Reason), factEffect: step.Effect, factPlace: string(step.Place)} {
		if value != "" {
			data[name] = value
		}
	}
	if session.Seq == 0 {
		data[factVisitor] = session.VisitorID
		for name, value := range map[string]string{factEnvironment: session.Environment, factWarnings: kinds(s.warnings(session.Record))} {
			if value != "" {
				data[name] = value
			}
		}
		if session.Confirm {
			data[factConfirm] = "yes"
		}
		if session.Basic {
			data[factBasic] = "yes"
		}
	}
	return events.Event{
		ID: events.NewID(now), Time: now, Seq: session.Seq + 1, Session: session.ID, Name: step.Name, Type: events.TypeCobrowse,
		Group: s.Agent.GroupID, Agent: s.agent(), Desk: s.Agent.Desk,
		Record: session.Record, Key: session.Key, KeyKind: string(session.KeyKind), Data: data,
	}
}

// settle brings all that hangs on the state into line with it, and shows it.
func (s *subject) settle() {
	s.clock()
	s.ask()
	s.inquire()
	s.attend()
	s.show()
}

// clock starts the limit of a state that has just begun.
func (s *subject) clock() {
	if s.limit != nil {
		s.limit.Stop()
	}
	if s.fade != nil {
		s.fade.Stop()
	}
	if _, ok := outcomes[s.session.How]; ok {
		s.fade = time.AfterFunc(outcomeTime, s.refresh)
	}
	lasts := s.lasts(s.session.State)
	if lasts == 0 {
		return
	}
	id, state := s.session.ID, s.session.State
	since := s.session.Since
	if s.confirmed.After(since) {
		since = s.confirmed
	}
	left := min(lasts, max(0, lasts-time.Since(since))) // the clock may have jumped
	s.limit = time.AfterFunc(left, func() {
		s.inputWhile(func() bool { return s.session.ID == id && s.session.State == state }, Input{Kind: InLimit})
	})
}

// lasts is how long a state may last; 0 is for ever.
func (s *subject) lasts(state State) time.Duration {
	const short = 30 * time.Second
	switch state {
	case Asked, Signalling, Opening:
		return short
	case TermsSent, TermsShown:
		if s.unsure {
			return min(s.Limits.Terms, short) // a decline between two hosts is not told again
		}
		return s.Limits.Terms
	case Starting:
		return s.Limits.Start
	case Waiting, Confirm:
		return s.Limits.Wait
	case Withdrawn, LateAccept:
		return s.Limits.Late
	case Lost:
		return s.Limits.Lost
	case Blocked:
		if s.session.Basic {
			return s.Limits.Wait // whether it opened after all is never heard
		}
	}
	return 0
}

// active reports whether a session is under way.
func (s *subject) active() bool { return s.session.ID != "" && !s.session.Over() }

// attend follows presence, and keeps a LoginKey warm, while anybody watches
// or a session is under way.
func (s *subject) attend() {
	wanted := len(s.watches) > 0 || s.active()
	if s.letGo != nil {
		s.letGo.Stop()
		s.letGo = nil
	}
	switch {
	case wanted && s.follow == nil:
		s.attendNow()
	case !wanted:
		s.letGo = time.AfterFunc(linger, s.release)
	}
}

func (s *subject) attendNow() {
	ctx, stop := context.WithCancel(s.ctx)
	cool := s.Keys.Warm()
	s.follow = func() { stop(); cool() }
	if s.Presence != nil && s.validKey(s.visitorID) {
		s.do(func() { s.Presence.Follow(ctx, s.visitorID, s.look, s.hear) })
	}
}

func (s *subject) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.watches) > 0 || s.active() {
		return
	}
	if s.follow != nil {
		s.follow()
		s.follow = nil
	}
	s.news = presence.News{Known: presence.Checking}
	s.drop(s)
}

// live reports whether presence tells of this session's terms and end just now.
func (s *subject) live() bool {
	return s.presenceSpeaks() && s.Presence != nil && s.news.Live && s.news.Known != presence.CantTell
}

// visitor is the customer's presence where it is known.
func (s *subject) visitor() glance.Visitor { return s.news.Visitor }
