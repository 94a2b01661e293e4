package cobrowse

import (
	"slices"

	"github.com/glance-networks/agent-host/internal/launch"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// showScreen adds to a view what Glance's programs are offered for, and a screen
// that is shared. Where no session is under way the screen's face is the button's.
func (s *subject) showScreen(w *watched, view *protocol.View) {
	s.showPanorama(view)
	view.More = s.more(w, view)
	if s.screen.face == "" {
		return
	}
	view.Screen = s.screenView()
	own := s.screenActions()
	if s.active() {
		for _, action := range own {
			if action != protocol.ActStart && !slices.Contains(view.Actions, action) {
				view.Actions = append(view.Actions, action)
			}
		}
	} else {
		view.Face, view.Reason, view.Actions, view.Presence = s.screen.face, s.screen.reason, own, protocol.PresenceNeutral
	}
	if s.screen.order != "" && view.Open == nil {
		view.Open = &protocol.Open{Effect: s.screen.order, Location: protocol.OpenPanorama}
	}
}

func (s *subject) screenView() *protocol.Screen {
	view := &protocol.Screen{
		ID: s.screen.id, Kind: s.screen.kind, Key: s.screen.key, KeyKind: s.screen.keyKind, Since: s.screen.since,
		Face: s.screen.face, Reason: s.screen.reason,
	}
	if s.screen.face == protocol.FaceClientOther {
		view.Program = described(s.screen.program)
	}
	return view
}

func described(p launch.Program) *protocol.Client {
	return &protocol.Client{Installed: p.Installed(), Name: p.Name, Path: p.Path}
}

func (s *subject) screenActions() []protocol.Action {
	list := []protocol.Action{}
	for _, action := range actions[s.screen.face] {
		if s.fitsScreen(action) {
			list = append(list, action)
		}
	}
	return list
}

func (s *subject) fitsScreen(action protocol.Action) bool {
	switch action {
	case protocol.ActShow, protocol.ActView:
		return action == s.screen.kind
	case protocol.ActDownload:
		return s.Share.Download
	case protocol.ActStart:
		return s.Share.offers(action) && s.validKey(s.visitorID) && !s.elsewhere && s.troubled() == ""
	}
	return true
}

// more are the actions of Glance's programs that make sense beside a view's own.
func (s *subject) more(w *watched, view *protocol.View) (list []protocol.Action) {
	asked := s.screen.face != "" && s.screen.face != protocol.FaceLaunched // the agent has something to answer first
	if s.Share.Programs == nil || w.asking && !s.active() || asked {
		return nil
	}
	for _, action := range []protocol.Action{protocol.ActShow, protocol.ActView} {
		if s.Share.offers(action) {
			list = append(list, action)
		}
	}
	joins := slices.Contains(view.Actions, protocol.ActOpen) || !s.active() && s.validKey(s.visitorID) && slices.Contains(actions[view.Face], protocol.ActStart)
	if s.Share.offers(protocol.ActPanorama) && s.place() != protocol.OpenPanorama && joins {
		list = append(list, protocol.ActPanorama)
	}
	return list
}

// dismissScreen puts a screen away, and reports whether there was one. What is not
// started yet is not.
func (s *subject) dismissScreen() bool {
	if s.screen.face == "" {
		return false
	}
	s.forgetScreen()
	s.show()
	return true
}

// agree has the program remembered that the agent was shown, and goes on. One
// that has taken its place since is asked about again.
func (s *subject) agree() error {
	program, blocked := s.screen.program, s.screen.face != protocol.FaceClientOther
	if blocked {
		program = s.other
	}
	if blocked && !s.missesPanorama(protocol.ReasonClientOther) {
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotPossibleNow)
	}
	if err := s.Share.Programs.Agree(program); err != nil {
		return refuse(protocol.CodeInternal, protocol.ReasonLogFailed)
	}
	if blocked {
		return s.must(Input{Kind: InOpen, Place: protocol.OpenPanorama})
	}
	s.relaunch()
	return nil
}

// order gives out the address of a browser's order, once, or reports that there
// is no such order.
func (s *subject) order(effect string) (protocol.Ticket, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if effect == "" || s.screen.order != effect || s.screen.address.Empty() {
		return protocol.Ticket{}, false
	}
	ticket := protocol.Ticket{URL: s.screen.address.Reveal(), Method: "GET", Fields: []protocol.TicketField{}}
	s.screen.address = secret.Text{}
	return ticket, true
}

// ordered takes what became of a browser's order, or reports that there is none.
func (s *subject) ordered(effect string, ok bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case effect == "" || s.screen.order != effect:
		return false
	case ok:
		s.launched(nil)
	default:
		s.launched(launch.ErrCannot)
	}
	return true
}

// ordering finds whose order an effect is.
func (d *Desk) ordering(effect string) *subject {
	for _, s := range d.all() {
		s.mu.Lock()
		found := effect != "" && s.screen.order == effect
		s.mu.Unlock()
		if found {
			return s
		}
	}
	return nil
}
