package signin

import (
	"context"
	"errors"

	"golang.org/x/oauth2"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// Token gives the token that proves the agent, and whose it is. It is renewed
// ahead, without a person; who asks meanwhile waits for that one renewal.
// Errors are of type *Error.
func (k *Keeper) Token(ctx context.Context) (secret.Text, Agent, error) {
	result := k.flight.DoChan("token", func() (any, error) {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), renewTime)
		defer stop()
		return k.current(ctx)
	})
	select {
	case r := <-result:
		if r.Err != nil {
			return secret.Text{}, Agent{}, k.failed(r.Err)
		}
		s := r.Val.(*session)
		k.say(s.state())
		return s.token, s.agent, nil
	case <-ctx.Done():
		return secret.Text{}, Agent{}, &Error{Reason: protocol.ReasonSignInUnreachable, Err: ctx.Err()}
	}
}

// Refuse tells that a token was not accepted, so that the next one is another.
func (k *Keeper) Refuse(token secret.Text) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.refused = token
}

// current looks into the store first: another host of this account may have
// signed the agent out, or another one in.
func (k *Keeper) current(ctx context.Context) (*session, error) {
	known, err := k.known(ctx)
	if err == nil && known.Out {
		err = needed("somebody signed out here")
	}
	if err != nil {
		k.forgetUnless(err)
		return nil, err
	}
	if s := k.fresh(known.Agent.Subject); s != nil {
		return s, nil
	}
	return k.renew(ctx)
}

// forgetUnless drops the session of an agent who is signed out.
func (k *Keeper) forgetUnless(err error) {
	if reasonOf(err) != protocol.ReasonSignInNeeded {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.session = nil
}

// fresh is the present session, if it is that agent's and good for a while.
func (k *Keeper) fresh(subject string) *session {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.session
	if s == nil || s.agent.Subject != subject || !s.freshAt(k.config.Now()) || !k.refused.Empty() && s.token.Reveal() == k.refused.Reveal() {
		return nil
	}
	return s
}

// renew exchanges the refresh token for new ones.
func (k *Keeper) renew(ctx context.Context) (*session, error) {
	unlock, err := k.alone(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	known, err := k.known(ctx) // another host may just have renewed
	switch {
	case err != nil:
		return nil, err
	case known.Out || known.Refresh.Empty():
		return nil, needed("nothing renews the sign-in")
	}
	p, err := k.discover(ctx)
	if err != nil {
		return nil, err
	}
	old := &oauth2.Token{RefreshToken: known.Refresh.Reveal()}
	answer, err := k.oauth(p, "").TokenSource(k.with(ctx), old).Token()
	if err != nil {
		return nil, k.expired(ctx, explain(err))
	}
	if _, err := k.accept(ctx, p, answer, "", known); err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.session, nil
}

// expired is why a refresh token did not renew; one that the provider does not
// take any more is forgotten.
func (k *Keeper) expired(ctx context.Context, err *Error) error {
	if !errors.Is(err, refusedAs("invalid_grant")) {
		return err
	}
	k.mu.Lock()
	k.session, k.loose = nil, nil
	k.mu.Unlock()
	if stored, err := k.recall(ctx); err == nil {
		stored.Refresh = secret.Text{}
		_ = k.keep(ctx, stored) // it is worth nothing, kept or not
	}
	return needed("the provider ended the sign-in")
}
