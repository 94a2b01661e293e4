package live

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/internal/glance"
)

func TestDescribe(t *testing.T) {
	for name, c := range map[string]struct {
		kind, location, body, want string
	}{
		"members":        {"application/json; charset=utf-8", "", `{"authToken":"secret","authTokeExp":"2026-11-21T10:00:00Z","groupId":7,"isTrial":false,"message":null,"x":"","n":3,"l":[1,2]}`, `200 application/json {authTokeExp: "2026-11-21T10:00:00Z", authToken: text of 6, groupId: 7, isTrial: false, l: list of 2, n: number, message, x empty}`},
		"deep":           {"application/json", "", `{"d":{"a":{"b":{"c":1}}}}`, `200 application/json {d: {a: {b: {…}}}}`},
		"a foreign name": {"application/json", "", `{"<script>":"x"}`, `200 application/json {?: text of 1}`},
		"xml":            {"text/xml", "", `<?xml version="1.0"?><Session xmlns="x"><joinurl>https://secret</joinurl></Session>`, "200 text/xml <Session> <joinurl> text of 14"},
		"a page":         {"text/html", "", `<!DOCTYPE html><html><title> Not  Found </title>secret`, `200 text/html a page titled "Not Found"`},
		"a bad title":    {"text/html", "", `<html><title>$1$secret</title>`, "200 text/html a page"},
		"text":           {"text/plain", "", "secret", "200 text/plain 6 bytes of text"},
		"nothing":        {"", "", "", "200 and nothing in it"},
		"half":           {"application/json", "", `{"a":`, "200 application/json 5 bytes of text"},
		"a redirect":     {"", "https://www.glance.net/login/default.aspx?returnurl=secret&k=1", "", "200 to /login/default.aspx?k&returnurl"},
		"a bad one":      {"", "/login/$1$secret", "", "200 and nothing in it"},
		"a bad kind":     {"secret text", "", "x", "200 1 bytes of text"},
	} {
		e := glance.Exchange{Status: 200, Header: http.Header{"Content-Type": {c.kind}, "Location": {c.location}}, Body: []byte(c.body)}
		if got := describe(e); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// FuzzDescribe: whatever is answered, what is told of it is short, and a hidden
// text is not in it.
func FuzzDescribe(f *testing.F) {
	for _, body := range []string{`{"message":"planted"}`, "<a>planted</a>", "<html><title>planted", "[planted", "\xef\xbb\xbf{}", strings.Repeat("{\"a\":", 50)} {
		f.Add(200, "application/json", "/login?planted", body)
	}
	f.Fuzz(func(t *testing.T, status int, kind, location, body string) {
		s := &step{}
		s.fact("U", "yes", describe(glance.Exchange{Status: status, Header: http.Header{"Content-Type": {kind}, "Location": {location}}, Body: []byte(body)}), "x")
		s.redact([]string{"planted"})
		if back := s.Facts[0].Back; utf8.RuneCountInString(back) > maxBack || strings.Contains(back, "planted") {
			t.Errorf("%q", back)
		}
	})
}
