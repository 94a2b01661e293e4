package live_test

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/live"
	"github.com/glance-networks/agent-host/internal/presence"
)

// works goes from a LoginKey to the viewer as the product does, with the
// settings as they are; it returns where that ended.
func (d *desk) works() string {
	d.t.Helper()
	ctx, stop := context.WithTimeout(d.t.Context(), 20*time.Second)
	defer stop()
	c := d.config()
	service, err := glance.New(c.Glance, c.Client)
	if err != nil {
		return err.Error()
	}
	key, _ := c.Keys.Get(ctx)
	agent := glance.Credentials{GroupID: group, PUID: puid, LoginKey: key.Value}
	token, err := service.Authorize(ctx, agent)
	if err != nil {
		return err.Error()
	}
	if trouble := d.follows(ctx, c, service, token); trouble != "" {
		return trouble
	}
	return d.joins(ctx, c, service, token, agent)
}

// follows has presence tell that the customer is away, and comes.
func (d *desk) follows(ctx context.Context, c live.Config, service *glance.Client, token glance.Token) string {
	if _, err := service.LookupVisitor(ctx, token, group, visitor); err != nil {
		return err.Error()
	}
	ctx, stop := context.WithTimeout(ctx, 4*time.Second)
	defer stop()
	tokens := &presence.Tokens{Authorize: func(context.Context) (glance.Token, error) { return token, nil }}
	follower := presence.Follower{Service: service, Tokens: tokens, Group: group, Dialect: c.Dialect, Poll: c.Poll}
	news := make(chan presence.Known, 100)
	done := make(chan struct{})
	go func() {
		defer close(done)
		follower.Follow(ctx, visitor, nil, func(n presence.News) { news <- n.Known })
	}()
	defer func() { stop(); <-done }()
	until := func(want presence.Known) bool {
		for {
			select {
			case got := <-news:
				if got == want {
					return true
				}
			case <-ctx.Done():
				return false
			}
		}
	}
	customer := d.sim.Visitor(visitor)
	defer customer.Disconnect()
	switch {
	case !until(presence.Absent):
		return "presence does not tell that nobody is there"
	case customer.Connect("https://shop.example/") != nil || !until(presence.Present):
		return "presence does not tell that the customer came"
	}
	return ""
}

// joins shows the terms, finds the session and opens its viewer.
func (d *desk) joins(ctx context.Context, c live.Config, service *glance.Client, token glance.Token, agent glance.Credentials) string {
	customer := d.sim.Visitor(visitor)
	if err := customer.Connect("https://shop.example/"); err != nil {
		return err.Error()
	}
	defer customer.Disconnect()
	found, err := patiently(ctx, service, agent, c.Poll)
	if err != nil || found.Running {
		return "before the session: " + live.Advice(err)
	}
	if err := service.ShowTerms(ctx, token, group, visitor, visitor); err != nil {
		return err.Error()
	}
	if _, err := customer.Expect(ctx, glance.ShowTerms); err != nil {
		return err.Error()
	}
	customer.StartSession()
	defer customer.EndSession()
	found, err = patiently(ctx, service, agent, c.Poll)
	if err != nil || !found.Running {
		return "the session was not found"
	}
	ticket, err := service.TicketFor(*found.JoinURL, agent)
	if err != nil {
		return err.Error()
	}
	if opened, err := service.TryViewer(ctx, ticket); err != nil || opened.SignIn {
		return "the viewer does not open"
	}
	return ""
}

// patiently looks up as the product does: what is rationed is asked again.
func patiently(ctx context.Context, service *glance.Client, agent glance.Credentials, pace time.Duration) (glance.Found, error) {
	for range 3 {
		found, err := service.Lookup(ctx, agent, visitor)
		if e, ok := errors.AsType[*glance.Error](err); !ok || e.Status != http.StatusTooManyRequests {
			return found, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(max(pace, time.Second)):
		}
	}
	return glance.Found{}, context.DeadlineExceeded
}
