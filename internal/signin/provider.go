package signin

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// provider is what the issuer's discovery document says.
type provider struct {
	*oidc.Provider
	said
	read time.Time
	set  oidc.KeySet
}

// said is what of the document the library leaves to us.
type said struct {
	Keys       string   `json:"jwks_uri"`
	Revocation string   `json:"revocation_endpoint"`
	Challenges []string `json:"code_challenge_methods_supported"`
	Issues     bool     `json:"authorization_response_iss_parameter_supported"`
}

// documentLife is how long a discovery document is gone by.
const documentLife = time.Hour

// discover reads the issuer's document, or takes the one that was read. All
// that it names has to lie on the issuer's host or a listed one.
func (k *Keeper) discover(ctx context.Context) (*provider, error) {
	k.mu.Lock()
	found := k.found
	k.mu.Unlock()
	if found != nil && k.config.Now().Sub(found.read).Abs() < documentLife {
		return found, nil
	}
	if k.config.ClientID == "" || !allowedAddress(k.config.Issuer, k.config.allowed()) {
		return nil, &Error{Reason: protocol.ReasonNotConfigured, Err: errors.New("oidcIssuer or oidcClientId is not set")}
	}
	document, err := oidc.NewProvider(k.with(ctx), k.config.Issuer)
	if err != nil {
		return nil, explain(err)
	}
	found = &provider{Provider: document, read: k.config.Now()}
	if err := found.check(k.config.allowed()); err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.found = found
	return found, nil
}

func (p *provider) check(hosts []string) error {
	if p.Claims(&p.said) != nil {
		return nonsense("the discovery document cannot be read")
	}
	for _, address := range []string{p.Endpoint().AuthURL, p.Endpoint().TokenURL, p.Keys} {
		if !allowedAddress(address, hosts) {
			return &Error{Reason: protocol.ReasonSignInForeign, Err: errForeign}
		}
	}
	if p.Revocation != "" && !allowedAddress(p.Revocation, hosts) {
		return &Error{Reason: protocol.ReasonSignInForeign, Err: errForeign}
	}
	if len(p.Challenges) > 0 && !slices.Contains(p.Challenges, "S256") {
		return nonsense("the provider does not do PKCE with S256")
	}
	return nil
}

// with is ctx with the fenced client, for the libraries.
func (k *Keeper) with(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, k.client)
}

func nonsense(why string) *Error {
	return &Error{Reason: protocol.ReasonSignInNonsense, Err: errors.New(why)}
}

// explain turns an error of a library into one of ours. Its text is left out:
// it quotes what the provider sent.
func explain(err error) *Error {
	var ours *Error
	var refused *oauth2.RetrieveError
	var network net.Error
	var wrong *url.Error
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.Is(err, errForeign):
		return &Error{Reason: protocol.ReasonSignInForeign, Err: errForeign}
	case errors.Is(err, errTooLarge):
		return &Error{Reason: protocol.ReasonSignInNonsense, Err: errTooLarge}
	case errors.As(err, &refused) && refused.ErrorCode != "":
		return refusal(refused.ErrorCode, refused.ErrorDescription)
	case errors.Is(err, errDown), errors.Is(err, context.DeadlineExceeded), errors.As(err, &network), errors.As(err, &wrong):
		return &Error{Reason: protocol.ReasonSignInUnreachable, Err: errors.New("no answer")}
	case errors.As(err, new(*oidc.IssuerMismatchError)):
		return &Error{Reason: protocol.ReasonSignInForeign, Err: errors.New("another issuer's document")}
	}
	return nonsense("the answer is not OpenID Connect's")
}

// refusal is a provider's no, with the reason that it gave.
func refusal(code, description string) *Error {
	text := clean(description, maxSaid)
	if text == "" {
		text = clean(code, maxSaid)
	}
	return &Error{Reason: protocol.ReasonSignInRefused, Said: text, Err: refusedAs(code)}
}

// refusedAs is an error code of the protocol.
type refusedAs string

func (r refusedAs) Error() string {
	if strings.ContainsFunc(string(r), func(c rune) bool { return c != '_' && (c < 'a' || c > 'z') }) || len(r) > 60 {
		return "refused with a code that is none"
	}
	return "refused: " + string(r)
}

// clean is a text of somebody else's as it may be shown: one line, bounded,
// without characters that cannot be seen or that turn the line around.
func clean(text string, most int) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), unicode.Is(unicode.Bidi_Control, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	runes := []rune(strings.Join(strings.Fields(visible), " "))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}
