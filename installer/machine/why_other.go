//go:build !windows

package machine

import "syscall"

const (
	diskFull = syscall.ENOSPC
	inUse    = syscall.ETXTBSY
)
