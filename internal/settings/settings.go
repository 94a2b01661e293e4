// Package settings reads everything that can be configured: the defaults of
// manifests/settings.schema.json, then the administrator's file, then the
// person's, and the site rules beside them. What is wrong in a file is refused
// by itself, with its line; the rest goes on working.
package settings

import (
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// Settings are all settings, each in its place in manifests/settings.schema.json.
type Settings struct {
	GroupID     int64
	PUID        string
	Desk        string
	AuthURL     string
	AuthHeaders map[string]secret.Text
	AuthBody    secret.Text // a JSON object as it is written in the file
	Hosts       []string
	CAFile      string

	LoginKeySource   string
	LoginKeyValidity time.Duration // of a LoginKey that is signed here

	CallerCheck string
	Callers     []string

	WebServer          string
	ViewerPath         string
	CredentialDelivery string
	LookupPath         string
	LookupEncoding     string
	AuthorizationPath  string
	TokenMinutes       int

	Presence           bool
	PresenceServer     string
	PresenceDialect    string
	PresenceSocketPath string

	ShowPage     bool
	OpenLocation string
	KeyPattern   string

	LoginKeyHold time.Duration
	Poll         time.Duration
	Wait         time.Duration
	Terms        time.Duration
	Start        time.Duration
	Late         time.Duration
	Lost         time.Duration

	LogLevel string
}

// Source is the layer that a setting's value came from.
type Source string

// The layers, the weakest first.
const (
	SourceDefault       Source = "default"
	SourceAdministrator Source = "administrator"
	SourcePerson        Source = "person"
)

// Loaded is what Load found.
type Loaded struct {
	Settings Settings
	Sources  map[string]Source   // for each key of the schema
	Locked   map[string]bool     // keys that the administrator locked
	Mistakes []Mistake           // what was refused; everything else counts
	Rules    []protocol.SiteRule // an administrator's first
}
