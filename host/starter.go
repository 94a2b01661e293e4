package main

import (
	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/settings"
	"github.com/glance-networks/agent-host/internal/starter"
)

// admission is what was found about the program that started this one.
type admission struct {
	by      starter.Starter
	err     error // it could not be told
	known   bool  // a browser, or a program that the administrator listed
	refused bool
}

// admit looks at the program that started this, which is no browser or cannot be
// told: for a browser the port was early.
func admit() admission {
	by, err := starter.By()
	callers := settings.LoadCallers(settings.DefaultDirs())
	known := err == nil && (by.Known() || by.Listed(callers.Listed))
	return admission{by: by, err: err, known: known, refused: callers.Strict && !known}
}

// note logs an unknown program.
func (a admission) note(log *zap.Logger) {
	if !a.known {
		log.Warn("not started by a known browser", zap.String("by", a.by.Image), zap.Bool("refused", a.refused), zap.Error(a.err))
	}
}
