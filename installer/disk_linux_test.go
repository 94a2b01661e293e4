package main

import (
	"os"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// smallDisk mounts a disk of a size on a folder, or with "ro" makes that one
// read-only: small-disk FOLDER SIZE|ro. Only root may.
func smallDisk(ts *testscript.TestScript, neg bool, args []string) {
	folder := ts.MkAbs(args[0])
	if args[1] == "ro" {
		ts.Check(unix.Mount("", folder, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""))
		return
	}
	ts.Check(os.MkdirAll(folder, 0o700))
	ts.Check(unix.Mount("tmpfs", folder, "tmpfs", 0, "size="+args[1]))
	ts.Defer(func() { unix.Unmount(folder, unix.MNT_DETACH) })
}
