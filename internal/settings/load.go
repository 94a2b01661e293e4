package settings

import (
	"maps"
	"path/filepath"
	"slices"
)

// By is what decides beside the files.
type By struct {
	// Policy is what the browser's managed storage holds for the extension, as
	// JSON; it may be empty. It comes by message, so that what decides where
	// secrets go does not count in it.
	Policy []byte

	Names  []string // who works here: the signed-in user, the operating system's
	Groups []string // the groups that the sign-in tells of
}

// Load reads the folders. It never fails and keeps nothing: what is wrong is in
// Mistakes, and calling it again reads again.
//
// The strongest come first: what a role says, then an administrator's file and
// after it the browser's policy, then the person's file where the administrators
// locked nothing, then the default.
func Load(dirs Dirs, by By) Loaded {
	l, _ := loadWith(dirs, by, "")
	return l
}

// loadWith keeps the text of the rule that has the id wanted too.
func loadWith(dirs Dirs, by By, wanted string) (Loaded, *ruleBook) {
	l := empty()
	l.defaults()
	policy := l.policy(by.Policy)
	for _, doc := range slices.Concat(l.files(dirs, SourceAdministrator), policy.documents()) {
		l.take(doc)
	}
	for _, doc := range l.roleDocuments(by) {
		l.take(doc)
	}
	for _, doc := range l.files(dirs, SourcePerson) {
		l.take(doc)
	}
	book := newRuleBook(&l, dirs, wanted)
	book.gather(policy.sites)
	return l, book
}

func empty() Loaded {
	return Loaded{Sources: map[string]Source{}, Origins: map[string]string{}, Locked: map[string]bool{}, values: map[string]string{}}
}

func (l *Loaded) defaults() {
	places := l.Settings.places()
	for key, s := range settingsSchema().Properties {
		n, _ := parse(s.Default)
		put(places[key], n)
		l.Sources[key], l.values[key] = SourceDefault, n.json()
	}
}

// document is a set of settings and whose they are.
type document struct {
	source Source
	name   string // of the file, the policy or the role, for people
	file   string // where its mistakes are
	locked bool   // all that is in it is locked
	root   *node
}

// files are the documents of one layer's folders, the first that counts first.
func (l *Loaded) files(dirs Dirs, source Source) (all []document) {
	for _, from := range dirs.layers() {
		file := filepath.Join(from.folder, "settings.json")
		if from.source != source {
			continue
		}
		if n := l.read(from, file); n != nil {
			all = append(all, document{source: source, name: file, file: file, root: n})
		}
	}
	return all
}

// take lets what one document sets count.
func (l *Loaded) take(doc document) {
	properties := settingsSchema().Properties
	places := l.Settings.places()
	for _, m := range doc.root.members {
		s := properties[m.name]
		switch wrong := l.forbids(doc, m.name, s); {
		case m.name == "$schema": // for editors
		case s == nil && len(l.Mistakes) == maxMistakes: // nobody is told of more
		case s == nil:
			known := slices.Sorted(maps.Keys(properties))
			l.refuse(doc.file, m.line, "there is no setting %s%s", quote(m.name), meant(m.name, known))
		case wrong != "":
			l.refuse(doc.file, m.line, "%s", wrong)
		case doc.source.before(l.Sources[m.name]): // decided already
		default:
			l.takeOne(doc, m, s, places[m.name])
		}
	}
}

// forbids says why a document may not set a key, or nothing.
func (l *Loaded) forbids(doc document, key string, s *schema) string {
	switch {
	case s == nil:
		return ""
	case doc.source == SourcePerson && s.Layer != layerAnyone:
		return "only an administrator can set " + key + ", in the administrator's file"
	case doc.source == SourcePerson && l.Locked[key]:
		return "the administrator has locked " + key
	case doc.source == SourcePolicy && s.Layer == layerFile:
		return key + " decides where secrets go: it counts only in the administrator's file on this computer, not in the browser's policy"
	case doc.source == SourceRole && s.Layer == layerFile:
		return key + " decides where secrets go: it cannot depend on a role; set it beside roles"
	}
	return ""
}

func (l *Loaded) takeOne(doc document, m member, s *schema, place any) {
	value, locked, wrapped := unwrap(m.value)
	if wrapped && doc.source == SourcePerson {
		l.refuse(doc.file, m.line, "only an administrator can lock a setting: write %s without locked", m.name)
		return
	}
	if locked || doc.locked {
		l.Locked[m.name] = true // even if its value is refused: the default was not to be changed either
	}
	if alone[m.name] != nil && value.kind == object {
		value = l.sound(doc.file, m.name, s, value)
	}
	if wrong := checkSetting(m.name, s, value); wrong != nil {
		l.refuse(doc.file, wrong.line, "%s", wrong.sentence)
		return
	}
	put(place, value)
	l.Sources[m.name], l.Origins[m.name], l.values[m.name] = doc.source, doc.name, value.json()
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
