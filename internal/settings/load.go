package settings

import (
	"maps"
	"path/filepath"
	"slices"
)

// Load reads the folders. It never fails and keeps nothing: what is wrong is in
// Mistakes, and calling it again reads again.
func Load(dirs Dirs) Loaded {
	l := Loaded{Sources: map[string]Source{}, Locked: map[string]bool{}}
	places := l.Settings.places()
	for key, s := range settingsSchema().Properties {
		n, _ := parse(s.Default)
		put(places[key], n)
		l.Sources[key] = SourceDefault
	}
	for _, from := range dirs.layers() {
		file := filepath.Join(from.folder, "settings.json")
		if n := l.read(from, file); n != nil {
			l.take(from, file, n)
		}
	}
	l.rules(dirs)
	return l
}

// take lets the keys of one file count.
func (l *Loaded) take(from layer, file string, n *node) {
	properties := settingsSchema().Properties
	places := l.Settings.places()
	for _, m := range n.members {
		s := properties[m.name]
		switch {
		case m.name == "$schema": // for editors
		case s == nil:
			known := slices.Sorted(maps.Keys(properties))
			l.refuse(file, m.line, "there is no setting %s%s", quote(m.name), meant(m.name, known))
		case from.source == SourcePerson && s.Layer == "administrator":
			l.refuse(file, m.line, "only an administrator can set %s, in the administrator's file", m.name)
		case from.source == SourcePerson && l.Locked[m.name]:
			l.refuse(file, m.line, "the administrator has locked %s", m.name)
		case from.source == SourceAdministrator && l.Sources[m.name] == SourceAdministrator: // the folder before decided
		default:
			l.takeOne(from, file, m, s, places[m.name])
		}
	}
}

func (l *Loaded) takeOne(from layer, file string, m member, s *schema, place any) {
	value, locked, wrapped := unwrap(m.value)
	if wrapped && from.source == SourcePerson {
		l.refuse(file, m.line, "only an administrator can lock a setting: write %s without locked", m.name)
		return
	}
	if locked {
		l.Locked[m.name] = true // even if its value is refused: the default was not to be changed either
	}
	if wrong := checkSetting(m.name, s, value); wrong != nil {
		l.refuse(file, wrong.line, "%s", wrong.sentence)
		return
	}
	put(place, value)
	l.Sources[m.name] = from.source
}

// unwrap takes {"value": v, "locked": true} apart: an object of just those two.
func unwrap(n *node) (value *node, locked, wrapped bool) {
	value, lock := n.member("value"), n.member("locked")
	if len(n.members) != 2 || value == nil || lock == nil || lock.kind != boolean {
		return n, false, false
	}
	return value, lock.literal == "true", true
}

func checkSetting(key string, s *schema, n *node) *fault {
	if wrong := (checker{}).check(s, n, key); wrong != nil {
		return wrong
	}
	if check := meanings[key]; check != nil {
		if must := check(n); must != "" {
			return &fault{n.line, key + " must be " + must}
		}
	}
	return nil
}
