package main

import (
	"errors"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/settings"
)

// starter is the program that started this one, as the system tells. Whoever
// runs programs in this account can make a browser start the host too: the look
// stops what forges no more than our arguments.
type starter struct {
	image  string // its file, in full
	placed bool   // only an administrator can have put that file there
}

var errOrphan = errors.New("whoever started this has ended")

// known reports whether the program is a browser that an administrator, or the
// system's packages, installed.
func (s starter) known() bool {
	return s.placed && isBrowser(runtime.GOOS, programName(s.image))
}

// programName is a program's name without what each system adds to it.
func programName(image string) string {
	if runtime.GOOS == "windows" {
		return strings.TrimSuffix(strings.ToLower(filepath.Base(image)), ".exe")
	}
	return filepath.Base(image)
}

// listed reports whether the program is one of these files.
func (s starter) listed(files []string) bool {
	return slices.ContainsFunc(files, func(file string) bool {
		real, err := filepath.EvalSymlinks(file)
		return s.image != "" && (file == s.image || err == nil && real == s.image)
	})
}

// admitted reports whether the program that started this may be answered. The
// settings are read only for one that is not known, so that a browser's start
// costs a look at two files.
func admitted(log *zap.Logger) bool {
	by, err := startedBy()
	if err == nil && by.known() {
		return true
	}
	callers := settings.LoadCallers(settings.DefaultDirs())
	if err == nil && by.listed(callers.Listed) {
		return true
	}
	log.Warn("not started by a known browser", zap.String("by", by.image), zap.Bool("refused", callers.Strict), zap.Error(err))
	return !callers.Strict
}
