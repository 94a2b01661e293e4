package main

import (
	"os/user"
	"reflect"
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
)

// calmPace is how often a host that is to be renewed looks whether it may.
const calmPace = 100 * time.Millisecond

// by is who works here, for the roles, and what the browser's policy says. What a
// sign-in told counts only where agents sign in.
func (w *work) by(signed who) settings.By {
	by := settings.By{Policy: w.policy, Names: signed.Names, Groups: signed.Groups}
	if account, err := user.Current(); err == nil {
		by.Names = append(by.Names, account.Username)
	}
	return by
}

// watchSettings asks for a new host after each change of the settings. One way
// for every change: the extension starts another host, which takes over what
// goes on, as after any restart.
func (w *work) watchSettings(first settings.Loaded) {
	err := settings.Watch(w.ctx, settings.DefaultDirs(), func() {
		if !reflect.DeepEqual(first, w.read()) {
			w.renew()
		}
	})
	if err != nil {
		w.log.Warn("settings are not watched: a change counts when the browser is started again", zap.Error(err))
	}
}

// renew asks for a new host as soon as nothing is under way that a restart would
// have to ask the agent about.
func (w *work) renew() {
	look := time.NewTicker(calmPace)
	defer look.Stop()
	for !w.calm() {
		select {
		case <-look.C:
		case <-w.ctx.Done():
			return
		}
	}
	w.log.Info("settings changed: a new host is asked for")
	if err := w.server.Push(protocol.PushRenew, protocol.Empty{}); err != nil {
		w.log.Error("renewal not pushed", zap.Error(err))
	}
}

func (w *work) calm() bool {
	for _, desk := range w.desks() {
		if !desk.Calm() {
			return false
		}
	}
	return true
}
