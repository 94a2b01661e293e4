package settings

import (
	"bytes"
	"path/filepath"
)

// Callers says what the administrator wants done with a program that starts the
// host.
type Callers struct {
	Strict bool     // one that is no known browser is refused
	Listed []string // full paths of programs that are as good as a known browser
}

// LoadCallers reads only what it needs, so that a refusal is quick. Whoever
// starts the host chooses its environment: where the system's own folders say
// strict, what folders the environment names does not matter. What is wrong in a
// file is reported by Load.
func LoadCallers(named Dirs) Callers {
	return loadCallers(Dirs{Administrator: systemFolders()}, named)
}

func loadCallers(system, named Dirs) Callers {
	if c := callersIn(system); c.Strict {
		return c
	}
	return callersIn(named)
}

// callersIn reads the administrator's files: the first that sets a key decides.
func callersIn(dirs Dirs) (c Callers) {
	scratch := Loaded{Sources: map[string]Source{}}
	var check, list *node
	for _, from := range (Dirs{Administrator: dirs.Administrator, Own: dirs.Own}).layers() {
		file := filepath.Join(from.folder, "settings.json")
		if data, err := from.bytes(file, maxFile); err != nil || !mentionsCallers(data) {
			continue
		}
		n := scratch.read(from, file)
		if n == nil {
			continue
		}
		if check == nil {
			check = valid("callerCheck", n)
		}
		if list == nil {
			list = valid("callers", n)
		}
	}
	c.Strict = check != nil && check.literal == "strict"
	if list != nil {
		for _, item := range list.items {
			c.Listed = append(c.Listed, item.literal)
		}
	}
	return c
}

// mentionsCallers reports whether a file may set one of the two keys, which few
// do: to read it whole would put off every start. A name may be written with
// escapes.
func mentionsCallers(data []byte) bool {
	return bytes.Contains(data, []byte("caller")) || bytes.ContainsRune(data, '\\')
}

// valid gives what a file sets a key to, or nil where it does not or the value
// is refused.
func valid(key string, file *node) *node {
	n := file.member(key)
	if n == nil {
		return nil
	}
	value, _, _ := unwrap(n)
	if checkSetting(key, settingsSchema().Properties[key], value) != nil {
		return nil
	}
	return value
}
