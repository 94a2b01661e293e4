// Package glancesim is a Glance that runs here: same shapes, real checks,
// faults on demand. It serves TLS with a certificate authority of its own, made
// at each start. Every behaviour carries the letter of what is known of the real
// one: D documented, S seen in public samples, I inferred, U not public. Tests,
// the run command and benchmarks use it; the product never does.
package glancesim

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/glance-networks/agent-host/internal/secret"
)

// Options say what is simulated. Group and APIKey are needed; the zero value of
// all others is a good default.
type Options struct {
	Group           int64
	APIKey          secret.Text
	Now             func() time.Time  // the clock that expiries are checked against
	RejectReplay    bool              // a LoginKey is good for one viewer (sources disagree whether Glance does)
	Differ          Differ            // from what the product takes for granted
	JoinServer      string            // the server that a lookup's address names: another Glance's; none
	LoginKeySeconds int64             // life of a LoginKey from /loginkey; 3600
	AuthHeader      string            // header that /loginkey wants, as "Name: value"; none
	Accounts        map[string]string // passwords by username, for who signs in by hand; none
	IDPToken        string            // the account's id that single sign-on was set up with
	ShopVisitor     string            // who "Sign in as Vera Visitor" is; vera-visitor
	Grace           time.Duration     // a page may be away so long before its visitor is gone (I); 1 s
	ListenWeb       string            // these five: 127.0.0.1:0
	ListenPresence  string
	ListenDirect    string
	ListenAuth      string
	ListenShop      string
}

// Sim is a running simulator. Its addresses have no trailing slash but ShopURL.
type Sim struct {
	WebServer      string // viewer, lookup, authorization
	PresenceServer string // the load balancer
	DirectServer   string // the named server, the only one that takes signals
	AuthURL        string // the customer's own LoginKey service
	ShopURL        string // the customer's website

	options Options
	ca      authority
	signKey []byte // of authorization tokens
	servers []*http.Server
	serving sync.WaitGroup
	ctx     context.Context
	stop    context.CancelFunc

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced at each change
	calls    map[string]int
	faults   map[string]*Fault
	visitors map[string]*visitor
	agents   map[*agentConn]struct{}
	sessions map[string]*session
	viewers  map[string]*viewer
	opens    []ViewerOpen
	spent    map[string]bool   // LoginKeys that opened a viewer
	signedIn map[string]string // usernames by the cookie of their sign-in
	scripted []*Visitor
	bearers  Bearers   // nil: /loginkey wants none
	shown    bool      // whether /loginkey wants a client certificate
	lookedUp time.Time // the last lookup that was not too soon
}

// Start starts all servers. Close ends them.
func Start(options Options) (*Sim, error) {
	if options.Group <= 0 || options.APIKey.Empty() {
		return nil, errors.New("glancesim: a group and an API key are needed")
	}
	options.setDefaults()
	ca, err := newAuthority()
	if err != nil {
		return nil, err
	}
	s := &Sim{options: options, ca: ca, signKey: []byte(rand.Text()), changed: make(chan struct{}),
		calls: map[string]int{}, faults: map[string]*Fault{}, visitors: map[string]*visitor{},
		agents: map[*agentConn]struct{}{}, sessions: map[string]*session{}, viewers: map[string]*viewer{},
		spent: map[string]bool{}, signedIn: map[string]string{}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	if err := s.serveAll(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (o *Options) setDefaults() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.LoginKeySeconds == 0 {
		o.LoginKeySeconds = 3600
	}
	if o.ShopVisitor == "" {
		o.ShopVisitor = "vera-visitor"
	}
	if o.Grace == 0 {
		o.Grace = time.Second
	}
	for _, address := range []*string{&o.ListenWeb, &o.ListenPresence, &o.ListenDirect, &o.ListenAuth, &o.ListenShop} {
		if *address == "" {
			*address = "127.0.0.1:0"
		}
	}
}

func (s *Sim) serveAll() error {
	for _, server := range []struct {
		listen, host, path string
		handler            http.Handler
		address            *string
	}{
		{s.options.ListenWeb, "localhost", "", s.webHandler(), &s.WebServer},
		{s.options.ListenPresence, "localhost", "", s.presenceHandler(), &s.PresenceServer},
		{s.options.ListenDirect, "localhost", "", s.directHandler(), &s.DirectServer},
		{s.options.ListenAuth, "localhost", "/loginkey", s.authHandler(), &s.AuthURL},
		{s.options.ListenShop, "shop.localhost", "/", s.shopHandler(), &s.ShopURL},
	} {
		listener, err := net.Listen("tcp", server.listen)
		if err != nil {
			return fmt.Errorf("glancesim: %w", err)
		}
		port := listener.Addr().(*net.TCPAddr).Port
		*server.address = fmt.Sprintf("https://%s:%d%s", server.host, port, server.path)
		clients := tls.NoClientCert
		if server.address == &s.AuthURL {
			clients = tls.VerifyClientCertIfGiven
		}
		s.serve(listener, server.handler, clients)
	}
	return nil
}

func (s *Sim) serve(listener net.Listener, handler http.Handler, clients tls.ClientAuthType) {
	server := &http.Server{Handler: s.dated(handler), ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:    discardLog,
		BaseContext: func(net.Listener) context.Context { return s.ctx }}
	s.servers = append(s.servers, server)
	config := s.TLSConfig()
	config.ClientAuth, config.ClientCAs = clients, s.ca.pool
	s.serving.Go(func() { server.Serve(tls.NewListener(listener, config)) })
}

// dated has every answer tell the simulator's time.
func (s *Sim) dated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.options.Now().UTC().Format(http.TimeFormat))
		next.ServeHTTP(w, r)
	})
}

// Close ends every connection, scripted visitor and server.
func (s *Sim) Close() {
	s.stop()
	for _, v := range s.allScripted() {
		v.close()
	}
	s.closeSockets()
	for _, server := range s.servers {
		server.Close()
	}
	s.serving.Wait()
}

// HostEntries are the host:port entries for the product's hosts setting.
func (s *Sim) HostEntries() []string {
	var entries []string
	for _, address := range []string{s.WebServer, s.PresenceServer, s.DirectServer} {
		entries = append(entries, strings.TrimPrefix(address, "https://"))
	}
	return entries
}

// change runs do under the lock and wakes whoever waits for its effect.
func (s *Sim) change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
	close(s.changed)
	s.changed = make(chan struct{})
}

// until waits, under the lock between changes, for done.
func (s *Sim) until(ctx context.Context, done func() bool) error {
	for {
		s.mu.Lock()
		reached, changed := done(), s.changed
		s.mu.Unlock()
		if reached {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ctx.Done():
			return errors.New("glancesim: closed")
		}
	}
}
