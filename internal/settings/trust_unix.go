//go:build unix

package settings

import (
	"io/fs"
	"os"
	"syscall"
)

// distrust says how info would have to be for only root, or with own this
// account, to be able to write there.
func distrust(info fs.FileInfo, own bool) string {
	owner := uint32(1)
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		owner = stat.Uid
	}
	switch {
	case owner == 0, own && owner == uint32(os.Geteuid()):
	case own:
		return "belong to root or to you"
	default:
		return "belong to root (chown root)"
	}
	if info.Mode().Perm()&0o022 != 0 {
		return "not be writable by others (chmod go-w)"
	}
	return ""
}
