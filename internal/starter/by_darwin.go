package starter

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// argcBytes precede the program's path in what the system tells of a process.
const argcBytes = 4

// By looks at the parent process. Applications in /Applications belong to
// whoever dragged them there: the folder is what an administrator's group guards.
func By() (Starter, error) {
	parent := os.Getppid()
	told, err := unix.SysctlRaw("kern.procargs2", parent)
	if err != nil {
		return Starter{}, fmt.Errorf("the parent process cannot be looked at: %w", err)
	}
	if os.Getppid() != parent {
		return Starter{}, errOrphan
	}
	if len(told) < argcBytes {
		return Starter{}, errors.New("the parent process cannot be looked at")
	}
	path, _, _ := bytes.Cut(told[argcBytes:], []byte{0})
	image, err := filepath.EvalSymlinks(string(path))
	if err != nil {
		return Starter{Image: string(path)}, errors.New("the parent's program is not there any more")
	}
	return Starter{Image: image, Placed: strings.HasPrefix(image, "/Applications/")}, nil
}
