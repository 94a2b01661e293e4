package settings

import (
	"slices"
	"strings"
)

// role is what the administrator says of some people.
type role struct {
	name          string
	line          int
	users, groups []string
	settings      *node
}

// putRoles reads a list that the schema admitted.
func putRoles(n *node) (roles []role) {
	for _, item := range n.items {
		roles = append(roles, role{
			name: item.member("name").literal, line: item.line,
			users: texts(item.member("users")), groups: texts(item.member("groups")), settings: item.member("settings"),
		})
	}
	return roles
}

func texts(n *node) (all []string) {
	if n == nil {
		return nil
	}
	for _, item := range n.items {
		all = append(all, item.literal)
	}
	return all
}

// roleDocuments are the settings of the roles that this person has, the
// strongest first. A role that says who has it in no way is a mistake.
func (l *Loaded) roleDocuments(by By) (all []document) {
	for _, r := range l.Settings.Roles {
		name := "the role " + quote(r.name)
		if len(r.users)+len(r.groups) == 0 {
			l.refuse(l.Origins["roles"], r.line, "%s names neither users nor groups: nobody has it", name)
			continue
		}
		doc := document{source: SourceRole, name: name, file: l.Origins["roles"], root: r.settings}
		if !r.has(by) {
			l.inspect(doc)
			continue
		}
		l.Roles = append(l.Roles, r.name)
		all = append(all, doc)
	}
	return all
}

// has reports whether the person has the role. Names of accounts differ in case
// from one directory to the next.
func (r role) has(by By) bool {
	return overlap(r.users, by.Names) || overlap(r.groups, by.Groups)
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool {
		return slices.ContainsFunc(b, func(y string) bool { return x != "" && strings.EqualFold(x, y) })
	})
}

// inspect tells the mistakes of a document that does not count here, so that an
// administrator hears of them on every desk.
func (l *Loaded) inspect(doc document) {
	scratch := empty()
	scratch.take(doc)
	for _, m := range scratch.Mistakes {
		l.refuse(m.File, m.Line, "%s", m.Sentence)
	}
}
