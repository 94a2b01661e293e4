package signin

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// algorithms are the signatures that count. "none", and those of a shared
// secret, are none.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// claims are those of an ID token that are looked at.
type claims struct {
	Party string `json:"azp"`
	Name  string `json:"name"`
	User  string `json:"preferred_username"`
	Email string `json:"email"`
	all   map[string]json.RawMessage
}

// keySet remembers why the provider's keys could not be got.
type keySet struct {
	oidc.KeySet
	err error
}

func (s *keySet) VerifySignature(ctx context.Context, token string) (payload []byte, err error) {
	payload, s.err = s.KeySet.VerifySignature(ctx, token)
	return payload, s.err
}

// verify checks an ID token as OpenID Connect Core 3.1.3.7 says, and more
// strictly where that leaves a choice. The nonce is empty at a renewal.
func (k *Keeper) verify(ctx context.Context, p *provider, raw, nonce, access string) (*oidc.IDToken, claims, error) {
	keys := &keySet{KeySet: p.keys(k)}
	config := &oidc.Config{ClientID: k.config.ClientID, SupportedSigningAlgs: algorithms, Now: func() time.Time { return k.config.Now().Add(-skew) }}
	token, err := oidc.NewVerifier(k.config.Issuer, keys, config).Verify(ctx, raw)
	switch {
	case errors.As(err, new(*oidc.TokenExpiredError)):
		return nil, claims{}, clockWrong("the token has expired already")
	case err != nil && keys.err != nil:
		return nil, claims{}, explain(keys.err)
	case err != nil:
		return nil, claims{}, nonsense("the ID token is not a good one of this issuer for this client")
	}
	var c claims
	if token.Claims(&c) != nil || token.Claims(&c.all) != nil {
		return nil, claims{}, nonsense("the ID token's claims cannot be read")
	}
	return token, c, k.strict(token, c, nonce, access)
}

// strict is what the library leaves to its caller.
func (k *Keeper) strict(token *oidc.IDToken, c claims, nonce, access string) error {
	now := k.config.Now()
	switch {
	case nonce != "" && subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return stale("the nonce is another's")
	case token.Subject == "" || len(token.Subject) > 255:
		return nonsense("the ID token names nobody")
	case len(token.Audience) > 1 && c.Party == "", c.Party != "" && c.Party != k.config.ClientID:
		return nonsense("the ID token is for another client too")
	case token.IssuedAt.Unix() <= 0:
		return nonsense("the ID token does not say when it was issued")
	case now.Sub(token.IssuedAt).Abs() > skew:
		return clockWrong("the provider's clock and this one differ")
	case token.Expiry.Sub(token.IssuedAt) > MaxLife:
		return tooLong()
	case token.AccessTokenHash != "" && token.VerifyAccessToken(access) != nil:
		return nonsense("the ID token belongs to another access token")
	}
	return nil
}

// agent reads who a token is of.
func (k *Keeper) agent(token *oidc.IDToken, c claims) (Agent, error) {
	a := Agent{Subject: token.Subject}
	if k.config.PUIDClaim != "" {
		if json.Unmarshal(c.all[k.config.PUIDClaim], &a.PUID) != nil || !plainID(a.PUID) {
			return Agent{}, &Error{Reason: protocol.ReasonSignInNoAgent, Err: errors.New("puidClaim is not in the token as a text of 1 to 255 characters")}
		}
	}
	a.Groups = groupsOf(c.all[k.config.Groups])
	a.Name = cmp.Or(clean(c.Name, maxSaid), clean(c.User, maxSaid), clean(c.Email, maxSaid), clean(a.PUID, maxSaid), clean(a.Subject, maxSaid))
	return a, nil
}

// maxGroups are read of a token; who is in more has to be given a claim of fewer.
const maxGroups = 200

// groupsOf reads a claim that lists groups, or holds one. What is neither says
// nothing: a role that depends on it is then not had.
func groupsOf(claim json.RawMessage) (groups []string) {
	var one string
	var list []string
	if json.Unmarshal(claim, &one) == nil && one != "" {
		list = []string{one}
	} else if json.Unmarshal(claim, &list) != nil {
		return nil
	}
	for _, group := range list[:min(len(list), maxGroups)] {
		if plainID(group) {
			groups = append(groups, group)
		}
	}
	return groups
}

func plainID(s string) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= 255 && !strings.ContainsFunc(s, unicode.IsControl)
}

// sent is the token that proves the agent, and how long it may be used.
func (k *Keeper) sent(answer *oauth2.Token, id string, verified *oidc.IDToken) (secret.Text, time.Duration, error) {
	text, life := answer.AccessToken, time.Duration(answer.ExpiresIn)*time.Second
	if k.config.Token == IDToken {
		if verified == nil {
			return secret.Text{}, 0, nonsense("no ID token was given")
		}
		text, life = id, verified.Expiry.Sub(k.config.Now())
	} else if !strings.EqualFold(answer.Type(), "Bearer") {
		return secret.Text{}, 0, nonsense("the access token is no bearer token")
	}
	const unsaid = 5 * time.Minute
	switch {
	case text == "" || len(text) > maxToken || strings.ContainsFunc(text, unwritten):
		return secret.Text{}, 0, nonsense("the token cannot be sent")
	case answer.ExpiresIn < 0 || answer.ExpiresIn > int64(MaxLife/time.Second) || life > MaxLife:
		return secret.Text{}, 0, tooLong()
	case life <= 0:
		life = unsaid
	}
	return secret.New(text), life, nil
}

func clockWrong(why string) *Error {
	return &Error{Reason: protocol.ReasonClockWrong, Err: errors.New(why)}
}

func tooLong() *Error {
	return &Error{Reason: protocol.ReasonSignInTooLong, Err: errors.New("a token would last longer than a day")}
}
