// Package starter tells who started this program: the extension that the browser
// says it did it for, and the program that did.
package starter

import (
	"errors"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Starter is the program that started this one, as the system tells. Whoever
// runs programs in this account can make a browser start the host too: the look
// stops what forges no more than our arguments.
type Starter struct {
	Image  string // its file, in full
	Placed bool   // only an administrator can have put that file there
}

var errOrphan = errors.New("whoever started this has ended")

// Known reports whether the program is a browser that an administrator, or the
// system's packages, installed.
func (s Starter) Known() bool {
	return s.Placed && isBrowser(runtime.GOOS, programName(s.Image))
}

// programName is a program's name without what each system adds to it.
func programName(image string) string {
	if runtime.GOOS == "windows" {
		return strings.TrimSuffix(strings.ToLower(filepath.Base(image)), ".exe")
	}
	return filepath.Base(image)
}

// Listed reports whether the program is one of these files.
func (s Starter) Listed(files []string) bool {
	return slices.ContainsFunc(files, func(file string) bool {
		real, err := filepath.EvalSymlinks(file)
		return s.Image != "" && (file == s.Image || err == nil && real == s.Image)
	})
}
