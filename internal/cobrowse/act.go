package cobrowse

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// act does what the agent did on one watch. The record is the one that the
// page showed at the click: when it is not the one that is watched, or the
// session is not the one that the agent saw, nothing is done.
func (s *subject) act(ctx context.Context, p protocol.ActParams) (protocol.View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.watches[p.Watch]
	if w == nil || !sameRecord(w.Record, p.Record) || w.VisitorID != p.VisitorID {
		return protocol.View{}, refuse(protocol.CodeNotAllowed, protocol.ReasonRecordChanged)
	}
	if _, bound := plain[p.Action]; (bound || p.Session != "") && p.Session != s.session.ID {
		return protocol.View{}, refuse(protocol.CodeNotAllowed, protocol.ReasonNotPossibleNow)
	}
	if !s.flush() { // what came before the click comes first
		return protocol.View{}, refuse(protocol.CodeNotRecorded, protocol.ReasonLogFailed)
	}
	if err := s.perform(w, p); err != nil {
		return protocol.View{}, err
	}
	w.last = s.view(w)
	return w.last, nil
}

// sameRecord compares what a record is, not how it is titled.
func sameRecord(a, b protocol.Record) bool {
	return a.System == b.System && a.Type == b.Type && a.ID == b.ID
}

// plain are the actions that are one input to the session under way.
var plain = map[protocol.Action]Kind{
	protocol.ActCancel:  InCancel,
	protocol.ActConfirm: InConfirm,
	protocol.ActReject:  InReject,
	protocol.ActOpen:    InOpen,
	protocol.ActEnd:     InEnd,
}

// grave are the actions that ask a customer, open a viewer or start a program.
var grave = [...]protocol.Action{
	protocol.ActStart, protocol.ActKey, protocol.ActJoin, protocol.ActConfirm, protocol.ActOpen,
	protocol.ActShow, protocol.ActView, protocol.ActPanorama, protocol.ActAgree,
}

// cobrowses are the actions that begin or join a cobrowse session.
var cobrowses = [...]protocol.Action{protocol.ActStart, protocol.ActKey, protocol.ActJoin}

// allowed says why the agent's role does not let them do it so, or nothing.
func (d *Desk) allowed(p protocol.ActParams) error {
	switch {
	case slices.Contains(cobrowses[:], p.Action) && !d.Share.offers(protocol.ActStart):
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotOffered)
	case p.Action == protocol.ActKey && !d.Allow.Keys:
		return refuse(protocol.CodeNotAllowed, protocol.ReasonKeysOff)
	case d.Allow.Confirmed && p.Via != protocol.ViaBrowser && slices.Contains(grave[:], p.Action):
		return refuse(protocol.CodeNotAllowed, protocol.ReasonConfirmInBrowser)
	}
	return nil
}

func (s *subject) perform(w *watched, p protocol.ActParams) error {
	if err := s.allowed(p); err != nil {
		return err
	}
	if w.asking && !s.active() {
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotPossibleNow) // whom it would be for is not known yet
	}
	switch p.Action {
	case protocol.ActStart:
		return s.start(p)
	case protocol.ActKey:
		return s.typed(p)
	case protocol.ActJoin:
		return s.joinRunning(p)
	case protocol.ActPanorama:
		return s.startIn(w, p)
	case protocol.ActShow, protocol.ActView:
		return s.share(p)
	case protocol.ActAgree:
		return s.agree()
	case protocol.ActLook:
		return s.lookAgain(w)
	case protocol.ActDismiss:
		return s.dismiss()
	}
	kind, ok := plain[p.Action]
	switch {
	case !ok:
		return refuse(protocol.CodeInvalidParams, protocol.ReasonNotPossibleNow)
	case kind == InEnd && !s.presenceSpeaks():
		return refuse(protocol.CodeNotAllowed, protocol.ReasonCannotEnd) // whose page to end it on is not known
	}
	in := Input{Kind: kind}
	if kind == InOpen {
		in.Place = s.reopens()
	}
	return s.must(in)
}

// must takes an input that somebody waits for.
func (s *subject) must(in Input) error {
	took, err := s.take(in)
	switch {
	case err != nil:
		return refuse(protocol.CodeNotRecorded, protocol.ReasonLogFailed)
	case !took:
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotPossibleNow)
	}
	return nil
}

// start asks the customer; with presence off it waits for their session, and
// without a sign-in it opens the viewer, which waits.
func (s *subject) start(p protocol.ActParams) error {
	if s.elsewhere {
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotPossibleNow)
	}
	if !s.validKey(s.visitorID) {
		return refuse(protocol.CodeNotAllowed, protocol.ReasonBadVisitorID)
	}
	kind := InStart
	switch {
	case s.Basic && !s.isPresent():
		kind = InBasic
	case s.Presence == nil:
		kind = InWait
	}
	session := Session{Record: p.Record, VisitorID: s.visitorID, Key: s.visitorID, KeyKind: protocol.KeyVisitor}
	if p.Action == protocol.ActPanorama {
		session.Place = protocol.OpenPanorama
	}
	return s.fresh(session, kind)
}

// isPresent reports whether presence tells that the customer is on the website.
func (s *subject) isPresent() bool { return s.Presence != nil && s.news.Known == presence.Present }

// typed waits for the session of a key that the agent typed. Such a key may be
// misheard and hit another customer, so the agent confirms what was found, or,
// where nothing can be asked, what was typed.
func (s *subject) typed(p protocol.ActParams) error {
	key := plainKey(p.Key)
	if !s.validKey(key) {
		return refuse(protocol.CodeInvalidParams, protocol.ReasonBadKey)
	}
	kind := InWait
	if s.Basic {
		kind = InBasic
	}
	return s.fresh(Session{Record: p.Record, VisitorID: s.visitorID, Key: key, KeyKind: protocol.KeyTyped, Confirm: true}, kind)
}

// joinRunning joins a session that runs already: one of ours that was accepted
// late, or somebody else's, which the agent confirms first.
func (s *subject) joinRunning(p protocol.ActParams) error {
	if s.session.State == LateAccept {
		return s.must(Input{Kind: InJoin})
	}
	if !s.elsewhere {
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotPossibleNow)
	}
	return s.fresh(Session{Record: p.Record, VisitorID: s.visitorID, Key: s.visitorID, KeyKind: protocol.KeyVisitor, Confirm: true}, InJoin)
}

// fresh begins a session in place of one that is over or may be replaced.
func (s *subject) fresh(session Session, first Kind) error {
	if reason := s.troubled(); reason != "" {
		return refuse(protocol.CodeNotAllowed, reason)
	}
	if s.active() {
		if err := s.must(Input{Kind: InReplaced}); err != nil {
			return err
		}
	}
	before := s.session
	session.ID, session.Basic = events.NewID(time.Now()), first == InBasic
	session.Group, session.Environment = s.Agent.GroupID, s.Agent.Environment
	s.session = session
	s.pass, s.others.with = cmp.Or(s.others.with, s.newPass()), nil
	s.joinURL, s.unsure, s.confirmed = nil, false, time.Time{}
	in := Input{Kind: first}
	if session.Basic {
		in.Reason = s.basicReason()
	}
	if err := s.must(in); err != nil {
		s.session = before
		return err
	}
	if s.screen.face != protocol.FaceLaunched && s.screen.face != protocol.FaceLaunching {
		s.forgetScreen() // what there was to be done about it is not wanted any more
		s.show()
	}
	return nil
}

func (s *subject) lookAgain(w *watched) error {
	if w.refused != "" && w.ask != nil {
		w.asking, w.refused = true, ""
		s.askFor(w, s, w.ask)
	}
	if s.Presence != nil {
		if s.news.Known == presence.CantTell {
			s.news = presence.News{Known: presence.Checking}
		}
		s.kick()
	}
	s.Keys.Warm()() // has a missing key got at once
	s.show()
	return nil
}

// kick has presence asked at once.
func (s *subject) kick() {
	select {
	case s.look <- struct{}{}:
	default:
	}
}

// dismiss puts an outcome away once it has been read.
func (s *subject) dismiss() error {
	if s.dismissScreen() {
		return nil
	}
	if !s.session.Over() {
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotPossibleNow)
	}
	s.session = Session{}
	s.show()
	return nil
}
