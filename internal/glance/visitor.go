package glance

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// presenceQuery is the address of one of presence's REST calls (D).
func presenceQuery(server *url.URL, call string, group int64, visitor string) *url.URL {
	u := server.JoinPath(call)
	u.RawQuery = url.Values{"groupid": {strconv.FormatInt(group, 10)}, "visitorid": {visitor}}.Encode()
	return u
}

// bearer is the header that proves an agent to presence (D), and an origin
// where one is set.
func (c *Client) bearer(token Token) map[string]string {
	headers := map[string]string{"Authorization": "Bearer " + token.Value.Reveal(), "Accept": "application/json"}
	if c.cfg.PresenceOrigin != "" {
		headers["Origin"] = c.cfg.PresenceOrigin
	}
	return headers
}

// Device is what presence tells one device of a visitor's from another by: the
// browser and the platform (S that they are told; I that two of them, while the
// visitor stays connected, are two devices or two browsers). Empty where neither
// is told.
func (v Visitor) Device() string {
	if v.Browser == "" && v.Platform == "" {
		return ""
	}
	return v.Browser + "\x00" + v.Platform
}

// PresencePace is how often a visitor's page tells its presence again by itself (S).
const PresencePace = time.Minute

// LookupVisitor asks once whether a visitor is present, and on which page.
func (c *Client) LookupVisitor(ctx context.Context, token Token, group int64, visitor string) (Visitor, error) {
	const op = "lookupvisitor"
	got, err := c.call(ctx, request{op: op, method: http.MethodGet,
		url: presenceQuery(c.presence, op, group, visitor), headers: c.bearer(token)})
	switch {
	case c.cfg.PresenceAbsent == Absent404 && got.status == http.StatusNotFound:
		return Visitor{}, nil
	case err != nil:
		return Visitor{}, err
	}
	return readVisitor(op, got.body, group, visitor)
}

// visitorReply is lookupvisitor's answer (D), with the presence fields that
// samples find in it (S). Absent is an empty object (S).
type visitorReply struct {
	GroupID        loose `json:"groupid"`
	VisitorID      loose `json:"visitorid"`
	VisitorPresent loose `json:"visitorpresent"`
	pageData
}

func readVisitor(op string, body []byte, group int64, visitor string) (Visitor, error) {
	var reply visitorReply
	if err := decodeObject(op, body, &reply); err != nil {
		return Visitor{}, err
	}
	if !names(reply.GroupID, reply.VisitorID, group, visitor) {
		return Visitor{}, nonsense(op, "the answer is about another visitor")
	}
	if reply.VisitorPresent == "" || reply.VisitorPresent == "false" {
		return Visitor{}, nil
	}
	found := reply.visitor()
	seen, err := strconv.ParseFloat(string(reply.VisitorPresent), 64)
	switch {
	case reply.VisitorPresent == "true":
	case err != nil || !(seen >= 0 && seen < 1e11):
		return Visitor{}, nonsense(op, "the answer's time is not one")
	case seen == 0:
		return Visitor{}, nil
	default:
		found.Seen = time.UnixMilli(int64(seen * 1000)).UTC()
	}
	return found, nil
}

// names reports whether an answer's or message's group and visitor, where it
// says them, are those that were asked for.
func names(gotGroup, gotVisitor loose, group int64, visitor string) bool {
	return (gotGroup == "" || string(gotGroup) == strconv.FormatInt(group, 10)) &&
		(gotVisitor == "" || string(gotVisitor) == visitor)
}

// FindVisitor asks for the named server that the visitor is connected to: only
// that one takes signals (D).
func (c *Client) FindVisitor(ctx context.Context, token Token, group int64, visitor string) (Direct, error) {
	const op = "findvisitor"
	got, err := c.call(ctx, request{op: op, method: http.MethodGet,
		url: presenceQuery(c.presence, op, group, visitor), headers: c.bearer(token)})
	switch {
	case c.cfg.PresenceAbsent == Absent404 && got.status == http.StatusNotFound:
		return Direct{}, nil
	case err != nil:
		return Direct{}, err
	}
	direct, err := readDirect(op, got.body, group, visitor)
	if err != nil || !direct.Found {
		return Direct{}, err
	}
	if _, err := c.directURL(op, direct); err != nil {
		return Direct{}, err
	}
	return direct, nil
}

// directURL is the address of a named server, when it is an allowed one.
func (c *Client) directURL(op string, direct Direct) (*url.URL, error) {
	u, err := url.Parse("https://" + direct.Address)
	if err != nil || u.Host != direct.Address || c.cfg.Hosts.Check(u) != nil {
		return nil, &Error{Op: op, Code: ForeignAddress, Err: reason("the visitor's server is not an allowed host")}
	}
	return u, nil
}

type routing struct {
	GroupID      loose `json:"groupid"`
	VisitorID    loose `json:"visitorid"`
	Direct       loose `json:"direct"`
	DirectServer loose `json:"directserver"`
	HTTPSPort    loose `json:"httpsport"`
}

// readDirect reads both documented shapes: visitorfound true beside the
// routing, and visitorfound holding it (D).
func readDirect(op string, body []byte, group int64, visitor string) (Direct, error) {
	var outer struct {
		VisitorFound json.RawMessage `json:"visitorfound"`
		routing
	}
	if err := decodeObject(op, body, &outer); err != nil {
		return Direct{}, err
	}
	route := outer.routing
	var inner routing
	switch found := strings.TrimSpace(string(outer.VisitorFound)); {
	case found == "" || found == "null" || found == "false":
		return Direct{}, nil
	case found == "true":
	case decodeObject(op, outer.VisitorFound, &inner) == nil:
		route = inner
	default:
		return Direct{}, nonsense(op, "visitorfound is in no known shape")
	}
	if !names(route.GroupID, route.VisitorID, group, visitor) || !names(outer.GroupID, outer.VisitorID, group, visitor) {
		return Direct{}, nonsense(op, "the answer is about another visitor")
	}
	if address := route.address(); address != "" {
		return Direct{Found: true, Address: address}, nil
	}
	return Direct{}, nonsense(op, "the visitor's server is missing")
}

func (r routing) address() string {
	if r.Direct != "" || r.DirectServer == "" {
		return string(r.Direct)
	}
	if r.HTTPSPort == "" {
		return string(r.DirectServer) + ":443"
	}
	return string(r.DirectServer) + ":" + string(r.HTTPSPort)
}
