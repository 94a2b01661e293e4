package launch

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// desktop is where the freedesktop.org specifications keep what is registered:
// lists of defaults, and the programs' own files.
type desktop struct {
	lists        []string // mimeapps.list and its kin, the strongest first
	applications []string // folders of .desktop files, the strongest first
	path         []string // where programs are looked for
	start        func(folder string, command []string) error
}

// desktopOf reads the places from an environment.
func desktopOf(env func(string) string, start func(string, []string) error) desktop {
	home := env("HOME")
	folders := func(own, fallback, shared, fallbacks string) (all []string) {
		for _, folder := range append([]string{or(env(own), fallback)}, filepath.SplitList(or(env(shared), fallbacks))...) {
			if filepath.IsAbs(folder) { // any other is to be ignored
				all = append(all, folder)
			}
		}
		return all
	}
	d := desktop{start: start}
	for _, folder := range folders("XDG_DATA_HOME", filepath.Join(home, ".local/share"), "XDG_DATA_DIRS", "/usr/local/share:/usr/share") {
		d.applications = append(d.applications, filepath.Join(folder, "applications"))
	}
	names := []string{"mimeapps.list"}
	current := strings.Split(strings.ToLower(env("XDG_CURRENT_DESKTOP")), ":")
	for i := len(current) - 1; i >= 0; i-- {
		if current[i] != "" && current[i] == base(current[i]) {
			names = append([]string{current[i] + "-mimeapps.list"}, names...)
		}
	}
	for _, folder := range append(folders("XDG_CONFIG_HOME", filepath.Join(home, ".config"), "XDG_CONFIG_DIRS", "/etc/xdg"), d.applications...) {
		for _, name := range names {
			d.lists = append(d.lists, filepath.Join(folder, name))
		}
	}
	d.path = filepath.SplitList(env("PATH"))
	return d
}

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// find is the program that opens a scheme: the first default whose file is
// there, then the first that offers itself, as the specification of
// associations has it. One that is gone is passed over, and told as stale where
// there is no other.
func (d desktop) find(scheme string) Program {
	stale := Program{Scheme: scheme}
	for _, id := range d.candidates("x-scheme-handler/" + scheme) {
		program, found := d.program(scheme, id)
		switch {
		case found && !program.Stale:
			return program
		case found && stale.Path == "":
			stale = program
		}
	}
	return stale
}

// candidates are the ids of .desktop files, the strongest first.
func (d desktop) candidates(mime string) (ids []string) {
	removed := map[string]bool{}
	var added []string
	for _, list := range d.lists {
		groups := readGroups(list)
		ids = append(ids, split(groups["Default Applications"][mime])...)
		for _, id := range split(groups["Added Associations"][mime]) {
			if !removed[id] {
				added = append(added, id)
			}
		}
		for _, id := range split(groups["Removed Associations"][mime]) {
			removed[id] = true
		}
	}
	for _, folder := range d.applications {
		added = append(added, offered(folder, mime)...)
	}
	return append(ids, slices.DeleteFunc(added, func(id string) bool { return removed[id] && !slices.Contains(ids, id) })...)
}

// offered are the programs of a folder that say they open a type: by the
// folder's cache where that is not older than the folder, else by each file.
func offered(folder, mime string) (ids []string) {
	cache := filepath.Join(folder, "mimeinfo.cache")
	made, err := os.Stat(cache)
	changed, err2 := os.Stat(folder)
	if err2 != nil {
		return nil
	}
	if err == nil && !made.ModTime().Before(changed.ModTime()) {
		return split(readGroups(cache)["MIME Cache"][mime])
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*.desktop"))
	for _, file := range files {
		if slices.Contains(split(readGroups(file)["Desktop Entry"]["MimeType"]), mime) {
			ids = append(ids, filepath.Base(file))
		}
	}
	return ids
}

// split takes a list of such a file apart.
func split(list string) (all []string) {
	for item := range strings.SplitSeq(list, ";") {
		if item = strings.TrimSpace(item); item != "" {
			all = append(all, item)
		}
	}
	return all
}

// maxEntry is the size in bytes of the largest file that is read, and so of the
// longest line.
const maxEntry = 1 << 20

// readGroups reads a file of [groups] of name=value lines; of two lines with one
// name the first counts. A file that cannot be read has none.
func readGroups(file string) map[string]map[string]string {
	groups := map[string]map[string]string{}
	if !isFile(file) {
		return groups
	}
	f, err := os.Open(file)
	if err != nil {
		return groups
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, maxEntry))
	lines.Buffer(nil, maxEntry)
	group := map[string]string{}
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if name, ok := strings.CutPrefix(line, "["); ok {
			name = strings.TrimSuffix(name, "]")
			if groups[name] == nil {
				groups[name] = map[string]string{}
			}
			group = groups[name]
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if name = strings.TrimSpace(name); ok && !strings.HasPrefix(name, "#") && group[name] == "" {
			group[name] = strings.TrimSpace(value)
		}
	}
	return groups
}
