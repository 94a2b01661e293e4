package glance_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/secret"
)

func offline(t testing.TB, delivery glance.Delivery) *glance.Client {
	cfg := configuration(glance.Hosts{})
	cfg.Delivery = delivery
	client, err := glance.New(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func fieldsOf(ticket glance.Ticket) string {
	var parts []string
	for _, field := range ticket.Fields {
		parts = append(parts, field.Name+"="+field.Value.Reveal())
	}
	return strings.Join(parts, " ")
}

var agent = glance.Credentials{GroupID: 15687, PUID: "Agent@x", LoginKey: secret.New("KEY")}

func TestTicketFor(t *testing.T) {
	const address = "https://www.glance.net/agentjoin/AgentView.aspx"
	tests := []struct{ query, want string }{
		{"SessionKey=12&partnerid=15687&partneruserid=Agent%40x&loginkey=%241%24", "SessionKey=12 partnerid=15687 partneruserid=Agent@x loginkey=$1$"},
		{"SessionKey=12", "SessionKey=12 partnerid=15687 partneruserid=Agent@x loginkey=KEY"},
		{"VisitorId=v&Wait=1&LoginKey=&PARTNERID=15687", "VisitorId=v Wait=1 LoginKey=KEY PARTNERID=15687 partneruserid=Agent@x"},
		{"&&SessionKey=1+2&partneruserid=agent%40X", "SessionKey=1 2 partneruserid=agent@X partnerid=15687 loginkey=KEY"},
		{"", "partnerid=15687 partneruserid=Agent@x loginkey=KEY"},
	}
	for _, test := range tests {
		ticket, err := offline(t, glance.DeliverPost).TicketFor(secret.New(address+"?"+test.query), agent)
		if err != nil || fieldsOf(ticket) != test.want || ticket.URL.String() != address || ticket.Method != http.MethodPost {
			t.Errorf("%s: %v %s %s", test.query, err, ticket.URL, fieldsOf(ticket))
		}
	}
}

func TestTicketForRefuses(t *testing.T) {
	tests := map[string]glance.Code{
		"https://evil.example/?SessionKey=1":                                        glance.ForeignAddress,
		"https://www.glance.net.evil.example/":                                      glance.ForeignAddress,
		"https://www.glance.net@evil.example/":                                      glance.ForeignAddress,
		"http://www.glance.net/?SessionKey=1":                                       glance.ForeignAddress,
		"wss://www.glance.net/":                                                     glance.ForeignAddress,
		"javascript:alert(1)":                                                       glance.ForeignAddress,
		"data:text/html,x":                                                          glance.ForeignAddress,
		"https://www.glance.net/#SessionKey=1":                                      glance.ForeignAddress,
		"":                                                                          glance.ForeignAddress,
		"https://www.glance.net/?loginkey=a&LoginKey=b":                             glance.Nonsense,
		"https://www.glance.net/?SessionKey=a&sessionkey=b":                         glance.Nonsense,
		"https://www.glance.net/?partnerid=15688":                                   glance.Nonsense,
		"https://www.glance.net/?partneruserid=other":                               glance.Nonsense,
		"https://www.glance.net/?SessionKey=%0a":                                    glance.Nonsense,
		"https://www.glance.net/?SessionKey=%zz":                                    glance.Nonsense,
		"https://www.glance.net/?a=1;b=2":                                           glance.Nonsense,
		"https://www.glance.net/?=1":                                                glance.Nonsense,
		"https://www.glance.net/?SessionKey=" + strings.Repeat("a", 1100):           glance.Nonsense,
		"https://www.glance.net/?" + strings.Repeat("n", 65) + "=1":                 glance.Nonsense,
		"https://www.glance.net/?SessionKey=" + strings.Repeat("a", 5000):           glance.Nonsense,
		"https://www.glance.net/?a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t&u&v&w&x&y": glance.Nonsense,
	}
	for address, want := range tests {
		if _, err := offline(t, glance.DeliverPost).TicketFor(secret.New(address), agent); glance.CodeOf(err) != want {
			t.Errorf("%.80s: %v, want %s", address, err, want)
		}
	}
	for _, lacking := range []glance.Credentials{{GroupID: 1, PUID: "x"}, {GroupID: 1, LoginKey: secret.New("k")}} {
		if _, err := offline(t, glance.DeliverPost).TicketFor(secret.New("https://www.glance.net/"), lacking); err == nil {
			t.Error("a ticket without credentials")
		}
	}
}

func TestViewerTicket(t *testing.T) {
	tests := []struct {
		key  string
		on   glance.SignOn
		want string
	}{
		{"4821", glance.SignOn{}, "SessionKey=4821 wait=1"},
		{"vera-7f3a", glance.SignOn{Username: "alex.glance.net"}, "SessionKey=vera-7f3a wait=1 username=alex.glance.net"},
		{"vera-7f3a", glance.SignOn{IDPID: "15687"}, "SessionKey=vera-7f3a wait=1 idpid=15687"},
		{"vera-7f3a", glance.SignOn{IDPToken: "00D1"}, "SessionKey=vera-7f3a wait=1 idptoken=00D1"},
		{"vera-7f3a", glance.SignOn{IDPUsername: "alex.glance.net"}, "SessionKey=vera-7f3a wait=1 idpusername=alex.glance.net"},
	}
	for _, test := range tests {
		for _, delivery := range []glance.Delivery{glance.DeliverPost, glance.DeliverQuery} {
			ticket, err := offline(t, delivery).ViewerTicket(test.key, test.on)
			if err != nil || fieldsOf(ticket) != test.want || ticket.Method != http.MethodGet || ticket.URL.String() != "https://www.glance.net/agentjoin/AgentView.aspx" {
				t.Errorf("%v %s %s %s", err, ticket.Method, ticket.URL, fieldsOf(ticket))
			}
		}
	}
	for _, bad := range []struct {
		key string
		on  glance.SignOn
	}{
		{"", glance.SignOn{}}, {"48\n21", glance.SignOn{}}, {strings.Repeat("1", 1025), glance.SignOn{}},
		{"4821", glance.SignOn{Username: "alex\nx"}}, {"4821", glance.SignOn{IDPToken: strings.Repeat("a", 1025)}},
		{"4821", glance.SignOn{Username: "alex.glance.net", IDPID: "15687"}},
	} {
		if _, err := offline(t, glance.DeliverPost).ViewerTicket(bad.key, bad.on); glance.CodeOf(err) != glance.Nonsense {
			t.Errorf("%.20q %.20q: %v", bad.key, bad.on, err)
		}
	}
}

func FuzzTicket(f *testing.F) {
	f.Add("https://www.glance.net/agentjoin/AgentView.aspx?SessionKey=12&partnerid=15687&wait=1")
	f.Add("https://www.glance.net/?loginkey=a&LOGINKEY=b")
	f.Add("javascript:alert(1)")
	client := offline(f, glance.DeliverPost)
	f.Fuzz(func(t *testing.T, address string) {
		ticket, err := client.TicketFor(secret.New(address), agent)
		if err != nil {
			return
		}
		again, err := url.Parse(ticket.URL.String())
		if err != nil || (glance.Hosts{}).Check(again) != nil || again.Scheme != "https" || again.RawQuery != "" {
			t.Errorf("%q makes a ticket for %q", address, ticket.URL)
		}
		seen := map[string]bool{}
		for _, field := range ticket.Fields {
			if name := strings.ToLower(field.Name); seen[name] {
				t.Errorf("%q has %s twice", address, name)
			} else {
				seen[name] = true
			}
		}
		if !seen["partnerid"] || !seen["partneruserid"] || !seen["loginkey"] {
			t.Errorf("%q lacks credentials", address)
		}
	})
}
