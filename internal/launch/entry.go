package launch

import (
	"os"
	"path/filepath"
	"strings"
)

// program reads the .desktop file of an id; found is false where there is none.
func (d desktop) program(scheme, id string) (p Program, found bool) {
	file := d.file(id)
	entry := readGroups(file)["Desktop Entry"]
	if entry == nil || entry["Type"] != "Application" || entry["Hidden"] == "true" {
		return Program{}, false
	}
	return d.registered(scheme, id, file, entry), true
}

// registered is the program of an entry.
func (d desktop) registered(scheme, id, file string, entry map[string]string) Program {
	p := Program{Scheme: scheme, Name: oneLine(or(unescape(entry["Name"]), id)), Path: file, Stale: true}
	words, readable := tokens(unescape(entry["Exec"]))
	if readable {
		p.Path = or(d.runs(program(words)), program(words))
	}
	try := unescape(entry["TryExec"])
	if try != "" && d.runs(try) == "" || entry["Exec"] == "" || readable && d.runs(program(words)) == "" {
		return p
	}
	p.Stale, p.Ours, p.ID = false, ours(p.Path), file+"\n"+entry["Exec"]
	command, ok := fields(words, entry["Name"], file)
	if !readable || !ok || entry["Terminal"] == "true" || isShell(p.Path) || d.runs(words[0]) == "" {
		return p.startedBy(nil)
	}
	command[0] = d.runs(words[0])
	folder := unescape(entry["Path"])
	return p.startedBy(func(address string) error { return d.start(folder, fill(command, address)) })
}

// file finds an id's file: a - in it may stand for a folder.
func (d desktop) file(id string) string {
	if id != filepath.Base(id) || !strings.HasSuffix(id, ".desktop") {
		return ""
	}
	for _, folder := range d.applications {
		for name, rest := id, ""; ; {
			if file := filepath.Join(folder, rest, name); isFile(file) {
				return file
			}
			before, after, more := strings.Cut(name, "-")
			if !more {
				break
			}
			rest, name = filepath.Join(rest, before), after
		}
	}
	return ""
}

// runs is the full path of a program that may be started, or nothing.
func (d desktop) runs(name string) string {
	places := []string{""}
	if !filepath.IsAbs(name) {
		if name == "" || name != filepath.Base(name) {
			return ""
		}
		places = d.path
	}
	for _, folder := range places {
		path := filepath.Join(folder, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 && filepath.IsAbs(path) {
			return path
		}
	}
	return ""
}

// program is the word of a command that names the program: env and what it sets
// stand before it.
func program(words []string) string {
	if len(words) > 1 && base(words[0]) == "env" {
		for _, word := range words[1:] {
			if !strings.Contains(word, "=") && !strings.HasPrefix(word, "-") {
				return word
			}
		}
	}
	return words[0]
}

// unescape reads the value of a .desktop file.
func unescape(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\s`, " ", `\n`, "\n", `\t`, "\t", `\r`, "\r").Replace(value)
}

// tokens takes an Exec line apart. What the specification reserves without
// giving it a meaning makes it unreadable.
func tokens(line string) (words []string, ok bool) {
	word, inWord := strings.Builder{}, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		case c == '"' && !inWord:
			end := quoted(line[i+1:], &word)
			if end < 0 {
				return nil, false
			}
			i, inWord = i+end+1, true
		case strings.IndexByte("\t\n\"'\\><~|&;$*?#()`", c) >= 0:
			return nil, false
		default:
			word.WriteByte(c)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, len(words) > 0
}

// quoted reads up to the closing quote, and gives its place or -1.
func quoted(line string, word *strings.Builder) int {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			return i
		case c == '\\' && i+1 < len(line) && strings.IndexByte("\"`$\\", line[i+1]) >= 0:
			i++
			word.WriteByte(line[i])
		case strings.IndexByte("`$\\", c) >= 0:
			return -1
		default:
			word.WriteByte(c)
		}
	}
	return -1
}

// slot stands in a command for the address.
const slot = "\x00"

// fields replaces the codes of an Exec line. The address must have exactly one
// place, as an argument of its own or behind an option's =.
func fields(words []string, name, file string) (command []string, ok bool) {
	slots := 0
	for _, word := range words {
		word, ok := codes(word, name, file)
		if !ok {
			return nil, false
		}
		if at := strings.Index(word, slot); at >= 0 {
			slots++
			if at != len(word)-1 || at > 0 && (word[at-1] != '=' || word[0] != '-' || strings.Contains(word, " ")) {
				return nil, false
			}
		}
		if word != "" {
			command = append(command, word)
		}
	}
	return command, slots == 1 && len(command) > 1 && command[0] != slot
}

func codes(word, name, file string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(word); i++ {
		if word[i] != '%' {
			b.WriteByte(word[i])
			continue
		}
		if i++; i == len(word) {
			return "", false
		}
		switch word[i] {
		case '%':
			b.WriteByte('%')
		case 'u', 'U':
			b.WriteString(slot)
		case 'c':
			b.WriteString(name)
		case 'k':
			b.WriteString(file)
		case 'i', 'd', 'D', 'n', 'N', 'v', 'm':
		default:
			return "", false
		}
	}
	return b.String(), true
}

func fill(command []string, address string) []string {
	filled := make([]string, len(command))
	for i, word := range command {
		filled[i] = strings.Replace(word, slot, address, 1)
	}
	return filled
}
