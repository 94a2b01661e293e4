package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/secret"
)

// folders are a scratch administrator's and person's folder with these files.
func folders(t testing.TB, files map[string]string) Dirs {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Dirs{
		Administrator: []string{filepath.Join(root, "admin"), filepath.Join(root, "admin2")},
		Person:        filepath.Join(root, "person"), Own: true,
	}
}

func load(t testing.TB, files map[string]string) Loaded {
	t.Helper()
	return Load(folders(t, files), By{})
}

const admin, admin2, person = "admin/settings.json", "admin2/settings.json", "person/settings.json"

// others is for each key a value that is not its default, in JSON.
var others = map[string]string{
	"groupId": "15687", "puid": `"agent@example.com"`, "desk": `"desk 7"`, "authUrl": `"https://auth.example.com/loginkey?a=b"`,
	"authHeaders": `{"X-Api-Key":"planted-secret"}`, "authBody": `{"tenant":"planted-secret","n":[1,2]}`,
	"hosts": `["test.example.com","127.0.0.1:8443"]`, "caFile": `"/etc/ssl/own.pem"`, "webServer": `"https://localhost:8443"`,
	"viewerPath": `"/v"`, "credentialDelivery": `"query"`, "lookupPath": `"/l"`, "lookupEncoding": `"soap"`,
	"authorizationPath": `"/a/b"`, "tokenMinutes": "5", "presence": "true", "presenceServer": `"https://p.example.com"`,
	"lookupNames": `"camel"`, "lookupNamespace": `"http://tempuri.org/"`, "lookupNotFound": `"404"`, "authorizationNames": `"pascal"`,
	"presenceAbsent": `"404"`, "presenceOrigin": `"https://crm.example.com"`,
	"presenceDialect": `"rest"`, "presenceSocketPath": `"/s"`, "showPage": "true", "openLocation": `"window"`,
	"keyPattern": `"^[0-9]{4,9}$"`, "loginKeySeconds": "30", "pollMilliseconds": "251", "waitSeconds": "6", "termsSeconds": "7",
	"startSeconds": "8", "lateSeconds": "11", "lostSeconds": "12", "logLevel": `"debug"`,
	"username": `"alex.glance.net"`, "loginKeySource": `"none"`, "loginKeyValiditySeconds": "61", "callerCheck": `"strict"`, "callers": `["/opt/own/browser"]`,
	"authProof": `"oidc"`, "oidcIssuer": `"https://login.example.com/tenant"`, "oidcClientId": `"glance-desk"`, "oidcScopes": `["openid","email"]`, "oidcToken": `"id"`,
	"oidcHosts": `["keys.example.com"]`, "puidFrom": `"claim"`, "puidClaim": `"employee_id"`, "groupsClaim": `"roles"`, "authCertificateFile": `"/etc/ssl/desk.pem"`, "authCertificateKeyFile": `"/etc/ssl/desk.key"`,
	"samlIdpId": `"15687"`, "samlIdpToken": `"00D1"`, "samlIdpUsername": `"alex.glance.net"`,
	"agentVideo": "true", "buttons": `["cobrowse"]`, "showKey": `"none"`, "viewKey": `"fixed"`, "fixedKey": `"4821"`, "keyDigits": "6",
	"clientCredentials": `"address"`, "clientShow": `"glance://share?key={key}"`, "clientShowSignedIn": `"glance://share?key={key}&loginkey={loginKey}"`,
	"clientView": `"glance://join?key={key}"`, "clientViewSignedIn": `"glance://join?loginkey={loginKey}"`,
	"panoramaJoin": `"glancepanorama://join/{key}"`, "panoramaJoinSignedIn": `"glancepanorama://join/{key}?loginkey={loginKey}"`,
	"buttonsPage": `"https://www.glance.net/b"`, "downloadPage": `"https://intranet.example.com/glance"`,
	"typedKeys": "false", "personRules": "false", "starterRules": "false", "startMode": `"direct"`, "confirmInBrowser": "true", "glanceBaseUrl": `"beta"`,
	"environments": `{"sandbox":{"groupId":90017,"webServer":"https://sandbox.example.com"}}`, "resolvers": `{"portal":{"address":"https://portal.example.com/visitor"}}`,
	"roles": `[{"name":"leads","groups":["leads"],"settings":{}}]`,
}

func TestEverySettingHasItsFieldAndItsKey(t *testing.T) {
	var s Settings
	places, fields := s.places(), reflect.TypeFor[Settings]().NumField()
	if len(places) != fields {
		t.Errorf("%d places for %d fields", len(places), fields)
	}
	for key := range settingsSchema().Properties {
		if places[key] == nil || others[key] == "" {
			t.Errorf("%s of the schema goes nowhere, or is not tested", key)
		}
	}
	for key := range places {
		if settingsSchema().Properties[key] == nil {
			t.Errorf("%s is not in the schema", key)
		}
	}
	before := plain(Load(Dirs{}, By{}).Settings)
	changed := map[int]string{}
	for key, value := range others {
		after := plain(load(t, map[string]string{admin: fmt.Sprintf(`{%q: %s}`, key, value)}).Settings)
		var where []int
		for i := range before {
			if before[i] != after[i] {
				where = append(where, i)
			}
		}
		if len(where) != 1 || changed[where[0]] != "" {
			t.Errorf("%s changes the fields %v", key, where)
			continue
		}
		changed[where[0]] = key
	}
}

// plain is each field of s as text, secrets included.
func plain(s Settings) (fields []string) {
	v := reflect.ValueOf(s)
	for i := range v.NumField() {
		switch f := v.Field(i).Interface().(type) {
		case secret.Text:
			fields = append(fields, f.Reveal())
		case map[string]secret.Text:
			var all []string
			for name, value := range f {
				all = append(all, name+"="+value.Reveal())
			}
			fields = append(fields, strings.Join(all, ","))
		default:
			fields = append(fields, fmt.Sprint(f))
		}
	}
	return fields
}

// value is the field of key as plain shows it.
func value(t *testing.T, s *Settings, key string) string {
	t.Helper()
	place := reflect.ValueOf(s.places()[key])
	if place.Kind() == reflect.Struct { // a duration
		place = place.Field(0)
	}
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if v.Field(i).Addr().Pointer() == place.Pointer() {
			return plain(*s)[i]
		}
	}
	t.Fatalf("%s has no field", key)
	return ""
}

func TestLayers(t *testing.T) {
	for key, other := range others {
		t.Run(key, func(t *testing.T) {
			start := Load(Dirs{}, By{})
			unset := value(t, &start.Settings, key)
			own := settingsSchema().Properties[key].Layer == "anyone"
			fallback := string(settingsSchema().Properties[key].Default)
			set := func(v string) string { return fmt.Sprintf(`{%q: %s}`, key, v) }
			lock := func(v string, locked bool) string { return set(fmt.Sprintf(`{"value": %s, "locked": %t}`, v, locked)) }
			cases := []struct {
				name           string
				files          map[string]string
				changed        bool
				source         Source
				locked, faulty bool
			}{
				{"nothing", nil, false, SourceDefault, false, false},
				{"administrator", map[string]string{admin: set(other)}, true, SourceAdministrator, false, false},
				{"administrator, default", map[string]string{admin: lock(other, false)}, true, SourceAdministrator, false, false},
				{"administrator, locked", map[string]string{admin: lock(other, true)}, true, SourceAdministrator, true, false},
				{"person", map[string]string{person: set(other)}, own, pick(own, SourcePerson, SourceDefault), false, !own},
				{"person over default", map[string]string{admin: lock(fallback, false), person: set(other)}, own, pick(own, SourcePerson, SourceAdministrator), false, !own},
				{"person against lock", map[string]string{admin: lock(fallback, true), person: set(other)}, false, SourceAdministrator, true, true},
				{"person locks", map[string]string{person: lock(other, true)}, false, SourceDefault, false, true},
				{"two administrators", map[string]string{admin: set(fallback), admin2: set(other)}, false, SourceAdministrator, false, false},
				{"the second alone", map[string]string{admin2: set(other)}, true, SourceAdministrator, false, false},
				{"locked with a mistake", map[string]string{admin: lock("null", true), person: set(other)}, false, SourceDefault, true, true},
			}
			for _, c := range cases {
				l := load(t, c.files)
				got := value(t, &l.Settings, key)
				if (got != unset) != c.changed || l.Sources[key] != c.source || l.Locked[key] != c.locked || (len(l.Mistakes) > 0) != c.faulty {
					t.Errorf("%s: changed %t, from %s, locked %t, mistakes %v", c.name, got != unset, l.Sources[key], l.Locked[key], l.Mistakes)
				}
			}
		})
	}
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func TestValuesArrive(t *testing.T) {
	l := load(t, map[string]string{admin: "\ufeff" + `{
		"$schema": "x", "groupId": 2.0, "pollMilliseconds": 3e2, "waitSeconds": 5, "hosts": ["a.example"],
		"authHeaders": {"value": {"X-Key": "one"}, "locked": true}, "authBody": {"value": 1}, "desk": "花\u0041"
	}`})
	s := l.Settings
	if len(l.Mistakes) > 0 || s.GroupID != 2 || s.Poll != 300*time.Millisecond || s.Wait != 5*time.Second || s.Hosts[0] != "a.example" ||
		s.AuthHeaders["X-Key"].Reveal() != "one" || s.AuthBody.Reveal() != `{"value": 1}` || s.Desk != "花A" {
		t.Errorf("%+v %v", s, l.Mistakes)
	}
	if d := Load(Dirs{}, By{}).Settings; d.AuthBody.Reveal() != "{}" || d.KeyPattern == "" || d.Late != 10*time.Minute {
		t.Errorf("defaults: %+v", d)
	}
}

func TestMistakes(t *testing.T) {
	long := strings.Repeat("x", 300)
	cases := []struct {
		name, file, content string
		line                int
		say                 string
	}{
		{"empty file", admin, "", 1, "not JSON"},
		{"not JSON", admin, "{\n\"presence\": true,\n}", 3, "nothing in this file counts"},
		{"more after it", admin, "{}\n{}", 2, "not JSON"},
		{"a list", admin, "\n[]", 2, "one JSON object"},
		{"twice", admin, "{\"presence\": true,\n \"presence\": false}", 2, `"presence" is there twice`},
		{"deep", admin, `{"authBody": ` + strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40) + "}", 1, "nested"},
		{"very deep", admin, strings.Repeat("[", 20_000), 1, "not JSON"},
		{"large", admin, `{"desk": "` + strings.Repeat("x", 1<<20) + `"}`, 0, "larger than 1024 KiB"},
		{"unknown", admin, "{\n\n\"presense\": true}", 3, `no setting "presense": did you mean "presence"?`},
		{"unknown, far", admin, `{"colour": 1}`, 1, `there is no setting "colour"`},
		{"wrong case", admin, `{"GROUPID": 1}`, 1, `did you mean "groupId"?`},
		{"long unknown", admin, `{"` + long + `": 1}`, 1, "…"},
		{"text for a number", admin, "{\n\"tokenMinutes\": \"5\"}", 2, "tokenMinutes must be a whole number from 1 to 120"},
		{"below", admin, `{"tokenMinutes": 0}`, 1, "from 1 to 120"},
		{"above", admin, `{"loginKeySeconds": 301}`, 1, "from 0 to 300"},
		{"fraction", admin, `{"tokenMinutes": 1.5}`, 1, "whole number"},
		{"huge", admin, `{"groupId": 1e300}`, 1, "whole number"},
		{"text for a boolean", person, `{"presence": "yes"}`, 1, "presence must be true or false"},
		{"null", person, `{"puid": null}`, 1, "puid must be text in quotes"},
		{"long text", person, `{"puid": "` + long + `"}`, 1, "from 0 to 255 characters"},
		{"line break", person, `{"puid": "a\nb"}`, 1, "without line breaks"},
		{"enum", person, `{"openLocation": "popup"}`, 1, "openLocation must be one of tab, window"},
		{"list entry", admin, "{\"hosts\": [\"a.example\",\n 1]}", 2, "hosts[1] must be text"},
		{"too many", admin, `{"hosts": [` + strings.Repeat(`"a.example",`, 20) + `"b.example"]}`, 1, "from 0 to 20 entries"},
		{"host with scheme", admin, `{"hosts": ["https://a.example"]}`, 1, "without https://"},
		{"host with star", admin, `{"hosts": ["*.example"]}`, 1, "without *"},
		{"host with a name", admin, `{"hosts": ["a@b.example"]}`, 1, "a list of hosts"},
		{"http", admin, `{"authUrl": "http://auth.example.com/"}`, 1, "authUrl must be a full https:// address"},
		{"password", admin, `{"authUrl": "https://a:planted-secret@b.example/"}`, 1, "without a name, password"},
		{"issuer over http", admin, `{"oidcIssuer": "http://login.example.com"}`, 1, "oidcIssuer must be a full https:// address"},
		{"issuer with a query", admin, `{"oidcIssuer": "https://login.example.com/?t=1"}`, 1, "oidcIssuer must be a full https:// address"},
		{"scope with a space", admin, `{"oidcScopes": ["openid email"]}`, 1, "oidcScopes must be a list of words"},
		{"no claim", admin, `{"puidClaim": ""}`, 1, "puidClaim must be one word"},
		{"provider's host with a path", admin, `{"oidcHosts": ["keys.example.com/x"]}`, 1, "oidcHosts must be a list of hosts"},
		{"certificate here", admin, `{"authCertificateFile": "desk.pem"}`, 1, "authCertificateFile must be the full path"},
		{"no host", admin, `{"authUrl": "https:///x"}`, 1, "https://"},
		{"server with path", admin, `{"webServer": "https://www.glance.net/x"}`, 1, "with nothing after it"},
		{"path to elsewhere", admin, `{"viewerPath": "//evil.example/x"}`, 1, "begins with one /"},
		{"path with a query", admin, `{"lookupPath": "/x?y=z"}`, 1, "no ? or #"},
		{"relative file", admin, `{"caFile": "ca.pem"}`, 1, "full path"},
		{"relative caller", admin, `{"callers": ["/usr/bin/a", "browser"]}`, 1, "full paths"},
		{"long validity", admin, `{"loginKeyValiditySeconds": 86401}`, 1, "from 60 to 86400"},
		{"header break", admin, `{"authHeaders": {"X": "planted-secret\r\nY: z"}}`, 1, "without line breaks"},
		{"header name", admin, `{"authHeaders": {"X Y": "planted-secret"}}`, 1, "HTTP headers"},
		{"header number", admin, `{"authHeaders": {"X": 123}}`, 1, "each value of authHeaders must be text"},
		{"body list", admin, `{"authBody": ["planted-secret"]}`, 1, "authBody must be an object"},
		{"person, administrator's", person, "{\n\"authUrl\": \"https://evil.example/planted-secret\"}", 2, "only an administrator can set authUrl"},
		{"locked not a boolean", admin, `{"presence": {"value": true, "locked": "yes"}}`, 1, "presence must be true or false"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := load(t, map[string]string{c.file: c.content})
			if len(l.Mistakes) != 1 {
				t.Fatalf("mistakes %v", l.Mistakes)
			}
			m := l.Mistakes[0]
			if !strings.HasSuffix(filepath.ToSlash(m.File), c.file) || m.Line != c.line || !strings.Contains(m.Sentence, c.say) {
				t.Errorf("%v; want line %d and %q", m, c.line, c.say)
			}
			if strings.Contains(m.String(), "planted-secret") || len(m.Sentence) > 300 {
				t.Errorf("says too much: %v", m)
			}
			if before, after := fmt.Sprint(plain(Load(Dirs{}, By{}).Settings)), fmt.Sprint(plain(l.Settings)); before != after {
				t.Errorf("it counted: %s", after)
			}
		})
	}
}

func TestTheRestGoesOn(t *testing.T) {
	l := load(t, map[string]string{
		admin:  `{"tokenMinutes": "x", "groupId": 7, "showPage": {"value": true, "locked": true}}`,
		person: `{"showPage": false, "groupId": 8, "puid": "me", "nonsense": 1}`,
	})
	s := l.Settings
	if len(l.Mistakes) != 4 || s.GroupID != 7 || s.TokenMinutes != 60 || !s.ShowPage || s.PUID != "me" {
		t.Errorf("%+v %v", s, l.Mistakes)
	}
	if l = load(t, map[string]string{admin: "{", person: `{"puid": "me"}`}); len(l.Mistakes) != 1 || l.Settings.PUID != "me" {
		t.Errorf("%+v", l)
	}
}

func TestMistakesAreBounded(t *testing.T) {
	var text strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&text, ",\n\"nothing%d\": 1", i)
	}
	l := load(t, map[string]string{person: "{" + text.String()[1:] + "}"})
	if n := len(l.Mistakes); n != maxMistakes || !strings.Contains(l.Mistakes[n-1].Sentence, "more mistakes") {
		t.Errorf("%d mistakes", n)
	}
}

func TestKeyPattern(t *testing.T) {
	for pattern, good := range map[string]bool{
		"^[A-Za-z0-9._~-]{1,63}$": true, "^[0-9]{4,9}$": true, `^\d{6}$`: true, "^GL-[0-9]{4}$": true, "^[a-f0-9]{8}-?[a-f0-9]+$": true,
		"": false, "[0-9]+": false, "^[0-9]+": false, "[0-9]+$": false, "^.*$": false, "^[^<]+$": false, "^(a+)+$": false, "^a|b$": false,
		"^[a-z]*[a-z]*[a-z]*[a-z]*$": false, "^[+-z]+$": false, "^[A-z]+$": false, `^\s+$`: false, "^[a-z]{5,2}$": false, "^[z-a]$": false, "^$": false,
		"(?i)^a$": false, "^a$\n": false, "^[[:alpha:]]$": false, `^\pL$`: false,
	} {
		l := load(t, map[string]string{admin: fmt.Sprintf(`{"keyPattern": %q}`, pattern)})
		if (len(l.Mistakes) == 0) != good || (l.Settings.KeyPattern == pattern) != good {
			t.Errorf("%q: %v", pattern, l.Mistakes)
		}
	}
}

func TestIsHost(t *testing.T) {
	for host, good := range map[string]bool{
		"a": true, "a.example": true, "127.0.0.1:8443": true, "[::1]": true, "[::1]:443": true, "A-1.example:1": true, "xn--bcher-kva.example": true,
		"": false, ".": false, "a.": false, ".a": false, "a..b": false, "-a": false, "a-": false, "a:": false, "a:0": false, "a:65536": false, "a:x": false,
		"a_b": false, "a b": false, "a/b": false, "a?b": false, "a#b": false, "a@b": false, "*.a": false, "bücher.example": false, `a\b`: false, "a%41": false,
		"::1": false, "[::1": false, "[x]": false, strings.Repeat("a", 64): false, "a\n": false,
	} {
		if isHost(host) != good {
			t.Errorf("%q: %t", host, !good)
		}
	}
}

func TestWeb(t *testing.T) {
	for file, want := range map[string]string{
		`{}`: "https://www.glance.net", `{"webServer": "https://own.example.com"}`: "https://own.example.com",
		`{"glanceBaseUrl": "beta", "webServer": "https://own.example.com"}`: "https://beta.glance.net",
	} {
		if got := load(t, map[string]string{admin: file}).Settings.Web(); got != want {
			t.Errorf("%s: %s", file, got)
		}
	}
}
