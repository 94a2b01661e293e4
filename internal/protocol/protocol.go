// Package protocol says what host and extension may say to each other: JSON-RPC
// 2.0 in native-messaging frames. It holds words and limits only, imports
// nothing of ours, and is the one source of extension/src/protocol.gen.ts
// (make gen).
package protocol

// Version is spoken by this build; MinVersion is the oldest one it still
// understands. Host and extension are updated on different days: each side
// sends both and works while the ranges meet.
const (
	Version    = 1
	MinVersion = 1
)

// Limits in bytes, and in characters where a text is meant.
const (
	MaxFrameIn   = 1 << 20   // from the extension; a browser would send 64 MiB
	MaxFrameOut  = 1_000_000 // to the extension; a browser closes the port above 1,048,576
	MaxVisitorID = 63
	MaxKey       = 63
	MaxTitle     = 200
	MaxID        = 200
	MaxAddress   = 2000
	MaxWatches   = 500 // records watched through one port
	MaxRedirect  = 8000
)

// PagePrefix begins the id of what stands for a record that its page does not
// tell for certain: a key may be typed for it, and it never has a visitor.
const PagePrefix = "page:"

// Method names. The extension asks, the host answers.
const (
	MethodHello   = "hello"
	MethodPing    = "ping"
	MethodConfig  = "config.get"
	MethodWatch   = "record.watch"
	MethodUnwatch = "record.unwatch"
	MethodAct     = "record.act"
	MethodTicket  = "join.ticket"
	MethodOpened  = "join.opened"

	MethodSignIn       = "signin.get"
	MethodSignInBegin  = "signin.begin"
	MethodSignInFinish = "signin.finish"
	MethodSignOut      = "signin.out"
	MethodCookie       = "signin.cookie" // what a sign-in at Glance left in the browser

	MethodReload   = "config.reload" // the browser's policy changed: PushRenew follows
	MethodSettings = "settings.list"
	MethodRule     = "rules.get"    // one rule's text, as its file has it
	MethodSaveRule = "rules.save"   // a person's: PushRenew follows
	MethodDropRule = "rules.remove" // a person's: PushRenew follows
	MethodSet      = "settings.set"

	MethodLive = "check.live"

	MethodClients = "clients.get"
)

// Notification names.
const (
	NoteCancel = "$/cancelRequest" // extension to host: CancelParams
	PushView   = "view"            // host to extension: View
	PushRenew  = "host.renew"      // host to extension: Empty; the settings changed, so start another host in this one's place
	PushSignIn = "signin"          // host to extension: SignInState
)

// Error codes: JSON-RPC's own, then ours, which are only ever appended.
const (
	CodeParse          = -32700
	CodeInvalidRequest = -32600
	CodeMethodNotFound = -32601
	CodeInvalidParams  = -32602
	CodeInternal       = -32603
	CodeCancelled      = -32800
	CodeIncompatible   = -32001 // hello: the version ranges do not meet
	CodeNotGreeted     = -32002 // a request before hello
	CodeNotAllowed     = -32003 // the action is not possible in this state
	CodeTicketSpent    = -32004 // the ticket was given out already, or never existed
	CodeTooLarge       = -32005 // the answer would not fit a frame
	CodeTooMany        = -32006 // a limit on watches or requests under way
	CodeNotRecorded    = -32007 // the event log did not take it; nothing was done
)

// Error is the error member of a response.
type Error struct {
	Code    int        `json:"code"`
	Message string     `json:"message"`
	Data    *ErrorData `json:"data,omitempty"`
}

// ErrorData says why, as a code for which the extension has a sentence.
type ErrorData struct {
	Reason Reason `json:"reason"`
}

func (e *Error) Error() string { return e.Message }

// CancelParams names the request to cancel. Its answer is then CodeCancelled,
// or its result when that came first.
type CancelParams struct {
	ID int64 `json:"id"`
}

// Empty is a result or parameter without content.
type Empty struct{}

// HelloParams is the first message on every port.
type HelloParams struct {
	Protocol    int      `json:"protocol"`
	MinProtocol int      `json:"minProtocol"`
	Extension   string   `json:"extension"`          // its version
	Browser     string   `json:"browser"`            // chromium or firefox
	Sessions    []string `json:"sessions,omitempty"` // unfinished ones, to be rebuilt from the log
	Policy      string   `json:"policy,omitempty"`   // the browser's managed storage for the extension, as JSON
}

// HelloResult tells what this host speaks and can do.
type HelloResult struct {
	Protocol    int      `json:"protocol"`
	MinProtocol int      `json:"minProtocol"`
	Host        string   `json:"host"` // its version
	Methods     []string `json:"methods"`
	Pushes      []string `json:"pushes"`
	MaxFrameIn  int      `json:"maxFrameIn"`
	MaxFrameOut int      `json:"maxFrameOut"`
}

// PingParams is answered as it came: a diagnosis of the way there and back.
type PingParams struct {
	Payload string `json:"payload"`
}

// ConfigParams asks for a page of the configuration; an empty cursor is the first.
type ConfigParams struct {
	Cursor string `json:"cursor,omitempty"`
}

// ConfigResult is what the extension may know of settings and site rules.
// Rules come in pages (Next is the cursor of the following one); an
// administrator's rules come first.
type ConfigResult struct {
	Settings ViewSettings `json:"settings"`
	Rules    []SiteRule   `json:"rules"`
	Mistakes []string     `json:"mistakes"` // one sentence for each refused rule or setting
	Next     string       `json:"next,omitempty"`
}

// ViewSettings are the settings that concern what is shown and opened.
type ViewSettings struct {
	Presence     bool         `json:"presence"`
	ShowPage     bool         `json:"showPage"` // whether the customer's page may be shown
	OpenLocation OpenLocation `json:"openLocation"`
	KeyPattern   string       `json:"keyPattern"`             // what a typed key and a visitor id must match
	PersonRules  bool         `json:"personRules"`            // whether a person may add and change site rules
	Environments []string     `json:"environments,omitempty"` // the names of the settings' environments, sorted
	Cookie       *CookieOf    `json:"cookie,omitempty"`       // with it, and the agent's leave, presence can be told
}

// OpenLocation is where a session is joined.
type OpenLocation string

// Where a session is joined.
const (
	OpenTab      OpenLocation = "tab"
	OpenWindow   OpenLocation = "window"
	OpenPanorama OpenLocation = "panorama" // Glance's program, which the host starts
)

// Record is one record in a CRM as the page shows it.
type Record struct {
	System string `json:"system"` // the rule's id
	Type   string `json:"type"`
	ID     string `json:"id"`
	Title  string `json:"title"`
	URL    string `json:"url"`
}

// WatchParams asks for a record's view, now and at each change. Watch is the
// caller's own name for it, unique on the port; watching again under the same
// name replaces what was watched. VisitorID is empty where the field is.
type WatchParams struct {
	Watch     string `json:"watch"`
	Record    Record `json:"record"`
	VisitorID string `json:"visitorId"`
}

// UnwatchParams ends a watch. A running session goes on.
type UnwatchParams struct {
	Watch string `json:"watch"`
}

// ActParams is what the agent did. The record and the visitor id are read from
// the page again at that moment: when they are not those that are watched,
// nothing is signalled.
type ActParams struct {
	Watch     string `json:"watch"`
	Record    Record `json:"record"`
	VisitorID string `json:"visitorId"`
	Action    Action `json:"action"`
	Key       string `json:"key,omitempty"`     // with ActKey
	Session   string `json:"session,omitempty"` // the session the agent saw; must still be the one
	Via       Via    `json:"via,omitempty"`     // empty: the page
}

// Via is where the agent did it.
type Via string

// ViaBrowser is a window or menu of the browser's own, which no page can cover or
// imitate.
const ViaBrowser Via = "browser"

// Action is one thing an agent can do.
type Action string

// What an agent can do.
const (
	ActStart   Action = "start"   // ask the customer to accept; with presence off: wait for the session
	ActKey     Action = "key"     // wait for the session with a typed key
	ActCancel  Action = "cancel"  // stop waiting
	ActConfirm Action = "confirm" // yes, that session is this record's customer
	ActReject  Action = "reject"  // no, it is not
	ActJoin    Action = "join"    // join a session that runs already
	ActOpen    Action = "open"    // open the viewer (again)
	ActEnd     Action = "end"     // end the session
	ActLook    Action = "look"    // look for the customer again, at once
	ActDismiss Action = "dismiss" // the outcome has been read
	ActSignIn  Action = "sign_in" // for the extension: only a browser can show where

	ActShow     Action = "show"     // show the agent's screen, in Glance's program
	ActView     Action = "view"     // view the customer's screen, in Glance's program
	ActPanorama Action = "panorama" // as ActStart or ActOpen, joined in Glance's Panorama program
	ActAgree    Action = "agree"    // start that program though it is not known as Glance's
	ActDownload Action = "download" // for the extension: the page that Glance's program comes from
)

// Open is an order to open a viewer, carried out at most once for each effect.
type Open struct {
	Effect   string       `json:"effect"`
	Location OpenLocation `json:"location"`
}

// TicketParams asks for the ticket of one Open.
type TicketParams struct {
	Effect string `json:"effect"`
}

// Ticket is an address and the fields to post to it: good for one session,
// given out once, never stored. With method GET the fields are in the query.
type Ticket struct {
	URL    string        `json:"url"`
	Method string        `json:"method"` // POST or GET
	Fields []TicketField `json:"fields"`
}

// String keeps the fields, which hold a LoginKey, out of every print.
func (t Ticket) String() string { return "[ticket]" }

// GoString does the same for %#v.
func (t Ticket) GoString() string { return "[ticket]" }

// TicketField is one form field.
type TicketField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// String keeps the value out of every print.
func (f TicketField) String() string { return f.Name + "=[redacted]" }

// GoString does the same for %#v.
func (f TicketField) GoString() string { return f.String() }

// OpenedParams tells what became of an Open.
type OpenedParams struct {
	Effect string `json:"effect"`
	OK     bool   `json:"ok"`
}

// SignIn tells whether an agent is signed in at the organisation's provider.
type SignIn string

// The states of a sign-in.
const (
	SignInOff     SignIn = "off"       // none is configured
	SignInNeeded  SignIn = "needed"    // a person has to, or a silent try
	SignInDone    SignIn = "signed_in" // Name is
	SignInRefused SignIn = "refused"   // Reason says why, and Said what the provider gave as its own
)

// SignInState is who is signed in, or why nobody is. No token is in it.
type SignInState struct {
	State  SignIn `json:"state"`
	Name   string `json:"name,omitempty"` // of the agent, at most 200 characters
	Reason Reason `json:"reason,omitempty"`
	Said   string `json:"said,omitempty"` // one line of at most 200 characters
	Kept   bool   `json:"kept"`           // whether it outlives this host: a keychain holds it
	Out    bool   `json:"out"`            // somebody signed out: nobody is signed in again without a person
}

// SignInBeginParams begins a sign-in. Redirect is the browser's own address for
// this extension; any other is refused.
type SignInBeginParams struct {
	Redirect string `json:"redirect"`
	Silent   bool   `json:"silent"` // nothing may be shown to a person
	Anew     bool   `json:"anew"`   // a person is to sign in, whoever the browser is signed in as
}

// SignInBeginResult is where the browser has to go.
type SignInBeginResult struct {
	Address string `json:"address"`
	Attempt string `json:"attempt"` // for one SignInFinishParams, within ten minutes
}

// SignInFinishParams tells where the browser was sent to. It holds a code, which
// is worth nothing without what the host kept of the attempt.
type SignInFinishParams struct {
	Attempt      string `json:"attempt"`
	RedirectedTo string `json:"redirectedTo"`
}

// String keeps the code out of every print.
func (SignInFinishParams) String() string { return "[sign-in]" }

// GoString does the same for %#v.
func (SignInFinishParams) GoString() string { return "[sign-in]" }
