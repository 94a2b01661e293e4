package main

import (
	"context"
	"encoding/json"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
)

func (w *work) registerRules(server *native.Server) {
	server.Handle(protocol.MethodRule, native.Handle(w.rule))
	server.Handle(protocol.MethodSaveRule, native.Handle(w.saveRule))
	server.Handle(protocol.MethodDropRule, native.Handle(w.dropRule))
}

// pageOfRules keeps a page of rules within a frame, in bytes of JSON; beside it
// stand settings and mistakes.
const pageOfRules = protocol.MaxFrameOut / 2

// endOfPage is where the page of rules ends that begins at from. It holds one at
// least.
func endOfPage(rules []protocol.SiteRule, from int) int {
	room := pageOfRules
	for at := from; at < len(rules); at++ {
		text, _ := json.Marshal(rules[at])
		if room -= len(text); room < 0 && at > from {
			return at
		}
	}
	return len(rules)
}

// rule answers with a rule as its file has it.
func (w *work) rule(_ context.Context, p protocol.RuleParams) (protocol.RuleText, error) {
	text, err := settings.RuleText(settings.DefaultDirs(), w.by(readWho()), p.ID)
	if err != nil {
		return text, &protocol.Error{Code: protocol.CodeInvalidParams, Message: err.Error()}
	}
	return text, nil
}

// saveRule keeps a rule of the person's. That it changed is heard as any other
// change of a file is.
func (w *work) saveRule(_ context.Context, p protocol.SaveRuleParams) (protocol.SavedRule, error) {
	w.loaded() // from here on changes are watched for
	saved, err := settings.SaveRule(settings.DefaultDirs(), w.by(readWho()), p)
	if err != nil {
		w.log.Warn("site rule refused", zap.Error(err))
		return protocol.SavedRule{Mistake: err.Error()}, nil
	}
	w.log.Info("site rule saved", zap.String("id", saved.ID), zap.Bool("draft", saved.Draft))
	return saved, nil
}

// dropRule removes a rule of the person's.
func (w *work) dropRule(_ context.Context, p protocol.RuleParams) (protocol.Empty, error) {
	w.loaded()
	if err := settings.RemoveRule(settings.DefaultDirs(), w.by(readWho()), p.ID); err != nil {
		w.log.Warn("site rule not removed", zap.Error(err))
		return protocol.Empty{}, &protocol.Error{Code: protocol.CodeNotAllowed, Message: err.Error()}
	}
	return protocol.Empty{}, nil
}
