package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

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

// SignOut forgets every token, here and in the keychain, and has the provider
// revoke them where it offers that. Nothing signs anybody in again by itself
// afterwards. An error of type *Error says that somebody is still signed in;
// unrevoked tells that the provider was not reached.
func (k *Keeper) SignOut(ctx context.Context) (unrevoked bool, err error) {
	unlock, err := k.alone(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	known, _ := k.known(ctx)
	if k.keep(ctx, kept{Out: true}) != nil && k.stillKept(ctx) {
		return false, &Error{Reason: protocol.ReasonKeychainLocked, Err: errors.New("the keychain still holds the sign-in")}
	}
	k.mu.Lock()
	last := k.session
	k.session, k.loose, k.who, k.attempts, k.order = nil, nil, "", map[string]*attempt{}, nil
	k.mu.Unlock()
	k.say(protocol.SignInState{State: protocol.SignInNeeded, Reason: protocol.ReasonSignInNeeded, Out: true})
	failed := k.revoke(ctx, known.Refresh, "refresh_token")
	if last != nil && k.config.Token == AccessToken {
		failed = k.revoke(ctx, last.token, "access_token") || failed
	}
	return failed, nil
}

// stillKept reports whether the store may hold a sign-in yet.
func (k *Keeper) stillKept(ctx context.Context) bool {
	_, err := k.store.Read(ctx)
	return !errors.Is(err, ErrAbsent) && !errors.Is(err, ErrNothing)
}

// revoke has the provider forget a token; it reports whether that failed.
func (k *Keeper) revoke(ctx context.Context, token secret.Text, hint string) bool {
	p, err := k.discover(ctx)
	if token.Empty() || err == nil && p.Revocation == "" {
		return false
	}
	if err != nil {
		return true
	}
	form := url.Values{"token": {token.Reveal()}, "token_type_hint": {hint}, "client_id": {k.config.ClientID}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Revocation, strings.NewReader(form.Encode()))
	if err != nil {
		return true
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := k.client.Do(request)
	if err != nil {
		return true
	}
	answer.Body.Close()
	return answer.StatusCode != http.StatusOK
}
