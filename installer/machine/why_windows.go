package machine

import "golang.org/x/sys/windows"

const (
	diskFull = windows.ERROR_DISK_FULL
	inUse    = windows.ERROR_SHARING_VIOLATION
)
