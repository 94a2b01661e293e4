package live

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/glance-networks/agent-host/internal/glance"
)

// back tells what came back: the last answer's shape, or why there was none.
func (r *run) back(err error) string {
	if r.last != nil {
		return describe(*r.last)
	}
	if err != nil {
		return strings.TrimPrefix(err.Error(), "glance: ")
	}
	return ""
}

// describe tells of an answer without what it holds: names and lengths, and the
// values of a few members that are no secrets.
func describe(e glance.Exchange) string {
	parts := []string{fmt.Sprint(e.Status)}
	kind, _, err := mime.ParseMediaType(e.Header.Get("Content-Type"))
	if err == nil && word(kind) {
		parts = append(parts, kind)
	}
	if to := destination(e.Header.Get("Location")); to != "" {
		parts = append(parts, "to "+to)
	} else if shape := shapeOf(e.Body); e.Body != nil && shape != "" {
		parts = append(parts, shape)
	}
	return strings.Join(parts, " ")
}

// destination is a redirect's path and the names in its query.
func destination(location string) string {
	u, err := url.Parse(location)
	if err != nil || location == "" || !pathShape().MatchString(u.Path) {
		return ""
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(u.Query())), func(name string) bool { return !word(name) })
	if len(names) == 0 {
		return u.Path
	}
	return u.Path + "?" + strings.Join(names, "&")
}

func shapeOf(body []byte) string {
	text := bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\xef\xbb\xbf"))
	switch {
	case len(text) == 0:
		return "and nothing in it"
	case text[0] == '{' || text[0] == '[':
		var value any
		if json.Unmarshal(text, &value) == nil {
			return jsonShape("", value, 3)
		}
	case bytes.Contains(bytes.ToLower(text[:min(len(text), 1000)]), []byte("<html")):
		return "a page" + title(text)
	case text[0] == '<':
		return xmlShape(text)
	}
	return fmt.Sprintf("%d bytes of text", len(text))
}

// open are the members whose values may be told: none of them proves or names anybody.
var open = map[string]bool{
	"authtokeexp": true, "groupid": true, "service": true, "istrial": true, "visitorpresent": true, "visitorfound": true, "timestamp": true,
	"direct": true, "directserver": true, "httpsport": true, "tlsport": true, "ds": true, "error": true, "code": true, "status": true, "message": true,
}

// lazily has a pattern compiled at its first use: a host starts often, and
// seldom checks.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

var pathShape = lazily(`^[A-Za-z0-9/._-]{1,80}$`)

var plain = lazily(`^[A-Za-z0-9 .:/,-]{1,40}$`)

var nameShape = lazily(`^[A-Za-z0-9_.:/-]{1,40}$`)

// word admits what a name in an answer may be shown as.
func word(text string) bool { return nameShape().MatchString(text) }

func jsonShape(name string, value any, depth int) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return fmt.Sprint(v)
	case string:
		if open[strings.ToLower(name)] && plain().MatchString(v) {
			return fmt.Sprintf("%q", v)
		}
		return fmt.Sprintf("text of %d", len([]rune(v)))
	case float64:
		if open[strings.ToLower(name)] {
			return fmt.Sprint(int64(v))
		}
		return "number"
	case []any:
		return fmt.Sprintf("list of %d", len(v))
	case map[string]any:
		if depth == 0 {
			return "{…}"
		}
		return "{" + strings.Join(members(v, depth), ", ") + "}"
	}
	return "?"
}

// members tells first what says something: what is null, 0, false or empty comes last.
func members(object map[string]any, depth int) []string {
	var full, empty []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		shown := name
		if !word(name) {
			shown = "?"
		}
		switch value := object[name]; value {
		case nil, "", 0.0, false:
			if value == nil || !open[strings.ToLower(name)] {
				empty = append(empty, shown)
				continue
			}
			fallthrough
		default:
			full = append(full, shown+": "+jsonShape(name, value, depth-1))
		}
	}
	if len(empty) > 0 {
		full = append(full, strings.Join(empty, ", ")+" empty")
	}
	return full
}

// xmlShape is the elements in their order, with the length of what is in them.
func xmlShape(text []byte) string {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	var names []string
	for len(names) < 12 {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			if word(t.Name.Local) {
				names = append(names, "<"+t.Name.Local+">")
			}
		case xml.CharData:
			if n := len([]rune(strings.TrimSpace(string(t)))); n > 0 {
				names = append(names, fmt.Sprintf("text of %d", n))
			}
		}
	}
	return strings.Join(names, " ")
}

var titleShape = lazily(`(?is)<title[^>]*>(.{0,200}?)</title>`)

// title is an HTML page's, where nothing but plain words is in it.
func title(text []byte) string {
	found := titleShape().FindSubmatch(text)
	if found == nil {
		return ""
	}
	if words := strings.Join(strings.Fields(string(found[1])), " "); plain().MatchString(words) {
		return fmt.Sprintf(" titled %q", words)
	}
	return ""
}

// redacted takes texts out, as they are and as they are written in an address.
func redacted(text string, hidden []string) string {
	for _, secret := range hidden {
		if len(secret) < 4 {
			continue
		}
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
			text = strings.ReplaceAll(text, form, "[left out]")
		}
	}
	return text
}
