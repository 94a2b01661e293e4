package glance

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

// Functions on a visitor's page that an agent may call (D; StopSession I).
const (
	ShowTerms    = "GLANCE.Cobrowse.Visitor.showTerms"
	StartSession = "GLANCE.Cobrowse.Visitor.startSession"
	StopSession  = "GLANCE.Cobrowse.Visitor.stopSession"
)

// functionShape: within Glance's namespace, or a customer's own (D).
var functionShape = shape(`^GLANCE(_COBROWSE\.Custom)?(\.[A-Za-z_$][A-Za-z0-9_$]{0,62}){1,8}$`)

// Invoke has the visitor's page call fn. A nil error says that presence took
// it, not that the visitor acted (D). It is not repeated by itself.
func (c *Client) Invoke(ctx context.Context, token Token, group int64, visitor string, direct Direct, fn string, args map[string]any) error {
	const op = "signalvisitor"
	if !functionShape(fn) {
		return nonsense(op, "the function is not in Glance's namespace")
	}
	server, err := c.directURL(op, direct)
	if err != nil {
		return err
	}
	data := map[string]any{"func": fn}
	if args != nil {
		data["args"] = args
	}
	body, err := json.Marshal(map[string]any{"mtype": "invoke", "data": data}) // D
	if err != nil || len(body) > MaxBody {
		return nonsense(op, "the function's arguments cannot be sent")
	}
	headers := c.bearer(token)
	headers["Content-Type"] = "application/json"
	got, err := c.call(ctx, request{op: op, method: http.MethodPost, url: presenceQuery(server, op, group, visitor), headers: headers, body: string(body)})
	return signalError(op, got, err)
}

// signalError finds Glance's error words (D) in an answer whose statuses and
// body are not public (U). A 404 is taken for an absent visitor (I).
func signalError(op string, got answer, err error) error {
	var reply struct {
		Error loose `json:"error"`
		Code  loose `json:"code"`
	}
	_ = json.Unmarshal(got.body, &reply)
	for _, word := range []loose{reply.Error, reply.Code} {
		if code := Code(word); code == VisitorNotPresent || code == Refused {
			return &Error{Op: op, Code: code, Status: got.status}
		}
	}
	if failed, ok := errors.AsType[*Error](err); ok && failed.Status == http.StatusNotFound {
		failed.Code = VisitorNotPresent
	}
	return err
}

// ShowTerms shows the terms to the visitor; accepting them starts a session
// with key (D). VisitorNotPresent when there is nobody to show them to.
func (c *Client) ShowTerms(ctx context.Context, token Token, group int64, visitor, key string) error {
	return c.signal(ctx, token, group, visitor, ShowTerms, map[string]any{"sessionKey": key})
}

// StartSession starts the visitor's session with key, without showing the terms
// first (D; whether the visitor's page lets an agent is a setting of the page).
// VisitorNotPresent as ShowTerms.
func (c *Client) StartSession(ctx context.Context, token Token, group int64, visitor, key string) error {
	return c.signal(ctx, token, group, visitor, StartSession, map[string]any{"sessionKey": key})
}

// StopSession ends the visitor's session from the visitor's side. That an agent
// may call it so is inferred (I).
func (c *Client) StopSession(ctx context.Context, token Token, group int64, visitor string) error {
	return c.signal(ctx, token, group, visitor, StopSession, nil)
}

func (c *Client) signal(ctx context.Context, token Token, group int64, visitor, fn string, args map[string]any) error {
	direct, err := c.FindVisitor(ctx, token, group, visitor)
	if err != nil {
		return err
	}
	if !direct.Found {
		return &Error{Op: "findvisitor", Code: VisitorNotPresent}
	}
	return c.Invoke(ctx, token, group, visitor, direct, fn, args)
}
