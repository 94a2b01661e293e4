package glance

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/glance-networks/agent-host/internal/secret"
)

// Opened is what the viewer answered to a ticket.
type Opened struct {
	Status int
	SignIn bool // it asks for a sign-in, and did not take the credentials
}

// TryTicket makes a ticket for the viewer as it is set, for a session that need
// not run and without waiting for it: to try the viewer with, never to open one.
func (c *Client) TryTicket(key string, agent Credentials) (Ticket, error) {
	address := c.web.JoinPath(c.cfg.ViewerPath)
	address.RawQuery = url.Values{"SessionKey": {key}}.Encode()
	return c.TicketFor(secret.New(address.String()), agent)
}

// TryViewer sends a ticket to the viewer as a browser would and follows nowhere.
// An error is an *Error; a status of 400 and above is one too.
func (c *Client) TryViewer(ctx context.Context, ticket Ticket) (Opened, error) {
	const op = "viewer"
	form := url.Values{}
	for _, f := range ticket.Fields {
		form.Set(f.Name, f.Value.Reveal())
	}
	r := request{op: op, method: ticket.Method, url: ticket.URL, stay: true}
	if ticket.Method == http.MethodPost {
		r.body, r.headers = form.Encode(), map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	} else {
		address := *ticket.URL
		address.RawQuery = form.Encode()
		r.url = &address
	}
	got, err := c.call(ctx, r)
	if err != nil {
		return Opened{Status: got.status}, err
	}
	return Opened{Status: got.status, SignIn: isSignIn(got.location)}, nil
}

// isSignIn: the login page is /login/default.aspx (D).
func isSignIn(location string) bool {
	u, err := url.Parse(location)
	return err == nil && strings.Contains(strings.ToLower(u.Path), "login")
}

// Reach asks whether a visitor's own server can be reached at all. Nothing is
// told to it: neither visitor nor token.
func (c *Client) Reach(ctx context.Context, direct Direct) error {
	const op = "reach"
	server, err := c.directURL(op, direct)
	if err != nil {
		return err
	}
	got, err := c.call(ctx, request{op: op, method: http.MethodGet, url: server.JoinPath("/"), stay: true})
	if got.status != 0 {
		return nil
	}
	return err
}
