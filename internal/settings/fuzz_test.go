package settings

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

// FuzzSettingsFile: whatever an administrator's and a person's file hold, what
// counts is within the schema and its meanings, and a person moves nothing of
// an administrator's.
func FuzzSettingsFile(f *testing.F) {
	for key, value := range others {
		f.Add([]byte(`{"`+key+`": `+value+`}`), []byte(`{"`+key+`": {"value": `+value+`, "locked": true}}`))
	}
	f.Add([]byte(`{"hosts": ["a", "a"], "hosts": []}`), []byte("\ufeff{}"))
	f.Add([]byte(strings.Repeat(`{"authBody":`, 20)), []byte(`[[[[`))
	f.Fuzz(func(t *testing.T, theirs, own []byte) {
		l := empty()
		takeBytes(&l, SourceAdministrator, theirs)
		before := l.Settings
		takeBytes(&l, SourcePerson, own)
		after := l.Settings
		if key := widened(t, &before, &after); key != "" {
			t.Errorf("a person set %s: %s", key, own)
		}
		s := l.Settings
		if len(s.Hosts) > 20 || s.GroupID < 0 || s.TokenMinutes > 120 || s.LoginKeyHold.Minutes() > 5 || len(l.Mistakes) > maxMistakes {
			t.Errorf("out of bounds: %+v", s)
		}
		if s.AuthURL != "" && !strings.HasPrefix(strings.ToLower(s.AuthURL), "https://") {
			t.Errorf("authUrl %q", s.AuthURL)
		}
		for _, m := range l.Mistakes {
			if m.Line < 0 || m.Line > 1+bytes.Count(theirs, []byte("\n"))+bytes.Count(own, []byte("\n")) || strings.ContainsAny(m.Sentence, "\r\n") {
				t.Errorf("%+v", m)
			}
		}
	})
}

// widened is a key that is not a person's and differs, or nothing.
func widened(t *testing.T, before, after *Settings) string {
	for key, s := range settingsSchema().Properties {
		if s.Layer != layerAnyone && value(t, before, key) != value(t, after, key) {
			return key
		}
	}
	return ""
}

func takeBytes(l *Loaded, source Source, data []byte) {
	n, wrong := parse(data)
	switch {
	case wrong != nil:
		l.refuse("file", wrong.line, "%s", wrong.sentence)
	case n.kind == object:
		l.take(document{source: source, name: "file", file: "file", root: n})
	}
}

// FuzzSiteRule: what is taken for a rule is one by the library's judgement too.
func FuzzSiteRule(f *testing.F) {
	f.Add([]byte(goodRule))
	f.Add([]byte(fullRule))
	if sample, err := os.ReadFile("../../manifests/sites/sample-crm.json"); err == nil {
		f.Add(sample)
	}
	for _, bad := range []string{`{}`, `{"id":"a","name":"b","matches":[],"objects":[]}`, `{"id":"a","Id":"b"}`, `null`} {
		f.Add([]byte(bad))
	}
	library := judge(f, manifests.SiteRuleSchema)
	f.Fuzz(func(t *testing.T, data []byte) {
		n, wrong := parse(data)
		if wrong != nil || n.kind != object {
			return
		}
		rule, wrong := decodeRule(n)
		if wrong != nil {
			if strings.ContainsAny(wrong.sentence, "\r\n") {
				t.Errorf("not one line: %q", wrong.sentence)
			}
			return
		}
		if !library(bytes.TrimPrefix(data, []byte("\ufeff"))) {
			t.Errorf("the library refuses it: %s", data)
		}
		again, err := json.Marshal(fileOf(rule))
		if err != nil || !library(again) {
			t.Errorf("it does not last: %s, %v", again, err)
		}
	})
}

// fileOf is a rule as a file may have it: without what the host tells.
func fileOf(rule protocol.SiteRule) any {
	return struct {
		protocol.SiteRule
		From   bool `json:"from,omitempty"`
		Active bool `json:"active,omitempty"`
	}{SiteRule: rule}
}

func BenchmarkLoad(b *testing.B) {
	dirs := folders(b, map[string]string{
		admin: `{"groupId": 15687, "authUrl": "https://auth.example.com/loginkey", "presence": true}`, person: `{"puid": "me"}`,
		"admin/sites/crm.json": goodRule,
	})
	for b.Loop() {
		if l := Load(dirs, By{}); len(l.Mistakes) > 0 {
			b.Fatal(l.Mistakes)
		}
	}
}

func BenchmarkSchemas(b *testing.B) {
	for b.Loop() {
		compile(manifests.SettingsSchema)
		compile(manifests.SiteRuleSchema)
	}
}
