//go:build !windows

package machine

import (
	"os"
	"syscall"
)

// OthersHome says whether a home belongs to somebody else than the superuser,
// who runs this: what was put there would be lost to its owner.
func OthersHome(home string) bool {
	info, err := os.Stat(home)
	if err != nil || os.Geteuid() != 0 {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid != 0
}
