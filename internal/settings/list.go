package settings

import (
	"maps"
	"slices"
	"strings"
)

// State is one setting as it is now.
type State struct {
	Key    string
	Value  string // as JSON; empty where Secret
	Secret bool   // there is a value, which is not told
	Source Source
	Origin string // the file, policy or role that set it, for people; empty for a default
	Locked bool
	Own    bool // a person may set it
}

// States are all settings in the order of their names, without the value of any
// secret. Roles, which name people, are not among them.
func (l *Loaded) States() (all []State) {
	properties := settingsSchema().Properties
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		s := properties[key]
		if key == "roles" {
			continue
		}
		state := State{Key: key, Source: l.Sources[key], Origin: l.Origins[key], Locked: l.Locked[key]}
		state.Own = s.Layer == layerAnyone && !state.Locked
		state.Secret = s.Secret && state.Source != SourceDefault
		if !state.Secret {
			state.Value = withoutQuery(key, l.values[key])
		}
		all = append(all, state)
	}
	return all
}

// withoutQuery hides what an address may hold behind its ?: some services take a
// key there.
func withoutQuery(key, value string) string {
	address, query, has := strings.Cut(value, "?")
	if key != "authUrl" || !has || query == "" {
		return value
	}
	return address + `?…"`
}
