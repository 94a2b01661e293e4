package main

import (
	"errors"
	"io/fs"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// cannotWork says why nothing can be done at this desk at all: its settings, or
// its disk.
func cannotWork(err error) *protocol.Error {
	reason := protocol.ReasonLogFailed
	var path *fs.PathError
	switch {
	case glance.CodeOf(err) == glance.ForeignAddress:
		reason = protocol.ReasonForeignAddress
	case errors.Is(err, errSettings):
		reason = protocol.ReasonSettingsUnreadable
	case errors.As(err, &path):
		reason = protocol.ReasonLogFailed
	}
	return &protocol.Error{Code: protocol.CodeInternal, Message: string(reason), Data: &protocol.ErrorData{Reason: reason}}
}
