package plan

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/manifests"
)

// shape is every key that a manifest of ours may have.
type shape struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Path        string   `json:"path"`
	Type        string   `json:"type"`
	Origins     []string `json:"allowed_origins"`
	Extensions  []string `json:"allowed_extensions"`
}

// ours returns the program that a manifest of ours leads to, and otherwise why
// the manifest is not ours: it has our name and keys only, and leads into one
// of our folders.
func ours(d browsers.Desk, view machine.View, text []byte) (program, why string) {
	var m shape
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return "", "is not a manifest that this installer wrote"
	}
	if m.Name != manifests.Identity().Host {
		return "", fmt.Sprintf("is the manifest of %q", m.Name)
	}
	if !Within(d, view, m.Path) {
		return "", fmt.Sprintf("leads to %q, which this installer did not put there", m.Path)
	}
	return m.Path, ""
}

// Within says whether a path is below one of our folders, by whatever links.
func Within(d browsers.Desk, view machine.View, path string) bool {
	for _, scope := range []browsers.Scope{browsers.User, browsers.Whole} {
		folder := d.Ours(scope)
		if d.Absolute(folder) && (d.Inside(path, folder) || d.Absolute(path) && d.Inside(view.Real(path), view.Real(folder))) {
			return true
		}
	}
	return false
}

// written says whether a text is exactly a manifest that this installer writes.
func written(d browsers.Desk, view machine.View, text []byte) bool {
	program, why := ours(d, view, text)
	if why != "" {
		return false
	}
	for _, family := range []manifests.Family{manifests.Chromium, manifests.Firefox} {
		if want, err := manifests.HostManifest(family, program); err == nil && bytes.Equal(want, text) {
			return true
		}
	}
	return false
}

// MayReplace says whether an install would write over a manifest.
func MayReplace(d browsers.Desk, view machine.View, installed []Entry, path string, thing machine.Thing) bool {
	_, why := ours(d, view, thing.Text)
	return !thing.Link && (why == "" || receipt{Entries: installed}.put(path, thing.Sum))
}
