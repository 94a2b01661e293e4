package glance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Limits of one call.
const (
	MaxBody       = 64 << 10         // bytes of an answer, or of a socket's message
	CallTimeout   = 10 * time.Second // from request to the end of the answer
	maxRedirects  = 3
	maxRetryAfter = time.Hour
)

// Client speaks to Glance. It is safe for concurrent use.
type Client struct {
	cfg      Config
	web      *url.URL
	presence *url.URL
	http     *http.Client
	timeout  time.Duration
	pace     pace
}

// New checks the configuration. hc carries proxy, certificate authorities and
// connection time-outs; it is copied, and gets neither cookies nor redirects to
// other hosts. Its transport, when an *http.Transport, serves sockets too.
func New(cfg Config, hc *http.Client) (*Client, error) {
	c := &Client{cfg: cfg, timeout: CallTimeout, pace: defaultPace}
	var err error
	if c.web, err = server(cfg.Hosts, "webServer", cfg.WebServer); err != nil {
		return nil, err
	}
	if c.presence, err = server(cfg.Hosts, "presenceServer", cfg.PresenceServer); err != nil {
		return nil, err
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	own := http.Client{}
	if hc != nil {
		own.Transport, own.Timeout = hc.Transport, hc.Timeout
	}
	own.CheckRedirect = c.checkRedirect
	c.http = &own
	return c, nil
}

// server checks the address of one of Glance's servers: https, an allowed host
// and nothing after it.
func server(hosts Hosts, name, address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, fmt.Errorf("%s: it has to be https:// and a host, without a path", name)
	}
	if err := hosts.Check(u); err != nil {
		return nil, fmt.Errorf("%s: its host is not Glance's; an administrator can add it to hosts: %w", name, err)
	}
	return &url.URL{Scheme: "https", Host: u.Host}, nil
}

func (cfg Config) check() error {
	paths := map[string]string{"viewerPath": cfg.ViewerPath, "lookupPath": cfg.LookupPath,
		"authorizationPath": cfg.AuthorizationPath, "presenceSocketPath": cfg.SocketPath}
	for name, path := range paths {
		u, err := url.Parse(path)
		if err != nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || u.Path != path {
			return fmt.Errorf("%s: it has to be a path like /agentjoin/AgentView.aspx, without query or escapes", name)
		}
	}
	switch {
	case cfg.TokenMinutes < 1 || cfg.TokenMinutes > 120:
		return errors.New("tokenMinutes: it has to be 1 to 120")
	case cfg.Delivery != DeliverPost && cfg.Delivery != DeliverQuery:
		return errors.New("credentialDelivery: it has to be post or query")
	case cfg.LookupEncoding != EncodeForm && cfg.LookupEncoding != EncodeSOAP && cfg.LookupEncoding != EncodeJSON:
		return errors.New("lookupEncoding: it has to be form, soap or json")
	}
	return cfg.checkGuesses()
}

// checkGuesses looks at what may be left out.
func (cfg Config) checkGuesses() error {
	names := []Names{"", NamesLower, NamesCamel, NamesPascal}
	switch {
	case !slices.Contains(names, cfg.LookupNames) || !slices.Contains(names, cfg.AuthorizationNames):
		return errors.New("lookupNames and authorizationNames: each has to be lower, camel or pascal")
	case !slices.Contains([]NotFound{"", NotFoundEmpty, NotFoundObject, NotFound404, NotFound500}, cfg.LookupNotFound):
		return errors.New("lookupNotFound: it has to be empty, object, 404 or 500")
	case !slices.Contains([]Absent{"", AbsentEmpty, Absent404}, cfg.PresenceAbsent):
		return errors.New("presenceAbsent: it has to be empty or 404")
	case strings.ContainsFunc(cfg.PresenceOrigin+cfg.LookupNamespace, unicode.IsControl):
		return errors.New("presenceOrigin and lookupNamespace: they cannot hold control characters")
	}
	return nil
}

// checkRedirect follows on the same host only: a LoginKey or token goes where
// it was sent and nowhere else.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	if err := c.cfg.Hosts.Check(req.URL); err != nil {
		return err
	}
	if !strings.EqualFold(req.URL.Host, via[0].URL.Host) || req.URL.Scheme != via[0].URL.Scheme {
		return &Error{Code: ForeignAddress, Err: reason("redirected to another host")}
	}
	if len(via) > maxRedirects {
		return &Error{Code: Nonsense, Err: reason("redirected too often")}
	}
	return nil
}

// request is one call: what is sent where.
type request struct {
	op      string
	method  string
	url     *url.URL
	headers map[string]string
	body    string
	stay    bool // redirects are answers, and not followed
}

// answer is what came back, and at most MaxBody of it.
type answer struct {
	status   int
	body     []byte
	location string // with request.stay
}

// call sends r and returns the whole answer. Statuses that mean the same
// everywhere have become errors.
func (c *Client) call(parent context.Context, r request) (answer, error) {
	if err := c.cfg.Hosts.Check(r.url); err != nil {
		return answer{}, &Error{Op: r.op, Code: ForeignAddress, Err: err}
	}
	ctx, cancel := context.WithTimeout(parent, c.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.method, r.url.String(), strings.NewReader(r.body))
	if err != nil {
		return answer{}, &Error{Op: r.op, Code: Nonsense, Err: err}
	}
	for name, value := range r.headers {
		req.Header.Set(name, value)
	}
	resp, err := c.clientFor(r).Do(req)
	if err != nil {
		return answer{}, transportError(r.op, parent, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxBody+1))
	switch {
	case err != nil:
		return answer{}, transportError(r.op, parent, err)
	case ctx.Err() != nil: // it crossed the caller's leaving
		return answer{}, transportError(r.op, parent, ctx.Err())
	case len(body) > MaxBody:
		return answer{}, &Error{Op: r.op, Code: Nonsense, Status: resp.StatusCode, Err: reason("the answer is too long")}
	}
	c.trace(Exchange{r.op, r.method, r.url, resp.StatusCode, resp.Header, body})
	got := answer{status: resp.StatusCode, body: body}
	if r.stay && resp.StatusCode >= 300 && resp.StatusCode < 400 {
		got.location = resp.Header.Get("Location")
		return got, nil
	}
	return got, statusError(r.op, resp)
}

// clientFor is the client that follows redirects as a request wants.
func (c *Client) clientFor(r request) *http.Client {
	if !r.stay {
		return c.http
	}
	still := *c.http
	still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &still
}

func (c *Client) trace(e Exchange) {
	if c.cfg.Trace != nil {
		c.cfg.Trace(e)
	}
}

// statusError is nil for 2xx, and an Error for the rest.
func statusError(op string, resp *http.Response) error {
	e := &Error{Op: op, Code: Nonsense, Status: resp.StatusCode}
	switch status := resp.StatusCode; {
	case status >= 200 && status < 300:
		return nil
	case status >= 300 && status < 400:
		e.Code, e.Err = ForeignAddress, reason("redirected")
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		e.Code = Refused
	case status == http.StatusTooManyRequests || status >= 500:
		e.Code, e.RetryAfter = Unreachable, retryAfter(resp.Header.Get("Retry-After"), time.Now())
	}
	return e
}

// retryAfter reads seconds or an HTTP date, and bounds it to an hour.
func retryAfter(value string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return max(0, min(wait, maxRetryAfter))
}

// decode reads one JSON object and nothing after it.
func decode(op string, body []byte, into any) error {
	if len(body) == 0 || json.Unmarshal(body, into) != nil {
		return nonsense(op, "the answer is not the expected JSON")
	}
	return nil
}
