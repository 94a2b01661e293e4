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

// admission is what was found about the program that started this one.
type admission struct {
	by      starter
	err     error // it could not be told
	known   bool  // a browser, or a program that the administrator listed
	refused bool
}

// admit looks at the program that started this. The settings are read only for
// one that is no browser, so that a browser's start costs a look at two files.
func admit() admission {
	by, err := startedBy()
	if err == nil && by.known() {
		return admission{by: by, known: true}
	}
	callers := settings.LoadCallers(settings.DefaultDirs())
	known := err == nil && by.listed(callers.Listed)
	return admission{by: by, err: err, known: known, refused: callers.Strict && !known}
}

// note logs an unknown program.
func (a admission) note(log *zap.Logger) {
	if !a.known {
		log.Warn("not started by a known browser", zap.String("by", a.by.image), zap.Bool("refused", a.refused), zap.Error(a.err))
	}
}
