package settings

import (
	"os"
	"reflect"
	"testing"
)

func TestCallers(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  Callers
	}{
		"nothing":               {nil, Callers{}},
		"strict":                {map[string]string{admin: `{"callerCheck": "strict"}`}, Callers{Strict: true}},
		"locked":                {map[string]string{admin: `{"callerCheck": {"value": "strict", "locked": true}}`}, Callers{Strict: true}},
		"log":                   {map[string]string{admin: `{"callerCheck": "log", "callers": ["/a"]}`}, Callers{Listed: []string{"/a"}}},
		"the first decides":     {map[string]string{admin: `{"callerCheck": "log"}`, admin2: `{"callerCheck": "strict", "callers": ["/a"]}`}, Callers{Listed: []string{"/a"}}},
		"written another way":   {map[string]string{admin: `{"caller\u0043heck": "\u0073trict"}`}, Callers{Strict: true}},
		"a person":              {map[string]string{person: `{"callerCheck": "strict", "callers": ["/a"]}`}, Callers{}},
		"a person over strict":  {map[string]string{admin: `{"callerCheck": "strict"}`, person: `{"callerCheck": "log", "callers": ["/a"]}`}, Callers{Strict: true}},
		"nonsense":              {map[string]string{admin: `{"callerCheck": true, "callers": "/a"}`}, Callers{}},
		"a relative path":       {map[string]string{admin: `{"callerCheck": "strict", "callers": ["/a", "b"]}`}, Callers{Strict: true}},
		"another key is broken": {map[string]string{admin: `{"groupId": "x", "callerCheck": "strict"}`}, Callers{Strict: true}},
		"not JSON":              {map[string]string{admin: `{`}, Callers{}},
	} {
		dirs := folders(t, c.files)
		got := loadCallers(Dirs{}, dirs)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		if l := Load(dirs, By{}).Settings; (l.CallerCheck == "strict") != got.Strict || len(l.Callers) != len(got.Listed) {
			t.Errorf("%s: Load says %q %q", name, l.CallerCheck, l.Callers)
		}
	}
}

func TestTheEnvironmentLoosensNothing(t *testing.T) {
	system := folders(t, map[string]string{admin: `{"callerCheck": "strict", "callers": ["/usr/bin/ours"]}`})
	named := folders(t, map[string]string{admin: `{"callerCheck": "log", "callers": ["/home/me/forged"]}`})
	want := Callers{Strict: true, Listed: []string{"/usr/bin/ours"}}
	if got := loadCallers(system, named); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if got := loadCallers(named, system); !got.Strict {
		t.Errorf("tightened: %+v", got)
	}
	if os.Geteuid() == 0 {
		system.Own = false // root's files are a system's
		if got := loadCallers(system, named); !reflect.DeepEqual(got, want) {
			t.Errorf("%+v", got)
		}
	}
}

func BenchmarkCallers(b *testing.B) {
	dirs := folders(b, map[string]string{admin: `{"groupId": 15687, "authUrl": "https://auth.example.com/loginkey", "presence": true}`})
	for b.Loop() {
		loadCallers(Dirs{}, dirs)
	}
}
