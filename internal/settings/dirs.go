package settings

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
)

// Folder is the name of the product's folder in each configuration folder.
const Folder = "glance-agent-host"

// Dirs are the folders that are read: settings.json and sites/*.json in each.
type Dirs struct {
	Administrator []string // the first that sets a key decides
	Person        string

	// Own allows that an administrator's file belongs to the account that the
	// host runs in, instead of root: whoever starts the host has named the
	// folders, for a trial or a test.
	Own bool
}

// DefaultDirs are the system's XDG configuration folders for the administrator
// (/etc/xdg; /Library/Application Support; ProgramData) and the person's own.
// XDG_CONFIG_DIRS and XDG_CONFIG_HOME, as they were when the program started,
// come first. Without XDG_CONFIG_DIRS no folder inside the person's home is an
// administrator's, though some systems list such.
func DefaultDirs() Dirs {
	named := os.Getenv("XDG_CONFIG_DIRS") != ""
	return dirs(xdg.ConfigDirs, xdg.ConfigHome, xdg.Home, named)
}

func dirs(system []string, person, home string, named bool) Dirs {
	d := Dirs{Person: filepath.Join(person, Folder), Own: named}
	for _, folder := range system {
		if named || !inside(folder, home) {
			d.Administrator = append(d.Administrator, filepath.Join(folder, Folder))
		}
	}
	return d
}

func inside(folder, home string) bool {
	way, err := filepath.Rel(home, folder)
	return home != "" && err == nil && way != ".." && !strings.HasPrefix(way, ".."+string(filepath.Separator))
}
