package glance

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"

	"github.com/gorilla/websocket"
)

// dial opens the socket. The library heeds a context while it connects but not
// during the handshake, so a cancelled context cuts the connection here.
func (c *Client) dial(parent context.Context) (*websocket.Conn, error) {
	const op = "watch"
	address := url.URL{Scheme: "wss", Host: c.presence.Host, Path: c.cfg.SocketPath}
	if err := c.cfg.Hosts.Check(&address); err != nil {
		return nil, &Error{Op: op, Code: ForeignAddress, Err: err}
	}
	ctx, cancel := context.WithTimeout(parent, c.timeout)
	defer cancel()
	stop := func() bool { return true }
	proxy, config, dial := c.socketTransport()
	dialer := websocket.Dialer{Proxy: proxy, TLSClientConfig: config, ReadBufferSize: 4096, WriteBufferSize: 1024,
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			raw, err := dial(ctx, network, addr)
			if err == nil {
				stop = context.AfterFunc(ctx, func() { raw.Close() })
			}
			return raw, err
		}}
	conn, resp, err := dialer.DialContext(ctx, address.String(), c.origin())
	if resp != nil {
		c.trace(Exchange{Op: op, Method: http.MethodGet, URL: &address, Status: resp.StatusCode, Header: resp.Header})
	}
	switch {
	case err == nil && stop():
		conn.SetReadLimit(MaxBody)
		return conn, nil
	case err == nil:
		conn.Close()
		err = context.Cause(ctx)
	case errors.Is(err, websocket.ErrBadHandshake) && resp != nil:
		return nil, handshakeError(op, resp)
	}
	return nil, transportError(op, parent, err)
}

func (c *Client) origin() http.Header {
	if c.cfg.PresenceOrigin == "" {
		return nil
	}
	return http.Header{"Origin": {c.cfg.PresenceOrigin}}
}

// handshakeError is statusError for an answer that was no upgrade.
func handshakeError(op string, resp *http.Response) error {
	if err := statusError(op, resp); err != nil {
		return err
	}
	return &Error{Op: op, Code: Nonsense, Status: resp.StatusCode, Err: reason("not a websocket")}
}

// socketTransport returns what a websocket needs of the HTTP transport.
func (c *Client) socketTransport() (proxy func(*http.Request) (*url.URL, error), config *tls.Config, dial func(context.Context, string, string) (net.Conn, error)) {
	transport, ok := c.http.Transport.(*http.Transport)
	if !ok {
		transport = http.DefaultTransport.(*http.Transport)
	}
	config = transport.TLSClientConfig.Clone()
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	config.NextProtos = []string{"http/1.1"} // the HTTP transport adds h2, which no websocket speaks
	dial = transport.DialContext
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	return transport.Proxy, config, dial
}
