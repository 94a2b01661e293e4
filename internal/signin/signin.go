// Package signin signs an agent in by OpenID Connect: authorization code with
// PKCE, through the browser's identity API, so that no port listens. The
// browser only carries addresses; the code is exchanged here, and no token
// leaves this package but in the header of the request it was got for.
package signin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// Limits, compiled in: what a server says can only be tighter.
const (
	MaxLife     = 24 * time.Hour   // of a token
	AttemptLife = 10 * time.Minute // from Begin to Finish
	maxAttempts = 8                // under way at once; the oldest makes room
	skew        = 5 * time.Minute  // between the provider's clock and this one
	callTime    = 10 * time.Second // for one request to the provider
	renewTime   = 30 * time.Second // for a whole renewal, the keychain included
	maxAnswer   = 256 << 10        // bytes of one answer
	maxToken    = 8 << 10          // bytes of one token
	maxSaid     = 200              // characters of a provider's own words
)

// Kind is which token proves the agent to the organisation's address.
type Kind string

// The kinds.
const (
	AccessToken Kind = "access"
	IDToken     Kind = "id"
)

// Config says where agents sign in, as an administrator set it.
type Config struct {
	Issuer    string // https
	ClientID  string // of a public client
	Scopes    []string
	PUIDClaim string   // the claim that holds the agent's id; empty: none is needed
	Groups    string   // the claim that lists the agent's groups; empty: none is read
	Token     Kind     // which is sent
	Hosts     []string // host or host:port that endpoints may lie on beside the issuer's own
	Redirects []string // addresses of our own extension; no other is ever used
	Now       func() time.Time
}

// Agent is who is signed in.
type Agent struct {
	Subject string // the provider's own name for them
	PUID    string // of the claim; empty where none is needed
	Name    string // what to call them
	Groups  []string
}

// Error is why nobody is signed in. Its text holds nothing that a server sent;
// Said does, cleaned, and is for the agent's eyes alone.
type Error struct {
	Reason protocol.Reason
	Said   string
	Err    error
}

func (e *Error) Error() string { return fmt.Sprintf("sign-in: %s: %v", e.Reason, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// Keeper signs one agent in and keeps them so. It is safe for concurrent use,
// and does nothing at all until it is asked.
type Keeper struct {
	config Config
	client *http.Client
	store  Store
	tell   func(protocol.SignInState)
	flight singleflight.Group

	mu       sync.Mutex
	attempts map[string]*attempt
	order    []string // of attempts, the oldest first
	found    *provider
	session  *session // nil: nobody, or not known yet
	loose    *kept    // what the store did not take: gone with this process
	refused  secret.Text
	who      string // the subject who was last known to be signed in
	last     protocol.SignInState
	tried    bool // whether last is what a person's own try came to
}

// session is what one sign-in or renewal gave.
type session struct {
	agent Agent
	token secret.Text // the one that is sent
	got   time.Time
	life  time.Duration
	kept  bool // whether what renews it outlives this process
}

func (s *session) state() protocol.SignInState {
	return protocol.SignInState{State: protocol.SignInDone, Name: s.agent.Name, Kept: s.kept}
}

// freshAt reports whether the token may be used for a while yet. It is renewed
// in the last fifth of its life, so that nobody waits for that.
func (s *session) freshAt(now time.Time) bool {
	if s == nil {
		return false
	}
	// A clock that was set back must not make it last longer, nor one that slept.
	age, wall := now.Sub(s.got), now.Round(0).Sub(s.got.Round(0))
	enough := s.life - s.life/5
	return min(age, wall) >= -time.Second && max(age, wall) < enough
}

// New makes a Keeper. The client is the organisation's way to the network; the
// store may be nil. tell is told of each change.
func New(config Config, client *http.Client, store Store, tell func(protocol.SignInState)) *Keeper {
	if config.Now == nil {
		config.Now = time.Now
	}
	if store == nil {
		store = nowhere{}
	}
	return &Keeper{
		config: config, client: fence(client, config.allowed()), store: store, tell: tell,
		attempts: map[string]*attempt{},
	}
}

// allowed are the hosts that anything is ever asked of.
func (c Config) allowed() []string {
	hosts := slices.Clone(c.Hosts)
	if own, ok := strings.CutPrefix(c.Issuer, "https://"); ok {
		own, _, _ = strings.Cut(own, "/")
		hosts = append(hosts, own)
	}
	return hosts
}

func (k *Keeper) oauth(p *provider, redirect string) *oauth2.Config {
	endpoint := p.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams // a public client has no secret, and a code is sent once
	scopes := k.config.Scopes
	if !slices.Contains(scopes, oidc.ScopeOpenID) {
		scopes = append([]string{oidc.ScopeOpenID}, scopes...)
	}
	return &oauth2.Config{ClientID: k.config.ClientID, Endpoint: endpoint, RedirectURL: redirect, Scopes: scopes}
}
