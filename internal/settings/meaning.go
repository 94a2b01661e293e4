package settings

import (
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/glance-networks/agent-host/internal/glance"
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
	"presenceOrigin":     orEmpty(server),
	"lookupNamespace":    word,
	"caFile":             orEmpty(absolute),
	"hosts":              hosts,
	"oidcIssuer":         orEmpty(issuer),
	"oidcClientId":       orEmpty(word),
	"oidcScopes":         words,
	"oidcHosts":          hosts,
	"puidClaim":          word,
	"groupsClaim":        word,

	"authCertificateFile":    orEmpty(absolute),
	"authCertificateKeyFile": orEmpty(absolute),

	"fixedKey":             orEmpty(digits),
	"clientShow":           template(glance.UseClassic),
	"clientShowSignedIn":   template(glance.UseClassicSignIn),
	"clientView":           template(glance.UseClassic),
	"clientViewSignedIn":   template(glance.UseClassicSignIn),
	"panoramaJoin":         template(glance.UsePanorama),
	"panoramaJoinSignedIn": template(glance.UsePanoramaSignIn),
	"buttonsPage":          template(glance.UsePage),
	"downloadPage":         template(glance.UsePage),

	"authHeaders": headers,
	"callers":     programs,
	"keyPattern":  keyPattern,
	"puid":        visible,
	"samlIdpId":   visible, "samlIdpToken": visible, "samlIdpUsername": visible,
	"username": visible,
	"desk":     visible,
}

func orEmpty(check func(*node) string) func(*node) string {
	return func(n *node) string {
		if n.literal == "" {
			return ""
		}
		return check(n)
	}
}

// template checks an address with places in it; an empty one is none.
func template(use glance.Use) func(*node) string {
	return orEmpty(func(n *node) string {
		if _, err := glance.ParseTemplate(n.literal, use); err != nil {
			return err.Error()
		}
		return ""
	})
}

// digits admits a key for sharing screens: Glance's are of digits (D), usually
// four (D).
func digits(n *node) string {
	if len(n.literal) < 4 || strings.Trim(n.literal, "0123456789") != "" {
		return "4 to 10 digits"
	}
	return ""
}

func secureURL(n *node) string {
	u, err := url.Parse(n.literal)
	if err != nil || u.Scheme != "https" || !isHost(u.Host) || u.User != nil || u.Fragment != "" {
		return "a full https:// address without a name, password or # part"
	}
	return ""
}

func issuer(n *node) string {
	if secureURL(n) != "" || strings.ContainsAny(n.literal, "?#") {
		return "a full https:// address without a name, password, ? or # part"
	}
	return ""
}

// word admits what a scope may be written with, and a claim's or client's name.
func word(n *node) string {
	unfit := func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '"' || r == '\\' }
	if n.literal == "" || strings.ContainsFunc(n.literal, unfit) {
		return "one word of plain characters, without spaces"
	}
	return ""
}

func words(n *node) string {
	for _, item := range n.items {
		if word(item) != "" {
			return "a list of words of plain characters, without spaces"
		}
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

func programs(n *node) string {
	for _, item := range n.items {
		if absolute(item) != "" {
			return "a list of full paths of programs"
		}
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

// isHost reports whether s is host or host:port, of names or addresses.
func isHost(s string) bool {
	u, err := url.Parse("https://" + s)
	if err != nil || u.Host != s || len(s) > 260 {
		return false
	}
	if port := u.Port(); port != "" || strings.HasSuffix(s, ":") {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return false
		}
	}
	name := u.Hostname()
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	for label := range strings.SplitSeq(name, ".") {
		if !isLabel(label) {
			return false
		}
	}
	return true
}

func isLabel(s string) bool {
	bad := func(r rune) bool {
		return r != '-' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	}
	return s != "" && len(s) <= 63 && !strings.HasPrefix(s, "-") && !strings.HasSuffix(s, "-") && !strings.ContainsFunc(s, bad)
}

func isHeaderName(s string) bool {
	bad := func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	}
	return s != "" && len(s) <= 100 && !strings.ContainsFunc(s, bad)
}

func headers(n *node) string {
	for _, m := range n.members {
		if !isHeaderName(m.name) || strings.ContainsFunc(m.value.literal, notInHeader) {
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
const simplePattern = `^\^(?:(?:[A-Za-z0-9_@:~-]|\\[.dw-]|` +
	`\[(?:[A-Z]-[A-Z]|[a-z]-[a-z]|[0-9]-[0-9]|[A-Za-z0-9_.~@:+=]|\\[dw.-])+-?\])` +
	`(?:[+*?]|\{[0-9]{1,2}(?:,[0-9]{0,2})?\})?)+\$$`

const classOrEscape = `\[[^\]]*\]|\\.`

// keyPattern admits at most three counts: a browser tries every way to share a
// text among them.
func keyPattern(n *node) string {
	const allowed = "a pattern like ^[A-Za-z0-9._~-]{1,63}$: from ^ to $, of letters, digits and [classes], with at most three counts"
	simple, err := regexp.MatchString(simplePattern, n.literal)
	if err != nil || !simple {
		return allowed
	}
	bare := regexp.MustCompile(classOrEscape).ReplaceAllString(n.literal, "x")
	counts := len(bare) - len(strings.NewReplacer("{", "", "+", "", "*", "", "?", "").Replace(bare))
	if _, err := regexp.Compile(n.literal); err != nil || counts > 3 {
		return allowed
	}
	return ""
}
