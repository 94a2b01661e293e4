package browsers

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/manifests"
)

// Product is the name of our folders on Linux, and of the state folder, which
// the host shares, everywhere.
const Product = "glance-agent-host"

// Desk is a system and the folders that matter on it, all absolute.
type Desk struct {
	System     System
	Home       string
	Config     string // Linux: XDG_CONFIG_HOME, where Chromium browsers keep profiles
	Support    string // macOS: ~/Library/Application Support
	Local      string // Windows: LOCALAPPDATA
	Roaming    string // Windows: APPDATA
	Programs   string // Windows: Program Files
	Programs32 string // Windows: Program Files (x86)
	Data       string // the person's data folder, without ours
	State      string // the person's state folder, without ours
	Locale     string // Linux: how letters in paths are written, such as en_GB.UTF-8
}

// ErrNoHome says that the home folder cannot be told.
var ErrNoHome = errors.New("the home folder is not known: set HOME (on Windows LOCALAPPDATA) to its full path and run this again")

// NewDesk reads a desk from the environment.
func NewDesk(system System, getenv func(string) string) (Desk, error) {
	d := Desk{System: system, Home: getenv("HOME")}
	folder := func(name, otherwise string) string {
		if path := getenv(name); d.Absolute(path) {
			return path
		}
		return otherwise
	}
	switch system {
	case Windows:
		d.Home, d.Local = folder("USERPROFILE", ""), folder("LOCALAPPDATA", "")
		d.Roaming, d.Programs, d.Programs32 = folder("APPDATA", ""), folder("ProgramW6432", folder("ProgramFiles", "")), folder("ProgramFiles(x86)", "")
		d.Data, d.State = d.Local, folder("XDG_STATE_HOME", d.Local)
	case Mac:
		d.Support = d.Join(d.Home, "Library", "Application Support")
		d.Data, d.State = d.Support, folder("XDG_STATE_HOME", d.Support)
	default:
		d.Locale = cmp.Or(getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG"), "C")
		d.Config = folder("XDG_CONFIG_HOME", d.Join(d.Home, ".config"))
		d.Data, d.State = folder("XDG_DATA_HOME", d.Join(d.Home, ".local", "share")), folder("XDG_STATE_HOME", d.Join(d.Home, ".local", "state"))
	}
	return d, d.sound()
}

// sound refuses folders that no manifest can name: one is JSON, in UTF-8.
func (d Desk) sound() error {
	home := d.Home
	if d.System == Windows {
		home = d.Local
	}
	for _, path := range []string{home, d.Data, d.State} {
		if !d.Absolute(path) {
			return ErrNoHome
		}
		if !utf8.ValidString(path) || strings.ContainsAny(path, "\x00\r\n") {
			return fmt.Errorf("the folder %q has a name that no browser can read from a manifest: use a home whose name is valid UTF-8 on one line", path)
		}
	}
	return nil
}

// Join joins a path in the system's own spelling.
func (d Desk) Join(parts ...string) string {
	if d.System == Windows {
		return strings.Join(parts, `\`)
	}
	path := strings.Join(parts, "/")
	if len(path) > 1 {
		return strings.ReplaceAll(path, "//", "/")
	}
	return path
}

// Absolute says whether a path is absolute on the system.
func (d Desk) Absolute(path string) bool {
	if d.System == Windows {
		return strings.HasPrefix(path, `\\`) || len(path) > 2 && path[1] == ':' && path[2] == '\\'
	}
	return strings.HasPrefix(path, "/")
}

// Parent is the folder that holds a path, and empty for a root. Registry keys
// have parents as folders have.
func (d Desk) Parent(path string) string {
	at := strings.LastIndex(path, d.separator())
	if at <= 0 {
		return ""
	}
	return path[:at]
}

// Inside says whether a path is below a folder; a Windows path's case is no matter.
func (d Desk) Inside(path, folder string) bool {
	if d.System == Windows {
		path, folder = strings.ToLower(strings.ReplaceAll(path, "/", `\`)), strings.ToLower(folder)
	}
	return strings.HasPrefix(path, folder+d.separator()) && !strings.Contains(path+d.separator(), d.separator()+".."+d.separator())
}

func (d Desk) separator() string {
	if d.System == Windows {
		return `\`
	}
	return "/"
}

// Folders are the person's folders that this desk has, the more special first.
func (d Desk) Folders() []string {
	var folders []string
	for _, folder := range []string{d.State, d.Data, d.Config, d.Support, d.Local, d.Roaming, d.Home} {
		if d.Absolute(folder) && !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return folders
}

// Ours is the folder that holds host programs, one folder for each version.
func (d Desk) Ours(scope Scope) string {
	switch {
	case scope == Whole && d.System == Windows:
		return d.Join(d.Programs, "Glance Agent Host")
	case scope == Whole && d.System == Mac:
		return "/Library/Application Support/Glance Agent Host"
	case scope == Whole:
		return "/opt/" + Product
	case d.System == Linux:
		return d.Join(d.Data, Product)
	}
	return d.Join(d.Data, "Glance Agent Host")
}

// Remembers is the folder of the receipt. For a person it is also the host's
// own: its log and its events lie there.
func (d Desk) Remembers(scope Scope) string {
	switch {
	case scope == User:
		return d.Join(d.State, Product)
	case d.System == Linux:
		return "/var/lib/" + Product
	}
	return d.Ours(scope)
}

// Program is the host program's file name.
func (d Desk) Program() string {
	if d.System == Windows {
		return "glance-host.exe"
	}
	return "glance-host"
}

// path fills a template of the table in. A folder that this desk does not have
// makes it empty.
func (d Desk) path(template string, scope Scope) string {
	var filled []string
	for name, folder := range map[string]string{
		"{home}": d.Home, "{config}": d.Config, "{support}": d.Support, "{local}": d.Local, "{roaming}": d.Roaming,
		"{programs}": d.Programs, "{programs32}": d.Programs32, "{ours}": d.Ours(scope), "{name}": manifests.Identity().Host,
	} {
		if strings.Contains(template, name) && folder == "" {
			return ""
		}
		filled = append(filled, name, folder)
	}
	if d.System == Windows {
		template = strings.ReplaceAll(template, "/", `\`)
	}
	return strings.NewReplacer(filled...).Replace(template)
}
