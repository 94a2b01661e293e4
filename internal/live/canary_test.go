package live_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/live"
)

// parrot answers some calls with all that it was sent, and notes every secret
// that passes by.
type parrot struct {
	to    http.RoundTripper
	path  string // of the calls that are answered so
	shape func(said string) (status int, kind, location, body string)

	mu       sync.Mutex
	secrets  map[string]bool
	parroted int
}

var token = regexp.MustCompile(`"authToken":"([^"]+)"`)

func (p *parrot) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil { // nil where a redirect is followed
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if !strings.Contains(r.URL.Path, p.path) {
		resp, err := p.to.RoundTrip(r)
		if err == nil {
			text, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			resp.Body = io.NopCloser(bytes.NewReader(text))
			if found := token.FindSubmatch(text); found != nil {
				p.note(string(found[1]))
			}
		}
		return resp, err
	}
	p.mu.Lock()
	p.parroted++
	p.mu.Unlock()
	said, _ := url.QueryUnescape(string(body) + " " + r.URL.RawQuery + " " + r.Header.Get("Authorization"))
	status, kind, location, text := p.shape(said)
	resp := &http.Response{StatusCode: status, Request: r, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(text))}
	if location != "" {
		resp.Header.Set("Location", location)
	}
	return resp, nil
}

func (p *parrot) note(secret string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.secrets[secret] = true
}

func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

// Whatever a service answers, the report holds no LoginKey, token, API key,
// visitor or agent, in any spelling.
func TestNoSecretInAReport(t *testing.T) {
	shapes := map[string]func(said string) (int, string, string, string){
		"json": func(said string) (int, string, string, string) {
			return 400, "application/json", "", fmt.Sprintf(`{"message":%s,"error":%s,"status":%s,%s:1,"direct":%s}`, quoted(said), quoted(said), quoted(said), quoted(said), quoted(said))
		},
		"words": func(said string) (int, string, string, string) {
			word := regexp.MustCompile(`[A-Za-z0-9_-]{16,}`).FindString(said)
			return 200, "application/json", "", fmt.Sprintf(`{"message":%s,"code":%s,%s:{%s:%s}}`, quoted(word), quoted(word), quoted(word), quoted(said), quoted(word))
		},
		"page": func(said string) (int, string, string, string) {
			return 500, "text/html", "", "<html><head><title>" + html.EscapeString(said) + "</title></head><body>" + html.EscapeString(said) + "</body></html>"
		},
		"xml": func(said string) (int, string, string, string) {
			return 200, "text/xml; charset=" + url.QueryEscape(said), "", "<Fault><" + url.QueryEscape(said) + "/><why>" + html.EscapeString(said) + "</why></Fault>"
		},
		"text": func(said string) (int, string, string, string) { return 503, said, "", said },
		"redirect": func(said string) (int, string, string, string) {
			return 302, "text/plain", "/login/" + url.QueryEscape(said) + "?" + url.QueryEscape(said) + "=1", ""
		},
	}
	for shape, answer := range shapes {
		for _, path := range []string{"authorize", "lookupvisitor", "findvisitor", "SessionService", "AgentView"} {
			t.Run(shape+" "+path, func(t *testing.T) {
				t.Parallel()
				d := newDesk(t, glancesim.Options{})
				d.shopping()
				c := d.config()
				p := &parrot{to: c.Client.Transport, path: path, shape: answer, secrets: map[string]bool{apiKey.Reveal(): true, visitor: true, puid: true}}
				c.Client = &http.Client{Transport: p}
				c.Dialect = "rest"
				c.Visitor, c.Twice = visitor, true
				report := live.Run(t.Context(), c)
				for _, key := range d.keys.gave {
					p.note(key)
					p.note(key[strings.LastIndexByte(key, '$')+1:])
				}
				asJSON, _ := json.Marshal(report)
				everything := string(asJSON) + live.Text(report, "settings.json")
				if p.parroted == 0 || len(p.secrets) < 5 {
					t.Fatalf("nothing was parroted: the scan would prove nothing (%d secrets)", len(p.secrets))
				}
				for secret := range p.secrets {
					for _, form := range []string{secret, url.QueryEscape(secret), html.EscapeString(secret), quoted(secret)[1 : len(quoted(secret))-1]} {
						if strings.Contains(everything, form) {
							t.Errorf("%s is in the report:\n%s", secret, everything)
						}
					}
				}
			})
		}
	}
}
