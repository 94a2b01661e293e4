package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// renewed waits until the host asks for another in its place.
func (h *process) renewed() {
	h.t.Helper()
	h.until("renewal", func() bool { return h.pushed[protocol.PushRenew] > 0 })
}

func (h *process) setting(key string) protocol.Setting {
	h.t.Helper()
	var result protocol.SettingsResult
	h.must(protocol.MethodSettings, protocol.Empty{}, &result)
	for _, s := range result.Settings {
		if s.Key == key {
			return s
		}
	}
	h.t.Fatalf("there is no %s in %+v", key, result)
	return protocol.Setting{}
}

func TestAChangedFileAsksForAnotherHost(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]any{"roles": []any{}})
	h := p.start()
	h.hello()
	if s := h.setting("openLocation"); s.Value != `"tab"` || s.Source != protocol.SettingDefault || !s.Own {
		t.Errorf("%+v", s)
	}
	p.write("config/glance-agent-host/settings.json", []byte(`{"openLocation": "window"}`))
	h.renewed()
	h.end()

	next := p.start()
	next.hello()
	if s := next.setting("openLocation"); s.Value != `"window"` || s.Source != protocol.SettingPerson || !strings.HasPrefix(s.Origin, p.folder) {
		t.Errorf("%+v", s)
	}
	next.end()
}

// What reaches the customer is not cut off: another host is asked for when it
// has been answered.
func TestARenewalWaitsForWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	h := p.start()
	h.hello()
	customer := p.sim.Visitor(visitor)
	must(t, customer.Connect("https://shop.localhost/"))
	h.watch("a", visitor)
	h.shows("a", protocol.FacePresent)
	ticket, effect := h.accepted(p, customer) // the viewer is being opened
	p.write("config/glance-agent-host/settings.json", []byte(`{"openLocation": "window"}`))
	h.must(protocol.MethodPing, protocol.PingParams{}, nil)
	p.post(ticket)
	h.mu.Lock()
	early := h.pushed[protocol.PushRenew]
	h.mu.Unlock()
	h.must(protocol.MethodOpened, protocol.OpenedParams{Effect: effect, OK: true}, nil)
	h.renewed()
	if early > 0 {
		t.Error("it was asked for in the middle of an opening")
	}
	h.end()
}

func TestThePersonSets(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]any{"showPage": map[string]any{"value": false, "locked": true}})
	h := p.start()
	h.hello()
	for _, test := range []struct{ key, value, wrong string }{
		{"showPage", "true", "locked"}, {"authUrl", `"https://evil.example/"`, "only an administrator"},
		{"openLocation", `"nowhere"`, "must be one of"}, {"openLocation", `"window"`, ""},
	} {
		var result protocol.SetResult
		h.must(protocol.MethodSet, protocol.SetParams{Key: test.key, Value: test.value}, &result)
		if (result.Wrong == "") != (test.wrong == "") || !strings.Contains(result.Wrong, test.wrong) {
			t.Errorf("%s to %s: %q", test.key, test.value, result.Wrong)
		}
	}
	h.renewed()
	h.end()
	if text, err := os.ReadFile(filepath.Join(p.folder, "config", "glance-agent-host", "settings.json")); err != nil || !strings.Contains(string(text), `"openLocation": "window"`) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestTheBrowsersPolicy(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	h := p.start()
	h.must(protocol.MethodHello, protocol.HelloParams{Protocol: 1, MinProtocol: 1, Extension: "0.1.0", Browser: "chromium",
		Policy: `{"locked": {"openLocation": "window", "authUrl": "https://evil.example/"}}`}, nil)
	if s := h.setting("openLocation"); s.Value != `"window"` || s.Source != protocol.SettingPolicy || !s.Locked || s.Own {
		t.Errorf("%+v", s)
	}
	if s := h.setting("authUrl"); strings.Contains(s.Value, "evil") {
		t.Errorf("%+v", s)
	}
	h.must(protocol.MethodReload, protocol.Empty{}, nil)
	h.renewed()
	h.end()
}
