package launch

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const marker = "glance://show?key=4821"

// FuzzEntry: whatever a .desktop file says, a command that is taken has the
// address once, at the end of one argument that nothing can part.
func FuzzEntry(f *testing.F) {
	for _, exec := range []string{"/opt/glance %u", `"/opt/Glance Client/x" --url=%U --n %c`, "sh -c %u", `env A=b /bin/true "%u"`, `"a\"b" %u`, "%u", "x %%u", `"`, "x %", "x -a=%u -b=%u", "/bin/true\t%u"} {
		f.Add(exec, "Name", "")
	}
	d := desktop{path: []string{"/bin", "/usr/bin"}}
	var got []string
	d.start = func(_ string, command []string) error { got = command; return nil }
	f.Fuzz(func(t *testing.T, exec, name, path string) {
		p := d.registered("glance", "a.desktop", "/a.desktop", map[string]string{"Exec": exec, "Name": name, "Path": path})
		if p.start == nil {
			return
		}
		if !p.Startable() || strings.ContainsFunc(p.Name, unseen) || len([]rune(p.Name)) > 100 || p.start(marker) != nil {
			t.Fatalf("%+v", p)
		}
		with := slices.DeleteFunc(slices.Clone(got), func(word string) bool { return !strings.HasSuffix(word, marker) })
		if strings.Contains(name+exec, marker) {
			return
		}
		if len(with) != 1 {
			t.Fatalf("%q from %q", got, exec)
		}
		if got[0] == marker || !filepath.IsAbs(got[0]) || isShell(p.Path) || strings.Contains(strings.TrimSuffix(with[0], marker), " ") {
			t.Fatalf("%q from %q", got, exec)
		}
	})
}

// FuzzCommand: the same of a command line of Windows's registry.
func FuzzCommand(f *testing.F) {
	for _, line := range []string{`"C:\a b\g.exe" "%1"`, `C:\a b\g.exe %1`, `"C:\g.exe" %L %*`, `cmd.exe /c %1`, `"C:\g.exe`, `%1`, `"" %1`, `C:\g.exe %1 %1 100%`} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		var path, started string
		c := classes{
			value: func(key, name string) (string, bool) {
				switch {
				case strings.HasPrefix(key, "HKCU") && name == "URL Protocol":
					return "", true
				case strings.HasPrefix(key, "HKCU") && strings.HasSuffix(key, "command") && name == "":
					return line, true
				}
				return "", false
			},
			exists: func(string) bool { return true },
			start:  func(p, l string) error { path, started = p, l; return nil },
		}
		p := c.find("glance")
		if p.start == nil {
			return
		}
		if !p.Installed() || p.start(marker) != nil || path != p.Path || !isAbsolute(path) || isShell(path) {
			t.Fatalf("%q: %+v", line, p)
		}
		if !strings.Contains(line, marker) && strings.Count(started, marker) != 1 {
			t.Fatalf("%q became %q", line, started)
		}
	})
}
