package cobrowse

import (
	"cmp"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// Names of the facts that a step carries in its event.
const (
	factState   = "state"   // after the step
	factHow     = "how"     // it ended, or was withdrawn
	factReason  = "reason"  // protocol.Reason
	factEffect  = "effect"  // the id of what is done, or was
	factVisitor = "visitor" // the visitor id, on the first step
	factConfirm = "confirm" // "yes" on the first step when the agent has to confirm
	factBasic   = "basic"   // "yes" on the first step of a basic join
	factPlace   = "place"   // where it is joined, on the steps that decide it

	factEnvironment = "environment" // on the first step, where it is not the settings themselves
	factWarnings    = "warnings"    // on the first step: the kinds of those that stood
)

// Session is a session's state: the fold of its recorded steps, and nothing else.
type Session struct {
	ID          string
	Seq         int64 // of the last step
	State       State
	Group       int64 // of Glance's, which it belongs to with Environment
	Environment string
	Record      protocol.Record
	VisitorID   string // empty where the record has none
	Key         string
	KeyKind     protocol.KeyKind
	Confirm     bool      // the agent confirms before the viewer opens
	Basic       bool      // joined without a sign-in: basic.go has its table
	Since       time.Time // when the state began
	Started     time.Time // when the customer's session began, as far as known
	How         How
	Reason      protocol.Reason
	Effect      string // what reaches out just now: a signal, an opening, an ending
	Given       bool   // the ticket of the opening was given out
	Ending      bool   // the agent asked to end it

	Place protocol.OpenLocation // where it is joined; empty: where the desk joins
}

// Input is one thing that came in.
type Input struct {
	Kind   Kind
	Reason protocol.Reason
	Effect string // with the kinds that come from an effect

	Place protocol.OpenLocation // with InOpen; empty: where it was
}

// Step is one step to be recorded.
type Step struct {
	Name   string
	State  State
	How    How
	Reason protocol.Reason
	Effect string
	Place  protocol.OpenLocation
}

// reaches are the steps that begin an effect which reaches the customer.
var reaches = map[string]bool{"signal_begun": true, "open_begun": true, "end_begun": true}

// ending are the states in which a session can be ended from here.
var ending = map[State]bool{Joined: true, Blocked: true, LateAccept: true, Lost: true}

// Decide returns the step that an input leads to, or false where it changes
// nothing. newEffect gives the id of an effect that begins.
func (s Session) Decide(in Input, newEffect func() string) (Step, bool) {
	if in.Effect != "" && in.Effect != s.Effect {
		return Step{}, false
	}
	if in.Kind == InRestarted && s.State == Opening && !s.Given {
		return Step{}, false // nothing was opened: the same opening is offered again
	}
	if in.Kind == InRestarted && ending[s.State] && !s.Ending {
		return Step{}, false
	}
	if in.Kind == InTicketGiven && s.Given || in.Kind == InEnd && s.Ending || in.Kind == InProceed && s.Effect != "" {
		return Step{}, false
	}
	out, ok := s.table()[s.State][in.Kind]
	if !ok {
		return Step{}, false
	}
	if in.Kind == InSessionStart && out.to == s.State && !s.Started.IsZero() {
		return Step{}, false // presence and the lookup both tell of it
	}
	step := Step{Name: out.step, State: out.to, How: out.how, Reason: in.Reason, Effect: in.Effect, Place: in.Place}
	if step.State == Opening && s.Confirm && (in.Kind == InFound || in.Kind == InBasic) {
		step.State = Confirm
	}
	if step.How == ByCustomer && s.Ending {
		step.How = ByAgent
	}
	if reaches[step.Name] {
		step.Effect = newEffect()
	}
	return step, true
}

// Follow is what a state leads to by itself, in the same breath.
func (s Session) Follow() (Input, bool) {
	switch {
	case s.State == Asked:
		return Input{Kind: InReady}, true
	case s.State == Opening && s.Effect == "":
		return Input{Kind: InProceed}, true
	}
	return Input{}, false
}

// Apply folds one recorded step.
func (s Session) Apply(e events.Event) Session {
	if s.ID == "" {
		s = Session{
			ID: e.Session, Record: e.Record, Key: e.Key, KeyKind: protocol.KeyKind(e.KeyKind),
			Group: e.Group, Environment: e.Data[factEnvironment], VisitorID: e.Data[factVisitor], Confirm: e.Data[factConfirm] == "yes", Basic: e.Data[factBasic] == "yes",
		}
	}
	before := s.State
	s.Seq, s.State = e.Seq, State(e.Data[factState])
	if how := e.Data[factHow]; how != "" {
		s.How = How(how)
	}
	s.Reason = protocol.Reason(e.Data[factReason])
	s.Place = cmp.Or(protocol.OpenLocation(e.Data[factPlace]), s.Place)
	if s.State != before {
		s.Since = e.Time
	}
	return s.mark(e)
}

// mark keeps what single steps mean beyond their state.
func (s Session) mark(e events.Event) Session {
	switch e.Name {
	case "session_started", "session_found", "late_accepted":
		if s.Started.IsZero() {
			s.Started = e.Time
		}
	case "signal_begun":
		s.Effect = e.Data[factEffect]
	case "open_begun":
		s.Effect, s.Given = e.Data[factEffect], false
	case "end_begun":
		s.Effect, s.Ending = e.Data[factEffect], true
	case "ticket_given":
		s.Given = true
	case "end_failed", "end_unknown":
		s.Ending = false
	case "confirmed", "open_asked", "join_asked", "open_failed", "open_unknown":
		if s.State == Opening || s.State == Starting {
			s.Effect = ""
		}
	}
	if e.Name == "session_found" || e.Name == "confirmed" {
		s.Effect = ""
	}
	return s
}

// Fold rebuilds a session from its events, in their order.
func Fold(steps []events.Event) Session {
	var s Session
	for _, step := range steps {
		s = s.Apply(step)
	}
	return s
}

// Over reports whether nothing more can come of the session.
func (s Session) Over() bool { return s.State == Ended }
