package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/glance-networks/agent-host/internal/cobrowse"
	"github.com/glance-networks/agent-host/internal/events/sqlite"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/loginkey/keychain"
	"github.com/glance-networks/agent-host/internal/lookup"
	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/resolver"
	"github.com/glance-networks/agent-host/internal/settings"
	"github.com/glance-networks/agent-host/internal/signin"
)

// work is all that the host does for one port. Nothing of it is built, and no
// file is opened, before the first request that needs it.
type work struct {
	server *native.Server
	log    *hostLog
	begin  func()
	ctx    context.Context
	stop   context.CancelFunc

	policy []byte // the browser's
	who    who    // who is signed in, as far as this host has heard; set by load
	loaded func() settings.Loaded
	signIn func() (*signin.Keeper, error) // nil: nobody signs in
	mu     sync.Mutex
	built  map[string]*cobrowse.Desk // by environment
	seats  seats
	unread []string   // sessions to be taken over once the log can be read
	trying sync.Mutex // held by a check of the real services
	tasks  sync.WaitGroup

	cookie    cookie
	programs  programs
	steps     func() (*sqlite.Log, error) // where events are kept, opened when first needed
	resolvers func() (map[string]*resolver.Resolver, error)
	renewKeys []func() // each forgets what was got for an agent
	ends      []func()
}

// newWork makes it. begin is called before the first piece of work is done.
func newWork(server *native.Server, log *hostLog, policy string, begin func()) *work {
	ctx, stop := context.WithCancel(context.Background())
	w := &work{server: server, log: log, policy: []byte(policy), begin: begin, ctx: ctx, stop: stop, programs: newPrograms()}
	w.built, w.seats = map[string]*cobrowse.Desk{}, seats{map[string]*cobrowse.Desk{}, map[string]protocol.Reason{}}
	w.resolvers = sync.OnceValues(w.buildResolvers)
	var closeSteps func()
	w.steps, closeSteps = w.keepSteps()
	w.ends = append(w.ends, closeSteps) // the last to end
	w.loaded = sync.OnceValue(w.load)
	w.signIn = sync.OnceValues(w.buildSignIn)
	return w
}

// desk is an environment's, built when it is first needed, and tried again where
// that failed: a full disk may have space again.
func (w *work) desk(environment string) (*cobrowse.Desk, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if desk := w.built[environment]; desk != nil {
		return desk, nil
	}
	desk, err := w.build(environment)
	if err == nil {
		w.built[environment] = desk
	}
	return desk, err
}

// keepSteps gives what opens the one event log of all desks when it is first
// needed, and what closes it.
func (w *work) keepSteps() (open func() (*sqlite.Log, error), close func()) {
	var mu sync.Mutex
	var log *sqlite.Log
	open = func() (_ *sqlite.Log, err error) {
		mu.Lock()
		defer mu.Unlock()
		if log == nil {
			log, err = w.openSteps()
		}
		return log, err
	}
	return open, func() {
		mu.Lock()
		defer mu.Unlock()
		if log != nil {
			log.Close()
		}
	}
}

func (w *work) openSteps() (*sqlite.Log, error) {
	return sqlite.Open(filepath.Join(stateFolder(), "events.db"), sqlite.OnDamage(func(d sqlite.Damage) {
		w.log.Error("the event log was damaged and set aside", zap.String("as", d.Path), zap.Error(d.Cause))
	}))
}

// close ends everything that goes on, within the given time.
func (w *work) close(within time.Duration) {
	w.stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for i := len(w.ends) - 1; i >= 0; i-- {
			w.ends[i]()
		}
		w.tasks.Wait()
	}()
	select {
	case <-ended:
	case <-time.After(within):
		w.log.Warn("something did not end in time")
	}
}

func (w *work) load() settings.Loaded {
	w.begin()
	w.who = readWho()
	loaded := w.read()
	if level, err := zapcore.ParseLevel(loaded.Settings.LogLevel); err == nil {
		w.log.level.SetLevel(level)
	}
	for _, mistake := range loaded.Mistakes {
		w.log.Warn("settings", zap.Stringer("mistake", mistake))
	}
	for _, hint := range loaded.Hints {
		w.log.Info("settings", zap.Stringer("hint", hint))
	}
	w.tasks.Go(func() { w.watchSettings(loaded) })
	return loaded
}

// read reads the settings as they are now.
func (w *work) read() settings.Loaded {
	loaded := settings.Load(settings.DefaultDirs(), w.by(who{}))
	if signed := readWho(); signsIn(loaded.Settings) && !signed.nobody() {
		loaded = settings.Load(settings.DefaultDirs(), w.by(signed))
	}
	return withoutFixedKey(withoutClaim(withoutSignIn(loaded)))
}

// build wires everything for an environment: the one place that knows everyone.
// Its LoginKeys, tokens and connections are its own.
func (w *work) build(environment string) (*cobrowse.Desk, error) {
	set, ok := w.loaded().Settings.For(environment)
	if !ok {
		return nil, errNoEnvironment
	}
	client, err := httpClient(set.CAFile)
	if err != nil {
		return nil, err
	}
	hosts, err := w.hosts(environment)
	if err != nil {
		return nil, err
	}
	service, err := glance.New(set.Glance(hosts), client)
	if err != nil {
		return nil, err
	}
	steps, err := w.steps()
	if err != nil {
		return nil, err
	}
	agent := cobrowse.Agent{GroupID: set.GroupID, Environment: environment, PUID: puid(set), SignOn: signOn(set), Desk: deskName(set.Desk)}
	var desk *cobrowse.Desk
	source := w.keySource(set, client, func(puid string) { desk.SetAgent(puid) })
	keys := w.keys(set, source, func(err error) { desk.SetProblem(err) })
	tokens := &presence.Tokens{Authorize: func(ctx context.Context) (glance.Token, error) { return authorize(ctx, service, keys, agent) }}
	switch {
	case isBasic(set) && !w.hasCookie(set):
		set.Presence = false
	case isBasic(set):
		tokens = w.tokensByCookie(service, set.GroupID)
	}
	desk = cobrowse.New(cobrowse.Config{
		Agent: agent, Basic: isBasic(set), Service: service, Keys: keys, Tokens: tokens, Presence: follower(set, service, tokens),
		Lookup: &lookup.Poller{Service: service, Pace: set.Poll}, Log: steps,
		Limits:   cobrowse.Limits{Wait: set.Wait, Terms: set.Terms, Start: set.Start, Late: set.Late, Lost: set.Lost},
		Key:      regexp.MustCompile(set.KeyPattern), // checked when it was loaded
		Allow:    cobrowse.Allow{Keys: set.TypedKeys, Direct: set.StartMode == "direct", Confirmed: set.ConfirmInBrowser},
		Identify: w.identify, Share: w.share(set), ShowPage: set.ShowPage, Location: protocol.OpenLocation(set.OpenLocation), Push: w.push, Logger: w.log.Logger,
	})
	w.ends = append(w.ends, desk.Close)
	w.cookie.use(tokens.Clear, desk.Look)
	if keeper, ok := keys.(*loginkey.Keeper); ok {
		w.renewKeys = append(w.renewKeys, func() { tokens.Clear(); keeper.Renew() })
	}
	return desk, nil
}

// hosts are what may be spoken to in an environment: not what is another's alone.
func (w *work) hosts(environment string) (glance.Hosts, error) {
	all := w.loaded().Settings
	set, _ := all.For(environment)
	hosts, err := glance.NewHosts(set.Hosts)
	return hosts.Without(all.Foreign(environment)), err
}

// keys gives LoginKeys and keeps one at hand; status is told of each attempt.
func (w *work) keys(set settings.Settings, source loginkey.Source, status func(error)) cobrowse.Keys {
	if isBasic(set) {
		return loginkey.None{}
	}
	keeper := loginkey.NewKeeper(source, set.LoginKeyHold, status)
	w.tasks.Go(func() { keeper.Run(w.ctx) })
	return keeper
}

// inAddress is how long a LoginKey that stands in an address may be good for: the
// browser's history and every log on its way may keep it.
const inAddress = time.Minute

// validity is how long a LoginKey is good for that is signed here.
func validity(set settings.Settings) time.Duration {
	if most := longest(set); most > 0 {
		return min(set.LoginKeyValidity, most)
	}
	return set.LoginKeyValidity
}

// longest is how long any LoginKey may be good for; 0: as long as Glance takes it.
func longest(set settings.Settings) time.Duration {
	if set.CredentialDelivery == string(glance.DeliverQuery) || set.ClientCredentials == byAddress {
		return inAddress
	}
	return 0
}

// keySource is where LoginKeys come from. told hears whose they are, where that
// is known only once an agent is signed in.
func (w *work) keySource(set settings.Settings, client *http.Client, told func(puid string)) loginkey.Source {
	if set.LoginKeySource == "keychain" {
		return keychain.Source{GroupID: set.GroupID, PUID: puid(set), Validity: validity(set)}
	}
	sign, _ := w.signIn() // it fails only where the client does, which was made
	source := loginkey.AuthURL{
		Address: set.AuthURL, GroupID: set.GroupID, Headers: set.AuthHeaders, Body: set.AuthBody, Client: client, Longest: longest(set),
		Prover: prover{puid: puid(set), sign: sign, told: told, who: w.signedIn},
	}
	if set.AuthProof != byCertificate {
		return source
	}
	files := certificateFiles{set.AuthCertificateFile, set.AuthCertificateKeyFile}
	source.Client = files.showing(client)
	return certified{source, files}
}

func (w *work) push(view protocol.View) {
	if err := w.server.Push(protocol.PushView, view); err != nil {
		w.log.Error("view not pushed", zap.Error(err))
	}
}

// follower is nil where presence is off.
func follower(set settings.Settings, service *glance.Client, tokens *presence.Tokens) cobrowse.Follower {
	if !set.Presence {
		return nil
	}
	return &presence.Follower{Service: service, Tokens: tokens, Group: set.GroupID, Dialect: presence.Dialect(set.PresenceDialect), Poll: set.Poll}
}

func authorize(ctx context.Context, service *glance.Client, keys cobrowse.Keys, agent cobrowse.Agent) (glance.Token, error) {
	key, err := keys.Take(ctx)
	if err != nil {
		return glance.Token{}, err
	}
	return service.Authorize(ctx, glance.Credentials{GroupID: agent.GroupID, PUID: key.PUID, LoginKey: key.Value})
}

func deskName(configured string) string {
	if configured != "" {
		return configured
	}
	name, err := os.Hostname()
	if err != nil || name == "" {
		return "unnamed"
	}
	return name[:min(len(name), 100)]
}
