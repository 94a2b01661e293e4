package sqlite

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// tmpfs is a disk of the given size, for the length of a test.
func tmpfs(t *testing.T, size string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root may mount a small disk")
	}
	folder := t.TempDir()
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, "size="+size); err != nil {
		t.Skip("this machine mounts no tmpfs:", err)
	}
	t.Cleanup(func() { unix.Unmount(folder, unix.MNT_DETACH) })
	return folder
}

// remount changes a tmpfs: ro, rw or another size.
func remount(t *testing.T, folder, how string) {
	t.Helper()
	flags, data := uintptr(unix.MS_REMOUNT), ""
	switch how {
	case "ro":
		flags |= unix.MS_RDONLY
	case "rw":
	default:
		data = "size=" + how
	}
	if err := unix.Mount("", folder, "", flags, data); err != nil {
		t.Fatal(err)
	}
}
