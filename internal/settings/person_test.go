package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSet(t *testing.T) {
	dirs := folders(t, map[string]string{
		admin:  `{"showPage": {"value": false, "locked": true}, "openLocation": "window"}`,
		person: `{"$schema": "x", "desk": "desk \u0041", "waitSeconds": 2e1, "nonsense": [1, {"a": null}]}`,
	})
	for _, test := range []struct{ key, value, wrong string }{
		{"presence", "true", ""}, {"openLocation", `"tab"`, ""}, {"desk", `"花"`, ""}, {"waitSeconds", "", ""}, {"puid", "", ""},
		{"showPage", "true", "locked showPage"},
		{"authUrl", `"https://evil.example/"`, "only an administrator"},
		{"groupId", "2", "only an administrator"},
		{"colour", "1", "no setting"},
		{"presence", `"yes"`, "true or false"},
		{"presence", "true, \"authUrl\": 1", "not JSON"},
		{"presence", "}", "not JSON"},
		{"puid", `"a\nb"`, "line breaks"},
	} {
		err := Set(dirs, By{}, test.key, test.value)
		if (err == nil) != (test.wrong == "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
			t.Errorf("%s to %s: %v", test.key, test.value, err)
		}
	}
	l := Load(dirs, By{})
	s := l.Settings
	if !s.Presence || s.OpenLocation != "tab" || s.Desk != "花" || l.Sources["waitSeconds"] != SourceDefault || s.ShowPage || s.AuthURL != "" {
		t.Errorf("%+v", s)
	}
	text, _ := os.ReadFile(filepath.Join(dirs.Person, "settings.json"))
	want := `{
  "$schema": "x",
  "nonsense": [
    1,
    {
      "a": null
    }
  ],
  "presence": true,
  "openLocation": "tab",
  "desk": "花"
}
`
	if string(text) != want {
		t.Errorf("the file is\n%s", text)
	}
	if left, _ := os.ReadDir(dirs.Person); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestSetKeepsWhatCannotBeRead(t *testing.T) {
	const broken = "{\n\"desk\": \"mine\",,}"
	dirs := folders(t, map[string]string{person: broken})
	file := filepath.Join(dirs.Person, "settings.json")
	if err := Set(dirs, By{}, "presence", "true"); err == nil || !strings.Contains(err.Error(), "settings.json:2") {
		t.Error(err)
	}
	if text, _ := os.ReadFile(file); string(text) != broken {
		t.Errorf("it is %s", text)
	}
	dirs.Person = filepath.Join(file, "not a folder")
	if err := Set(dirs, By{}, "presence", "true"); err == nil || strings.Contains(err.Error(), "\n") {
		t.Error(err)
	}
	none := folders(t, nil)
	if err := Set(none, By{}, "presence", "true"); err != nil || !Load(none, By{}).Settings.Presence {
		t.Error("no file was made:", err)
	}
}

func TestStates(t *testing.T) {
	l := Load(folders(t, map[string]string{
		admin: `{"authHeaders": {"X-Key": "planted-secret"}, "authUrl": "https://auth.example.com/loginkey?key=planted-secret", "showPage": {"value": true, "locked": true},
			"roles": [{"name": "r", "users": ["me@example.com"], "settings": {"presence": true}}]}`,
		person: `{"puid": "me"}`,
	}), me)
	found := map[string]State{}
	for _, s := range l.States() {
		found[s.Key] = s
		if strings.Contains(s.Value, "planted-secret") || s.Key == "roles" || s.Value == "" && !s.Secret {
			t.Errorf("%+v", s)
		}
	}
	if s := found["authHeaders"]; !s.Secret || s.Source != SourceAdministrator || s.Own {
		t.Errorf("%+v", s)
	}
	if s := found["authBody"]; s.Secret || s.Value != "{}" {
		t.Errorf("%+v", s)
	}
	if s := found["showPage"]; s.Value != "true" || !s.Locked || s.Own || !strings.HasSuffix(s.Origin, "settings.json") {
		t.Errorf("%+v", s)
	}
	if s := found["presence"]; s.Source != SourceRole || s.Origin != `the role "r"` || !s.Own {
		t.Errorf("%+v", s)
	}
	if s := found["puid"]; s.Value != `"me"` || s.Source != SourcePerson || len(found) != len(settingsSchema().Properties)-1 {
		t.Errorf("%+v, %d", s, len(found))
	}
}
