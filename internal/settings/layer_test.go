package settings

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// me is somebody whom the roles of these tests know.
var me = By{Names: []string{"me@example.com", `DESK\me`}, Groups: []string{"leads"}}

func with(policy string) By { return By{Policy: []byte(policy), Names: me.Names, Groups: me.Groups} }

func TestEachSettingInPolicyAndRole(t *testing.T) {
	for key, other := range others {
		t.Run(key, func(t *testing.T) {
			file := settingsSchema().Properties[key].Layer == layerFile
			fallback := string(settingsSchema().Properties[key].Default)
			start := Load(Dirs{}, By{})
			unset := value(t, &start.Settings, key)
			set := func(v string) string { return fmt.Sprintf(`{%q: %s}`, key, v) }
			role := func(settings string) string {
				return `{"roles": [{"name": "r", "groups": ["LEADS"], "settings": ` + settings + `}]}`
			}
			cases := []struct {
				name           string
				files          map[string]string
				policy         string
				changed        bool
				source         Source
				locked, faulty bool
			}{
				{"policy, locked", nil, `{"locked": ` + set(other) + `}`, !file, pick(file, SourceDefault, SourcePolicy), !file, file},
				{"policy, default", nil, `{"defaults": ` + set(other) + `}`, !file, pick(file, SourceDefault, SourcePolicy), false, file},
				{"the file is before the policy", map[string]string{admin: set(fallback)}, `{"locked": ` + set(other) + `}`, false, SourceAdministrator, false, file},
				{"person against the policy's lock", map[string]string{person: set(other)}, `{"locked": ` + set(fallback) + `}`, false, pick(file, SourceDefault, SourcePolicy), !file, true},
			}
			if key != "roles" {
				cases = append(cases, struct {
					name           string
					files          map[string]string
					policy         string
					changed        bool
					source         Source
					locked, faulty bool
				}{"role over the policy's lock", map[string]string{admin: role(set(other))}, pick(file, "", `{"locked": `+set(fallback)+`}`), !file, pick(file, SourceDefault, SourceRole), !file, file})
			}
			for _, c := range cases {
				l := Load(folders(t, c.files), with(c.policy))
				got := value(t, &l.Settings, key)
				if (got != unset) != c.changed || l.Sources[key] != c.source || l.Locked[key] != c.locked || (len(l.Mistakes) > 0) != c.faulty {
					t.Errorf("%s: changed %t, from %s, locked %t, mistakes %v", c.name, got != unset, l.Sources[key], l.Locked[key], l.Mistakes)
				}
			}
		})
	}
}

func TestRoles(t *testing.T) {
	roles := `{"showPage": false, "roles": [
		{"name": "none", "users": ["you@example.com"], "settings": {"openLocation": "window"}},
		{"name": "by account", "users": ["desk\\ME"], "settings": {"showPage": true}},
		{"name": "by group", "groups": ["leads"], "settings": {"showPage": {"value": false, "locked": true}, "presence": true}}
	]}`
	l := Load(folders(t, map[string]string{admin: roles, person: `{"presence": false}`}), me)
	s := l.Settings
	if len(l.Mistakes) > 0 || !slices.Equal(l.Roles, []string{"by account", "by group"}) || !s.ShowPage || s.Presence || s.OpenLocation != "tab" {
		t.Errorf("%v %v %+v", l.Roles, l.Mistakes, s)
	}
	if l.Origins["showPage"] != `the role "by account"` || l.Sources["presence"] != SourcePerson {
		t.Errorf("%v %v", l.Origins, l.Sources)
	}
	if l = Load(folders(t, map[string]string{admin: roles}), By{}); len(l.Roles) > 0 || l.Settings.ShowPage {
		t.Errorf("nobody has %v", l.Roles)
	}
}

// A mistake in a role is told on every desk, not only where somebody has it.
func TestMistakesInRoles(t *testing.T) {
	for settings, say := range map[string]string{
		"{\n\"colour\": 1}":                                  `there is no setting "colour"`,
		"{\n\"presense\": true}":                             `did you mean "presence"`,
		"{\n\"authUrl\": \"https://evil/\"}":                 "cannot depend on a role",
		"{\n\"roles\": []}":                                  "cannot depend on a role",
		"{\n\"openLocation\": \"anywhere\"}":                 "must be one of",
		"{\n\"showPage\": {\"value\": 1, \"locked\": true}}": "true or false",
	} {
		for _, users := range []string{`["me@example.com"]`, `["you@example.com"]`} {
			l := Load(folders(t, map[string]string{admin: `{"roles": [{"name": "r", "users": ` + users + `, "settings": ` + settings + `}]}`}), me)
			if len(l.Mistakes) != 1 || l.Mistakes[0].Line != 2 || !strings.Contains(l.Mistakes[0].Sentence, say) || !strings.HasSuffix(l.Mistakes[0].File, "settings.json") {
				t.Errorf("%s for %s: %v", settings, users, l.Mistakes)
			}
		}
	}
	for list, say := range map[string]string{
		`[{"name": "r", "settings": {}}]`:                                      "nobody has it",
		`[{"users": ["a"], "settings": {}}]`:                                   `needs "name"`,
		`[{"name": "r", "user": ["a"], "settings": {}}]`:                       `did you mean "users"`,
		`[{"name": "r", "users": "a", "settings": {}}]`:                        "must be a list",
		`[{"name": "r", "users": [""], "groups": [""], "settings": {"x": 1}}]`: `no setting "x"`,
	} {
		l := Load(folders(t, map[string]string{admin: `{"roles": ` + list + `}`}), By{Names: []string{""}, Groups: []string{""}})
		if len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, say) || len(l.Roles) > 0 {
			t.Errorf("%s: %v, roles %v", list, l.Mistakes, l.Roles)
		}
	}
}

func sitesOf(rules ...string) string {
	text, _ := json.Marshal(map[string]any{"sites": rules})
	return string(text)
}

func TestPolicy(t *testing.T) {
	for policy, say := range map[string]string{
		`{"locked": {"presence": true}, "defaults": {"presence": false}}`: "presence is both locked and a default",
		`{"presence": true}`:              `"presence" does not count`,
		`{"locked": []}`:                  `"locked" does not count`,
		`[]`:                              "must be an object",
		`{`:                               "not JSON",
		`{"locked": {"colour": 1}}`:       `no setting "colour"`,
		`{"locked": {"presence": "yes"}}`: "presence must be true or false",
		`{"defaults": {"authUrl": "https://evil.example/"}}`: "not in the browser's policy",
		`{"locked": {"hosts": ["evil.example"]}}`:            "not in the browser's policy",
		`{"sites": [{}]}`:           "this rule does not count",
		sitesOf(goodRule, goodRule): "is taken by",
		`{"defaults": {"desk": "` + strings.Repeat("x", MaxPolicy) + `"}}`: "larger than 256 KiB",
	} {
		l := Load(Dirs{}, with(policy))
		if len(l.Mistakes) != 1 || l.Mistakes[0].Line != 0 || !strings.Contains(l.Mistakes[0].String(), say) || !strings.Contains(l.Mistakes[0].File, "policy") {
			t.Errorf("%.100s: %v", policy, l.Mistakes)
		}
		if l.Settings.AuthURL != "" || len(l.Settings.Hosts) > 0 {
			t.Errorf("%.100s: it counted", policy)
		}
	}
	for _, nothing := range []string{"", "{}", `{"locked": {}, "defaults": {}, "sites": []}`} {
		if l := Load(Dirs{}, with(nothing)); len(l.Mistakes) > 0 {
			t.Errorf("%s: %v", nothing, l.Mistakes)
		}
	}
}

// An administrator's rule comes before the policy's, and that before a person's.
func TestPolicySites(t *testing.T) {
	named := func(id string) string { return strings.Replace(confirmedRule, `"crm"`, `"`+id+`"`, 1) }
	dirs := folders(t, map[string]string{"person/sites/a.json": named("a"), "admin/sites/z.json": named("z")})
	l := Load(dirs, with(sitesOf(named("m"))))
	var ids []string
	for _, rule := range written(l) {
		if !rule.Active || (rule.From == protocol.RulePerson) != (rule.ID == "a") {
			t.Errorf("%s is from %s, active %t", rule.ID, rule.From, rule.Active)
		}
		ids = append(ids, rule.ID)
	}
	if fmt.Sprint(ids) != "[z m a]" || len(l.Mistakes) > 0 {
		t.Errorf("%v %v", ids, l.Mistakes)
	}
}

// FuzzPolicy: whatever a message says, where secrets go stays as the files say.
func FuzzPolicy(f *testing.F) {
	f.Add([]byte(`{"locked": {"presence": true, "authUrl": "https://evil.example/"}, "defaults": {"groupId": 2}, "sites": [` + strconv.Quote("{}") + `]}`))
	f.Add([]byte(sitesOf(goodRule)))
	f.Add([]byte(`{"locked": {"roles": [{"name": "r", "users": ["me@example.com"], "settings": {"hosts": ["evil.example"]}}]}}`))
	f.Add([]byte(`{"locked": 1}`))
	dirs := folders(f, map[string]string{admin: `{"authUrl": "https://auth.example.com/", "groupId": 1}`})
	want := Load(dirs, By{}).Settings
	f.Fuzz(func(t *testing.T, data []byte) {
		got := Load(dirs, By{Policy: data}).Settings
		for key, s := range settingsSchema().Properties {
			if s.Layer == layerFile && value(t, &got, key) != value(t, &want, key) {
				t.Errorf("%s changed to %s", key, value(t, &got, key))
			}
		}
		if got.GroupID != want.GroupID {
			t.Error("the file's group gave way")
		}
	})
}
