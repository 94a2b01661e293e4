package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// attempt is one sign-in under way. What it holds is in memory only, and good
// for one Finish.
type attempt struct {
	redirect, state, nonce, verifier string
	silent                           bool
	begun                            time.Time
}

// Mode is how much a sign-in may ask of a person.
type Mode struct {
	Silent bool // nothing: the provider answers at once whether it can
	Anew   bool // a person, whoever the browser is signed in as
}

// Begin starts a sign-in: the address that a browser is to open, and a name for
// Finish. The redirect must be one of Config.Redirects. Errors are of type *Error.
func (k *Keeper) Begin(ctx context.Context, redirect string, mode Mode) (address, name string, err error) {
	if !slices.Contains(k.config.Redirects, redirect) {
		return "", "", &Error{Reason: protocol.ReasonSignInForeign, Err: errors.New("not a redirect address of this product")}
	}
	before, _ := k.recall(ctx)
	if mode.Silent && before.Out {
		return "", "", needed("somebody signed out here")
	}
	p, err := k.discover(ctx)
	if err != nil {
		return "", "", k.notIn(err)
	}
	mode.Anew = mode.Anew || before.Out
	a := &attempt{redirect, rand.Text(), rand.Text(), oauth2.GenerateVerifier(), mode.Silent, k.config.Now()}
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.nonce), oauth2.S256ChallengeOption(a.verifier)}
	switch {
	case mode.Silent:
		options = append(options, oauth2.SetAuthURLParam("prompt", "none"))
	case mode.Anew:
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	return k.oauth(p, redirect).AuthCodeURL(a.state, options...), k.remember(a), nil
}

// remember keeps an attempt under a new name.
func (k *Keeper) remember(a *attempt) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.order) == maxAttempts {
		delete(k.attempts, k.order[0])
		k.order = k.order[1:]
	}
	name := rand.Text()
	k.attempts[name], k.order = a, append(k.order, name)
	return name
}

// take gives an attempt and forgets it, whatever comes of it.
func (k *Keeper) take(name string) (*attempt, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a := k.attempts[name]
	delete(k.attempts, name)
	k.order = slices.DeleteFunc(k.order, func(other string) bool { return other == name })
	if a == nil || k.config.Now().Sub(a.begun).Abs() > AttemptLife {
		return nil, stale("not begun here, used already, or too old")
	}
	return a, nil
}

// answer is what the provider said at the redirect address.
type answer struct {
	code, issuer, failure, description string
}

// read takes the address apart that the browser was sent to. It must be the
// attempt's own, to the letter, with its state.
func (a *attempt) read(redirectedTo string) (answer, error) {
	rest, ours := strings.CutPrefix(redirectedTo, a.redirect)
	raw, asked := strings.CutPrefix(rest, "?")
	if !ours || !asked || len(redirectedTo) > protocol.MaxRedirect || strings.ContainsFunc(raw, unwritten) || strings.Contains(raw, "#") {
		return answer{}, &Error{Reason: protocol.ReasonSignInForeign, Err: errors.New("the browser was sent elsewhere")}
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return answer{}, nonsense("the redirect cannot be read")
	}
	for _, name := range []string{"state", "code", "iss", "error", "error_description"} {
		if len(query[name]) > 1 {
			return answer{}, nonsense("the redirect says a thing twice")
		}
	}
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(a.state)) != 1 {
		return answer{}, stale("the state is another's")
	}
	return answer{query.Get("code"), query.Get("iss"), query.Get("error"), query.Get("error_description")}, nil
}

// check gives the code, or why there is none.
func (a answer) check(issuer string, issues, silent bool) error {
	switch {
	case a.issuer != issuer && (a.issuer != "" || issues):
		return &Error{Reason: protocol.ReasonSignInForeign, Err: errors.New("another issuer answered")}
	case a.failure != "" && silent && slices.Contains(wantPerson, a.failure):
		return needed("the provider wants to see a person")
	case a.failure != "":
		return refusal(a.failure, a.description)
	case a.code == "":
		return nonsense("the redirect holds no code")
	}
	return nil
}

// wantPerson are the provider's ways to say that a silent sign-in cannot be.
var wantPerson = []string{"login_required", "interaction_required", "consent_required", "account_selection_required"}

func stale(why string) *Error {
	return &Error{Reason: protocol.ReasonSignInStale, Err: errors.New(why)}
}
