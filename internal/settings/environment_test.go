package settings

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const withSandbox = `{"groupId": 7, "webServer": "https://www.example.com", "hosts": ["www.example.com", "sandbox.example.com"],
	"authUrl": "https://auth.example.com/key", "authHeaders": {"X-Key": "production"}, "authBody": {"key": "production"}, "waitSeconds": 9,
	"environments": {
		"sandbox": {"groupId": 8, "webServer": "https://sandbox.example.com", "authUrl": "https://auth.sandbox.example.com/key", "authBody": {"key": "sandbox"}, "hosts": ["sandbox.example.com"]},
		"training": {"groupId": 9, "authHeaders": {"X-Key": "training"}},
		"early": {"groupId": 10, "glanceBaseUrl": "beta"}
	}}`

func TestAnEnvironmentsSettings(t *testing.T) {
	l := load(t, map[string]string{admin: withSandbox})
	if len(l.Mistakes) > 0 {
		t.Fatal(l.Mistakes)
	}
	own, ok := l.Settings.For("")
	if !ok || !reflect.DeepEqual(own, l.Settings) {
		t.Error("the empty name is not the settings themselves")
	}
	for name, want := range map[string]string{
		"sandbox":  "8 https://sandbox.example.com [sandbox.example.com] https://auth.sandbox.example.com/key  {\"key\": \"sandbox\"} 9s",
		"training": "9 https://www.example.com [www.example.com sandbox.example.com] https://auth.example.com/key training {\"key\": \"production\"} 9s",
		"early":    "10 https://beta.glance.net [www.example.com sandbox.example.com] https://auth.example.com/key production {\"key\": \"production\"} 9s",
	} {
		s, ok := l.Settings.For(name)
		got := fmt.Sprintln(s.GroupID, s.Web(), s.Hosts, s.AuthURL, s.AuthHeaders["X-Key"].Reveal(), s.AuthBody.Reveal(), s.Wait)
		if !ok || strings.TrimSpace(got) != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if _, ok := l.Settings.For("staging"); ok {
		t.Error("there is an environment that nobody described")
	}
	own.GlanceBaseURL = "beta"
	if s, _ := own.For("sandbox"); s.Web() != "https://sandbox.example.com" {
		t.Errorf("its own web server does not count: %s", s.Web())
	}
}

func TestOthersServersAreForeign(t *testing.T) {
	s := load(t, map[string]string{admin: withSandbox}).Settings
	for name, want := range map[string]string{
		"":         "beta.glance.net sandbox.example.com",
		"sandbox":  "beta.glance.net www.example.com",
		"training": "beta.glance.net sandbox.example.com",
		"early":    "sandbox.example.com www.example.com",
	} {
		if got := strings.Join(s.Foreign(name), " "); got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
	if foreign := load(t, nil).Settings.Foreign(""); len(foreign) > 0 {
		t.Errorf("without environments: %v", foreign)
	}
}

// TestMistakesInEnvironments: each costs its own environment or resolver and no
// other, in one sentence, with its line, and nothing of a value in it.
func TestMistakesInEnvironments(t *testing.T) {
	for part, want := range map[string]string{
		`"environments": {"sandbox": {"groupId": 8}, %s "x": {"webServer": "https://planted-secret.example.com"}}`:                       `environments.x needs "groupId"`,
		`"environments": {"sandbox": {"groupId": 8}, %s "x": {"groupId": 0}}`:                                                            "environments.x.groupId must be a whole number from 1",
		`"environments": {"sandbox": {"groupId": 8}, %s "x": {"groupId": 1, "authUrl": "http://planted-secret.example.com"}}`:            "environments.x.authUrl must be a full https:// address",
		`"environments": {"sandbox": {"groupId": 8}, %s "x": {"groupId": 1, "hosts": ["https://planted-secret"]}}`:                       "environments.x.hosts must be a list of hosts",
		`"environments": {"sandbox": {"groupId": 8}, %s "x": {"groupId": 1, "authHeaders": {"a b": "planted-secret"}}}`:                  "environments.x.authHeaders must be names and values",
		`"environments": {"sandbox": {"groupId": 8}, %s "x": {"groupId": 1, "webserver": "planted-secret"}}`:                             `environments.x cannot have "webserver"`,
		`"environments": {"sandbox": {"groupId": 8}, %s "x": {"groupId": 1, "glanceBaseUrl": "beta", "webServer": "https://a.example"}}`: "environments.x has both a webServer and glanceBaseUrl beta",
		`"environments": {"sandbox": {"groupId": 8}, %s "Sand box": {"groupId": 1}}`:                                                     "the names in environments must be 1 to 31 of a-z",
		`"environments": {"sandbox": {"groupId": 8}, %s "x": 7}`:                                                                         "environments.x must be an object",
		`"environments": {"sandbox": {"groupId": 8}}, "resolvers": {%s "x": {}}`:                                                         `resolvers.x needs "address"`,
		`"environments": {"sandbox": {"groupId": 8}}, "resolvers": {%s "x": {"address": "http://planted-secret"}}`:                       "resolvers.x.address must be a full https:// address",
		`"environments": {"sandbox": {"groupId": 8}}, "resolvers": {%s "x": {"address": "https://a.example", "headers": {"a:b": ""}}}`:   "resolvers.x.headers must be names and values",
		`"environments": {"sandbox": {"groupId": 8}}, "resolvers": {%s "Ä": {"address": "https://a.example"}}`:                           "the names in resolvers must be",
	} {
		l := load(t, map[string]string{admin: "{" + fmt.Sprintf(part, "\n") + "}"})
		if len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, want) || !strings.HasSuffix(l.Mistakes[0].Sentence, "does not count") || l.Mistakes[0].Line != 2 {
			t.Errorf("%s: %v", part, l.Mistakes)
			continue
		}
		if strings.Contains(l.Mistakes[0].Sentence, "planted-secret") {
			t.Errorf("told: %s", l.Mistakes[0].Sentence)
		}
		if len(l.Settings.Environments) != 1 || l.Settings.Environments["sandbox"].GroupID != 8 || len(l.Settings.Resolvers) > 0 {
			t.Errorf("%s: left are %v and %v", part, l.Settings.Environments, l.Settings.Resolvers)
		}
	}
}

func TestEnvironmentsAreTheAdministratorsFilesAlone(t *testing.T) {
	set := `"environments": {"sandbox": {"groupId": 8, "authUrl": "https://evil.example"}}, "resolvers": {"portal": {"address": "https://evil.example"}}`
	for name, l := range map[string]Loaded{
		"a person's file": load(t, map[string]string{person: "{" + set + "}"}),
		"the policy":      Load(folders(t, nil), By{Policy: []byte(`{"locked": {` + set + `}}`)}),
		"a role":          Load(folders(t, map[string]string{admin: `{"roles": [{"name": "r", "users": ["me"], "settings": {` + set + `}}]}`}), By{Names: []string{"me"}}),
	} {
		if len(l.Settings.Environments)+len(l.Settings.Resolvers) > 0 || len(l.Mistakes) != 2 {
			t.Errorf("%s: %v", name, l.Mistakes)
		}
	}
	l := load(t, map[string]string{admin: withSandbox})
	for _, s := range l.States() {
		if s.Key == "environments" && (s.Value != "" || !s.Secret) {
			t.Errorf("%s is told: %s", s.Key, s.Value)
		}
	}
}
