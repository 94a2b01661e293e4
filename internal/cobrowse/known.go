package cobrowse

import (
	"context"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// running is the session that presence told the record's visitor to be in. Its
// key is empty where presence told none; the whole is zero where none was told.
type running struct {
	key   string
	since time.Time
}

// tells notes what presence told of the record's visitor's session.
func (s *subject) tells(update glance.Update) {
	switch update.Kind {
	case glance.UpdateSessionStart:
		s.runs = running{update.SessionKey, time.Now().UTC().Truncate(time.Millisecond)}
	case glance.UpdateSessionEnd:
		s.runs = running{}
	}
}

// inquiry follows the presence of the visitor whose id is a session's key, for
// as long as the agent is asked whether that session is the right one.
type inquiry struct {
	session string
	stop    context.CancelFunc
	news    presence.News
}

// inquire brings the inquiry into line with the state. A key that is the
// record's own visitor id needs none: that visitor is followed anyway.
func (s *subject) inquire() {
	wanted := s.session.State == Confirm && s.Presence != nil && s.session.Key != s.visitorID
	if s.inquiry != nil && (!wanted || s.inquiry.session != s.session.ID) {
		s.inquiry.stop()
		s.inquiry = nil
	}
	if !wanted || s.inquiry != nil {
		return
	}
	ctx, stop := context.WithCancel(s.ctx)
	one := &inquiry{session: s.session.ID, stop: stop, news: presence.News{Known: presence.Checking}}
	s.inquiry = one
	key := s.session.Key
	s.do(func() { s.Presence.Follow(ctx, key, nil, func(news presence.News) { s.learn(one, news) }) })
}

func (s *subject) learn(one *inquiry, news presence.News) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inquiry == one && news.Event == nil {
		one.news = news
		s.show()
	}
}

// known is what is known of the session that its agent has to confirm. What
// presence does not tell stays empty and is never made up.
func (s *subject) known() *protocol.Known {
	own := s.session.Key == s.visitorID
	news := presence.News{}
	switch {
	case s.Presence == nil:
	case own:
		news = s.news
	case s.inquiry != nil:
		news = s.inquiry.news
	}
	known := &protocol.Known{Whose: s.whose(own, news), Presence: seen[news.Known]}
	if s.ShowPage && news.Known == presence.Present {
		known.Page = pageOf(news.Visitor)
	}
	switch {
	case own || s.runs.since.IsZero() || s.runs.key == "":
	case s.runs.key == s.session.Key:
		began := s.runs.since
		known.Began = &began
	default:
		known.OtherKey = s.runs.key
	}
	return known
}

var seen = map[presence.Known]protocol.Seen{
	"": protocol.SeenOff, presence.Checking: protocol.SeenChecking, presence.Absent: protocol.SeenAbsent,
	presence.Present: protocol.SeenPresent, presence.CantTell: protocol.SeenCantTell,
}

// whose says whose session it is, as far as that is certain. News is of the
// visitor whose id is the key.
func (s *subject) whose(own bool, news presence.News) protocol.Whose {
	identified := s.validKey(s.visitorID)
	switch {
	case !identified:
		return protocol.WhoseUnknown
	case own, s.runs.key == s.session.Key:
		return protocol.WhoseRecord
	case s.runs.key != "":
		return protocol.WhoseNotRecord
	case news.Known == presence.Present:
		return protocol.WhoseOther
	}
	return protocol.WhoseUnknown
}

func pageOf(v glance.Visitor) *protocol.Page {
	if v.URL == "" {
		return nil
	}
	return &protocol.Page{URL: v.URL, Browser: v.Browser, Platform: v.Platform}
}
