package main

import (
	"context"
	"net/http"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/cobrowse"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/resolver"
	"github.com/glance-networks/agent-host/internal/settings"
	visitorid "github.com/glance-networks/agent-host/internal/visitor"
)

// identify is whom a watched record means, by its rule.
func (w *work) identify(p protocol.WatchParams) cobrowse.Identity {
	rule, _ := w.ruleOf(p.Record.System)
	derivation, err := visitorid.Of(rule, p.Record.Type)
	if err != nil {
		return cobrowse.Identity{Refused: protocol.ReasonBadRecord}
	}
	if name := derivation.Resolver(); name != "" {
		return cobrowse.Identity{Ask: func(ctx context.Context) cobrowse.Identity { return w.resolve(ctx, name, derivation, p.Record) }}
	}
	id, ok := derivation.From(p.VisitorID)
	if !ok {
		return cobrowse.Identity{Refused: protocol.ReasonBadVisitorID}
	}
	return cobrowse.Identity{VisitorID: id}
}

// resolve asks the organisation's resolver whom a record means.
func (w *work) resolve(ctx context.Context, name string, derivation visitorid.Derivation, record protocol.Record) cobrowse.Identity {
	resolvers, err := w.resolvers()
	if err != nil {
		w.log.Error("no resolver can be asked", zap.Error(err))
		return cobrowse.Identity{Refused: protocol.ReasonResolverFailed}
	}
	r := resolvers[name]
	if r == nil {
		w.log.Error("a rule names a resolver that the settings do not have", zap.String("rule", record.System), zap.String("resolver", name))
		return cobrowse.Identity{Refused: protocol.ReasonResolverFailed}
	}
	id, err := r.Ask(ctx, record)
	switch {
	case err != nil:
		w.log.Warn("no visitor id from the resolver", zap.String("resolver", name), zap.Error(err))
		return cobrowse.Identity{Refused: protocol.ReasonResolverFailed}
	case id != "" && !derivation.Takes(id):
		return cobrowse.Identity{Refused: protocol.ReasonBadVisitorID}
	}
	return cobrowse.Identity{VisitorID: id}
}

// buildResolvers makes them; nobody is asked yet.
func (w *work) buildResolvers() (map[string]*resolver.Resolver, error) {
	set := w.loaded().Settings
	client, err := httpClient(set.CAFile)
	if err != nil {
		return nil, err
	}
	return resolversOf(set, client), nil
}

func resolversOf(set settings.Settings, client *http.Client) map[string]*resolver.Resolver {
	all := map[string]*resolver.Resolver{}
	for name, r := range set.Resolvers {
		all[name] = &resolver.Resolver{Address: r.Address, Headers: r.Headers, Client: client}
	}
	return all
}
