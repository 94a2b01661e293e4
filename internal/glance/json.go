package glance

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"unicode"
)

// loose is a string, number, bool or null, kept as text: Glance's documents
// show the same field as either. Objects and lists are refused.
type loose string

// UnmarshalJSON implements json.Unmarshaler.
func (l *loose) UnmarshalJSON(raw []byte) error {
	var text string
	switch {
	case string(raw) == "null":
		*l = ""
		return nil
	case json.Unmarshal(raw, &text) == nil:
		*l = loose(text)
		return nil
	case raw[0] == '{' || raw[0] == '[':
		return errors.New("not a plain value")
	}
	*l = loose(raw)
	return nil
}

// decodeObject is decode for answers that have to be a JSON object.
func decodeObject(op string, body []byte, into any) error {
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return nonsense(op, "the answer is not a JSON object")
	}
	return decode(op, body, into)
}

// Limits of what is told about a visitor, in characters.
const (
	maxPageURL = 2000
	maxLabel   = 100
	maxText    = 200
)

// pageData is what a visitor's page says of itself (S).
type pageData struct {
	URL        loose `json:"url"`
	Browser    loose `json:"browser"`
	BrowserVer loose `json:"browserver"`
	Platform   loose `json:"platform"`
}

// visitor is pageData checked and bounded. A page that is no web page is left out.
func (p pageData) visitor() Visitor {
	browser := strings.TrimSpace(clean(string(p.Browser), maxLabel) + " " + clean(string(p.BrowserVer), maxLabel))
	return Visitor{Present: true, URL: pageURL(string(p.URL)), Browser: clean(browser, maxLabel), Platform: clean(string(p.Platform), maxLabel)}
}

func pageURL(text string) string {
	u, err := url.Parse(text)
	if err != nil || len(text) > maxPageURL || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return ""
	}
	return u.String()
}

// clean keeps at most limit printable characters and no line breaks.
func clean(text string, limit int) string {
	var b strings.Builder
	kept := 0
	for _, r := range text {
		if !unicode.IsPrint(r) {
			continue
		}
		if kept == limit {
			break
		}
		b.WriteRune(r)
		kept++
	}
	return b.String()
}
