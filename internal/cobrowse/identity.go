package cobrowse

import (
	"context"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// Identity is whom a watched record means, as its page's rule derives it from
// what the page shows.
type Identity struct {
	VisitorID string                             // empty where the record has none
	Refused   protocol.Reason                    // why it cannot be told whom it means
	Ask       func(ctx context.Context) Identity // nil: it is known; else it has to be asked for, and is as it says
}

// identify is whom a watch means. Without a rule's word it is what the page
// shows. Nobody is looked for by what is not certain to be a record.
func (d *Desk) identify(p protocol.WatchParams) Identity {
	if isPage(p.Record) {
		return Identity{}
	}
	if d.Identify == nil {
		return Identity{VisitorID: p.VisitorID}
	}
	return d.Identify(p)
}

// names reports whether the identity names a visitor.
func (d *Desk) names(i Identity) bool {
	return i.Ask == nil && i.Refused == "" && d.validKey(i.VisitorID)
}

// Refused is what a watch shows for which nothing is to be done, and for which
// there is no desk. Its error is a record outside its limits.
func Refused(p protocol.WatchParams, why protocol.Reason) (protocol.View, error) {
	if err := checkRecord(p.Watch, p.Record, p.VisitorID); err != nil {
		return protocol.View{}, err
	}
	return protocol.View{
		Watch: p.Watch, Revision: 1, Face: protocol.FaceRefused, Presence: protocol.PresenceNeutral, Reason: why, Name: p.Record.Title, Actions: []protocol.Action{},
	}, nil
}

// askFor has a watch's identity asked for, and lets the watch go to its visitor.
func (d *Desk) askFor(w *watched, s *subject, ask func(context.Context) Identity) {
	d.do(func() {
		identity := ask(d.ctx)
		if d.ctx.Err() == nil {
			s.identified(w, identity)
		}
	})
}

// identified takes whom a watch of a record turned out to mean.
func (s *subject) identified(w *watched, identity Identity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watches[w.Watch] != w {
		return
	}
	if identity.VisitorID != "" && !s.validKey(identity.VisitorID) {
		identity.Refused = protocol.ReasonBadVisitorID
	}
	w.asking, w.refused = false, identity.Refused
	if identity.VisitorID != "" && identity.Refused == "" {
		w.found = &identity
	}
	s.show()
}

// moveOn lets watches go to the visitors whom their records turned out to mean,
// once there is nothing here that they have to show.
func (s *subject) moveOn() {
	if _, outcome := outcomes[s.session.How]; s.active() || outcome && s.standing() {
		return
	}
	for _, w := range s.watches {
		if w.found != nil && !w.moving {
			w.moving = true
			to := *w.found
			s.do(func() { s.Desk.move(w, s, to) })
		}
	}
}

// move takes a watch from one subject to that of its visitor.
func (d *Desk) move(w *watched, from *subject, to Identity) {
	d.watching.Lock()
	defer d.watching.Unlock()
	if !from.part(w) {
		return
	}
	d.mu.Lock()
	s := d.subject(d.subjectKey(to, w.Record), to.VisitorID)
	d.watches[w.Watch] = s
	d.mu.Unlock()
	s.meet(w)
	d.remember(w.Record, to)
}

// part lets go of a watch that is still here and free to go.
func (s *subject) part(w *watched) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.moving = false
	if s.watches[w.Watch] != w || s.active() {
		return false
	}
	delete(s.watches, w.Watch)
	w.found = nil
	s.attend()
	return true
}

// meet takes a watch that was another subject's until now.
func (s *subject) meet(w *watched) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watches[w.Watch] = w
	s.attend()
	s.show()
}
