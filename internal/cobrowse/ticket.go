package cobrowse

import (
	"context"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// claim is what the ticket of an opening is made from.
type claim struct {
	key   string
	basic bool // without a sign-in: the key is all there is
	with  *pass
	join  *secret.Text // nil: to be looked up

	panorama bool
}

// ticket makes the ticket of an opening and records that it is given before it
// is: whoever asks again is refused.
func (s *subject) ticket(ctx context.Context, effect string) (protocol.Ticket, error) {
	c, ok := s.claim(effect)
	if !ok {
		return protocol.Ticket{}, refuse(protocol.CodeTicketSpent, protocol.ReasonTicketSpent)
	}
	defer s.unclaim()
	ticket, failed := s.make(ctx, c)
	if failed.Kind != "" {
		failed.Effect = effect
		s.input(failed)
		return protocol.Ticket{}, refuse(protocol.CodeNotAllowed, failed.Reason)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.must(Input{Kind: InTicketGiven, Effect: effect}); err != nil {
		return protocol.Ticket{}, err
	}
	s.joinURL, s.pass = nil, s.newPass() // used for one join
	return words(ticket), nil
}

func (s *subject) claim(effect string) (claim, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session.State != Opening || s.session.Effect != effect || s.session.Given || s.claimed != "" {
		return claim{}, false
	}
	s.claimed = effect
	if s.pass == nil {
		s.pass = s.newPass()
	}
	c := claim{key: s.session.Key, basic: s.Basic || s.session.Basic, with: s.pass, join: s.joinURL, panorama: s.place() == protocol.OpenPanorama && s.Share.Programs != nil}
	if !s.pass.fresh(s.Keys.Hold()) {
		c.join = nil
	}
	return c, true
}

func (s *subject) unclaim() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claimed = ""
}

// make turns the address of the session into a ticket, looking it up first
// where it is not known or too old. A failure is the input it amounts to.
func (s *subject) make(ctx context.Context, c claim) (glance.Ticket, Input) {
	if c.panorama {
		return s.panoramaTicket(ctx, c)
	}
	if c.basic {
		ticket, err := s.Service.ViewerTicket(c.key, s.Agent.SignOn)
		return ticket, failedOpening(err)
	}
	ask := s.credentials(c.with)
	if c.join == nil {
		found, err := s.Lookup.Once(ctx, ask, c.key)
		switch {
		case err != nil:
			return glance.Ticket{}, failedOpening(err)
		case !found.Running:
			return glance.Ticket{}, Input{Kind: InNotRunning, Reason: protocol.ReasonVisitorNotPresent}
		}
		c.join = found.JoinURL
	}
	agent, err := ask(ctx)
	if err != nil {
		return glance.Ticket{}, failedOpening(err)
	}
	ticket, err := s.Service.TicketFor(*c.join, agent)
	return ticket, failedOpening(err)
}

// failedOpening is the input that an error amounts to; none amounts to nothing.
func failedOpening(err error) Input {
	if err == nil {
		return Input{}
	}
	return Input{Kind: InOpenFailed, Reason: reasonOf(err)}
}

// words is a ticket as it goes to the extension, the one place where a
// LoginKey leaves the host.
func words(t glance.Ticket) protocol.Ticket {
	ticket := protocol.Ticket{URL: t.URL.String(), Method: t.Method, Fields: []protocol.TicketField{}}
	for _, f := range t.Fields {
		ticket.Fields = append(ticket.Fields, protocol.TicketField{Name: f.Name, Value: f.Value.Reveal()})
	}
	return ticket
}
