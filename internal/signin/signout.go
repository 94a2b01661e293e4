package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

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
