package cobrowse

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/lookup"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// effectTime is how long a call that reaches the customer may take.
const effectTime = 12 * time.Second

// begin does what a recorded step begins. The step is on the disk, so that a
// restart asks what became of it and does not do it again.
func (s *subject) begin(e events.Event) {
	effect := e.Data[factEffect]
	switch e.Name {
	case "signal_begun":
		s.do(func() { s.signal(effect, e.Key) })
	case "end_begun":
		s.do(func() { s.end(effect) })
	case "open_begun":
		s.Desk.mu.Lock()
		s.effects[effect] = s
		s.Desk.mu.Unlock()
		s.opens(effect)
	}
}

// errTaken is why a customer was not signalled who is in another's session.
var errTaken = errors.New("the visitor is in a session that was not begun here")

// signal has the terms shown to the customer, or their session started.
func (s *subject) signal(effect, key string) {
	err := s.withToken(func(ctx context.Context, token glance.Token) error {
		if s.taken(ctx) {
			return errTaken
		}
		ask := s.Service.ShowTerms
		if s.Allow.Direct {
			ask = s.Service.StartSession
		}
		return ask(ctx, token, s.Agent.GroupID, s.visitorID, key)
	})
	kind := InSignalAccepted
	switch {
	case errors.Is(err, errTaken):
		s.input(inSession(effect))
		return
	case glance.CodeOf(err) == glance.VisitorNotPresent:
		kind = InSignalAbsent
	case err != nil:
		kind = InSignalFailed
	}
	s.input(Input{Kind: kind, Effect: effect, Reason: reasonOf(err)})
}

// end has the customer's page end the session.
func (s *subject) end(effect string) {
	err := s.withToken(func(ctx context.Context, token glance.Token) error {
		return s.Service.StopSession(ctx, token, s.Agent.GroupID, s.visitorID)
	})
	switch {
	case err == nil:
		s.input(Input{Kind: InEndSent, Effect: effect})
	case glance.CodeOf(err) == glance.VisitorNotPresent:
		s.input(Input{Kind: InEndFailed, Effect: effect, Reason: protocol.ReasonCannotEnd})
	default:
		s.input(Input{Kind: InEndFailed, Effect: effect, Reason: reasonOf(err)})
	}
}

// withToken calls with an authorization token, and once more with a new one
// when Glance did not accept the first.
func (s *subject) withToken(call func(context.Context, glance.Token) error) error {
	ctx, stop := context.WithTimeout(s.ctx, effectTime)
	defer stop()
	for again := false; ; again = true {
		token, err := s.Tokens.Token(ctx)
		if err != nil {
			return err
		}
		err = call(ctx, token)
		if again || glance.CodeOf(err) != glance.Refused {
			return err
		}
		s.Tokens.Forget(token)
	}
}

// pass is the LoginKey of one session: used to ask for it and to join it, held
// no longer than allowed.
type pass struct {
	mu  sync.Mutex
	key loginkey.Key
}

func (s *subject) newPass() *pass { return &pass{} }

// credentials renews the pass when it has become too old.
func (s *subject) credentials(p *pass) lookup.Credentials {
	return func(ctx context.Context) (glance.Credentials, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !p.key.FreshAt(time.Now(), s.Keys.Hold()) {
			key, err := s.Keys.Take(ctx)
			if err != nil {
				return glance.Credentials{}, err
			}
			p.key = key
		}
		return glance.Credentials{GroupID: s.Agent.GroupID, PUID: p.key.PUID, LoginKey: p.key.Value}, nil
	}
}

// fresh reports whether what was got with the pass may still be used.
func (p *pass) fresh(hold time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.key.FreshAt(time.Now(), hold)
}
