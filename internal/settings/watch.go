package settings

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settled is how long the folders have to be quiet before a change is told: an
// editor writes a file in several steps.
const settled = 100 * time.Millisecond

// Watch calls changed once it has begun, and after each change in the folders,
// until ctx ends. A folder that is not there yet is waited for. It returns an
// error where the system does not let it watch; nothing is told then.
func Watch(ctx context.Context, dirs Dirs, changed func()) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer w.Close()
	wanted := dirs.folders()
	quiet := time.NewTimer(0)
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case e, open := <-w.Events:
			if open && e.Op != fsnotify.Chmod && concerns(e.Name, wanted) {
				quiet.Reset(settled)
			}
		case <-w.Errors: // what was lost is found when all is read again
			quiet.Reset(settled)
		case <-quiet.C:
			attend(w, wanted)
			changed()
		}
	}
}

// folders are all that Load looks into.
func (d Dirs) folders() (all []string) {
	for _, from := range d.layers() {
		all = append(all, from.folder, filepath.Join(from.folder, "sites"))
	}
	return all
}

// attend watches each folder, or the nearest one above it that there is.
func attend(w *fsnotify.Watcher, folders []string) {
	for _, folder := range folders {
		for !isFolder(folder) && filepath.Dir(folder) != folder {
			folder = filepath.Dir(folder)
		}
		if !slices.Contains(w.WatchList(), folder) {
			_ = w.Add(folder) // one that cannot be watched is read at the next start
		}
	}
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// concerns reports whether a changed name is in one of the folders, is one of
// them, or leads to one.
func concerns(name string, folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return filepath.Dir(name) == folder || inside(folder, name)
	})
}
