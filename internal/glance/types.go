// Package glance is the only code that knows Glance's addresses and shapes:
// LoginKeys, authorization, lookup, presence, viewer addresses. Facts carry a
// letter: D documented by Glance, S seen in public samples, I inferred, U not
// public. What rests on S, I or U is configuration, with the best guess as its
// default, and has its mirror in glancesim. It imports nothing of ours but secret.
package glance

import (
	"net/http"
	"net/url"
	"time"

	"github.com/glance-networks/agent-host/internal/secret"
)

// Config is where Glance is and how it is spoken to. Addresses are checked
// against Hosts when a Client is made and again at each use.
type Config struct {
	WebServer          string   // https://www.glance.net (D)
	ViewerPath         string   // /agentjoin/AgentView.aspx (D)
	Delivery           Delivery // how credentials reach the viewer (D)
	LookupPath         string   // /services/SessionService.asmx (D)
	LookupEncoding     Encoding // (I)
	LookupNames        Names    // (U)
	LookupNamespace    string   // with EncodeSOAP (I); empty: DefaultNamespace
	LookupNotFound     NotFound // (U)
	AuthorizationPath  string   // (U)
	AuthorizationNames Names    // (I)
	TokenMinutes       int      // 1 to 120 (D)
	PresenceServer     string   // https://presence.glance.net (D)
	PresenceOrigin     string   // the Origin that calls of presence name; empty: none (I)
	PresenceAbsent     Absent   // (S)
	SocketPath         string   // the agent's websocket (U)
	GroupID            int64    // for the addresses of Programs
	Programs           Templates
	Hosts              Hosts
	Trace              func(Exchange) // is told of each answer; may be nil
}

// DefaultNamespace is the lookup's XML namespace (D for the activity service, I here).
const DefaultNamespace = "http://www.glancenetworks.com/services"

// Names is how a call's inputs are spelled.
type Names string

// How inputs are spelled; the zero value is NamesLower.
const (
	NamesLower  Names = "lower"  // partnerid
	NamesCamel  Names = "camel"  // partnerId
	NamesPascal Names = "pascal" // PartnerId
)

// NotFound is how a lookup answers that there is no session.
type NotFound string

// How a lookup answers that there is no session; the zero value is NotFoundEmpty.
const (
	NotFoundEmpty  NotFound = "empty"  // an answer without a joinurl, or with an empty one
	NotFoundObject NotFound = "object" // or a JSON object of another shape
	NotFound404    NotFound = "404"    // or that status
	NotFound500    NotFound = "500"    // or that status
)

// Absent is how presence answers that a visitor is not on the website.
type Absent string

// How presence answers that a visitor is absent; the zero value is AbsentEmpty.
const (
	AbsentEmpty Absent = "empty" // an object without visitorpresent
	Absent404   Absent = "404"   // or that status
)

// Exchange is an answer of Glance's as it came. It may hold secrets.
type Exchange struct {
	Op     string // the call
	Method string
	URL    *url.URL
	Status int
	Header http.Header
	Body   []byte // at most MaxBody
}

// Delivery is how credentials reach the viewer.
type Delivery string

// How credentials reach the viewer.
const (
	DeliverPost  Delivery = "post"
	DeliverQuery Delivery = "query"
)

// Encoding is how the session lookup is asked (D that all three exist, I how).
type Encoding string

// How the session lookup is asked.
const (
	EncodeForm Encoding = "form"
	EncodeSOAP Encoding = "soap"
	EncodeJSON Encoding = "json"
)

// Credentials prove an agent to Glance: the form partnerid, partneruserid, loginkey (D),
// or, for an authorization alone, the value of the session cookie (D: gssnid).
type Credentials struct {
	GroupID  int64
	PUID     string
	LoginKey secret.Text
	Session  secret.Text // takes the place of PUID and LoginKey
}

// SessionCookie is what a sign-in at Glance's web server leaves in the browser (D).
const SessionCookie = "GSSNID"

// Token is an authorization token for presence (D).
type Token struct {
	Value   secret.Text
	Expires time.Time
}

// Found is what a lookup found. Running false means that no session with that
// key has started. JoinURL holds credentials: it is never printed.
type Found struct {
	Running bool
	JoinURL *secret.Text
}

// Visitor is what presence tells of a visitor.
type Visitor struct {
	Present  bool
	URL      string // page, browser, platform: empty where unknown
	Browser  string
	Platform string
	Seen     time.Time // zero where unknown
}

// Direct is the named server that a visitor is connected to (D).
type Direct struct {
	Found   bool
	Address string // host:port
}

// UpdateKind is what happened on a visitor's presence.
type UpdateKind string

// What happens on a visitor's presence (S: names of the agent side's callbacks).
const (
	UpdateConnected    UpdateKind = "connected"
	UpdateDisconnected UpdateKind = "disconnected"
	UpdatePage         UpdateKind = "page"
	UpdateTerms        UpdateKind = "terms"         // Update.Terms says which
	UpdateSessionStart UpdateKind = "session_start" // Update.SessionKey where known
	UpdateSessionEnd   UpdateKind = "session_end"
	UpdateError        UpdateKind = "error" // the visitor's side failed: Update.Text
	UpdateBlur         UpdateKind = "blur"  // another tab has the focus
)

// Terms is what became of the terms on the visitor's page (D; displayed S).
type Terms string

// What becomes of the terms.
const (
	TermsDisplayed Terms = "displayed"
	TermsAccepted  Terms = "accepted"
	TermsDeclined  Terms = "declined"
)

// Update is one message of a visitor's presence, checked and bounded.
type Update struct {
	Kind       UpdateKind
	Visitor    Visitor // with UpdateConnected and UpdatePage
	Terms      Terms   // with UpdateTerms
	SessionKey string  // with UpdateSessionStart, may be empty
	Text       string  // with UpdateError, at most 200 characters
}

// Ticket is what opens a viewer, signed in: an address and the fields that go
// with it, posted (POST) or in the query (GET).
type Ticket struct {
	URL    *url.URL
	Method string
	Fields []Field
}

// Field is one form field of a Ticket.
type Field struct {
	Name  string
	Value secret.Text
}
