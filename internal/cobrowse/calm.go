package cobrowse

import "github.com/glance-networks/agent-host/internal/protocol"

// hasty are the states in which a step is on its way to the customer or to the
// agent's screen: a restart can only ask what became of it.
var hasty = [...]State{Asked, Signalling, Opening}

// Calm reports whether another host could take over now without a question to
// the agent.
func (d *Desk) Calm() bool {
	for _, s := range d.all() {
		if !s.calm() {
			return false
		}
	}
	return true
}

func (s *subject) calm() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, state := range hasty {
		if s.session.State == state {
			return false
		}
	}
	return len(s.held) == 0 && s.screen.face != protocol.FaceLaunching
}
