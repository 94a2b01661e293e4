package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/cobrowse"
	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
)

// register tells the server who answers what.
func (w *work) register(server *native.Server) {
	server.Handle(protocol.MethodPing, native.Handle(func(_ context.Context, p protocol.PingParams) (protocol.PingParams, error) { return p, nil }))
	server.Handle(protocol.MethodConfig, native.Handle(w.config))
	server.Handle(protocol.MethodWatch, onDesk(w, (*cobrowse.Desk).Watch))
	server.Handle(protocol.MethodUnwatch, onDesk(w, (*cobrowse.Desk).Unwatch))
	server.Handle(protocol.MethodAct, onDesk(w, (*cobrowse.Desk).Act))
	server.HandleConcurrent(protocol.MethodTicket, onDesk(w, (*cobrowse.Desk).Ticket))
	server.Handle(protocol.MethodOpened, onDesk(w, (*cobrowse.Desk).Opened))
	server.Handle(protocol.MethodReload, native.Handle(w.reload))
	server.Handle(protocol.MethodSettings, native.Handle(w.settings))
	server.Handle(protocol.MethodSet, native.Handle(w.set))
	server.HandleConcurrent(protocol.MethodLive, native.Handle(w.tryLive))
	w.registerSignIn(server)
}

// onDesk answers with a method of the desk, which is built when first needed.
func onDesk[P, R any](w *work, method func(*cobrowse.Desk, context.Context, P) (R, error)) native.Handler {
	return native.Handle(func(ctx context.Context, p P) (R, error) {
		desk, err := w.desk()
		if err != nil {
			var none R
			w.log.Error("cannot work", zap.Error(err))
			return none, cannotWork(err)
		}
		return method(desk, ctx, p)
	})
}

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
	sessions = sessions[:min(len(sessions), protocol.MaxWatches)]
	desk, err := w.desk()
	if err != nil {
		w.log.Error("cannot take over yet", zap.Error(err))
		w.mu.Lock()
		w.unread = sessions
		w.mu.Unlock()
		return
	}
	desk.Rebuild(ctx, sessions)
}

// rulesPerPage keeps a page of rules well within a frame: a rule is at most
// some 15 KB.
const rulesPerPage = 40

// config answers with a page of what the extension may know.
func (w *work) config(_ context.Context, p protocol.ConfigParams) (protocol.ConfigResult, error) {
	loaded := w.loaded()
	from := 0
	if p.Cursor != "" {
		var err error
		if from, err = strconv.Atoi(p.Cursor); err != nil || from < 0 || from > len(loaded.Rules) {
			return protocol.ConfigResult{}, &protocol.Error{Code: protocol.CodeInvalidParams, Message: "no such cursor"}
		}
	}
	to := min(from+rulesPerPage, len(loaded.Rules))
	result := protocol.ConfigResult{Settings: viewSettings(loaded.Settings), Rules: loaded.Rules[from:to]}
	if from == 0 {
		for _, mistake := range loaded.Mistakes {
			result.Mistakes = append(result.Mistakes, fmt.Sprint(mistake))
		}
	}
	if to < len(loaded.Rules) {
		result.Next = strconv.Itoa(to)
	}
	return result, nil
}

func viewSettings(set settings.Settings) protocol.ViewSettings {
	return protocol.ViewSettings{Presence: set.Presence, ShowPage: set.ShowPage, OpenLocation: protocol.OpenLocation(set.OpenLocation), KeyPattern: set.KeyPattern}
}

// reload has this host replaced by one that hears the browser's new policy.
func (w *work) reload(context.Context, protocol.Empty) (protocol.Empty, error) {
	w.tasks.Go(w.renew)
	return protocol.Empty{}, nil
}

// settings lists them as they count in this host.
func (w *work) settings(context.Context, protocol.Empty) (protocol.SettingsResult, error) {
	loaded := w.loaded()
	result := protocol.SettingsResult{Roles: loaded.Roles, File: settings.PersonFile(settings.DefaultDirs())}
	for _, s := range loaded.States() {
		result.Settings = append(result.Settings, protocol.Setting{
			Key: s.Key, Value: s.Value, Secret: s.Secret, Source: protocol.SettingSource(s.Source), Origin: s.Origin, Locked: s.Locked, Own: s.Own,
		})
	}
	for _, mistake := range loaded.Mistakes {
		result.Mistakes = append(result.Mistakes, mistake.String())
	}
	return result, nil
}

// set changes one of the person's settings. That it changed is heard as any
// other change of the file is.
func (w *work) set(_ context.Context, p protocol.SetParams) (protocol.SetResult, error) {
	w.loaded() // from here on changes are watched for
	if err := settings.Set(settings.DefaultDirs(), w.by(readWho()), p.Key, p.Value); err != nil {
		w.log.Warn("setting refused", zap.Error(err))
		return protocol.SetResult{Wrong: err.Error()}, nil
	}
	return protocol.SetResult{}, nil
}
