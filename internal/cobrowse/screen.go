package cobrowse

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/launch"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// Programs are Glance's programs on this computer.
type Programs interface {
	Look(scheme string) launch.Program
	Launch(p launch.Program, address secret.Text) error
	Knows(p launch.Program) bool
	Agree(p launch.Program) error
}

// Share is what the agent's role has of those programs, and how.
type Share struct {
	Programs Programs          // nil: none is used
	Offered  []protocol.Action // of ActStart, ActShow, ActView and ActPanorama; nil: ActStart alone
	ShowKey  protocol.KeyKind  // KeyRandom, KeyFixed, or empty: the program has its own
	ViewKey  protocol.KeyKind
	FixedKey string
	Digits   int  // of a random key
	Video    bool // a join with Panorama starts the agent's video
	SignIn   bool // an address holds a LoginKey
	Download bool // there is a page that the programs come from
}

func (s Share) offers(action protocol.Action) bool {
	if s.Offered == nil {
		return action == protocol.ActStart
	}
	return slices.Contains(s.Offered, action)
}

// screen is a session that shares a screen through Glance's program. Its steps
// are recorded up to the program's start; what happens in it is not told.
type screen struct {
	id      string
	kind    protocol.Action
	record  protocol.Record
	during  string // the cobrowse session that it was begun from
	key     string
	keyKind protocol.KeyKind
	seq     int64 // of the last step
	since   time.Time
	face    protocol.Face // empty: there is none
	reason  protocol.Reason
	program launch.Program
	fade    *time.Timer

	order   string      // the browser's order to hand the address over, where this program cannot
	address secret.Text // with order, until it was given out
}

// Times of a shared screen.
const (
	screenTime   = 10 * time.Minute // it stays on the button; a guest may join for as long (D)
	launchTime   = 30 * time.Second // to get a LoginKey and to hand the address over
	justNow      = 2 * time.Second  // a second click within it is not another session
	clientsPace  = 2 * time.Second  // between two looks for a program that is missing
	factKind     = "kind"           // show or view, on each step of a shared screen
	factDuring   = "during"         // the cobrowse session that it was begun from
	stepLaunch   = "launch_begun"
	stepLaunched = "launched"
	stepFailed   = "launch_failed"
)

var tasks = map[protocol.Action]glance.Task{protocol.ActShow: glance.TaskShow, protocol.ActView: glance.TaskView}

// share begins to share a screen. The subject's lock is held here and below
// where nothing else is said.
func (s *subject) share(p protocol.ActParams) error {
	switch now := s.screen; {
	case s.Share.Programs == nil || !s.Share.offers(p.Action):
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotOffered)
	case now.face == protocol.FaceLaunching, now.face == protocol.FaceLaunched && now.kind == p.Action && time.Since(now.since) < justNow:
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotPossibleNow)
	}
	s.forgetScreen()
	s.screen = screen{id: events.NewID(time.Now()), kind: p.Action, record: p.Record}
	if s.active() {
		s.screen.during = s.session.ID
	}
	s.relaunch()
	return nil
}

func (s *subject) relaunch() {
	id, kind := s.screen.id, s.screen.kind
	s.screenTo(protocol.FaceLaunching, "")
	s.do(func() { s.launch(id, kind) })
}

// screenTo brings the screen into a state, and shows it.
func (s *subject) screenTo(face protocol.Face, reason protocol.Reason) {
	if s.screen.fade != nil {
		s.screen.fade.Stop()
	}
	id := s.screen.id
	s.screen.face, s.screen.reason, s.screen.since = face, reason, time.Now().UTC().Truncate(time.Millisecond)
	lasts, then := screenTime, func() { s.forgetScreen() }
	if face == protocol.FaceLaunching {
		lasts, then = launchTime, s.launchTooLate
	}
	s.screen.fade = time.AfterFunc(lasts, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.screen.id == id && s.screen.face == face {
			then()
			s.show()
		}
	})
	s.show()
}

// launchTooLate ends a start that took as long as it may: nobody is asked any more.
func (s *subject) launchTooLate() {
	if s.screen.seq > 0 {
		s.launched(launch.ErrCannot)
		return
	}
	s.screenTo(protocol.FaceNotLaunched, protocol.ReasonClientFailed)
}

// forgetScreen puts away what is shown of a screen; what was started goes on.
func (s *subject) forgetScreen() {
	if s.screen.fade != nil {
		s.screen.fade.Stop()
	}
	s.screen = screen{}
}

// launch looks for the program and starts it, or says what has to be done first.
// No lock is held.
func (s *subject) launch(id string, kind protocol.Action) {
	program := s.Share.Programs.Look(glance.SchemeOf(tasks[kind]))
	known := program.Installed() && s.Share.Programs.Knows(program)
	s.mu.Lock()
	if s.screen.id != id {
		s.mu.Unlock()
		return
	}
	s.screen.program = program
	switch {
	case !program.Installed():
		s.screenTo(protocol.FaceClientMissing, protocol.ReasonClientMissing)
		s.do(func() {
			s.awaitClient(glance.SchemeOf(tasks[kind]), func() bool { return s.screen.id == id && s.screen.face == protocol.FaceClientMissing })
		})
	case !known:
		s.screenTo(protocol.FaceClientOther, protocol.ReasonClientOther)
	default:
		s.screen.key, s.screen.keyKind = s.drawKey(kind)
		key := s.screen.key
		s.mu.Unlock()
		s.hand(id, kind, key, program)
		return
	}
	s.mu.Unlock()
}

// drawKey gives the key of a new session, as the role has it.
func (s *subject) drawKey(kind protocol.Action) (string, protocol.KeyKind) {
	of := s.Share.ShowKey
	if kind == protocol.ActView {
		of = s.Share.ViewKey
	}
	switch {
	case of == protocol.KeyFixed && s.Share.FixedKey != "":
		return s.Share.FixedKey, of
	case of == "":
		return "", ""
	}
	return randomDigits(max(4, s.Share.Digits)), protocol.KeyRandom
}

// randomDigits draws digits, the first of which is no 0: who reads them as a
// number would drop it.
func randomDigits(n int) string {
	digits := make([]byte, n)
	for i := range digits {
		first := 0
		if i == 0 {
			first = 1
		}
		drawn, err := rand.Int(rand.Reader, big.NewInt(int64(10-first)))
		if err != nil {
			panic(err) // it never fails
		}
		digits[i] = byte('0' + first + int(drawn.Int64()))
	}
	return string(digits)
}

// hand makes the address, records that the program is about to be started, and
// hands the address over. No lock is held.
func (s *subject) hand(id string, kind protocol.Action, key string, program launch.Program) {
	address, err := s.screenAddress(kind, key)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.screen.id != id || s.screen.face != protocol.FaceLaunching:
		return
	case err != nil:
		s.Logger.Warn("no address for Glance's program", zap.Error(err))
		s.screenTo(protocol.FaceNotLaunched, addressReason(err))
		return
	case s.recordScreen(stepLaunch, "") != nil:
		s.screenTo(protocol.FaceNotLaunched, protocol.ReasonLogFailed)
		return
	case !program.Startable():
		s.screen.order, s.screen.address = events.NewID(time.Now()), address
		s.show()
		return
	}
	s.launched(s.Share.Programs.Launch(program, address))
}

func addressReason(err error) protocol.Reason {
	if failure := new(glance.Error); errors.As(err, &failure) && failure.Op == "address" {
		return protocol.ReasonNoAddress
	}
	return reasonOf(err)
}

// screenAddress is the address of a session. With a LoginKey it may have to wait
// for one.
func (s *subject) screenAddress(kind protocol.Action, key string) (secret.Text, error) {
	in := glance.Invitation{Key: key, Username: s.Agent.SignOn.Username}
	if s.Share.SignIn && !s.Basic {
		ctx, stop := context.WithTimeout(s.ctx, effectTime)
		defer stop()
		agent, err := s.credentials(s.newPass())(ctx)
		if err != nil {
			return secret.Text{}, err
		}
		in.Agent = &agent
	}
	return s.Service.ProgramAddress(tasks[kind], in)
}

// launched takes what became of the start.
func (s *subject) launched(err error) {
	s.screen.order, s.screen.address = "", secret.Text{}
	if err == nil {
		_ = s.recordScreen(stepLaunched, "") // that it was begun is recorded: this only says that it went well
		s.screenTo(protocol.FaceLaunched, "")
		return
	}
	reason := launchReason(err)
	s.Logger.Warn("Glance's program did not start", zap.Error(err))
	_ = s.recordScreen(stepFailed, reason)
	s.screenTo(protocol.FaceNotLaunched, reason)
}

func launchReason(err error) protocol.Reason {
	switch {
	case errors.Is(err, launch.ErrDisplay):
		return protocol.ReasonNoDisplay
	case errors.Is(err, launch.ErrAddress):
		return protocol.ReasonNoAddress
	case errors.Is(err, launch.ErrMissing):
		return protocol.ReasonClientMissing
	}
	return protocol.ReasonClientFailed
}

func (s *subject) recordScreen(step string, reason protocol.Reason) error {
	now := time.Now().UTC().Truncate(time.Millisecond)
	data := map[string]string{factKind: string(s.screen.kind)}
	for name, value := range map[string]string{factReason: string(reason), factDuring: s.screen.during, factEnvironment: s.Agent.Environment} {
		if value != "" {
			data[name] = value
		}
	}
	e := events.Event{
		ID: events.NewID(now), Time: now, Seq: s.screen.seq + 1, Session: s.screen.id, Name: step, Type: events.TypeScreen,
		Group: s.Agent.GroupID, Agent: s.agent(), Desk: s.Agent.Desk,
		Record: s.screen.record, Key: s.screen.key, KeyKind: string(s.screen.keyKind), Data: data,
	}
	if err := s.record([]events.Event{e}); err != nil {
		return err
	}
	s.screen.seq++
	return nil
}

// awaitClient looks until a program is there, for as long as one is missed. No
// lock is held.
func (s *subject) awaitClient(scheme string, missed func() bool) {
	look := time.NewTicker(clientsPace)
	defer look.Stop()
	for limit := time.After(screenTime); ; {
		select {
		case <-s.ctx.Done():
			return
		case <-limit:
			return
		case <-look.C:
		}
		there := s.Share.Programs.Look(scheme).Installed()
		s.mu.Lock()
		still := missed()
		if still && there {
			s.cameInstalled()
		}
		s.mu.Unlock()
		if !still || there {
			return
		}
	}
}

// cameInstalled shows that the program is there now.
func (s *subject) cameInstalled() {
	if s.screen.face == protocol.FaceClientMissing {
		s.screenTo(protocol.FaceClientReady, "")
	}
	s.show()
}
