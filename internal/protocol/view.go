package protocol

import "time"

// View is all that a button shows for one watch.
type View struct {
	Watch     string    `json:"watch"`
	Revision  int64     `json:"revision"` // grows with each view of a watch; older ones are dropped
	Face      Face      `json:"face"`
	Presence  Presence  `json:"presence"` // the colour
	Reason    Reason    `json:"reason,omitempty"`
	VisitorID string    `json:"visitorId,omitempty"`
	Name      string    `json:"name,omitempty"` // the customer's name
	Page      *Page     `json:"page,omitempty"` // where the customer is, if that may be shown
	Session   *Session  `json:"session,omitempty"`
	Warnings  []Warning `json:"warnings,omitempty"` // what speaks against this being the one customer; at most five
	Actions   []Action  `json:"actions"`            // the first is the button's own, the others are links
	Open      *Open     `json:"open,omitempty"`
	More      []Action  `json:"more,omitempty"`   // of ActShow, ActView and ActPanorama: offered in menus
	Screen    *Screen   `json:"screen,omitempty"` // a screen that is shared, or what became of that

	// Unfinished is the session to be named in the next hello: one that runs, or
	// one that was withdrawn here and may still be accepted there.
	Unfinished string `json:"unfinished,omitempty"`
}

// Warning is one thing to be looked at before anything is signalled. Title names
// the other record, where there is one.
type Warning struct {
	Kind  WarningKind `json:"kind"`
	Title string      `json:"title,omitempty"`
}

// WarningKind is what is odd about a visitor id.
type WarningKind string

// What may be odd about a visitor id.
const (
	WarnTwoRecords WarningKind = "two_records" // it stands on another record too
	WarnTwoDevices WarningKind = "two_devices" // it is on the website on more than one device
	WarnColleague  WarningKind = "colleague"   // it is in a session that another agent began
)

// Presence is what a colour may say, and nothing else may.
type Presence string

// The three presences.
const (
	PresenceAbsent    Presence = "absent"
	PresencePresent   Presence = "present"
	PresenceInSession Presence = "in_session"
	PresenceNeutral   Presence = "neutral"
)

// Page is the page a customer is on.
type Page struct {
	URL      string `json:"url"`
	Browser  string `json:"browser,omitempty"`
	Platform string `json:"platform,omitempty"`
}

// Session is a session as its agent sees it.
type Session struct {
	ID      string     `json:"id"`
	Record  Record     `json:"record"`
	Key     string     `json:"key"`
	KeyKind KeyKind    `json:"keyKind"`
	Since   time.Time  `json:"since"`             // when its present state began, UTC
	Started *time.Time `json:"started,omitempty"` // when the customer's session began, or was first seen to run, UTC
	Known   *Known     `json:"known,omitempty"`   // with FaceConfirm: what the agent has to go by
}

// Known is what is known of a session before its agent confirms it. Glance
// tells no name. What is empty is not known.
type Known struct {
	Whose    Whose      `json:"whose"`
	Presence Seen       `json:"presence"`           // of the visitor whose id is the session's key
	Page     *Page      `json:"page,omitempty"`     // where that visitor is, if that may be shown
	Began    *time.Time `json:"began,omitempty"`    // when presence told of the session's begin, UTC
	OtherKey string     `json:"otherKey,omitempty"` // with WhoseNotRecord: of the session that the record's visitor is in
}

// Whose tells whose session it is, as far as that is certain.
type Whose string

// Whose session it is.
const (
	WhoseUnknown   Whose = "unknown"    // nothing that is known says it
	WhoseRecord    Whose = "record"     // the record's visitor id is in it
	WhoseOther     Whose = "other"      // its key is another visitor's id, who is on the website
	WhoseNotRecord Whose = "not_record" // the record's visitor id is in another session
)

// Seen tells whether a visitor is on the website.
type Seen string

// Whether a visitor is on the website.
const (
	SeenOff      Seen = "off" // presence is not used
	SeenChecking Seen = "checking"
	SeenAbsent   Seen = "absent"
	SeenPresent  Seen = "present"
	SeenCantTell Seen = "cant_tell"
)

// KeyKind tells where a key came from.
type KeyKind string

// Where a key came from.
const (
	KeyVisitor KeyKind = "visitor" // a field of the record
	KeyTyped   KeyKind = "typed"   // an agent's fingers
	KeyRandom  KeyKind = "random"  // drawn here, for a shared screen
	KeyFixed   KeyKind = "fixed"   // the agent's own, for a shared screen
)

// KeyKinds lists them all.
var KeyKinds = []KeyKind{KeyVisitor, KeyTyped, KeyRandom, KeyFixed}
