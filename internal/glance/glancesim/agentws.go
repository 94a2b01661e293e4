package glancesim

import (
	"cmp"
	"net/http"

	"github.com/gorilla/websocket"
)

// agentConn is an agent's socket on one visitor.
type agentConn struct {
	*socket
	visitor string
}

// agentSocket serves /agentws (U, all of it: the visitor's side mirrored). The
// token comes in the connect frame; in the address it is refused.
func (s *Sim) agentSocket(w http.ResponseWriter, r *http.Request) {
	if r.URL.RawQuery != "" {
		http.Error(w, "no query is known here", http.StatusBadRequest)
		return
	}
	k, hello, ok := s.accept(w, r)
	if !ok {
		return
	}
	defer s.leave(k)
	if !s.goodToken(hello.AuthToken) {
		k.refuseWith(cmp.Or(s.options.Differ.SocketRefusal, websocket.ClosePolicyViolation), "authorization")
		return
	}
	if s.options.Differ.SocketDialect {
		s.strange(k)
		return
	}
	agent := &agentConn{socket: k, visitor: hello.VisitorID}
	s.change(func() { s.welcome(agent) })
	defer s.change(func() { delete(s.agents, agent) })
	for {
		if _, ok := k.read(); !ok {
			return
		}
	}
}

// welcome tells a new agent the visitor's present state.
func (s *Sim) welcome(agent *agentConn) {
	s.agents[agent] = struct{}{}
	v := s.visitorOf(agent.visitor)
	agent.send(s.envelope(v.id, "visitorconn", map[string]any{"connected": v.present}))
	if v.present && v.page.URL != "" {
		agent.send(s.envelope(v.id, "presence", v.page))
	}
}

// Push has the agents' sockets on a visitor say anything at all.
func (s *Sim) Push(visitor, raw string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for agent := range s.agents {
		if agent.visitor == visitor {
			agent.send([]byte(raw))
		}
	}
}

// DropAgents cuts every agent's socket on a visitor.
func (s *Sim) DropAgents(visitor string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for agent := range s.agents {
		if agent.visitor == visitor {
			agent.close()
		}
	}
}

// CloseAgents ends them with a websocket close code instead.
func (s *Sim) CloseAgents(visitor string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for agent := range s.agents {
		if agent.visitor == visitor {
			agent.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), writeBy())
		}
	}
}

// Watchers returns how many agents' sockets are open on a visitor.
func (s *Sim) Watchers(visitor string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.watchers(visitor)
}

func (s *Sim) watchers(visitor string) (n int) {
	for agent := range s.agents {
		if agent.visitor == visitor {
			n++
		}
	}
	return n
}
