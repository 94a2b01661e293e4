package settings

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// systemFolders are the administrator's, whatever the environment says.
func systemFolders() []string {
	folder, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, windows.KF_FLAG_DEFAULT)
	if err != nil {
		return nil
	}
	return []string{filepath.Join(folder, Folder)}
}
