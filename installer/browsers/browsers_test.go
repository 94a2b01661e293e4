package browsers

import (
	"strings"
	"testing"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// TestTable: every row has what it needs, and no two rows of a scope share a
// place.
func TestTable(t *testing.T) {
	for _, row := range Table {
		if titles[row.Browser] == "" || row.Family == "" || row.Folder == "" || len(row.Signs)+len(row.Programs) == 0 {
			t.Errorf("%s %s %s lacks something", row.System, row.Scope, row.Browser)
		}
		if strings.Trim(row.Evidence, "SDM ") != "" || row.Evidence == "" {
			t.Errorf("%s %s: the evidence %q is none of S, D, M", row.System, row.Browser, row.Evidence)
		}
		if (row.Key != "") != (row.System == Windows) {
			t.Errorf("%s %s: the registry is Windows's", row.System, row.Browser)
		}
	}
	for _, desk := range []Desk{
		{System: Linux, Home: "/h", Config: "/h/.config", Data: "/h/d"},
		{System: Mac, Home: "/h", Support: "/h/s", Data: "/h/s"},
		{System: Windows, Local: `C:\l`, Roaming: `C:\r`, Programs: `C:\p`, Programs32: `C:\q`, Data: `C:\l`},
	} {
		for _, scope := range []Scope{User, Whole} {
			seen := map[string]bool{}
			for _, place := range desk.Places(scope) {
				if seen[place.Manifest] || !desk.Absolute(place.Manifest) || strings.ContainsAny(place.Manifest+place.Key, "{}") {
					t.Errorf("%s %s: %s", desk.System, scope, place.Manifest)
				}
				seen[place.Manifest] = true
			}
			if len(seen) < 4 {
				t.Errorf("%s %s: only %d places", desk.System, scope, len(seen))
			}
		}
	}
}

func TestNewDesk(t *testing.T) {
	for _, test := range []struct {
		system      System
		env         func(string) string
		ours, state string
		fault       string
	}{
		{Linux, env("HOME", "/home/ada"), "/home/ada/.local/share/glance-agent-host", "/home/ada/.local/state/glance-agent-host", ""},
		{Linux, env("HOME", "/home/ada", "XDG_DATA_HOME", "/d", "XDG_STATE_HOME", "/s"), "/d/glance-agent-host", "/s/glance-agent-host", ""},
		{Linux, env("HOME", "/home/ada", "XDG_DATA_HOME", "d"), "/home/ada/.local/share/glance-agent-host", "/home/ada/.local/state/glance-agent-host", ""},
		{Linux, env(), "", "", "set HOME"},
		{Linux, env("HOME", "ada"), "", "", "set HOME"},
		{Linux, env("HOME", "/home/\xff"), "", "", "valid UTF-8"},
		{Linux, env("HOME", "/home/a\nb"), "", "", "one line"},
		{Mac, env("HOME", "/Users/ada"), "/Users/ada/Library/Application Support/Glance Agent Host", "/Users/ada/Library/Application Support/glance-agent-host", ""},
		{Windows, env("LOCALAPPDATA", `C:\Users\ada\AppData\Local`), `C:\Users\ada\AppData\Local\Glance Agent Host`, `C:\Users\ada\AppData\Local\glance-agent-host`, ""},
		{Windows, env("LOCALAPPDATA", `AppData`), "", "", "LOCALAPPDATA"},
	} {
		d, err := NewDesk(test.system, test.env)
		if test.fault != "" {
			if err == nil || !strings.Contains(err.Error(), test.fault) {
				t.Errorf("%s: %v, want %s", test.system, err, test.fault)
			}
		} else if err != nil || d.Ours(User) != test.ours || d.Remembers(User) != test.state {
			t.Errorf("%s: %s, %s, %v", test.system, d.Ours(User), d.Remembers(User), err)
		}
	}
}

func TestInside(t *testing.T) {
	linux, windows := Desk{System: Linux}, Desk{System: Windows}
	for _, test := range []struct {
		desk         Desk
		path, folder string
		inside       bool
	}{
		{linux, "/a/b/c", "/a/b", true},
		{linux, "/a/b", "/a/b", false},
		{linux, "/a/bc", "/a/b", false},
		{linux, "/a/b/../../etc/x", "/a/b", false},
		{linux, "/a/b/..", "/a/b", false},
		{linux, "/A/b/c", "/a/b", false},
		{windows, `c:\a\B\c`, `C:\A\b`, true},
		{windows, `C:/A/b/c`, `C:\A\b`, true},
		{windows, `C:\A\b\..\x`, `C:\A\b`, false},
	} {
		if test.desk.Inside(test.path, test.folder) != test.inside {
			t.Errorf("%s inside %s: %v", test.path, test.folder, !test.inside)
		}
	}
}
