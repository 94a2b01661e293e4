package sqlite

import "golang.org/x/sys/unix"

// onNetwork reports whether folder is on NFS or SMB, where SQLite's shared
// memory does not work between machines.
func onNetwork(folder string) bool {
	var disk unix.Statfs_t
	if unix.Statfs(folder, &disk) != nil {
		return false
	}
	switch uint32(disk.Type) {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC:
		return true
	}
	return false
}
