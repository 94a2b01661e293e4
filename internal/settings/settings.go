// Package settings reads everything that can be configured: the defaults of
// manifests/settings.schema.json, the administrator's files with the roles in
// them, the browser's policy, the person's file, and the site rules beside them.
// What is wrong is refused by itself, with its line; the rest goes on working.
package settings

import (
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// Settings are all settings, each in its place in manifests/settings.schema.json.
type Settings struct {
	GroupID     int64
	PUID        string
	Username    string // at Glance
	Desk        string
	AuthURL     string
	AuthHeaders map[string]secret.Text
	AuthBody    secret.Text // a JSON object as it is written in the file
	Hosts       []string
	CAFile      string

	AuthProof    string
	OIDCIssuer   string
	OIDCClientID string
	OIDCScopes   []string
	OIDCToken    string
	OIDCHosts    []string
	PUIDFrom     string
	PUIDClaim    string
	GroupsClaim  string

	AuthCertificateFile    string
	AuthCertificateKeyFile string

	SAMLIDPID       string
	SAMLIDPToken    string
	SAMLIDPUsername string

	LoginKeySource   string
	LoginKeyValidity time.Duration // of a LoginKey that is signed here

	CallerCheck string
	Callers     []string

	GlanceBaseURL      string
	WebServer          string
	ViewerPath         string
	CredentialDelivery string
	LookupPath         string
	LookupEncoding     string
	LookupNames        string
	LookupNamespace    string
	LookupNotFound     string
	AuthorizationPath  string
	AuthorizationNames string
	TokenMinutes       int

	Presence           bool
	PresenceServer     string
	PresenceDialect    string
	PresenceSocketPath string
	PresenceAbsent     string
	PresenceOrigin     string

	ShowPage         bool
	OpenLocation     string
	TypedKeys        bool
	StartMode        string
	ConfirmInBrowser bool
	KeyPattern       string

	AgentVideo bool
	Buttons    []string
	ShowKey    string
	ViewKey    string
	FixedKey   string
	KeyDigits  int

	ClientCredentials    string
	ClientShow           string
	ClientShowSignedIn   string
	ClientView           string
	ClientViewSignedIn   string
	PanoramaJoin         string
	PanoramaJoinSignedIn string
	ButtonsPage          string
	DownloadPage         string

	LoginKeyHold time.Duration
	Poll         time.Duration
	Wait         time.Duration
	Terms        time.Duration
	Start        time.Duration
	Late         time.Duration
	Lost         time.Duration

	PersonRules  bool
	StarterRules bool

	Environments map[string]Environment
	Resolvers    map[string]Resolver

	LogLevel string

	Roles []role
}

// Web is Glance's web server: the one that is set, or that of its beta platform.
func (s Settings) Web() string {
	if s.GlanceBaseURL == "beta" {
		return glance.Beta
	}
	return s.WebServer
}

// Source is the layer that a setting's value came from.
type Source string

// The layers.
const (
	SourceDefault       Source = "default"
	SourceAdministrator Source = "administrator" // the administrator's file
	SourcePolicy        Source = "policy"        // the browser's, through its managed storage
	SourceRole          Source = "role"          // what the administrator's file says of a role
	SourcePerson        Source = "person"
)

// before reports whether a value of layer s gives way to one that is there
// already. Of two documents of one layer the first counts; a person's and a
// role's replace what is there.
func (s Source) before(there Source) bool {
	switch s {
	case SourceAdministrator:
		return there == SourceAdministrator
	case SourcePolicy:
		return there == SourceAdministrator || there == SourcePolicy
	case SourceRole:
		return there == SourceRole
	}
	return false
}

// The values of the schema's x-layer: who may set a key at all.
const (
	layerFile   = "file"   // it decides where secrets go: the administrator's file alone
	layerAnyone = "anyone" // a person too, unless it is locked
)

// Loaded is what Load found.
type Loaded struct {
	Settings Settings
	Sources  map[string]Source   // for each key of the schema
	Origins  map[string]string   // for each key that is set: the file, policy or role, for people
	Locked   map[string]bool     // keys that an administrator locked
	Roles    []string            // the names of the roles that this person has
	Mistakes []Mistake           // what was refused; everything else counts
	Hints    []Mistake           // of site rules that count, and may not do what was meant
	Rules    []protocol.SiteRule // an administrator's first, a person's, then those that come with the product

	values map[string]string // each key's as JSON, secrets too
}
