package check

import (
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/installer/machine/machinetest"
	"github.com/glance-networks/agent-host/manifests"
)

// TestExtension: what the profiles of a browser say of the extension.
func TestExtension(t *testing.T) {
	const data = "/home/ada/.config/google-chrome"
	id := manifests.Identity().Chromium[0]
	has := func(entry string) string { return `{"extensions": {"settings": {"` + id + `": ` + entry + `}}}` }
	for _, test := range []struct {
		what  string
		files map[string]string
		says  string
	}{
		{"never started", nil, ""},
		{"not loaded", map[string]string{"Default/Preferences": "{}"}, "hint Chrome " + data + ": no profile has the extension yet"},
		{"no preferences that anybody wrote", map[string]string{"Default/Preferences": "\x00"}, "no profile has"},
		{"not a person's profile", map[string]string{"System Profile/Preferences": "{}"}, ""},
		{"unpacked", map[string]string{"Default/Preferences": has(`{"path": "/x", "disable_reasons": []}`), "/x/manifest.json": `{"version": "1.2"}`},
			`ok Chrome /x: profile "Default" has the extension, version 1.2, loaded from /x ->`},
		{"in the other file", map[string]string{"Profile 3/Preferences": "{}", "Profile 3/Secure Preferences": has(`{"path": "/x"}`), "/x/manifest.json": `{`},
			`ok Chrome /x: profile "Profile 3" has the extension loaded from /x`},
		{"of a store", map[string]string{"Default/Preferences": has(`{"path": "` + id + `/1.0_0", "manifest": {"version": "1.0"}}`)},
			"ok Chrome " + data + `/Default: profile "Default" has the extension, version 1.0, installed by a store`},
		{"gone", map[string]string{"Default/Preferences": has(`{"path": "/x"}`)}, "hint Chrome /x: profile \"Default\" has the extension loaded from /x, and nothing is there any more -> remove it"},
		{"off", map[string]string{"Default/Preferences": has(`{"path": "a", "disable_reasons": [1]}`)}, "turned off -> turn it on on chrome://extensions"},
		{"off, in an older browser", map[string]string{"Default/Preferences": has(`{"path": "a", "disable_reasons": 1}`)}, "turned off"},
		{"the same twice", map[string]string{"Default/Preferences": has(`{"path": "/x"}`), "Profile 1/Preferences": has(`{"path": "/x"}`), "/x/manifest.json": ""},
			`ok Chrome /x: profile "Profile 1"`},
		{"a second copy", map[string]string{"Default/Preferences": has(`{"path": "/x"}`), "Profile 1/Preferences": has(`{"path": "/y"}`), "/x/manifest.json": ""},
			`hint Chrome /y: profile "Profile 1" has the extension loaded from /y; profile "Default" has another with the same id, loaded from /x -> if this one is not wanted, remove it on chrome://extensions in profile "Profile 1"`},
		{"another extension's", map[string]string{"Default/Preferences": `{"extensions": {"settings": {"aaaa": {"path": "/x"}}}}`}, "no profile has"},
	} {
		t.Run(test.what, func(t *testing.T) {
			d, view := desk(t)
			for path, text := range test.files {
				if !strings.HasPrefix(path, "/") {
					path = data + "/" + path
				}
				view.Files[path] = machinetest.File{Text: text}
			}
			report := Run(t.Context(), Request{Desk: d, View: view, Processor: "amd64", Greet: greets})
			said := say(report)
			if !report.OK || !strings.Contains(said, test.says) || test.says == "" && strings.Contains(said, "profile") {
				t.Errorf("%v, want %s; got\n%s", report.OK, test.says, said)
			}
		})
	}
}
