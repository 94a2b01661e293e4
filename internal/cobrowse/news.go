package cobrowse

import (
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
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
	gone := news.Known == presence.Absent && before.Known == presence.Present
	if s.active() && (news.Anew || gone) {
		s.unsure = true // what happened meanwhile is not told
		s.askAfresh()
	}
	if news.Anew {
		s.runs = running{}
		s.askOthersAfresh()
	}
	if news.Known == presence.Absent || news.Known == presence.CantTell {
		s.elsewhere, s.runs = false, running{}
		s.askOthersAfresh()
	}
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
		s.inputWhile(s.presenceSpeaks, Input{Kind: kind, Reason: reasonOf(news.Err)})
	}
}

// presenceSpeaks reports whether the visitor's presence is that of the session's
// customer. A typed key is whoever read it out, not the record's visitor.
func (s *subject) presenceSpeaks() bool { return s.session.KeyKind != protocol.KeyTyped }

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
	s.tells(update)
	ours := s.active() && s.presenceSpeaks() && (update.SessionKey == "" || update.SessionKey == s.session.Key)
	id := s.session.ID
	switch {
	case kind == InSessionStart && !ours:
		s.elsewhere = true
		s.show()
	case kind == InSessionStart:
		s.Lookup.Kick(s.session.Key)
	case kind == InSessionEnd:
		s.elsewhere, s.others.run = false, false
		s.ask()
		s.show()
	}
	s.mu.Unlock()
	if ours {
		s.inputWhile(func() bool { return s.session.ID == id }, Input{Kind: kind})
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
