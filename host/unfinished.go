package main

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/cobrowse"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// rebuildTime is how long taking over unfinished sessions may hold up the first
// request.
const rebuildTime = 3 * time.Second

// takeOver rebuilds unfinished sessions, now or once the log can be opened. It
// returns before any request is run.
func (w *work) takeOver(ctx context.Context, sessions []string) {
	if len(sessions) == 0 {
		return
	}
	ctx, stop := context.WithTimeout(ctx, rebuildTime)
	defer stop()
	w.mu.Lock()
	w.unread = sessions[:min(len(sessions), protocol.MaxWatches)]
	w.mu.Unlock()
	if err := w.rebuild(ctx); err != nil {
		w.log.Error("cannot take over yet", zap.Error(err))
	}
}

// rebuild has each unfinished session taken over by the desk that it belongs to.
// What cannot be read is tried again before the next watch.
func (w *work) rebuild(ctx context.Context) error {
	w.mu.Lock()
	unread := w.unread
	w.unread = nil
	w.mu.Unlock()
	for i, id := range unread {
		if err := w.resume(ctx, id); err != nil {
			w.later(unread[i:]...)
			return err
		}
	}
	return nil
}

func (w *work) later(sessions ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unread = append(w.unread, sessions...)
}

// resume has one session taken over. One of an environment that the settings do
// not have is left as it is; one of an environment that cannot be worked in just
// now holds up no other.
func (w *work) resume(ctx context.Context, id string) error {
	log, err := w.steps()
	if err != nil {
		return err
	}
	steps, err := log.Session(ctx, id)
	if err != nil {
		return err
	}
	session := cobrowse.Fold(steps)
	if session.ID == "" || session.Over() {
		return nil
	}
	desk, err := w.desk(session.Environment)
	switch {
	case err == nil:
		desk.Rebuild(ctx, []string{id}) // what it cannot read now it reads before its next watch
	case errors.Is(err, errNoEnvironment):
		w.log.Warn("a session of another environment is left to it", zap.String("session", id), zap.String("environment", session.Environment))
	default:
		w.log.Error("a session cannot be taken over yet", zap.String("session", id), zap.Error(err))
		w.later(id)
	}
	return nil
}
