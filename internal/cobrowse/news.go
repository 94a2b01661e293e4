package cobrowse

import (
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
)

// hear takes what presence tells.
func (s *subject) hear(news presence.News) {
	if news.Event != nil {
		s.happened(*news.Event)
		return
	}
	s.mu.Lock()
	before := s.news
	s.news = news
	if news.Known == presence.Present && before.Known != presence.Present {
		s.arrived = time.Now()
	}
	if news.Known == presence.CantTell {
		s.Logger.Warn("presence cannot be told", zap.Error(news.Err))
	}
	s.ask()
	s.show()
	s.mu.Unlock()

	if kind, ok := turn(before, news); ok {
		s.input(Input{Kind: kind, Reason: reasonOf(news.Err)})
	}
}

// turn is the input that a change of presence amounts to.
func turn(before, now presence.News) (Kind, bool) {
	switch {
	case now.Known == presence.CantTell && before.Known != presence.CantTell:
		return InUnreachable, true
	case before.Known == presence.CantTell && now.Known != presence.CantTell:
		return InReachable, true
	case now.Known == presence.Absent && before.Known == presence.Present:
		return InDisconnected, true
	}
	return "", false
}

// happened takes what the visitor's side did. A session with another key than
// ours is somebody else's.
func (s *subject) happened(update glance.Update) {
	kind, ok := inputs[update.Kind]
	if update.Kind == glance.UpdateTerms {
		kind, ok = terms[update.Terms]
	}
	if !ok {
		return
	}
	s.mu.Lock()
	ours := s.active() && (update.SessionKey == "" || update.SessionKey == s.session.Key)
	switch {
	case kind == InSessionStart && !ours:
		s.elsewhere = true
		s.show()
	case kind == InSessionStart:
		s.Lookup.Kick(s.session.Key)
	case kind == InSessionEnd:
		s.elsewhere = false
		s.show()
	}
	s.mu.Unlock()
	if ours {
		s.input(Input{Kind: kind})
	}
}

var inputs = map[glance.UpdateKind]Kind{
	glance.UpdateSessionStart: InSessionStart,
	glance.UpdateSessionEnd:   InSessionEnd,
	glance.UpdateError:        InVisitorError,
}

var terms = map[glance.Terms]Kind{
	glance.TermsDisplayed: InTermsDisplayed,
	glance.TermsAccepted:  InTermsAccepted,
	glance.TermsDeclined:  InTermsDeclined,
}
