package glance_test

import (
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance"
)

const joinURL = "https://www.glance.net/agentjoin/AgentView.aspx?SessionKey=1234"

func TestReadFound(t *testing.T) {
	escaped := strings.ReplaceAll(joinURL, "=", "&#61;")
	tests := []struct {
		name, body string
		running    bool
		code       glance.Code
	}{
		{"xml", `<?xml version="1.0"?><S xmlns="http://x"><joinurl>` + joinURL + `</joinurl></S>`, true, ""},
		{"xml other case and namespace", `<a:R xmlns:a="urn:a"><a:JoinUrl> ` + escaped + ` </a:JoinUrl></a:R>`, true, ""},
		{"xml root", `<JOINURL>` + joinURL + `</JOINURL>`, true, ""},
		{"xml CDATA", `<s><joinurl><![CDATA[` + joinURL + `]]></joinurl></s>`, true, ""},
		{"xml same twice", `<s><joinurl>` + joinURL + `</joinurl><joinurl>` + joinURL + `</joinurl></s>`, true, ""},
		{"xml byte order mark", "\xef\xbb\xbf<joinurl>" + joinURL + "</joinurl>", true, ""},
		{"xml none", `<s/>`, false, ""},
		{"xml empty", `<s><joinurl/></s>`, false, ""},
		{"xml blank", `<s><joinurl> </joinurl></s>`, false, ""},
		{"json d object", `{"d":{"__type":"x","JoinURL":"` + joinURL + `"}}`, true, ""},
		{"json d text", `{"d":"` + joinURL + `"}`, true, ""},
		{"json bare", `{"joinurl":"` + joinURL + `"}`, true, ""},
		{"json d null", `{"d":null}`, false, ""},
		{"json d empty", `{"d":{}}`, false, ""},
		{"json null joinurl", `{"d":{"joinurl":null}}`, false, ""},
		{"foreign", `<joinurl>https://evil.example/agentjoin/AgentView.aspx</joinurl>`, false, glance.ForeignAddress},
		{"foreign in json", `{"d":"https://www.glance.net.evil.example/"}`, false, glance.ForeignAddress},
		{"plain http", `<joinurl>http://www.glance.net/</joinurl>`, false, glance.ForeignAddress},
		{"script", `{"d":"javascript:alert(1)"}`, false, glance.ForeignAddress},
		{"websocket", `{"d":"wss://www.glance.net/"}`, false, glance.ForeignAddress},
		{"too long", `{"d":"https://www.glance.net/?x=` + strings.Repeat("a", 5000) + `"}`, false, glance.Nonsense},
		{"xml two", `<s><joinurl>` + joinURL + `</joinurl><joinurl>` + joinURL + `5</joinurl></s>`, false, glance.Nonsense},
		{"xml unfinished", `<s><joinurl>` + joinURL, false, glance.Nonsense},
		{"xml nothing", `<?xml version="1.0"?>`, false, glance.Nonsense},
		{"xml entity", `<!DOCTYPE s [<!ENTITY a "b">]><s>&a;</s>`, false, glance.Nonsense},
		{"html", `<html><body>Sign in</body></html>`, false, glance.Nonsense},
		{"fault", `<e:Envelope xmlns:e="e"><e:Body><e:Fault/></e:Body></e:Envelope>`, false, glance.Nonsense},
		{"empty", ``, false, glance.Nonsense}, {"text", `no`, false, glance.Nonsense}, {"json null", `null`, false, glance.Nonsense},
		{"json list", `[]`, false, glance.Nonsense}, {"json other", `{"Message":"x"}`, false, glance.Nonsense},
		{"json number", `{"d":{"joinurl":5}}`, false, glance.Nonsense}, {"json d number", `{"d":5}`, false, glance.Nonsense},
		{"json two", `{"joinurl":"` + joinURL + `","JoinUrl":"x"}`, false, glance.Nonsense},
		{"json tail", `{"d":null} {"d":null}`, false, glance.Nonsense},
	}
	for _, test := range tests {
		found, err := glance.ReadFound("lookup", []byte(test.body), glance.Hosts{})
		if found.Running != test.running || glance.CodeOf(err) != test.code {
			t.Errorf("%s: %v, %v", test.name, found.Running, err)
		}
		if found.Running && found.JoinURL.Reveal() != joinURL {
			t.Errorf("%s: %s", test.name, found.JoinURL.Reveal())
		}
		if err != nil && strings.Contains(err.Error(), "evil") {
			t.Errorf("%s: the error holds the server's text: %v", test.name, err)
		}
	}
}

func FuzzLookupReply(f *testing.F) {
	f.Add([]byte(`<s xmlns="x"><joinurl>` + joinURL + `</joinurl></s>`))
	f.Add([]byte(`{"d":{"joinurl":"` + joinURL + `"}}`))
	f.Add([]byte(`{"d":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		found, err := glance.ReadFound("lookup", body, glance.Hosts{})
		if err != nil && (found.Running || glance.CodeOf(err) == "") {
			t.Errorf("running with %v", err)
		}
		if found.Running && !strings.HasPrefix(strings.ToLower(found.JoinURL.Reveal()), "https://") {
			t.Errorf("join address %q", found.JoinURL.Reveal())
		}
	})
}
