package settings

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
)

// meanings are the checks that a schema cannot say. Each returns how the
// setting must be, or nothing. They see only what the schema admitted.
var meanings = map[string]func(*node) string{
	"authUrl":            orEmpty(secureURL),
	"webServer":          server,
	"presenceServer":     server,
	"viewerPath":         path,
	"lookupPath":         path,
	"authorizationPath":  path,
	"presenceSocketPath": path,
	"caFile":             orEmpty(absolute),
	"hosts":              hosts,
	"authHeaders":        headers,
	"keyPattern":         keyPattern,
	"puid":               visible,
	"desk":               visible,
}

func orEmpty(check func(*node) string) func(*node) string {
	return func(n *node) string {
		if n.literal == "" {
			return ""
		}
		return check(n)
	}
}

func secureURL(n *node) string {
	u, err := url.Parse(n.literal)
	if err != nil || u.Scheme != "https" || !isHost(u.Host) || u.User != nil || u.Fragment != "" {
		return "a full https:// address without a name, password or # part"
	}
	return ""
}

func server(n *node) string {
	u, err := url.Parse(n.literal)
	if err != nil || u.Scheme != "https" || n.literal != "https://"+u.Host || !isHost(u.Host) {
		return "https:// and a host, like https://www.glance.net, with nothing after it"
	}
	return ""
}

func path(n *node) string {
	u, err := url.Parse(n.literal)
	if err != nil || u.Path == "" || n.literal != u.EscapedPath() || !strings.HasPrefix(u.Path, "/") {
		return "a path that begins with one / and holds no ? or #"
	}
	return ""
}

func absolute(n *node) string {
	if !filepath.IsAbs(n.literal) || strings.ContainsRune(n.literal, 0) {
		return "the full path of a file"
	}
	return ""
}

func hosts(n *node) string {
	for _, item := range n.items {
		if !isHost(item.literal) {
			return "a list of hosts like test.example.com or test.example.com:8443, without https:// and without *"
		}
	}
	return ""
}

var hostShape = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?)*(?::[1-9][0-9]{0,4})?$|^\[[0-9A-Fa-f:.]+\](?::[1-9][0-9]{0,4})?$`)

func isHost(s string) bool { return len(s) <= 260 && hostShape.MatchString(s) }

var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")

func headers(n *node) string {
	for _, m := range n.members {
		if !headerName.MatchString(m.name) || strings.ContainsFunc(m.value.literal, notInHeader) {
			return "names and values of HTTP headers, without line breaks"
		}
	}
	return ""
}

func notInHeader(r rune) bool { return r != '\t' && unicode.IsControl(r) }

func visible(n *node) string {
	if strings.ContainsFunc(n.literal, unicode.IsControl) {
		return "text without line breaks and other control characters"
	}
	return ""
}

// simplePattern is a sequence of characters and classes, each with a count. Go
// and browsers read such a pattern alike, and it lets nothing in that has a
// meaning in an address or in HTML.
var simplePattern = regexp.MustCompile(`^\^(?:(?:[A-Za-z0-9_@:~-]|\\[.dw-]|` +
	`\[(?:[A-Z]-[A-Z]|[a-z]-[a-z]|[0-9]-[0-9]|[A-Za-z0-9_.~@:+=]|\\[dw.-])+-?\])` +
	`(?:[+*?]|\{[0-9]{1,2}(?:,[0-9]{0,2})?\})?)+\$$`)

var classOrEscape = regexp.MustCompile(`\[[^\]]*\]|\\.`)

// keyPattern admits at most three counts: a browser tries every way to share a
// text among them.
func keyPattern(n *node) string {
	const allowed = "a pattern like ^[A-Za-z0-9._~-]{1,63}$: from ^ to $, of letters, digits and [classes], with at most three counts"
	counts := strings.Count(strings.NewReplacer("+", "{", "*", "{", "?", "{").Replace(classOrEscape.ReplaceAllString(n.literal, "x")), "{")
	if !simplePattern.MatchString(n.literal) || counts > 3 {
		return allowed
	}
	if _, err := regexp.Compile(n.literal); err != nil {
		return allowed
	}
	return ""
}
