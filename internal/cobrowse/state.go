// Package cobrowse holds the life of one session as a state machine: the only
// place that knows the order of things. table.go says what every input does in
// every state; session.go folds recorded steps into a state; desk.go and
// subject.go run it: they record each step before anything follows from it.
package cobrowse

// State is where a session is.
type State string

// The states of a session. None is before its first step.
const (
	None       State = ""
	Asked      State = "asked"       // the pre-session step is under way
	Signalling State = "signalling"  // Glance was asked to show the terms
	TermsSent  State = "terms_sent"  // Glance accepted that
	TermsShown State = "terms_shown" // the customer sees them
	Starting   State = "starting"    // accepted; the session is about to run
	Waiting    State = "waiting"     // for a session with this key to start
	Confirm    State = "confirm"     // found; the agent says whether it is the right one
	Opening    State = "opening"     // the viewer is being opened, once
	Blocked    State = "blocked"     // whether it opened is not known: by hand from here
	Joined     State = "joined"      // the viewer is open
	Withdrawn  State = "withdrawn"   // over on this side; the customer may still accept
	LateAccept State = "late_accept" // and did
	Lost       State = "lost"        // joined, but no news any more
	Ended      State = "ended"
)

// States lists them all, in the order of a life.
var States = []State{
	None, Asked, Signalling, TermsSent, TermsShown, Starting, Waiting, Confirm,
	Opening, Blocked, Joined, Withdrawn, LateAccept, Lost, Ended,
}

// How is how a session ended, or why it was withdrawn.
type How string

// How sessions end.
const (
	ByAgent    How = "agent"
	ByCustomer How = "customer"
	Cancelled  How = "cancelled"
	Declined   How = "declined"
	NotThere   How = "absent"
	Gone       How = "gone"
	TimedOut   How = "limit"
	Rejected   How = "rejected"
	Failed     How = "error"
	Unknown    How = "unknown"
	HandedOver How = "handed_over" // basic join: the viewer opened, and no more is known here
)

// Kind is what came in.
type Kind string

// From the agent.
const (
	InStart   Kind = "start"   // ask the customer
	InWait    Kind = "wait"    // wait for a session: with presence off, or with a typed key
	InJoin    Kind = "join"    // join one that runs
	InBasic   Kind = "basic"   // open the viewer, which asks for the sign-in and waits
	InCancel  Kind = "cancel"  //
	InConfirm Kind = "confirm" //
	InReject  Kind = "reject"  //
	InOpen    Kind = "open"    // open the viewer again
	InEnd     Kind = "end"     //
)

// From our own effects. Each names its effect; one that is not the session's
// present effect never moves it.
const (
	InReady          Kind = "ready"           // the pre-session step is done
	InSignalAccepted Kind = "signal_accepted" // by the service, not by the customer
	InSignalAbsent   Kind = "signal_absent"   // the service says that the visitor is not present
	InSignalFailed   Kind = "signal_failed"   //
	InProceed        Kind = "proceed"         // open the viewer now
	InTicketGiven    Kind = "ticket_given"    //
	InOpened         Kind = "opened"          //
	InOpenFailed     Kind = "open_failed"     //
	InEndSent        Kind = "end_sent"        //
	InEndFailed      Kind = "end_failed"      //
)

// From the visitor's presence.
const (
	InDisconnected   Kind = "disconnected"
	InTermsDisplayed Kind = "terms_displayed"
	InTermsAccepted  Kind = "terms_accepted"
	InTermsDeclined  Kind = "terms_declined"
	InSessionStart   Kind = "session_start"
	InSessionEnd     Kind = "session_end"
	InVisitorError   Kind = "visitor_error"
	InUnreachable    Kind = "unreachable" // presence cannot be told any more
	InReachable      Kind = "reachable"   // and can again
)

// From the lookup, the clock and the world.
const (
	InFound        Kind = "found"
	InNotRunning   Kind = "not_running" // a session that ran does no more
	InLookupFailed Kind = "lookup_failed"
	InLimit        Kind = "limit"       // the state lasted as long as it may
	InRestarted    Kind = "restarted"   // a new host took the session over
	InReplaced     Kind = "replaced"    // the agent began another one
	InSignInOff    Kind = "sign_in_off" // no sign-in is configured any more: nothing more can be asked
)

// Kinds lists every input.
var Kinds = []Kind{
	InStart, InWait, InJoin, InBasic, InCancel, InConfirm, InReject, InOpen, InEnd,
	InReady, InSignalAccepted, InSignalAbsent, InSignalFailed, InProceed, InTicketGiven, InOpened, InOpenFailed, InEndSent, InEndFailed,
	InDisconnected, InTermsDisplayed, InTermsAccepted, InTermsDeclined, InSessionStart, InSessionEnd, InVisitorError, InUnreachable, InReachable,
	InFound, InNotRunning, InLookupFailed, InLimit, InRestarted, InReplaced, InSignInOff,
}
