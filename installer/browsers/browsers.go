// Package browsers says where each browser looks for a native-messaging host,
// as one table for all systems, and turns its rows into paths. It touches no
// file: paths for any system can be made on any other.
package browsers

import (
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/manifests"
)

// System is an operating system, named as Go names it.
type System string

// The systems.
const (
	Linux   System = "linux"
	Mac     System = "darwin"
	Windows System = "windows"
)

// Scope is for whom a host is installed.
type Scope string

// The scopes.
const (
	User  Scope = "user"   // the person who runs the installer
	Whole Scope = "system" // everybody on this machine
)

// titles are the browsers' names for people.
var titles = map[string]string{
	"chrome": "Chrome", "chrome-beta": "Chrome Beta", "chrome-dev": "Chrome Dev", "chrome-canary": "Chrome Canary",
	"chromium": "Chromium", "edge": "Edge", "edge-beta": "Edge Beta", "edge-dev": "Edge Dev", "edge-canary": "Edge Canary",
	"firefox": "Firefox",
}

// Place is a row on one desk: its paths are real, in the system's own spelling.
type Place struct {
	Row
	Title    string // the browser's name for a person
	Manifest string // the manifest's path
}

// Places are the rows of a system and a scope, in the table's order.
func (d Desk) Places(scope Scope) []Place {
	var places []Place
	for _, row := range Table {
		if row.System == d.System && row.Scope == scope {
			places = append(places, d.place(row))
		}
	}
	return places
}

func (d Desk) place(row Row) Place {
	p := Place{Row: row, Title: titles[row.Browser]}
	p.Folder, p.Key, p.Policies = d.path(row.Folder, row.Scope), d.path(row.Key, row.Scope), d.path(row.Policies, row.Scope)
	p.Signs = nil
	for _, sign := range row.Signs {
		if path := d.path(sign, row.Scope); path != "" {
			p.Signs = append(p.Signs, path)
		}
	}
	p.Manifest = d.Join(p.Folder, manifests.Identity().Host+".json")
	return p
}

// Profiles is the folder in which a Chromium browser keeps its profiles, and
// empty for another one.
func (d Desk) Profiles(place Place) string {
	switch {
	case place.Family != manifests.Chromium || place.Scope != User:
		return ""
	case d.System != Windows:
		return d.Parent(place.Folder)
	}
	data := slices.IndexFunc(place.Signs, func(sign string) bool { return strings.HasSuffix(sign, `\User Data`) })
	if data < 0 {
		return ""
	}
	return place.Signs[data]
}

// SandboxedBrowsers are the rows of Boxes on this desk; only Linux has any.
func (d Desk) SandboxedBrowsers() []Box {
	if d.System != Linux {
		return nil
	}
	boxes := slices.Clone(Boxes)
	for i := range boxes {
		boxes[i].Sign = d.path(boxes[i].Sign, User)
		boxes[i].Do = strings.ReplaceAll(boxes[i].Do, "{name}", manifests.Identity().Host)
	}
	return boxes
}

// Names are the names that --browser takes on a system.
func Names(system System) []string {
	var names []string
	for _, row := range Table {
		if row.System == system && !slices.Contains(names, row.Browser) {
			names = append(names, row.Browser)
		}
	}
	return names
}
