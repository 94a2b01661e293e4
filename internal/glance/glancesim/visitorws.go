package glancesim

import (
	"encoding/json"
	"net/http"
)

// visitorSocket serves /visitorws (S: path, connect frame, envelope; web pages
// use SockJS in reality, whose framing differs).
func (s *Sim) visitorSocket(w http.ResponseWriter, r *http.Request) {
	k, hello, ok := s.accept(w, r)
	if !ok {
		return
	}
	defer s.leave(k)
	var c *visitorConn
	s.change(func() {
		c = &visitorConn{socket: k, visitor: s.visitorOf(hello.VisitorID), handled: 1}
		s.join(c)
	})
	defer s.change(func() { s.part(c) })
	for {
		f, ok := k.read()
		if !ok {
			return
		}
		s.change(func() {
			s.visitorFrame(c, f)
			c.handled++
		})
	}
}

// visitorFrame does what a visitor's page says (S: terms and
// visitorsessionstart; I: presence and visitorsessionend; U: the rest).
func (s *Sim) visitorFrame(c *visitorConn, f frame) {
	v := c.visitor
	switch f.Type {
	case "presence":
		merge(&v.page, f.Data)
		s.focus(c)
		s.tellAgents(v.id, "presence", v.page)
	case "terms", "visitorerror":
		s.tellAgents(v.id, f.Type, f.Data)
	case "visitorsessionstart":
		var data struct {
			SessionKey string `json:"sessionkey"`
		}
		json.Unmarshal(f.Data, &data)
		s.startSession(v, data.SessionKey)
	case "visitorsessionend":
		if running := s.sessionFor(v.id); running != nil {
			s.endSession(running)
		}
	case "focus":
		s.focus(c)
	case "disconnect":
		v.conns = without(v.conns, c)
		if len(v.conns) == 0 {
			v.seen = s.options.Now()
			s.gone(v)
		}
	}
}

// merge adds presence data to what is known, as later calls do (D).
func merge(p *page, data json.RawMessage) {
	next := *p
	if json.Unmarshal(data, &next) == nil {
		*p = next
	}
}
