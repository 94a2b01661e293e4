package cobrowse

import (
	"cmp"
	"context"
	"regexp"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/lookup"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// Service is what of Glance a session needs.
type Service interface {
	ShowTerms(ctx context.Context, token glance.Token, group int64, visitor, key string) error
	StartSession(ctx context.Context, token glance.Token, group int64, visitor, key string) error
	StopSession(ctx context.Context, token glance.Token, group int64, visitor string) error
	TicketFor(joinURL secret.Text, agent glance.Credentials) (glance.Ticket, error)
	ViewerTicket(key string, on glance.SignOn) (glance.Ticket, error)
	ProgramAddress(task glance.Task, in glance.Invitation) (secret.Text, error)
}

// Keys gives LoginKeys and keeps one at hand while somebody wants it warm.
type Keys interface {
	Take(ctx context.Context) (loginkey.Key, error)
	Warm() (cool func())
	Hold() time.Duration
}

// Tokens gives authorization tokens.
type Tokens interface {
	Token(ctx context.Context) (glance.Token, error)
	Forget(glance.Token)
}

// Follower follows a visitor's presence until the context ends.
type Follower interface {
	Follow(ctx context.Context, visitor string, look <-chan struct{}, tell func(presence.News))
}

// Waiter waits for sessions to run.
type Waiter interface {
	Wait(ctx context.Context, credentials lookup.Credentials, key string) (glance.Found, error)
	Once(ctx context.Context, credentials lookup.Credentials, key string) (glance.Found, error)
	Kick(key string)
}

// Log is where steps are recorded; an Append that returned is on the disk.
type Log interface {
	Append(ctx context.Context, e ...events.Event) error
	Session(ctx context.Context, id string) ([]events.Event, error)
}

// Limits are how long a state may last.
type Limits struct {
	Wait, Terms, Start, Late, Lost time.Duration
}

// Agent is who works here.
type Agent struct {
	GroupID     int64
	Environment string        // of the settings; empty: the settings themselves
	PUID        string        // at first: see SetAgent
	SignOn      glance.SignOn // for a basic join
	Desk        string
}

// Allow is what the agent's role lets them do, and how.
type Allow struct {
	Keys      bool // a session key may be typed
	Direct    bool // a click starts the session without showing the terms first
	Confirmed bool // what asks a customer or opens a viewer counts only from the browser's own window
}

// Config is all that a Desk works with.
type Config struct {
	Agent    Agent
	Basic    bool // no sign-in is configured: viewers are opened without one, and no session is looked up
	Service  Service
	Keys     Keys
	Tokens   Tokens
	Presence Follower // nil: presence is off
	Lookup   Waiter
	Log      Log
	Limits   Limits
	Key      *regexp.Regexp                      // what a visitor id and a session key must match
	ShowPage bool                                // whether the customer's page is shown
	Identify func(protocol.WatchParams) Identity // nil: a record means whom its page shows
	Allow    Allow
	Share    Share
	Location protocol.OpenLocation
	Push     func(protocol.View)
	Logger   *zap.Logger
}

// Desk is all that goes on at one desk. It is safe for concurrent use.
type Desk struct {
	Config
	ctx   context.Context
	stop  context.CancelFunc
	tasks sync.WaitGroup

	watching sync.Mutex // held while a watch comes, goes or moves; taken before every other lock
	records  records

	// Lock order: a subject's lock may be held when this one is taken, never
	// the other way round.
	mu       sync.Mutex
	subjects map[string]*subject
	watches  map[string]*subject // by the watch's name
	effects  map[string]*subject // by the id of an opening
	unread   []string            // sessions to be taken over that could not be read yet
	problem  protocol.Reason     // why nobody can join just now
	puid     string              // of the agent whose steps are recorded
}

// New makes a Desk. Close ends it.
func New(config Config) *Desk {
	ctx, stop := context.WithCancel(context.Background())
	return &Desk{
		Config: config, ctx: ctx, stop: stop, puid: config.Agent.PUID,
		subjects: map[string]*subject{}, watches: map[string]*subject{}, effects: map[string]*subject{},
	}
}

// Close ends everything that goes on and waits for it. Sessions stay as they
// are recorded.
func (d *Desk) Close() {
	d.stop()
	d.tasks.Wait()
}

// SetProblem tells why nobody can join just now, or that somebody can: nil.
func (d *Desk) SetProblem(err error) {
	reason := reasonOf(err)
	d.mu.Lock()
	changed := d.problem != reason
	d.problem = reason
	d.mu.Unlock()
	if !changed {
		return
	}
	if err != nil {
		d.Logger.Warn("no login key", zap.String("reason", string(reason)), zap.Error(err))
	}
	for _, s := range d.all() {
		s.refresh()
		if err == nil {
			s.kick() // presence need not wait for its own next try
		}
	}
}

// Look has presence asked at once for everybody who is watched: what it is asked
// with has come, or gone.
func (d *Desk) Look() {
	for _, s := range d.all() {
		s.kick()
	}
}

// SetAgent tells whose steps are recorded from now on.
func (d *Desk) SetAgent(puid string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.puid = puid
}

// agent is who the log says did it: the username where there is no PUID.
func (d *Desk) agent() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.puid == "" {
		return cmp.Or(d.Agent.SignOn.Username, d.Agent.SignOn.IDPUsername)
	}
	return d.puid
}

// Watch tells a record's view now and, through Push, at each change.
func (d *Desk) Watch(ctx context.Context, p protocol.WatchParams) (protocol.View, error) {
	if err := checkRecord(p.Watch, p.Record, p.VisitorID); err != nil {
		return protocol.View{}, err
	}
	if !d.Rebuild(ctx, d.takeUnread()) {
		// A view without its session would have the extension forget it.
		return protocol.View{}, refuse(protocol.CodeInternal, protocol.ReasonLogFailed)
	}
	identity := d.identify(p)
	d.remember(p.Record, identity)
	return d.attend(p, identity)
}

// attend begins a watch, in the place of one of the same name.
func (d *Desk) attend(p protocol.WatchParams, identity Identity) (protocol.View, error) {
	d.watching.Lock()
	defer d.watching.Unlock()
	d.unwatch(p.Watch)
	s, err := d.attach(p, identity)
	if err != nil {
		return protocol.View{}, err
	}
	w := &watched{WatchParams: p, ask: identity.Ask, asking: identity.Ask != nil, refused: identity.Refused}
	view := s.watch(w)
	if identity.Ask != nil {
		d.askFor(w, s, identity.Ask)
	}
	return view, nil
}

// Unwatch ends a watch. A running session goes on.
func (d *Desk) Unwatch(_ context.Context, p protocol.UnwatchParams) (protocol.Empty, error) {
	d.watching.Lock()
	defer d.watching.Unlock()
	d.unwatch(p.Watch)
	return protocol.Empty{}, nil
}

func (d *Desk) unwatch(name string) {
	d.mu.Lock()
	s := d.watches[name]
	delete(d.watches, name)
	d.mu.Unlock()
	if s != nil {
		s.unwatch(name)
	}
}

// Act does what the agent did, or says why not.
func (d *Desk) Act(ctx context.Context, p protocol.ActParams) (protocol.View, error) {
	if err := checkRecord(p.Watch, p.Record, p.VisitorID); err != nil {
		return protocol.View{}, err
	}
	d.mu.Lock()
	s := d.watches[p.Watch]
	d.mu.Unlock()
	if s == nil {
		return protocol.View{}, refuse(protocol.CodeNotAllowed, protocol.ReasonRecordChanged)
	}
	return s.act(ctx, p)
}

// Rebuild takes unfinished sessions over from the log. What is not there, or
// is over, is passed by. It reports whether all could be read; what could not is
// tried again before the next watch.
func (d *Desk) Rebuild(ctx context.Context, sessions []string) bool {
	for i, id := range sessions {
		steps, err := d.Log.Session(ctx, id)
		if err != nil {
			d.Logger.Error("cannot read a session", zap.String("session", id), zap.Error(err))
			d.mu.Lock()
			d.unread = append(d.unread, sessions[i:]...)
			d.mu.Unlock()
			return false
		}
		switch session := Fold(steps); {
		case session.ID == "" || session.Over():
		case session.Group != d.Agent.GroupID || session.Environment != d.Agent.Environment:
			d.Logger.Warn("a session of another group is left to it", zap.String("session", id), zap.Int64("group", session.Group), zap.String("environment", session.Environment))
		default:
			d.adopt(session)
		}
	}
	return true
}

func (d *Desk) takeUnread() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	unread := d.unread
	d.unread = nil
	return unread
}

func (d *Desk) adopt(session Session) {
	d.mu.Lock()
	s := d.subject(d.subjectKey(Identity{VisitorID: session.VisitorID}, session.Record), session.VisitorID)
	if session.State == Opening {
		d.effects[session.Effect] = s
	}
	d.mu.Unlock()
	s.adopt(session)
}

// attach gives the subject of a watch, and remembers that the watch is its.
func (d *Desk) attach(p protocol.WatchParams, identity Identity) (*subject, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.watches) >= protocol.MaxWatches {
		return nil, refuse(protocol.CodeTooMany, protocol.ReasonTooManyWatches)
	}
	if len(d.subjects) >= 2*protocol.MaxWatches {
		return nil, refuse(protocol.CodeTooMany, protocol.ReasonTooManyWatches)
	}
	s := d.subject(d.subjectKey(identity, p.Record), identity.VisitorID)
	d.watches[p.Watch] = s
	return s, nil
}

// subject gives the one subject of a key. The desk's lock is held.
func (d *Desk) subject(key, visitorID string) *subject {
	s := d.subjects[key]
	if s == nil {
		s = newSubject(d, key, visitorID)
		d.subjects[key] = s
	}
	return s
}

// drop forgets a subject that nobody watches and that has no session. The
// subject's lock is held.
func (d *Desk) drop(s *subject) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, watched := range d.watches {
		if watched == s {
			return
		}
	}
	if d.subjects[s.key] == s {
		delete(d.subjects, s.key)
	}
}

// forgetOpenings drops what may still be opened for a subject.
func (d *Desk) forgetOpenings(s *subject) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for effect, owner := range d.effects {
		if owner == s {
			delete(d.effects, effect)
		}
	}
}

func (d *Desk) all() []*subject {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := make([]*subject, 0, len(d.subjects))
	for _, s := range d.subjects {
		list = append(list, s)
	}
	return list
}

func (d *Desk) troubled() protocol.Reason {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.problem
}

// do runs a task that ends with the desk.
func (d *Desk) do(task func()) {
	d.tasks.Add(1)
	go func() {
		defer d.tasks.Done()
		task()
	}()
}

// subjectKey names whom a watch is about: the visitor, or the record where the
// field is empty or holds what names nobody.
func (d *Desk) subjectKey(identity Identity, r protocol.Record) string {
	if d.names(identity) {
		return "visitor\x00" + identity.VisitorID
	}
	return strings.Join([]string{"record", r.System, r.Type, r.ID, identity.VisitorID}, "\x00")
}
