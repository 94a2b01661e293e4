package launch

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/secret"
)

const panorama = `C:\Program Files\Glance\GlanceLauncher.exe`

// registry is one that a test wrote: "key|name" is a value.
type drawn map[string]string

func (d drawn) classes(files []string, started *[]string) classes {
	return classes{
		value:  func(key, name string) (string, bool) { v, ok := d[key+"|"+name]; return v, ok },
		exists: func(path string) bool { return slices.Contains(files, path) },
		start:  func(path, line string) error { *started = append(*started, path, line); return nil },
	}
}

func class(root, name, command string) drawn {
	key := root + `\Software\Classes\` + name
	return drawn{key + "|": "URL:Glance Protocol", key + "|URL Protocol": "", key + `\shell\open\command|`: command}
}

func TestClasses(t *testing.T) {
	const address = "glance://show?key=%22&x=1"
	choice := drawn{`HKCU\Software\Microsoft\Windows\Shell\Associations\UrlAssociations\glance\UserChoice|ProgId`: "Glance.1"}
	without := class("HKCU", "glance", `"`+panorama+`" "%1"`)
	delete(without, `HKCU\Software\Classes\glance|URL Protocol`)
	files := []string{panorama, `C:\Program Files\b\b.exe`, `C:\x\cmd.exe`, `D:\other.exe`}
	for name, c := range map[string]struct {
		registry drawn
		path     string
		state    string
		line     string // what is started with
	}{
		"none":                {nil, "", "none", ""},
		"a person's":          {class("HKCU", "glance", `"`+panorama+`" "%1"`), panorama, "there", `"` + panorama + `" "` + address + `"`},
		"everybody's":         {class("HKLM", "glance", `"`+panorama+`" --url="%1"`), panorama, "there", `"` + panorama + `" --url="` + address + `"`},
		"%l and %*":           {class("HKLM", "glance", `"`+panorama+`" %L %* 50%`), panorama, "there", `"` + panorama + `" ` + address + `  50%`},
		"a person's is first": {merged(class("HKLM", "glance", `"`+panorama+`" "%1"`), class("HKCU", "glance", `"D:\other.exe" "%1"`)), `D:\other.exe`, "there", `"D:\other.exe" "` + address + `"`},
		"a person's is gone":  {merged(class("HKLM", "glance", `"`+panorama+`" "%1"`), class("HKCU", "glance", `"D:\gone.exe" "%1"`)), panorama, "there", `"` + panorama + `" "` + address + `"`},
		"gone":                {class("HKCU", "glance", `"D:\gone.exe" "%1"`), `D:\gone.exe`, "stale", ""},
		"without quotes":      {class("HKCU", "glance", panorama+` %1`), panorama, "there", panorama + " " + address},
		"no URL Protocol":     {without, "", "none", ""},
		"chosen":              {merged(choice, class("HKLM", "glance", `"`+panorama+`" "%1"`), class("HKCU", "Glance.1", `"D:\other.exe" "%1"`)), `D:\other.exe`, "there", `"D:\other.exe" "` + address + `"`},
		"a share":             {class("HKCU", "glance", `"\\host\share\glance.exe" "%1"`), `\\host\share\glance.exe`, "stale", ""},
		"a relative path":     {class("HKCU", "glance", `glance.exe "%1"`), `glance.exe "%1"`, "stale", ""},
		"it takes no address": {class("HKCU", "glance", `"`+panorama+`"`), panorama, "odd", ""},
		"it takes two":        {class("HKCU", "glance", `"`+panorama+`" %1 %1`), panorama, "odd", ""},
		"a shell":             {class("HKCU", "glance", `"C:\x\cmd.exe" /c start %1`), `C:\x\cmd.exe`, "odd", ""},
		"no command":          {class("HKCU", "glance", ""), "", "none", ""},
		"delegated":           {merged(class("HKCU", "glance", ""), drawn{`HKCU\Software\Classes\glance\shell\open\command|DelegateExecute`: "{0}"}), `HKCU\Software\Classes\glance\shell\open\command`, "odd", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DISPLAY", ":0")
			var started []string
			p := c.registry.classes(files, &started).find("glance")
			state := "none"
			switch {
			case p.Startable():
				state = "there"
			case p.Installed():
				state = "odd"
			case p.Stale:
				state = "stale"
			}
			if state != c.state || p.Path != c.path {
				t.Errorf("%s: %+v", state, p)
			}
			err := New(schemes...).Launch(p, secret.New(address))
			if (err == nil) != (c.line != "") || err == nil && !slices.Equal(started, []string{c.path, c.line}) {
				t.Errorf("%v: %q", err, started)
			}
		})
	}
}

func merged(all ...drawn) drawn {
	one := drawn{}
	for _, d := range all {
		maps.Copy(one, d)
	}
	return one
}

func TestServices(t *testing.T) {
	const app = "/Applications/Glance.app"
	for out, want := range map[string]string{app + "\n": app, "": "", "\n": "", "relative.app\n": "", "/bin/sh\n": "", "/a/../Glance.app\n": "", "/x\u202e.app\n": "", "/gone/Glance.app\n": "stale"} {
		var asked, started []string
		s := services{
			run: func(program string, args ...string) (string, error) {
				asked = append([]string{program}, args...)
				return out, nil
			},
			start:  func(program string, args ...string) error { started = append([]string{program}, args...); return nil },
			exists: func(path string) bool { return !strings.HasPrefix(path, "/gone/") },
		}
		p := s.find("glancepanorama")
		if p.Installed() != (want == app) || p.Stale != (want == "stale") || asked[0] != "/usr/bin/osascript" || asked[len(asked)-1] != "glancepanorama://x" {
			t.Errorf("%q: %+v, asked %q", out, p, asked)
		}
		if want != app {
			continue
		}
		t.Setenv("DISPLAY", ":0")
		if err := New(schemes...).Launch(p, secret.New("glancepanorama://agentjoin/1")); err != nil || !slices.Equal(started, []string{"/usr/bin/open", "-a", app, "glancepanorama://agentjoin/1"}) || p.Name != "Glance" {
			t.Errorf("%v %q %+v", err, started, p)
		}
	}
}
