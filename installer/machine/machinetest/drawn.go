// Package machinetest holds a machine that is only described, for tests of what
// would happen on any system.
package machinetest

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/installer/machine"
)

// Drawn is a machine as a test describes it. A folder is there when it is listed
// or when something below it is.
type Drawn struct {
	Separator string // "/" when empty
	Files     map[string]File
	Folders   []string
	Links     map[string]string            // for Real: one path's other name
	Keys      map[string]string            // registry keys and their default values; empty: none
	Values    map[string]map[string]string // registry keys and their other values
	Programs  []string                     // in the PATH
	Unread    []string                     // paths that may not be looked at
}

// File is a file of a Drawn machine.
type File struct {
	Text string
	Mode fs.FileMode // 0644 when 0
	Link bool
}

var errUnread = errors.Join(errors.New("drawn so"), fs.ErrPermission)

// Look looks at a path.
func (d Drawn) Look(path string) (machine.Thing, error) {
	if slices.Contains(d.Unread, path) {
		return machine.Thing{}, errUnread
	}
	if file, ok := d.Files[path]; ok {
		thing := machine.Thing{
			Kind: machine.File, Link: file.Link, Mode: file.Mode, Size: int64(len(file.Text)),
			Text: []byte(file.Text), Head: []byte(file.Text), Sum: machine.Sum([]byte(file.Text)),
		}
		if thing.Mode == 0 {
			thing.Mode = 0o644
		}
		return thing, nil
	}
	names, there := d.below(path, append(slices.Collect(d.files()), d.Folders...))
	if there || slices.Contains(d.Folders, path) {
		return machine.Thing{Kind: machine.Folder, Mode: 0o755, Names: names}, nil
	}
	return machine.Thing{}, nil
}

func (d Drawn) files() func(func(string) bool) {
	return func(yield func(string) bool) {
		for path := range d.Files {
			if !yield(path) {
				return
			}
		}
	}
}

// below lists the names right below a path.
func (d Drawn) below(path string, all []string) (names []string, there bool) {
	separator := d.Separator
	if separator == "" {
		separator = "/"
	}
	for _, other := range all {
		if rest, ok := strings.CutPrefix(other, path+separator); ok {
			name, _, _ := strings.Cut(rest, separator)
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), len(names) > 0
}

// LookKey looks at a registry key; the two roots and SOFTWARE are always there.
func (d Drawn) LookKey(path string) (machine.Key, error) {
	value, listed := d.Keys[path]
	var all []string
	for key := range d.Keys {
		all = append(all, key)
	}
	for key := range d.Values {
		all, listed = append(all, key), listed || key == path
	}
	names, there := Drawn{Separator: `\`}.below(path, all)
	root := path == `HKCU\SOFTWARE` || path == `HKLM\SOFTWARE`
	return machine.Key{Exists: listed || there || root, HasValue: value != "", Value: value, Names: names, Others: len(d.Values[path]), Values: d.Values[path]}, nil
}

// Exists says whether anything is at a path.
func (d Drawn) Exists(path string) bool {
	thing, err := d.Look(path)
	return err != nil || thing.Kind != machine.Nothing
}

// HasProgram says whether a program is in the PATH.
func (d Drawn) HasProgram(name string) bool { return slices.Contains(d.Programs, name) }

// Real follows Links.
func (d Drawn) Real(path string) string {
	for from, to := range d.Links {
		if rest, ok := strings.CutPrefix(path, from); ok {
			return to + rest
		}
	}
	return path
}
