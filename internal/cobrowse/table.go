package cobrowse

import "sync"

// outcome is what an input does in a state: the step that is recorded, and the
// state after it. An empty how keeps the one that was.
type outcome struct {
	step string
	to   State
	how  How
}

// table says what every input does in every state. What is not in it changes
// nothing: an agent's action is refused then, anything else is logged. The
// whole matrix, that of a basic join included, is in testdata/matrix.txt.
var table = sync.OnceValue(func() map[State]map[Kind]outcome {
	return map[State]map[Kind]outcome{
		None: {
			InStart: {"asked", Asked, ""},
			InWait:  {"wait_begun", Waiting, ""},
			InJoin:  {"join_asked", Waiting, ""},
		},
		Asked: {
			InReady:     {"signal_begun", Signalling, ""},
			InCancel:    {"cancelled", Ended, Cancelled},
			InReplaced:  {"cancelled", Ended, Cancelled},
			InRestarted: {"interrupted", Ended, Cancelled}, // nothing had reached the customer
			InLimit:     {"timed_out", Ended, TimedOut},
			InSignInOff: {"interrupted", Ended, Cancelled},
		},
		Signalling: {
			InSignalAccepted: {"signal_accepted", TermsSent, ""},
			InSignalAbsent:   {"not_there", Ended, NotThere},
			InSignalFailed:   {"signal_failed", Ended, Failed},
			InTermsDisplayed: {"terms_displayed", TermsShown, ""},
			InTermsAccepted:  {"terms_accepted", Starting, ""},
			InTermsDeclined:  {"terms_declined", Ended, Declined},
			InSessionStart:   {"session_started", Starting, ""},
			InRestarted:      {"signal_unknown", TermsSent, ""}, // asked what became of it, not sent again
			InCancel:         {"cancelled", Withdrawn, Cancelled},
			InReplaced:       {"cancelled", Ended, Cancelled},
			InLimit:          {"timed_out", Withdrawn, TimedOut},
			InSignInOff:      {"left", Ended, Unknown},
		},
		TermsSent: {
			InTermsDisplayed: {"terms_displayed", TermsShown, ""},
			InTermsAccepted:  {"terms_accepted", Starting, ""},
			InTermsDeclined:  {"terms_declined", Ended, Declined},
			InSessionStart:   {"session_started", Starting, ""},
			InFound:          {"session_found", Opening, ""},
			InDisconnected:   {"customer_left", Withdrawn, Gone},
			InLookupFailed:   {"lookup_failed", Withdrawn, Failed},
			InVisitorError:   {"visitor_error", Ended, Failed},
			InCancel:         {"cancelled", Withdrawn, Cancelled},
			InReplaced:       {"cancelled", Ended, Cancelled},
			InLimit:          {"timed_out", Withdrawn, TimedOut},
			InSignInOff:      {"left", Ended, Unknown},
		},
		TermsShown: {
			InSignalAccepted: {"signal_accepted", TermsShown, ""}, // the customer was quicker than the answer
			InTermsAccepted:  {"terms_accepted", Starting, ""},
			InTermsDeclined:  {"terms_declined", Ended, Declined},
			InSessionStart:   {"session_started", Starting, ""},
			InFound:          {"session_found", Opening, ""},
			InDisconnected:   {"customer_left", Withdrawn, Gone},
			InLookupFailed:   {"lookup_failed", Withdrawn, Failed},
			InVisitorError:   {"visitor_error", Ended, Failed},
			InCancel:         {"cancelled", Withdrawn, Cancelled},
			InReplaced:       {"cancelled", Ended, Cancelled},
			InLimit:          {"timed_out", Withdrawn, TimedOut},
			InSignInOff:      {"left", Ended, Unknown},
		},
		Starting: {
			InSignalAccepted: {"signal_accepted", Starting, ""},
			InSessionStart:   {"session_started", Starting, ""},
			InFound:          {"session_found", Opening, ""},
			InSessionEnd:     {"session_ended", Ended, ByCustomer},
			InLookupFailed:   {"lookup_failed", Ended, Failed},
			InVisitorError:   {"visitor_error", Ended, Failed},
			InCancel:         {"cancelled", LateAccept, ""}, // the customer accepted already
			InLimit:          {"timed_out", Withdrawn, TimedOut},
			InSignInOff:      {"left", Ended, Unknown},
		},
		Waiting: {
			InFound:        {"session_found", Opening, ""},
			InLookupFailed: {"lookup_failed", Ended, Failed},
			InCancel:       {"cancelled", Ended, Cancelled},
			InReplaced:     {"cancelled", Ended, Cancelled},
			InLimit:        {"timed_out", Ended, TimedOut},
			InSignInOff:    {"left", Ended, Cancelled},
		},
		Confirm: {
			InConfirm:    {"confirmed", Opening, ""},
			InReject:     {"rejected", Ended, Rejected},
			InCancel:     {"cancelled", Ended, Cancelled},
			InReplaced:   {"cancelled", Ended, Cancelled},
			InSessionEnd: {"session_ended", Ended, ByCustomer},
			InLimit:      {"timed_out", Ended, TimedOut},
			InSignInOff:  {"left", Ended, Cancelled},
		},
		Opening: {
			InProceed:     {"open_begun", Opening, ""},
			InTicketGiven: {"ticket_given", Opening, ""},
			InOpened:      {"opened", Joined, ""},
			InOpenFailed:  {"open_failed", Blocked, ""},
			InLimit:       {"open_failed", Blocked, ""},
			InRestarted:   {"open_unknown", Blocked, ""}, // only once the ticket was given: see Session.Decide
			InSessionEnd:  {"session_ended", Ended, ByCustomer},
			InNotRunning:  {"session_ended", Ended, ByCustomer},
			InCancel:      {"cancelled", LateAccept, ""},
			InSignInOff:   {"left", Ended, Unknown},
		},
		Blocked: {
			InOpen:       {"open_asked", Opening, ""},
			InOpened:     {"opened", Joined, ""},       // it did open, and said so late
			InRestarted:  {"end_unknown", Blocked, ""}, // these only while an end is under way
			InEnd:        {"end_begun", Blocked, ""},
			InEndSent:    {"end_sent", Blocked, ""},
			InEndFailed:  {"end_failed", Blocked, ""},
			InSessionEnd: {"session_ended", Ended, ByCustomer},
			InNotRunning: {"session_ended", Ended, ByCustomer},
			InReplaced:   {"left", Ended, Unknown},
			InSignInOff:  {"left", Ended, Unknown},
		},
		Joined: {
			InOpen:        {"open_asked", Opening, ""},
			InRestarted:   {"end_unknown", Joined, ""},
			InEnd:         {"end_begun", Joined, ""},
			InEndSent:     {"end_sent", Joined, ""},
			InEndFailed:   {"end_failed", Joined, ""},
			InSessionEnd:  {"session_ended", Ended, ByCustomer},
			InNotRunning:  {"session_ended", Ended, ByCustomer},
			InUnreachable: {"connection_lost", Lost, ""},
			InSignInOff:   {"left", Ended, Unknown},
		},
		Withdrawn: {
			InSignalAccepted: {"signal_accepted", Withdrawn, ""},
			InSignalAbsent:   {"not_there", Ended, ""},
			InSignalFailed:   {"signal_failed", Ended, ""},
			InTermsDisplayed: {"terms_displayed", Withdrawn, ""},
			InTermsAccepted:  {"late_accepted", LateAccept, ""},
			InSessionStart:   {"late_accepted", LateAccept, ""},
			InFound:          {"late_accepted", LateAccept, ""},
			InTermsDeclined:  {"terms_declined", Ended, ""},
			InReplaced:       {"replaced", Ended, ""},
			InLimit:          {"withdrawn_over", Ended, ""},
			InSignInOff:      {"left", Ended, ""},
		},
		LateAccept: {
			InJoin:         {"join_asked", Starting, ""},
			InRestarted:    {"end_unknown", LateAccept, ""},
			InEnd:          {"end_begun", LateAccept, ""},
			InEndSent:      {"end_sent", LateAccept, ""},
			InEndFailed:    {"end_failed", LateAccept, ""},
			InSessionStart: {"session_started", LateAccept, ""},
			InSessionEnd:   {"session_ended", Ended, ByCustomer},
			InNotRunning:   {"session_ended", Ended, ByCustomer},
			InLimit:        {"unanswered", Ended, Unknown},
			InSignInOff:    {"left", Ended, Unknown},
		},
		Lost: {
			InReachable:  {"connection_back", Joined, ""},
			InFound:      {"connection_back", Joined, ""},
			InOpen:       {"open_asked", Opening, ""},
			InRestarted:  {"end_unknown", Lost, ""},
			InEnd:        {"end_begun", Lost, ""},
			InEndSent:    {"end_sent", Lost, ""},
			InEndFailed:  {"end_failed", Lost, ""},
			InSessionEnd: {"session_ended", Ended, ByCustomer},
			InNotRunning: {"session_ended", Ended, ByCustomer},
			InLimit:      {"lost_for_good", Ended, Unknown},
			InSignInOff:  {"left", Ended, Unknown},
		},
		Ended: {},
	}
})
