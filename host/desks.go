package main

import (
	"context"
	"errors"
	"slices"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/cobrowse"
	"github.com/glance-networks/agent-host/internal/protocol"
	visitorid "github.com/glance-networks/agent-host/internal/visitor"
)

// errNoEnvironment is why there is no desk for a session or a page.
var errNoEnvironment = errors.New("the settings have no such environment")

// seats say where each watch is: at the desk of its page's environment, or
// nowhere, as a page of another group's customers.
type seats struct {
	at      map[string]*cobrowse.Desk // by the watch's name
	refused map[string]protocol.Reason
}

// placeOf is the environment whose customers a record's page shows, or why
// nothing is to be done for it. It goes by the rules and the settings; of what a
// page says only which rule and type it is counts.
func (w *work) placeOf(record protocol.Record) (environment string, refused protocol.Reason) {
	rule, ok := w.ruleOf(record.System)
	if !ok {
		return "", protocol.ReasonBadRecord
	}
	if _, err := visitorid.Of(rule, record.Type); err != nil {
		w.log.Warn("a record is refused", zap.String("rule", rule.ID), zap.Error(err))
		return "", protocol.ReasonBadRecord
	}
	set, ok := w.loaded().Settings.For(rule.Environment)
	if !ok || rule.GroupID != 0 && rule.GroupID != set.GroupID {
		w.log.Warn("a page of another group is refused", zap.String("rule", rule.ID), zap.Int64("group", rule.GroupID), zap.String("environment", rule.Environment))
		return "", protocol.ReasonOtherGroup
	}
	return rule.Environment, ""
}

// ruleOf is the rule of an id, where it counts.
func (w *work) ruleOf(id string) (protocol.SiteRule, bool) {
	rules := w.loaded().Rules
	at := slices.IndexFunc(rules, func(rule protocol.SiteRule) bool { return rule.ID == id && rule.Active })
	if at < 0 {
		return protocol.SiteRule{}, false
	}
	return rules[at], true
}

// watch begins a watch at the desk of its page's environment. A page of another
// group's customers is told so, and nobody is asked.
func (w *work) watch(ctx context.Context, p protocol.WatchParams) (protocol.View, error) {
	view, err := cobrowse.Refused(p, protocol.ReasonOtherGroup)
	if err != nil {
		return protocol.View{}, err
	}
	w.stand(p.Watch)
	environment, reason := w.placeOf(p.Record)
	switch {
	case w.full():
		return protocol.View{}, &protocol.Error{Code: protocol.CodeTooMany, Message: string(protocol.ReasonTooManyWatches), Data: &protocol.ErrorData{Reason: protocol.ReasonTooManyWatches}}
	case reason == protocol.ReasonOtherGroup:
		w.sit(p.Watch, nil, reason)
		return view, nil
	case reason != "":
		return protocol.View{}, &protocol.Error{Code: protocol.CodeInvalidParams, Message: string(reason), Data: &protocol.ErrorData{Reason: reason}}
	}
	desk, err := w.readyDesk(ctx, environment)
	if err != nil {
		w.log.Error("cannot work", zap.String("environment", environment), zap.Error(err))
		return protocol.View{}, cannotWork(err)
	}
	if view, err = desk.Watch(ctx, p); err == nil {
		w.sit(p.Watch, desk, "")
	}
	return view, err
}

// readyDesk is an environment's desk, once what it left unfinished was read.
func (w *work) readyDesk(ctx context.Context, environment string) (*cobrowse.Desk, error) {
	desk, err := w.desk(environment)
	if err != nil {
		return nil, err
	}
	return desk, w.rebuild(ctx)
}

func (w *work) full() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.seats.at)+len(w.seats.refused) >= protocol.MaxWatches
}

func (w *work) sit(watch string, desk *cobrowse.Desk, refused protocol.Reason) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if refused != "" {
		w.seats.refused[watch] = refused
		return
	}
	w.seats.at[watch] = desk
}

// stand ends a watch, wherever it was.
func (w *work) stand(watch string) {
	w.mu.Lock()
	desk := w.seats.at[watch]
	delete(w.seats.at, watch)
	delete(w.seats.refused, watch)
	w.mu.Unlock()
	if desk != nil {
		_, _ = desk.Unwatch(w.ctx, protocol.UnwatchParams{Watch: watch})
	}
}

func (w *work) unwatch(_ context.Context, p protocol.UnwatchParams) (protocol.Empty, error) {
	w.stand(p.Watch)
	return protocol.Empty{}, nil
}

// act does what the agent did, at the desk where the watch is.
func (w *work) act(ctx context.Context, p protocol.ActParams) (protocol.View, error) {
	w.mu.Lock()
	desk, reason := w.seats.at[p.Watch], w.seats.refused[p.Watch]
	w.mu.Unlock()
	switch {
	case reason != "":
		return protocol.View{}, refuse(reason)
	case desk == nil:
		return protocol.View{}, refuse(protocol.ReasonRecordChanged)
	}
	return desk.Act(ctx, p)
}

// ticket gives the ticket of an opening, at the desk that wants it opened.
func (w *work) ticket(ctx context.Context, p protocol.TicketParams) (protocol.Ticket, error) {
	if desk := w.opener(p.Effect); desk != nil {
		return desk.Ticket(ctx, p)
	}
	return protocol.Ticket{}, &protocol.Error{Code: protocol.CodeTicketSpent, Message: string(protocol.ReasonTicketSpent), Data: &protocol.ErrorData{Reason: protocol.ReasonTicketSpent}}
}

func (w *work) opened(ctx context.Context, p protocol.OpenedParams) (protocol.Empty, error) {
	if desk := w.opener(p.Effect); desk != nil {
		return desk.Opened(ctx, p)
	}
	return protocol.Empty{}, nil
}

func (w *work) opener(effect string) *cobrowse.Desk {
	for _, desk := range w.desks() {
		if desk.Opens(effect) {
			return desk
		}
	}
	return nil
}

// desks are those that were built.
func (w *work) desks() (all []*cobrowse.Desk) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, desk := range w.built {
		all = append(all, desk)
	}
	return all
}
