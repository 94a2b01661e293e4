package launch

import (
	"path"
	"strings"
)

// classes is what Windows keeps of schemes: a registry, and which files there are.
type classes struct {
	value  func(key, name string) (string, bool) // key begins with HKCU\ or HKLM\; an empty name is the key's own value
	exists func(path string) bool                // whether it is a file
	start  func(path, line string) error
}

// find is the program that opens a scheme: what the person chose, then what is
// registered for them, then for everybody.
func (c classes) find(scheme string) Program {
	const choices = `HKCU\Software\Microsoft\Windows\Shell\Associations\UrlAssociations\`
	stale := Program{Scheme: scheme}
	names := []string{scheme}
	if chosen, ok := c.value(choices+scheme+`\UserChoice`, "ProgId"); ok && chosen != "" && !strings.Contains(chosen, `\`) {
		names = []string{chosen, scheme}
	}
	for _, name := range names {
		for _, root := range []string{`HKCU\Software\Classes\`, `HKLM\Software\Classes\`} {
			program, found := c.program(scheme, root+name, name == scheme)
			switch {
			case found && !program.Stale:
				return program
			case found && stale.Path == "":
				stale = program
			}
		}
	}
	return stale
}

// program reads one class. That of a scheme is one only with a value URL Protocol.
func (c classes) program(scheme, key string, protocol bool) (p Program, found bool) {
	if _, ok := c.value(key, "URL Protocol"); protocol && !ok {
		return Program{}, false
	}
	command := key + `\shell\open\command`
	line, ok := c.value(command, "")
	if _, delegated := c.value(command, "DelegateExecute"); delegated {
		return Program{Scheme: scheme, Name: oneLine(or(c.label(key), scheme)), Path: command, ID: command}.startedBy(nil), true
	}
	if !ok || strings.TrimSpace(line) == "" {
		return Program{}, false
	}
	file, there := c.image(line)
	p = Program{Scheme: scheme, Name: oneLine(c.nameOf(key, file)), Path: file, Stale: !there}
	if p.Stale {
		return p, true
	}
	p.Ours, p.ID = ours(file), line
	if slots(line) != 1 || isShell(file) {
		return p.startedBy(nil), true
	}
	return p.startedBy(func(address string) error { return c.start(file, filled(line, address)) }), true
}

// label is how the class calls itself, without the URL: that is customary.
func (c classes) label(key string) string {
	name, _ := c.value(key, "")
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(name, " Protocol"), "URL:"))
}

func (c classes) nameOf(key, file string) string {
	if name, ok := c.value(key+`\Application`, "ApplicationName"); ok && name != "" && name[0] != '@' {
		return name
	}
	return or(c.label(key), base(file))
}

// image is the program of a command line, and whether it is there. Without
// quotes a path may hold spaces: the shortest file that is there is meant, as the
// system has it.
func (c classes) image(line string) (file string, there bool) {
	line = strings.TrimSpace(line)
	if rest, ok := strings.CutPrefix(line, `"`); ok {
		file, _, _ = strings.Cut(rest, `"`)
		return file, isAbsolute(file) && c.exists(file)
	}
	for at := 0; ; {
		space := strings.IndexByte(line[at:], ' ')
		if space < 0 {
			return line, isAbsolute(line) && c.exists(line)
		}
		at += space
		if file = line[:at]; strings.EqualFold(path.Ext(file), ".exe") && isAbsolute(file) {
			return file, c.exists(file)
		}
		at++
	}
}

// isAbsolute admits a path on a drive of this computer.
func isAbsolute(file string) bool {
	return len(file) > 3 && isLetter(file[0]) && file[1] == ':' && file[2] == '\\'
}

// slots counts the places of the address.
func slots(line string) int {
	lower := strings.ToLower(line)
	return strings.Count(lower, "%1") + strings.Count(lower, "%l")
}

// filled puts the address in its place. It holds nothing that a command line is
// parted or quoted by. What else the system would fill in is nothing here.
func filled(line, address string) string {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		next := byte(0)
		if i+1 < len(line) {
			next = line[i+1] | 0x20
		}
		switch {
		case line[i] != '%':
			b.WriteByte(line[i])
			continue
		case next == '1'|0x20, next == 'l':
			b.WriteString(address)
		case next == '*'|0x20, '2' <= next && next <= '9':
		default:
			b.WriteByte('%')
			continue
		}
		i++
	}
	return b.String()
}
