package machine

import (
	"errors"
	"io/fs"
	"syscall"
)

// ErrInUse is a file that is not let go of, by a program that runs.
var ErrInUse = errors.New("in use")

// Why says in words what a system error means and what to do about it.
func Why(err error) (what, do string) {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, diskFull):
		return "the disk is full", "free some 50 MB there"
	case errors.Is(err, syscall.EROFS):
		return "the disk can only be read", "mount it for writing, or use another home"
	case errors.Is(err, ErrInUse), errors.Is(err, inUse):
		return "it is in use", "close the browsers"
	case errors.Is(err, fs.ErrPermission):
		return "writing there is not allowed", "let the owner of that folder be the person who runs this"
	case errors.Is(err, syscall.ENOTDIR):
		return "a file stands where a folder is due", "move that file away"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "its path is too long", "use a home with a shorter path"
	}
	return err.Error(), "put that right"
}
