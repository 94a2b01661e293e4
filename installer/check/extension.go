package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/manifests"
)

// copied is the extension in one profile of a Chromium browser.
type copied struct {
	profile string // its folder's name
	folder  string // that it was loaded from; empty: a store's or an administrator's
	version string
	off     bool
}

// extension tells which copies of the extension a Chromium browser has. Each has
// our id, which a folder that says so in its manifest gets, too; what the browser
// starts the host for, it does for any of them.
func (c *checking) extension(place browsers.Place) {
	folder := c.Desk.Profiles(place)
	profiles, copies := c.copies(folder)
	if len(profiles) > 0 && len(copies) == 0 {
		c.add(Hint, place.Title, folder, "no profile has the extension yet, as far as the browser has written that down",
			"load it, as the README says, or wait ten seconds after that and check again")
	}
	for _, one := range copies {
		other := slices.IndexFunc(copies, func(other copied) bool { return other.folder != one.folder })
		if other >= 0 {
			other := copies[other]
			c.add(Hint, place.Title, one.place(c.Desk, folder), fmt.Sprintf("%s; profile %q has another with the same id, %s", one.said(), other.profile, other.source()),
				fmt.Sprintf("if this one is not wanted, remove it on chrome://extensions in profile %q", one.profile))
			continue
		}
		c.add(c.state(one, place, folder))
	}
}

// state judges a copy that is the only one of its kind.
func (c *checking) state(one copied, place browsers.Place, folder string) (Level, string, string, string, string) {
	path := one.place(c.Desk, folder)
	switch {
	case one.folder != "" && !c.View.Exists(one.folder):
		return Hint, place.Title, path, one.said() + ", and nothing is there any more", fmt.Sprintf("remove it on chrome://extensions in profile %q and load it again", one.profile)
	case one.off:
		return Hint, place.Title, path, one.said() + ", and is turned off", fmt.Sprintf("turn it on on chrome://extensions in profile %q", one.profile)
	}
	return Good, place.Title, path, one.said(), ""
}

// copies reads what the profiles in a folder say of our extension.
func (c *checking) copies(folder string) (profiles []string, found []copied) {
	listing, err := c.View.Look(folder)
	if folder == "" || err != nil {
		return nil, nil
	}
	for _, name := range listing.Names {
		if name != "Default" && !strings.HasPrefix(name, "Profile ") {
			continue
		}
		for _, file := range []string{"Preferences", "Secure Preferences"} { // which one, depends on the system
			thing, err := c.View.Look(c.Desk.Join(folder, name, file))
			if err != nil || thing.Kind != machine.File {
				continue
			}
			profiles = append(profiles, name)
			if one, ok := c.copyIn(thing.Text); ok {
				one.profile = name
				found = append(found, one)
				break
			}
		}
	}
	return profiles, found
}

// copyIn reads a profile's preferences. What is not as a browser writes it says
// nothing.
func (c *checking) copyIn(text []byte) (copied, bool) {
	var preferences struct {
		Extensions struct {
			Settings map[string]json.RawMessage
		}
	}
	if json.Unmarshal(text, &preferences) != nil {
		return copied{}, false
	}
	for _, id := range manifests.Identity().Chromium {
		var entry struct {
			Path     string
			Off      json.RawMessage `json:"disable_reasons"` // a list, or in older browsers a number
			Manifest struct{ Version string }
		}
		if raw, ok := preferences.Extensions.Settings[id]; !ok || json.Unmarshal(raw, &entry) != nil || entry.Path == "" {
			continue
		}
		one := copied{version: entry.Manifest.Version, off: !slices.Contains([]string{"", "[]", "0"}, string(entry.Off))}
		if c.Desk.Absolute(entry.Path) {
			one.folder, one.version = entry.Path, c.versionIn(entry.Path)
		}
		return one, true
	}
	return copied{}, false
}

// versionIn reads the version of an unpacked extension.
func (c *checking) versionIn(folder string) string {
	var manifest struct{ Version string }
	if thing, err := c.View.Look(c.Desk.Join(folder, "manifest.json")); err == nil {
		_ = json.Unmarshal(thing.Text, &manifest) // no version is known then
	}
	return manifest.Version
}

func (one copied) said() string {
	if one.version == "" {
		return fmt.Sprintf("profile %q has the extension %s", one.profile, one.source())
	}
	return fmt.Sprintf("profile %q has the extension, version %.20s, %s", one.profile, one.version, one.source())
}

func (one copied) source() string {
	if one.folder == "" {
		return "installed by a store or an administrator"
	}
	return "loaded from " + one.folder
}

// place is the path that a finding about a copy names.
func (one copied) place(d browsers.Desk, folder string) string {
	if one.folder != "" {
		return one.folder
	}
	return d.Join(folder, one.profile)
}
