package starter

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// By looks at the parent process. A wrapper script that ends in exec has
// become the browser; a portal of Flatpak or Snap is itself the parent.
func By() (Starter, error) {
	parent := os.Getppid()
	link := fmt.Sprintf("/proc/%d/exe", parent)
	image, err := os.Readlink(link)
	if err != nil {
		return Starter{}, fmt.Errorf("the parent process cannot be looked at: %w", err)
	}
	info, err := os.Stat(link)
	if os.Getppid() != parent {
		return Starter{}, errOrphan
	}
	if err != nil {
		return Starter{Image: image}, fmt.Errorf("the parent's program cannot be looked at: %w", err)
	}
	return look(image, info), nil
}

// look judges a program by its file, which info describes even where it has
// been replaced since: a browser runs on while it is updated.
func look(image string, info fs.FileInfo) Starter {
	there, err := os.Stat(image)
	if err != nil {
		image = strings.TrimSuffix(image, " (deleted)")
	} else if !os.SameFile(there, info) {
		return Starter{Image: image} // seen from here, another file has that name
	}
	return Starter{Image: image, Placed: onlyRoots(info) && placedByRoot(filepath.Dir(image))}
}

// placedByRoot reports whether only root can change what is in a folder, or put
// another in its place.
func placedByRoot(folder string) bool {
	info, err := os.Lstat(folder)
	if err != nil || !filepath.IsAbs(folder) || !info.IsDir() || !onlyRoots(info) {
		return false
	}
	return folder == "/" || placedByRoot(filepath.Dir(folder))
}

// onlyRoots reports whether only root can write there.
func onlyRoots(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid == 0 && info.Mode().Perm()&0o022 == 0
}
