package signin

import (
	"context"
	"errors"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// keys are the provider's, read when a token is first checked.
func (p *provider) keys(k *Keeper) oidc.KeySet {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p.set == nil {
		p.set = oidc.NewRemoteKeySet(k.with(context.Background()), p.Keys)
	}
	return p.set
}

// Finish ends the sign-in that Begin named with the address that the browser
// was sent to, and tells who is signed in. An attempt is good for one Finish,
// whatever comes of it. Errors are of type *Error; nothing is kept then.
func (k *Keeper) Finish(ctx context.Context, name, redirectedTo string) (Agent, error) {
	a, err := k.take(name)
	if err != nil {
		return Agent{}, err // of somebody who knows of no attempt: it changes nothing
	}
	agent, err := k.finish(ctx, a, redirectedTo)
	if err != nil {
		return Agent{}, k.notIn(err)
	}
	return agent, nil
}

func (k *Keeper) finish(ctx context.Context, a *attempt, redirectedTo string) (Agent, error) {
	said, err := a.read(redirectedTo)
	if err != nil {
		return Agent{}, err
	}
	p, err := k.discover(ctx)
	if err != nil {
		return Agent{}, err
	}
	if err := said.check(k.config.Issuer, p.Issues, a.silent); err != nil {
		return Agent{}, err
	}
	unlock, err := k.alone(ctx)
	if err != nil {
		return Agent{}, err
	}
	defer unlock()
	answer, err := k.oauth(p, a.redirect).Exchange(k.with(ctx), said.code, oauth2.VerifierOption(a.verifier))
	if err != nil {
		return Agent{}, explain(err)
	}
	return k.accept(ctx, p, answer, a.nonce, k.before(ctx, a))
}

// before is who a silent sign-in has to be: a browser may be somebody else's by
// now. A person may be anybody.
func (k *Keeper) before(ctx context.Context, a *attempt) kept {
	if !a.silent {
		return kept{}
	}
	known, _ := k.known(ctx)
	return known
}

// accept checks what a code or a refresh token was exchanged for, and keeps it.
// former is who it has to be, if that is known.
func (k *Keeper) accept(ctx context.Context, p *provider, answer *oauth2.Token, nonce string, former kept) (Agent, error) {
	raw, _ := answer.Extra("id_token").(string)
	agent := former.Agent
	var verified *oidc.IDToken
	if raw != "" || nonce != "" {
		token, c, err := k.verify(ctx, p, raw, nonce, answer.AccessToken)
		if err != nil {
			return Agent{}, err
		}
		if former.Agent.Subject != "" && token.Subject != former.Agent.Subject {
			return Agent{}, &Error{Reason: protocol.ReasonSignInForeign, Err: errors.New("the token is another agent's")}
		}
		if agent, err = k.agent(token, c); err != nil {
			return Agent{}, err
		}
		verified = token
	}
	text, life, err := k.sent(answer, raw, verified)
	if err != nil {
		return Agent{}, err
	}
	k.settle(ctx, &session{agent: agent, token: text, got: k.config.Now(), life: life}, kept{Agent: agent, Refresh: secret.New(answer.RefreshToken)})
	return agent, nil
}

// settle makes a session the present one and keeps what renews it. Where the
// keychain takes nothing the sign-in ends with this process, and says so.
func (k *Keeper) settle(ctx context.Context, s *session, what kept) {
	err := k.keep(ctx, what)
	k.mu.Lock()
	k.session, k.loose, k.who = s, nil, s.agent.Subject
	if err != nil {
		k.loose = &what
	}
	s.kept = err == nil && !what.Refresh.Empty()
	k.mu.Unlock()
	k.say(s.state())
}

// alone keeps other hosts, and other calls of this one, from changing what is kept.
func (k *Keeper) alone(ctx context.Context) (unlock func(), err error) {
	unlock, err = k.store.Lock(ctx)
	if err != nil && ctx.Err() == nil {
		return nil, &Error{Reason: protocol.ReasonLogFailed, Err: errors.New("the state folder cannot be written")}
	}
	if err != nil {
		return nil, &Error{Reason: protocol.ReasonSignInBusy, Err: errors.New("another host of this account holds the sign-in")}
	}
	return unlock, nil
}
