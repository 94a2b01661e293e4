package cobrowse

import (
	"reflect"
	"slices"
	"time"

	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// faces of the states that are shown as they are.
var faces = map[State]protocol.Face{
	Asked: protocol.FaceAsked, Signalling: protocol.FaceSignalling, TermsSent: protocol.FaceTermsSent, TermsShown: protocol.FaceTermsShown,
	Starting: protocol.FaceStarting, Waiting: protocol.FaceWaiting, Confirm: protocol.FaceConfirm, Opening: protocol.FaceOpening,
	Blocked: protocol.FaceBlocked, Joined: protocol.FaceJoined, LateAccept: protocol.FaceLateAccept, Lost: protocol.FaceLost,
}

// outcomes are the ends that the agent has to know before going on. After the
// others the button is simply back.
var outcomes = map[How]protocol.Face{
	NotThere: protocol.FaceNotThere, Declined: protocol.FaceDeclined, Gone: protocol.FaceGone,
	TimedOut: protocol.FaceTimedOut, Failed: protocol.FaceFailed, Unknown: protocol.FaceUnknown,
	HandedOver: protocol.FaceHandedOver,
}

// actions are what can be done with each face; the first is the button's own.
var actions = map[protocol.Face][]protocol.Action{
	protocol.FaceNoKey:       {protocol.ActKey},
	protocol.FaceChecking:    {protocol.ActStart, protocol.ActKey},
	protocol.FaceAbsent:      {protocol.ActStart, protocol.ActKey},
	protocol.FacePresent:     {protocol.ActStart},
	protocol.FaceCantTell:    {protocol.ActLook, protocol.ActKey},
	protocol.FaceElsewhere:   {protocol.ActJoin},
	protocol.FacePresenceOff: {protocol.ActStart, protocol.ActKey},
	protocol.FaceNotReady:    {protocol.ActSignIn, protocol.ActLook},
	protocol.FaceRefused:     {protocol.ActKey},
	protocol.FaceAsked:       {protocol.ActCancel},
	protocol.FaceSignalling:  {protocol.ActCancel},
	protocol.FaceTermsSent:   {protocol.ActCancel},
	protocol.FaceTermsShown:  {protocol.ActCancel},
	protocol.FaceStarting:    {protocol.ActCancel},
	protocol.FaceWaiting:     {protocol.ActCancel, protocol.ActKey},
	protocol.FaceConfirm:     {protocol.ActConfirm, protocol.ActReject},
	protocol.FaceOpening:     {protocol.ActCancel},
	protocol.FaceBlocked:     {protocol.ActOpen, protocol.ActCancel, protocol.ActEnd},
	protocol.FaceJoined:      {protocol.ActOpen, protocol.ActEnd},
	protocol.FaceLateAccept:  {protocol.ActJoin, protocol.ActEnd},
	protocol.FaceLost:        {protocol.ActOpen, protocol.ActEnd},
	protocol.FaceNotThere:    {protocol.ActStart, protocol.ActKey},
	protocol.FaceDeclined:    {protocol.ActStart},
	protocol.FaceGone:        {protocol.ActStart, protocol.ActKey},
	protocol.FaceTimedOut:    {protocol.ActStart, protocol.ActKey},
	protocol.FaceFailed:      {protocol.ActStart, protocol.ActKey},
	protocol.FaceUnknown:     {protocol.ActDismiss},
	protocol.FaceHandedOver:  {protocol.ActStart, protocol.ActKey},

	// Of a shared screen, the kind alone that it has.
	protocol.FaceLaunching:     {protocol.ActDismiss},
	protocol.FaceLaunched:      {protocol.ActDismiss},
	protocol.FaceClientMissing: {protocol.ActDownload, protocol.ActStart, protocol.ActDismiss},
	protocol.FaceClientReady:   {protocol.ActShow, protocol.ActView, protocol.ActDismiss},
	protocol.FaceClientOther:   {protocol.ActAgree, protocol.ActDismiss},
	protocol.FaceNotLaunched:   {protocol.ActShow, protocol.ActView, protocol.ActDismiss},
}

// show pushes each watch's view where it changed.
func (s *subject) show() {
	for _, w := range s.watches {
		view := s.view(w)
		view.Revision = w.last.Revision
		if reflect.DeepEqual(view, w.last) {
			continue
		}
		view.Revision++
		w.last = view
		s.Push(view)
	}
	s.moveOn()
}

// view is what a watch shows now.
func (s *subject) view(w *watched) protocol.View {
	view := protocol.View{Watch: w.Watch, Revision: w.last.Revision + 1, VisitorID: s.visitorID, Name: w.Record.Title}
	view.Face, view.Reason = s.face(w)
	view.Actions = s.possible(w, view.Face)
	view.Warnings = shown(s.warnings(w.Record), view.Face)
	view.Presence = s.colour(view.Face)
	if s.ShowPage && s.news.Known == presence.Present {
		view.Page = pageOf(s.visitor())
	}
	if s.active() {
		view.Unfinished = s.session.ID
	}
	if s.active() && s.session.State != Withdrawn {
		view.Session = s.sessionView()
		view.Name = s.session.Record.Title
	}
	if s.session.State == Opening && s.session.Effect != "" && !s.session.Given && s.offersOpening() {
		view.Open = &protocol.Open{Effect: s.session.Effect, Location: s.place()}
	}
	s.showScreen(w, &view)
	if len(s.held) > 0 {
		view.Reason = protocol.ReasonLogFailed
	}
	return view
}

func (s *subject) sessionView() *protocol.Session {
	view := &protocol.Session{ID: s.session.ID, Record: s.session.Record, Key: s.session.Key, KeyKind: s.session.KeyKind, Since: s.session.Since}
	if !s.session.Started.IsZero() {
		started := s.session.Started
		view.Started = &started
	}
	if s.session.State == Confirm {
		view.Known = s.known()
	}
	return view
}

// face is the session's where one is under way or its outcome has to be known,
// and the visitor's otherwise.
func (s *subject) face(w *watched) (protocol.Face, protocol.Reason) {
	if face, ok := faces[s.session.State]; ok {
		return face, s.stateReason()
	}
	if face, ok := outcomes[s.session.How]; ok && s.standing() {
		return face, s.outcomeReason()
	}
	return s.visitorFace(w)
}

// stateReason is why a session is where it is. Without the terms a customer has
// nothing to wait for.
func (s *subject) stateReason() protocol.Reason {
	state := s.session.State
	if s.Allow.Direct && s.session.Reason == "" && (state == Signalling || state == TermsSent) {
		return protocol.ReasonDirectStart
	}
	return s.session.Reason
}

func (s *subject) outcomeReason() protocol.Reason {
	if s.session.How == HandedOver && s.Agent.SignOn.SAML() {
		return protocol.ReasonSAMLJoin
	}
	return s.session.Reason
}

// outcomeTime is how long an outcome stays on the button.
const outcomeTime = time.Minute

// standing reports whether an outcome still says more than presence does: for a
// while, and not once a customer who was away is back. That a session's fate is
// not known stays until somebody has read it.
func (s *subject) standing() bool {
	switch s.session.How {
	case Unknown:
		return true
	case Failed:
		if s.session.Reason == protocol.ReasonInSession && s.elsewhere {
			return false // what can be done then is another thing
		}
	case Gone, NotThere:
		if s.news.Known == presence.Present && s.arrived.After(s.session.Since) {
			return false
		}
	}
	return s.session.ID != "" && time.Since(s.session.Since) < outcomeTime
}

func (s *subject) visitorFace(w *watched) (protocol.Face, protocol.Reason) {
	problem := s.troubled()
	switch {
	case w.asking:
		return protocol.FaceChecking, ""
	case w.refused != "":
		return protocol.FaceRefused, w.refused
	case s.visitorID != "" && !s.validKey(s.visitorID):
		return protocol.FaceRefused, protocol.ReasonBadVisitorID
	case problem != "":
		return protocol.FaceNotReady, problem
	case s.visitorID == "" && !s.Allow.Keys:
		return protocol.FaceNoKey, protocol.ReasonKeysOff
	case s.visitorID == "":
		return protocol.FaceNoKey, ""
	case s.elsewhere:
		return protocol.FaceElsewhere, ""
	case s.Basic && (s.Presence == nil || s.news.Known == presence.CantTell):
		return protocol.FacePresenceOff, s.basicReason()
	case s.Presence == nil:
		return protocol.FacePresenceOff, ""
	}
	switch s.news.Known {
	case presence.Present:
		return protocol.FacePresent, ""
	case presence.Absent:
		return protocol.FaceAbsent, ""
	case presence.CantTell:
		return protocol.FaceCantTell, reasonOf(s.news.Err)
	}
	return protocol.FaceChecking, ""
}

// possible are the actions of a face, less those that make no sense here.
func (s *subject) possible(w *watched, face protocol.Face) []protocol.Action {
	list := []protocol.Action{}
	switch {
	case w.asking && !s.active():
		return list
	case face == protocol.FaceRefused && w.ask != nil:
		list = append(list, protocol.ActLook)
	}
	for _, action := range actions[face] {
		if s.fits(action, face) {
			list = append(list, action)
		}
	}
	return list
}

func (s *subject) fits(action protocol.Action, face protocol.Face) bool {
	switch {
	case slices.Contains(cobrowses[:], action) && !s.Share.offers(protocol.ActStart):
		return false
	case action == protocol.ActKey:
		return s.Allow.Keys
	case action == protocol.ActStart:
		return s.validKey(s.visitorID)
	case action == protocol.ActSignIn:
		return signInHelps[s.troubled()]
	case action == protocol.ActEnd:
		return !s.session.Ending && s.presenceSpeaks() && !s.session.Basic
	case action == protocol.ActCancel && face == protocol.FaceBlocked:
		return s.session.Basic // any other may run: it is ended, not cancelled
	}
	return true
}

// signInHelps are the problems that an agent ends by signing in.
var signInHelps = map[protocol.Reason]bool{
	protocol.ReasonSignInNeeded: true, protocol.ReasonSignInRefused: true, protocol.ReasonSignInStale: true, protocol.ReasonSignInForeign: true,
}

// colour says presence and nothing else.
func (s *subject) colour(face protocol.Face) protocol.Presence {
	switch face {
	case protocol.FaceAbsent, protocol.FaceChecking, protocol.FaceNotThere:
		return protocol.PresenceAbsent
	case protocol.FacePresent:
		return protocol.PresencePresent
	case protocol.FaceJoined:
		return protocol.PresenceInSession
	}
	return protocol.PresenceNeutral
}
