package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
)

// register tells the server who answers what.
func (w *work) register(server *native.Server) {
	server.Handle(protocol.MethodPing, native.Handle(func(_ context.Context, p protocol.PingParams) (protocol.PingParams, error) { return p, nil }))
	server.Handle(protocol.MethodConfig, native.Handle(w.config))
	server.Handle(protocol.MethodWatch, native.Handle(w.watch))
	server.Handle(protocol.MethodUnwatch, native.Handle(w.unwatch))
	server.Handle(protocol.MethodAct, native.Handle(w.act))
	server.HandleConcurrent(protocol.MethodTicket, native.Handle(w.ticket))
	server.Handle(protocol.MethodOpened, native.Handle(w.opened))
	server.Handle(protocol.MethodCookie, native.Handle(w.takeCookie))
	server.Handle(protocol.MethodReload, native.Handle(w.reload))
	server.Handle(protocol.MethodSettings, native.Handle(w.settings))
	server.Handle(protocol.MethodSet, native.Handle(w.set))
	w.registerRules(server)
	server.HandleConcurrent(protocol.MethodLive, native.Handle(w.tryLive))
	server.HandleConcurrent(protocol.MethodClients, native.Handle(w.clients))
	w.registerSignIn(server)
}

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
	to := endOfPage(loaded.Rules, from)
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
	return protocol.ViewSettings{Presence: set.Presence, ShowPage: set.ShowPage, OpenLocation: protocol.OpenLocation(set.OpenLocation), KeyPattern: set.KeyPattern, PersonRules: set.PersonRules, Environments: slices.Sorted(maps.Keys(set.Environments)), Cookie: cookieOf(set)}
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
