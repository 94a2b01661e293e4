package cobrowse

import (
	"sync"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// basic says the same of a basic join: no sign-in is configured, so nothing can
// be asked of Glance. The viewer opens, once, and does the rest itself: it asks
// for the sign-in and waits for the session. What becomes of that is not known
// here, so the session ends with the viewer's opening.
var basic = sync.OnceValue(func() map[State]map[Kind]outcome {
	return map[State]map[Kind]outcome{
		None: {
			InBasic: {"basic_asked", Opening, ""}, // a typed key is confirmed first: see Session.Decide
		},
		Confirm: {
			InConfirm:  {"confirmed", Opening, ""},
			InReject:   {"rejected", Ended, Rejected},
			InCancel:   {"cancelled", Ended, Cancelled},
			InReplaced: {"cancelled", Ended, Cancelled},
			InLimit:    {"timed_out", Ended, Cancelled}, // nobody was asked, so nobody failed to answer
		},
		Opening: {
			InProceed:     {"open_begun", Opening, ""},
			InTicketGiven: {"ticket_given", Opening, ""},
			InOpened:      {"opened", Ended, HandedOver},
			InOpenFailed:  {"open_failed", Blocked, ""},
			InLimit:       {"open_failed", Blocked, ""},
			InRestarted:   {"open_unknown", Blocked, ""}, // only once the ticket was given
			InCancel:      {"cancelled", Ended, Cancelled},
		},
		Blocked: {
			InOpen:     {"open_asked", Opening, ""},
			InOpened:   {"opened", Ended, HandedOver}, // it did open, and said so late
			InCancel:   {"cancelled", Ended, Cancelled},
			InReplaced: {"left", Ended, Cancelled},
			InLimit:    {"left", Ended, Cancelled},
		},
		Ended: {},
	}
})

// table is what holds for a session.
func (s Session) table() map[State]map[Kind]outcome {
	if s.Basic {
		return basic()
	}
	return table()
}

// basicReason is why a viewer opens without a sign-in from here.
func (d *Desk) basicReason() protocol.Reason {
	if d.Agent.SignOn.SAML() {
		return protocol.ReasonSAMLJoin
	}
	return protocol.ReasonBasicJoin
}
