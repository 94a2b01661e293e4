package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/internal/settings"
)

// cookie is the value of the session cookie that a sign-in at the viewer left in
// the browser, as far as the agent lets the extension read it. It is a secret,
// held in memory only, and proves the agent to presence and to nothing else.
type cookie struct {
	mu      sync.Mutex
	value   secret.Text
	changed []func() // of the desks that use it
}

func (c *cookie) get() secret.Text {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.value
}

// use has presence asked with the cookie: clear forgets what came of a former
// one, and again asks anew.
func (c *cookie) use(clear, again func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed = append(c.changed, func() { clear(); again() })
}

func (c *cookie) set(value string) {
	c.mu.Lock()
	same := c.value.Reveal() == value
	c.value = secret.New(value)
	changed := slices.Clone(c.changed)
	c.mu.Unlock()
	for _, tell := range changed {
		if !same {
			tell()
		}
	}
}

// byCookie reports whether presence is asked with the session cookie.
func byCookie(set settings.Settings) bool {
	return set.LoginKeySource == samlSignIn && set.Presence && set.GroupID != 0
}

// hasCookie reports whether the cookie that is asked for is the one of these
// settings' web server: another environment's is not shown it.
func (w *work) hasCookie(set settings.Settings) bool {
	asked := w.loaded().Settings
	return byCookie(set) && byCookie(asked) && set.Web() == asked.Web()
}

// cookieOf is the cookie that the extension may ask the agent for; nil: none.
func cookieOf(set settings.Settings) *protocol.CookieOf {
	if !byCookie(set) {
		return nil
	}
	return &protocol.CookieOf{Site: set.Web(), Name: glance.SessionCookie}
}

const maxCookie = 4096 // bytes, as browsers have it

// takeCookie hears of the cookie. One that no setting asks for is not kept.
func (w *work) takeCookie(_ context.Context, p protocol.CookieParams) (protocol.Empty, error) {
	if !byCookie(w.loaded().Settings) {
		return protocol.Empty{}, &protocol.Error{Code: protocol.CodeNotAllowed, Message: "no cookie is asked for"}
	}
	if len(p.Value) > maxCookie || strings.ContainsFunc(p.Value, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return protocol.Empty{}, &protocol.Error{Code: protocol.CodeInvalidParams, Message: "that is no cookie's value"}
	}
	w.cookie.set(p.Value)
	return protocol.Empty{}, nil
}

// tokensByCookie are authorization tokens for who signed in at the viewer.
func (w *work) tokensByCookie(service *glance.Client, group int64) *presence.Tokens {
	return &presence.Tokens{Authorize: func(ctx context.Context) (glance.Token, error) {
		value := w.cookie.get()
		if value.Empty() {
			return glance.Token{}, &loginkey.Error{Reason: protocol.ReasonNoCookie, Err: errors.New("no session cookie")}
		}
		return service.Authorize(ctx, glance.Credentials{GroupID: group, Session: value})
	}}
}
