package signin_test

import (
	"context"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/internal/signin"
	"github.com/glance-networks/agent-host/internal/signin/signintest"
	"github.com/glance-networks/agent-host/manifests"
)

// vault is a keychain that does what it is told.
type vault struct {
	mu    sync.Mutex
	text  string
	fails error // what every call answers, unless nil
	turn  chan struct{}
}

func newVault() *vault { return &vault{turn: make(chan struct{}, 1)} }

func (v *vault) Read(context.Context) (secret.Text, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.fails != nil:
		return secret.Text{}, v.fails
	case v.text == "":
		return secret.Text{}, signin.ErrNothing
	}
	return secret.New(v.text), nil
}

func (v *vault) Write(_ context.Context, text secret.Text) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fails == nil {
		v.text = text.Reveal()
	}
	return v.fails
}

func (v *vault) Lock(ctx context.Context) (func(), error) {
	select {
	case v.turn <- struct{}{}:
		return func() { <-v.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (v *vault) fail(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fails = err
}

func (v *vault) holds() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.text
}

// clock is a clock that can be set.
type clock struct {
	mu  sync.Mutex
	off time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.off)
}

func (c *clock) set(off time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off = off
}

// desk is a keeper with its provider and its keychain.
type desk struct {
	*signin.Keeper
	t      *testing.T
	issuer *signintest.Issuer
	vault  *vault
	clock  *clock
	config signin.Config

	mu   sync.Mutex
	told []protocol.SignInState
}

func (d *desk) tell(state protocol.SignInState) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, state)
}

func (d *desk) last() protocol.SignInState {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.told) == 0 {
		return protocol.SignInState{}
	}
	return d.told[len(d.told)-1]
}

func newDesk(t *testing.T, change func(*desk)) *desk {
	t.Helper()
	d := &desk{t: t, issuer: signintest.Start(t), vault: newVault(), clock: &clock{}}
	d.config = signin.Config{Issuer: d.issuer.URL, ClientID: signintest.ClientID, Scopes: []string{"openid", "offline_access"},
		PUIDClaim: "employee", Token: signin.AccessToken, Redirects: manifests.Redirects(), Now: d.clock.now}
	if change != nil {
		change(d)
	}
	d.Keeper = d.another()
	return d
}

// another is another host of the same account.
func (d *desk) another() *signin.Keeper {
	return signin.New(d.config, d.issuer.Client(), d.vault, d.tell)
}

func (d *desk) begin(mode signin.Mode) (address, attempt string) {
	d.t.Helper()
	address, attempt, err := d.Begin(d.t.Context(), manifests.Redirects()[0], mode)
	if err != nil {
		d.t.Fatal(err)
	}
	return address, attempt
}

// signIn signs somebody in, as they would.
func (d *desk) signIn(subject string) (signin.Agent, error) {
	d.t.Helper()
	address, attempt := d.begin(signin.Mode{})
	return d.Finish(d.t.Context(), attempt, d.issuer.Browse(address, subject))
}

func (d *desk) mustSignIn(subject string) {
	d.t.Helper()
	if agent, err := d.signIn(subject); err != nil || agent.Subject != subject {
		d.t.Fatal(agent, err)
	}
}

// token takes a token as the auth URL's request would.
func (d *desk) token() (string, signin.Agent) {
	d.t.Helper()
	token, agent, err := d.Token(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return token.Reveal(), agent
}

func (d *desk) refuses(want protocol.Reason) {
	d.t.Helper()
	if token, agent, err := d.Token(d.t.Context()); reason(err) != want || !token.Empty() || agent.PUID != "" {
		d.t.Errorf("token of %q: %v, want %s", agent.PUID, err, want)
	}
}

func reason(err error) protocol.Reason {
	if refused := new(signin.Error); errors.As(err, &refused) {
		return refused.Reason
	}
	return ""
}

func TestSignsIn(t *testing.T) {
	d := newDesk(t, nil)
	if n := d.issuer.Calls("document"); n != 0 {
		t.Errorf("asked %d times before anybody wanted anything", n)
	}
	d.refuses(protocol.ReasonSignInNeeded)
	d.mustSignIn("ada")
	token, agent := d.token()
	if !strings.HasPrefix(token, "access-") || !reflect.DeepEqual(agent, signin.Agent{Subject: "ada", PUID: "puid-ada", Name: "Ada ada"}) {
		t.Errorf("%q is %+v", token, agent)
	}
	want := protocol.SignInState{State: protocol.SignInDone, Name: "Ada ada", Kept: true}
	if got := d.State(t.Context()); got != want || d.last() != want {
		t.Errorf("state %+v, told %+v", got, d.last())
	}
	if again, _ := d.token(); again != token || d.issuer.Calls("token") != 1 {
		t.Error("a good token was renewed")
	}
	if kept := d.vault.holds(); strings.Contains(kept, token) || !strings.Contains(kept, "ada") {
		t.Errorf("the keychain holds the access token, or not the agent")
	}
}

func TestIDTokenIsSentWhereThatIsSet(t *testing.T) {
	d := newDesk(t, func(d *desk) { d.config.Token = signin.IDToken })
	d.mustSignIn("ada")
	if token, _ := d.token(); strings.Count(token, ".") != 2 {
		t.Error("what is sent is no ID token")
	}
}

func TestRenewsAheadOnceForAll(t *testing.T) {
	d := newDesk(t, nil)
	d.mustSignIn("ada")
	first, _ := d.token()
	d.clock.set(50 * time.Minute) // of an hour
	d.issuer.Now = d.clock.now
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if token, _, err := d.Token(t.Context()); err != nil || token.Reveal() == first {
				t.Errorf("not renewed: %v", err)
			}
		})
	}
	all.Wait()
	if n := d.issuer.Calls("token"); n != 2 {
		t.Errorf("the provider was asked %d times, want the sign-in and one renewal", n)
	}
	d.clock.set(0) // set back, the token is not younger
	if d.token(); d.issuer.Calls("token") != 3 {
		t.Error("a clock that was set back made a token last longer")
	}
}

func TestATokenThatWasNotAcceptedIsRenewed(t *testing.T) {
	d := newDesk(t, nil)
	d.mustSignIn("ada")
	first, _ := d.token()
	d.Refuse(secret.New(first))
	if second, _ := d.token(); second == first {
		t.Error("the same token again")
	}
	if d.token(); d.issuer.Calls("token") != 2 {
		t.Error("renewed more than once")
	}
}

// Several browsers have a host each, and one refresh token among them.
func TestHostsOfOneAccountShareTheSignIn(t *testing.T) {
	d := newDesk(t, nil)
	d.mustSignIn("ada")
	hosts := []*signin.Keeper{d.another(), d.another(), d.another()}
	var all sync.WaitGroup
	for range 3 {
		for _, host := range hosts {
			all.Go(func() {
				if _, agent, err := host.Token(t.Context()); err != nil || agent.Subject != "ada" {
					t.Error(agent, err)
				}
			})
		}
	}
	all.Wait()
	for _, host := range append(hosts, d.Keeper) { // a refresh token that was used twice would have ended them all
		if _, _, err := host.Token(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if _, err := hosts[0].SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, host := range append(hosts, d.Keeper) {
		if token, _, err := host.Token(t.Context()); reason(err) != protocol.ReasonSignInNeeded || !token.Empty() {
			t.Errorf("still signed in: %v", err)
		}
	}
	d.mustSignIn("bob")
	for _, host := range hosts {
		if _, agent, err := host.Token(t.Context()); err != nil || agent.PUID != "puid-bob" {
			t.Error(agent, err)
		}
	}
}

// Between two requests of this host the desk may have changed hands.
func TestATokenIsOfWhoIsSignedInNow(t *testing.T) {
	d := newDesk(t, nil)
	d.mustSignIn("ada")
	d.token()
	other, third := d.another(), d.another()
	if _, _, err := third.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := other.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	address, attempt, err := other.Begin(t.Context(), manifests.Redirects()[0], signin.Mode{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Finish(t.Context(), attempt, d.issuer.Browse(address, "bob")); err != nil {
		t.Fatal(err)
	}
	if _, agent := d.token(); agent.PUID != "puid-bob" {
		t.Errorf("the token is still %+v's", agent)
	}
	if !third.Look(t.Context()) || third.Look(t.Context()) {
		t.Error("the change was not noticed, or noticed twice")
	}
}

func TestSwitchAgentClearsEveryToken(t *testing.T) {
	d := newDesk(t, nil)
	d.mustSignIn("ada")
	access, _ := d.token()
	before := d.vault.holds()
	if unrevoked, err := d.SignOut(t.Context()); err != nil || unrevoked {
		t.Fatal(unrevoked, err)
	}
	d.refuses(protocol.ReasonSignInNeeded)
	if strings.Contains(d.vault.holds(), "ada") {
		t.Error("the keychain still knows her")
	}
	if revoked := d.issuer.Revoked(); len(revoked) != 2 || !strings.Contains(before, revoked[0]) || revoked[1] != access {
		t.Error("not both tokens were revoked")
	}
	if state := d.State(t.Context()); state.State != protocol.SignInNeeded || !state.Out || state.Name != "" {
		t.Errorf("%+v", state)
	}
	if _, _, err := d.another().Begin(t.Context(), manifests.Redirects()[0], signin.Mode{Silent: true}); reason(err) != protocol.ReasonSignInNeeded {
		t.Errorf("she could be signed in again without a person: %v", err)
	}
	address, attempt := d.begin(signin.Mode{})
	if prompt := query(address, "prompt"); prompt != "login" {
		t.Errorf("prompt %q: the provider would let her in again", prompt)
	}
	if _, err := d.Finish(t.Context(), attempt, d.issuer.Browse(address, "bob")); err != nil {
		t.Fatal(err)
	}
	if _, agent := d.token(); agent.PUID != "puid-bob" {
		t.Errorf("%+v", agent)
	}
}

func query(address, name string) string {
	u, _ := url.Parse(address)
	return u.Query().Get(name)
}

func TestAProviderThatEndsTheSignInNeedsAPerson(t *testing.T) {
	d := newDesk(t, nil)
	d.mustSignIn("ada")
	d.issuer.EndGrants()
	d.clock.set(59 * time.Minute)
	d.refuses(protocol.ReasonSignInNeeded)
	if d.last().State != protocol.SignInNeeded {
		t.Errorf("told %+v", d.last())
	}
	before := d.issuer.Calls("token")
	if d.refuses(protocol.ReasonSignInNeeded); d.issuer.Calls("token") != before {
		t.Error("a dead refresh token was tried again")
	}
}

func TestAProviderThatIsAwayIsTriedAgain(t *testing.T) {
	d := newDesk(t, nil)
	d.mustSignIn("ada")
	d.clock.set(50 * time.Minute)
	d.issuer.Now = d.clock.now
	d.issuer.Fail = unavailable
	d.refuses(protocol.ReasonSignInUnreachable)
	if state := d.State(t.Context()); state.State != protocol.SignInRefused || state.Reason != protocol.ReasonSignInUnreachable {
		t.Errorf("%+v", state)
	}
	d.issuer.Fail = nil
	d.token()
	if state := d.State(t.Context()); state.State != protocol.SignInDone {
		t.Errorf("%+v", state)
	}
}

func TestSilentSignIn(t *testing.T) {
	d := newDesk(t, nil)
	address, attempt := d.begin(signin.Mode{Silent: true})
	if query(address, "prompt") != "none" {
		t.Error("a person would be asked")
	}
	state := query(address, "state")
	back := manifests.Redirects()[0] + "?" + url.Values{"error": {"login_required"}, "state": {state}, "iss": {d.issuer.URL}}.Encode()
	if _, err := d.Finish(t.Context(), attempt, back); reason(err) != protocol.ReasonSignInNeeded {
		t.Error(err)
	}
	d.mustSignIn("ada")
	address, attempt = d.begin(signin.Mode{Silent: true})
	if _, err := d.Finish(t.Context(), attempt, d.issuer.Browse(address, "bob")); reason(err) != protocol.ReasonSignInForeign {
		t.Errorf("a browser that is somebody else's by now: %v", err)
	}
	if _, agent := d.token(); agent.Subject != "ada" {
		t.Errorf("%+v", agent)
	}
}
