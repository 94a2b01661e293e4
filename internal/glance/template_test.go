package glance

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/internal/secret"
)

// shipped are templates as they ship, and some that differ, each with its use.
var shipped = []struct {
	text string
	use  Use
}{
	{"glance://show?key={key}", UseClassic},
	{"glance://view?key={key}", UseClassic},
	{"glance://startssn/{server}?key={key}&partnerid={groupId}&partneruserid={puid}&loginkey={loginKey}", UseClassicSignIn},
	{"glance://startssn?key={key}&username={username}&loginkey={loginKey}", UseClassicSignIn},
	{"glancepanorama://agentjoin/{server}/{groupId}/{key}?agentvideo={video}", UsePanorama},
	{"glancepanorama://agentjoin/{server}/{groupId}/{key}?partnerid={groupId}&partneruserid={puid}&loginkey={loginKey}&agentvideo={video}", UsePanoramaSignIn},
	{"https://{server}/integration/HostButtons.asp?username={username}", UsePage},
	{"https://{server}/agent/start", UsePage},
	{"https://intranet.example.com/software/", UsePage},
	{"https://intranet.example.com/software/glance?group={groupId}&for=agents", UsePage},
}

func parsed(t testing.TB, i int) Template {
	t.Helper()
	template, err := ParseTemplate(shipped[i].text, shipped[i].use)
	if err != nil {
		t.Fatalf("%s must be %v", shipped[i].text, err)
	}
	return template
}

func TestTemplatesThatAreRefused(t *testing.T) {
	classic := []string{
		"", "show?key={key}", "javascript:alert(1)", "glance:show", "GLANCE://show", " glance://show", "file:///etc/passwd",
		"ms-msdt:/id PCWDiagnostic", `\\host\share`, "//host/share", "https://www.glance.net/show?key={key}", "glancepanorama://show?key={key}",
		"glance://", "glance://?key={key}", "glance:///show", "glance://user:secret@show?key={key}", "glance://me@show", "glance://show:80", "glance://show:?key={key}",
		"glance://SHOW?key={key}", "glance://{key}", "glance://{server}", "glance://show.exe", "glance://../x", "glance://sh ow", "glance://show\n",
		"glance://show?key={pin}", "glance://show?key={KEY}", "glance://show?key={loginKey}", "glance://show?key=x{key}", "glance://show?{key}=1", "glance://show?key={key}{key}",
		"glance://show?key={key}&KEY=1", "glance://show?key={key}&key={key}", "glance://show?", "glance://show?&", "glance://show?key={key}&", "glance://show?=1",
		"glance://show?key={key}#x", "glance://show?key=%22", "glance://show?key=a b", "glance://show?key=é", "glance://show?key={video}",
		"glance://show//x", "glance://show/./x", "glance://show/../x", "glance://show/a;b", `glance://show\x`, "glance://show?key={key}\x00", "glance://show?key=\u202e{key}",
		"glance://show?key=" + strings.Repeat("k", maxTemplate),
	}
	for _, text := range classic {
		refused(t, text, UseClassic)
	}
	for text, use := range map[string]Use{
		"glance://startssn?key={key}":                      UseClassicSignIn, // no LoginKey in it
		"glancepanorama://agentjoin/{groupId}":             UsePanorama,      // no key in it
		"glancepanorama://agentjoin/{key}/{loginKey}":      UsePanorama,
		"glance://agentjoin/{key}":                         UsePanorama,
		"http://{server}/x":                                UsePage,
		"https://{server}.evil.example/":                   UsePage,
		"https://{server}:8443/":                           UsePage,
		"https://{server}@evil.example/":                   UsePage,
		"https://user:secret@www.glance.net/":              UsePage,
		"https://www.glance.net/x?key={key}":               UsePage,
		"https://www.glance.net/x?loginkey={loginKey}":     UsePage,
		"javascript:alert(1)//https://www.glance.net/":     UsePage,
		"https://www.glance.net./":                         UsePage,
		"https://-x/":                                      UsePage,
		"https://" + strings.Repeat("a", 254) + "/":        UsePage,
		"data:text/html,https://www.glance.net/{username}": UsePage,
	} {
		refused(t, text, use)
	}
}

func refused(t *testing.T, text string, use Use) {
	t.Helper()
	_, err := ParseTemplate(text, use)
	switch {
	case err == nil:
		t.Errorf("%.100q was taken", text)
	case strings.ContainsAny(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "an address") && !strings.HasPrefix(err.Error(), use.Scheme):
		t.Errorf("%.100q: %v", text, err)
	case strings.Contains(err.Error(), "secret"):
		t.Errorf("%.100q: its error holds it: %v", text, err)
	}
}

func TestFilled(t *testing.T) {
	v := Values{Key: "4821", GroupID: 15687, PUID: "agent@example.com", LoginKey: secret.New("$1$9$x"), Server: "www.glance.net", Username: "alex.glance.net"}
	for i, want := range []string{
		"glance://show?key=4821",
		"glance://view?key=4821",
		"glance://startssn/www.glance.net?key=4821&partnerid=15687&partneruserid=agent%40example.com&loginkey=%241%249%24x",
		"glance://startssn?key=4821&username=alex.glance.net&loginkey=%241%249%24x",
		"glancepanorama://agentjoin/www.glance.net/15687/4821",
		"glancepanorama://agentjoin/www.glance.net/15687/4821?partnerid=15687&partneruserid=agent%40example.com&loginkey=%241%249%24x",
		"https://www.glance.net/integration/HostButtons.asp?username=alex.glance.net",
		"https://www.glance.net/agent/start",
		"https://intranet.example.com/software/",
		"https://intranet.example.com/software/glance?group=15687&for=agents",
	} {
		address, err := parsed(t, i).Fill(v)
		if err != nil || address.Reveal() != want {
			t.Errorf("%s: %s, %v", shipped[i].text, address.Reveal(), err)
		}
		if strings.Contains(fmt.Sprintf("%v %+v", address, address), "glance") {
			t.Error("an address was printed")
		}
	}
	v.Key, v.Video = "", true
	if address, err := parsed(t, 0).Fill(v); err != nil || address.Reveal() != "glance://show" {
		t.Errorf("without a key: %s %v", address.Reveal(), err)
	}
	if _, err := parsed(t, 4).Fill(v); CodeOf(err) != Nonsense {
		t.Errorf("a join without a key: %v", err)
	}
	v.Key = "k"
	if address, err := parsed(t, 4).Fill(v); err != nil || !strings.HasSuffix(address.Reveal(), "/k?agentvideo=true") {
		t.Errorf("with video: %s %v", address.Reveal(), err)
	}
}

// hostileKeys are refused, or are one value however odd.
var hostileKeys = []string{
	`"&calc.exe`, `" & calc.exe & "`, "4 8 2 1", "48\n21", "48\r\n21", "%22", "%0a", "\u202e1284", "\u200b4821", strings.Repeat("8", 64<<10),
	"&loginkey=x", "#", "?key=1", "/../../x", "..", ".", "\\\\host\\share", "`id`", "$(id)", ";id", "|id", "<script>", "%1", "%USERPROFILE%", "!PATH!", "^",
	"'", "\x00", "\x1b[2J", "\xff\xfe", "\ue000", "\u2028", "+", "é", "鍵", "🔑", "-key", "--help", "@file",
}

func TestHostileKeys(t *testing.T) {
	for _, key := range hostileKeys {
		for i := range shipped {
			if fault := judge(parsed(t, i), Values{Key: key, GroupID: 1, PUID: key, LoginKey: secret.New(key), Server: "www.glance.net", Username: key}); fault != "" {
				t.Error(fault)
			}
		}
	}
	for _, server := range []string{"", "evil.example/x", "a b", "a@b", "a:b", "a:99999", "a:080", "a:", ":80", "[::1]", "A.example", "a.", "-a", "a:80:80"} {
		if address, err := parsed(t, 6).Fill(Values{Server: server, Username: "u"}); err == nil {
			t.Errorf("%q became the host of %s", server, address.Reveal())
		}
	}
}

// judge holds an address against what it was made of, read back by somebody
// else's code: scheme, host, each part and each parameter, and nothing besides.
// It returns what is wrong, or nothing.
func judge(template Template, v Values) string {
	filled, err := template.Fill(v)
	if err != nil {
		if !isBad(template, v) {
			return fmt.Sprintf("refused without a cause: %+v", v)
		}
		return ""
	}
	address := filled.Reveal()
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Fragment != "" || u.Opaque != "" || u.Scheme != template.scheme || len(address) > maxAddress {
		return fmt.Sprintf("%q: %v", address, err)
	}
	for i := range len(address) {
		if c := address[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"'`<>\\^{}|$;()!*,#@+", c) >= 0 {
			return fmt.Sprintf("%q holds %q", address, c)
		}
	}
	if host := template.host; u.Host != host && (host != string(PlaceServer) || u.Host != v.Server) {
		return fmt.Sprintf("%q: host %q", address, u.Host)
	}
	if fault := judgePath(template, u, v); fault != "" {
		return fault
	}
	return judgeQuery(template, u, v)
}

func meantBy(part string, v *Values) string {
	if strings.HasPrefix(part, "{") {
		return v.of(Place(part))
	}
	return part
}

func judgePath(template Template, u *url.URL, v Values) string {
	parts := strings.Split(u.EscapedPath(), "/")[1:]
	if u.EscapedPath() == "" {
		parts = nil
	}
	if len(parts) != len(template.path) {
		return fmt.Sprintf("%q has %d parts, not %d", u.EscapedPath(), len(parts), len(template.path))
	}
	for i, part := range parts {
		if got, err := url.PathUnescape(part); err != nil || got != meantBy(template.path[i], &v) {
			return fmt.Sprintf("part %d is %q", i, got)
		}
	}
	return ""
}

func judgeQuery(template Template, u *url.URL, v Values) string {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return fmt.Sprintf("%q: %v", u.RawQuery, err)
	}
	wanted := 0
	for _, p := range template.query {
		value := meantBy(p.value, &v)
		if value == "" && strings.HasPrefix(p.value, "{") {
			continue
		}
		wanted++
		if got := query[p.name]; len(got) != 1 || got[0] != value {
			return fmt.Sprintf("%s is %q, not %q", p.name, got, value)
		}
	}
	if len(query) != wanted {
		return fmt.Sprintf("%d parameters, not %d: %q", len(query), wanted, u.RawQuery)
	}
	return ""
}

// isBad reports whether a fill had to be refused, found in another way than Fill does.
func isBad(template Template, v Values) bool {
	sum := len(template.scheme) + len(template.host) + len(v.Server) + 3
	for i, part := range template.path {
		value := meantBy(part, &v)
		if badText(value) || value == "." || value == ".." || value == "" && (i < len(template.path)-1 || part != "") {
			return true
		}
		sum += 1 + 3*len(value)
	}
	for _, p := range template.query {
		if badText(meantBy(p.value, &v)) {
			return true
		}
		sum += 2 + len(p.name) + 3*len(meantBy(p.value, &v))
	}
	return sum > maxAddress || template.host == string(PlaceServer) && (url.PathEscape(v.Server) != v.Server || v.Server != strings.ToLower(v.Server) || v.Server == "")
}

func badText(s string) bool {
	hidden := func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
	}
	return len(s) > maxValue || !utf8.ValidString(s) || strings.ContainsFunc(s, hidden)
}

func FuzzTemplate(f *testing.F) {
	for _, key := range hostileKeys {
		f.Add(uint8(2), key, key, key, int64(15687), "", true)
	}
	for _, s := range shipped {
		f.Add(uint8(0), "k", "p", "l", int64(-1), s.text, false)
	}
	f.Fuzz(func(t *testing.T, which uint8, key, puid, loginKey string, group int64, text string, video bool) {
		v := Values{Key: key, GroupID: group, PUID: puid, LoginKey: secret.New(loginKey), Server: "www.glance.net:8443", Username: puid, Video: video}
		i := int(which) % len(shipped)
		fault := judge(parsed(t, i), v)
		if template, err := ParseTemplate(text, shipped[i].use); err == nil && fault == "" {
			fault = judge(template, v)
		}
		if fault != "" {
			t.Error(fault)
		}
	})
}

// TestStressFills fills templates with TEMPLATE_FILLS random values, 50,000 where
// that is not set, and reads each address back.
func TestStressFills(t *testing.T) {
	fills := 50_000
	if n, err := strconv.Atoi(os.Getenv("TEMPLATE_FILLS")); err == nil {
		fills = n
	}
	const workers = 4
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(worker), uint64(fills)))
			templates := make([]Template, len(shipped))
			for i := range shipped {
				templates[i] = parsed(t, i)
			}
			for n := range fills / workers {
				if fault := judge(templates[n%len(templates)], anyValues(random)); fault != "" {
					t.Error(fault)
					return
				}
			}
		})
	}
	all.Wait()
}

// spice is what random values are made of besides random characters.
var spice = []string{"%", "%22", "&", "=", "/", "?", "#", "+", " ", "\"", "..", ".", "-", "\n", "\u202e", "\u200d", "é", "鍵", "\xff", "$1$", "calc.exe", "{key}", "\\", "~", "a", "7"}

func anyValues(random *rand.Rand) Values {
	text := func() string {
		var b strings.Builder
		for range random.IntN(6) {
			switch random.IntN(3) {
			case 0:
				b.WriteString(spice[random.IntN(len(spice))])
			case 1:
				b.WriteByte(byte(' ' + random.IntN(95)))
			default:
				b.WriteRune(rune(random.IntN(0x3000)))
			}
		}
		return b.String()
	}
	return Values{Key: text(), GroupID: random.Int64N(1 << 31), PUID: text(), LoginKey: secret.New(text()), Server: "www.glance.net", Username: text(), Video: random.IntN(2) == 0}
}
