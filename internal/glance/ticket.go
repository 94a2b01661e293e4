package glance

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/glance-networks/agent-host/internal/secret"
)

// Limits of a ticket, in bytes; more is Nonsense.
const (
	maxJoinURL    = 4096
	maxFields     = 20
	maxFieldName  = 64
	maxFieldValue = 1024
)

func running(joinURL string) Found {
	held := secret.New(joinURL)
	return Found{Running: true, JoinURL: &held}
}

// parseJoinURL reads the address of a viewer: bounded, https, an allowed host.
func parseJoinURL(address string, hosts Hosts) (*url.URL, error) {
	const op = "ticket"
	if len(address) > maxJoinURL {
		return nil, nonsense(op, "the join address is too long")
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return nil, &Error{Op: op, Code: ForeignAddress, Err: reason("the join address is not https")}
	}
	return u, hosts.Check(u)
}

// TicketFor makes the ticket for the address a lookup returned. The query has
// become fields and the address is bare, so that a POST keeps them out of
// history; whatever credentials it lacks are the agent's. A join address for
// another agent, another host, or with a field twice is refused.
func (c *Client) TicketFor(joinURL secret.Text, agent Credentials) (Ticket, error) {
	u, err := parseJoinURL(joinURL.Reveal(), c.cfg.Hosts)
	if err != nil {
		return Ticket{}, err
	}
	fields, err := splitQuery(u.RawQuery)
	if err != nil {
		return Ticket{}, err
	}
	if fields, err = withCredentials(fields, agent); err != nil {
		return Ticket{}, err
	}
	bare := *u
	bare.RawQuery, bare.ForceQuery = "", false
	return Ticket{URL: &bare, Method: c.method(), Fields: fields}, nil
}

// SignOn says who signs in at a viewer that is opened without credentials: at
// most one is set.
type SignOn struct {
	Username    string // a Glance address, whose password the viewer asks for (D)
	IDPID       string // the group whose identity provider signs in by SAML (D)
	IDPToken    string // the account's id that single sign-on is provisioned with (D)
	IDPUsername string // any Glance address of the organisation (D)
}

// SAML reports whether the organisation's identity provider signs in.
func (on SignOn) SAML() bool { return on.IDPID+on.IDPToken+on.IDPUsername != "" }

func (on SignOn) fields() (fields []Field) {
	for _, f := range []struct{ name, value string }{
		{"username", on.Username}, {"idpid", on.IDPID}, {"idptoken", on.IDPToken}, {"idpusername", on.IDPUsername},
	} {
		if f.value != "" {
			fields = append(fields, Field{f.name, secret.New(f.value)})
		}
	}
	return fields
}

// ViewerTicket makes the ticket of a viewer without credentials (D): it has them
// given by a person or by the organisation's identity provider, and waits for
// the session to start. It holds no secret and is always in the query, which
// survives the way to the sign-in and back.
func (c *Client) ViewerTicket(key string, on SignOn) (Ticket, error) {
	who := on.fields()
	if key == "" || !fits("SessionKey", key) || len(who) > 1 {
		return Ticket{}, nonsense("ticket", "the session key is empty or too long, or more than one sign-on is named")
	}
	for _, f := range who {
		if !fits(f.Name, f.Value.Reveal()) {
			return Ticket{}, nonsense("ticket", "the "+f.Name+" is too long")
		}
	}
	fields := append([]Field{{"SessionKey", secret.New(key)}, {"wait", secret.New("1")}}, who...)
	return Ticket{URL: c.web.JoinPath(c.cfg.ViewerPath), Method: http.MethodGet, Fields: fields}, nil
}

func (c *Client) method() string {
	if c.cfg.Delivery == DeliverQuery {
		return http.MethodGet
	}
	return http.MethodPost
}

// splitQuery turns a query into fields, in its order. ASP.NET does not tell
// names apart by case (I): nor is a name taken twice so.
func splitQuery(query string) ([]Field, error) {
	const op = "ticket"
	var fields []Field
	seen := map[string]bool{}
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(rawName)
		value, err2 := url.QueryUnescape(rawValue)
		if err != nil || err2 != nil || strings.Contains(part, ";") || !fits(name, value) || len(fields) == maxFields {
			return nil, nonsense(op, "the join address holds fields that cannot be")
		}
		if seen[strings.ToLower(name)] {
			return nil, nonsense(op, "the join address holds a field twice")
		}
		seen[strings.ToLower(name)] = true
		fields = append(fields, Field{name, secret.New(value)})
	}
	return fields, nil
}

func fits(name, value string) bool {
	return name != "" && len(name) <= maxFieldName && len(value) <= maxFieldValue &&
		strings.IndexFunc(name+value, unicode.IsControl) < 0
}

// withCredentials adds what is missing of the agent's credentials, and refuses
// fields that name another agent.
func withCredentials(fields []Field, agent Credentials) ([]Field, error) {
	wanted := []struct {
		name, value string
		fixed       bool
	}{
		{"partnerid", strconv.FormatInt(agent.GroupID, 10), true},
		{"partneruserid", agent.PUID, true},
		{"loginkey", agent.LoginKey.Reveal(), false},
	}
	for _, want := range wanted {
		if want.value == "" || !fits(want.name, want.value) {
			return nil, nonsense("ticket", "the agent's credentials are empty or too long")
		}
		i := indexOf(fields, want.name)
		switch {
		case i < 0:
			fields = append(fields, Field{want.name, secret.New(want.value)})
		case fields[i].Value.Empty():
			fields[i].Value = secret.New(want.value)
		case want.fixed && !strings.EqualFold(fields[i].Value.Reveal(), want.value):
			return nil, nonsense("ticket", "the join address is another agent's")
		}
	}
	return fields, nil
}

func indexOf(fields []Field, name string) int {
	for i, field := range fields {
		if strings.EqualFold(field.Name, name) {
			return i
		}
	}
	return -1
}
