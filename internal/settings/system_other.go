//go:build !windows

package settings

import (
	"path/filepath"
	"runtime"
)

// systemFolders are the administrator's, whatever the environment says.
func systemFolders() []string {
	if runtime.GOOS == "darwin" {
		return []string{filepath.Join("/Library/Application Support", Folder), filepath.Join("/Library/Preferences", Folder)}
	}
	return []string{filepath.Join("/etc/xdg", Folder)}
}
