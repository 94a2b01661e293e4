package glance

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/glance-networks/agent-host/internal/secret"
)

// bearerShape is what a header can carry: RFC 6750's b64token.
var bearerShape = shape(`^[A-Za-z0-9._~+/-]+=*$`)

const maxToken = 8192 // bytes

// Authorize gets a token for presence, valid for Config.TokenMinutes. Issuing
// one is expensive (D): use it until it expires.
func (c *Client) Authorize(ctx context.Context, agent Credentials) (Token, error) {
	const op = "authorize"
	body, _ := json.Marshal(c.proof(agent))
	address := c.web.JoinPath(c.cfg.AuthorizationPath)
	query := url.Values{ // D
		"service": {"presence"}, "duration": {strconv.Itoa(c.cfg.TokenMinutes)}, "site": {"production"},
	}
	if !agent.Session.Empty() {
		query.Set("groupid", strconv.FormatInt(agent.GroupID, 10)) // D that it is needed of an agent in several groups, U where
	}
	address.RawQuery = query.Encode()
	got, err := c.call(ctx, request{op: op, method: http.MethodPost, url: address,
		headers: map[string]string{"Content-Type": "application/json", "Accept": "application/json"}, body: string(body)})
	if err != nil {
		return Token{}, err
	}
	return readToken(op, got.body, agent.GroupID)
}

// proof is the body that proves an agent. Spelling I: that there are the forms
// partnerid, partneruserid, loginkey, and gssnid, is D.
func (c *Client) proof(agent Credentials) map[string]any {
	name := c.cfg.AuthorizationNames.Of
	if !agent.Session.Empty() {
		return map[string]any{name("gssnid"): agent.Session.Reveal()}
	}
	return map[string]any{name("partnerid"): agent.GroupID, name("partneruserid"): agent.PUID, name("loginkey"): agent.LoginKey.Reveal()}
}

// readToken reads the documented reply (D; its misspelt authTokeExp included).
// A reply without a token is a refusal (I).
func readToken(op string, body []byte, group int64) (Token, error) {
	var reply struct {
		AuthToken   string    `json:"authToken"`
		AuthTokeExp time.Time `json:"authTokeExp"`
		GroupID     int64     `json:"groupId"`
	}
	var sparse struct {
		AuthToken *string `json:"authToken"`
	}
	if err := decode(op, body, &sparse); err != nil {
		return Token{}, err
	}
	if sparse.AuthToken == nil || *sparse.AuthToken == "" {
		return Token{}, &Error{Op: op, Code: Refused, Err: reason("no token was issued")}
	}
	if err := decode(op, body, &reply); err != nil {
		return Token{}, err
	}
	switch {
	case len(reply.AuthToken) > maxToken || !bearerShape(reply.AuthToken):
		return Token{}, nonsense(op, "the token cannot be sent in a header")
	case reply.AuthTokeExp.IsZero():
		return Token{}, nonsense(op, "the token has no expiry")
	case reply.GroupID != 0 && reply.GroupID != group:
		return Token{}, nonsense(op, "the token is another group's")
	}
	return Token{secret.New(reply.AuthToken), reply.AuthTokeExp.UTC()}, nil
}
