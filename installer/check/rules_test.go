package check

import (
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/manifests"
)

var linux = browsers.Desk{System: browsers.Linux, Home: "/home/ada"}

// manifestOf is a good manifest with one part replaced.
func manifestOf(t *testing.T, family manifests.Family, change [2]string) []byte {
	t.Helper()
	text, err := manifests.HostManifest(family, "/opt/glance/host")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), change[0], change[1], 1)
	if change[0] != "" && changed == string(text) {
		t.Fatalf("the manifest holds no %s", change[0])
	}
	return []byte(changed)
}

func TestRules(t *testing.T) {
	origin, addOn := manifests.Origins()[0], manifests.Identity().Firefox[0]
	for _, test := range []struct {
		what              string
		change            [2]string
		chromium, firefox string // the fault: a part of it, "" none, "-" no such test
	}{
		{"good", [2]string{}, "", ""},
		{"byte order mark", [2]string{"{", "\xef\xbb\xbf{"}, "", ""},
		{"line comment", [2]string{"{", "// ours \"\n{"}, "", "not valid JSON"},
		{"block comment", [2]string{"{", "{ /* \" */"}, "", "not valid JSON"},
		{"line break in a text", [2]string{"cobrowse", "co\r\nbrowse"}, "", "not valid JSON"},
		{"short escape", [2]string{"cobrowse", `\x41`}, "", "not valid JSON"},
		{"short escape that is none", [2]string{"cobrowse", `\xyz`}, "not valid JSON", "not valid JSON"},
		{"pair of escapes", [2]string{"cobrowse", `\ud83d\ude00\ud83d\ude00`}, "", ""},
		{"half a pair", [2]string{"cobrowse", `\ud83d\u0041`}, "half of a pair", ""},
		{"the other half", [2]string{"cobrowse", `\\\ude00`}, "half of a pair", ""},
		{"escaped backslash", [2]string{"cobrowse", `\\ud83d`}, "", ""},
		{"number beyond all", [2]string{`"type"`, `"x": 1e999, "type"`}, "1e999", `the key "x"`},
		{"very deep", [2]string{`"type"`, `"x": ` + strings.Repeat("[", 199) + strings.Repeat("]", 199) + `, "type"`}, "levels deep", `the key "x"`},
		{"not too deep", [2]string{`"type"`, `"x": ` + strings.Repeat("[", 198) + strings.Repeat("]", 198) + `, "type"`}, "", `the key "x"`},
		{"comment without an end", [2]string{"}", "} /*"}, "not valid JSON", "not valid JSON"},
		{"comment marks in a text", [2]string{"and screenshare", "// and /* screenshare"}, "", ""},
		{"trailing comma", [2]string{"]\n", "],\n"}, "not valid JSON", "not valid JSON"},
		{"empty", [2]string{"{", "x{"}, "not valid JSON", "not valid JSON"},
		{"not UTF-8", [2]string{"cobrowse", "\xff"}, "not UTF-8", "not UTF-8"},
		{"other key", [2]string{`"type"`, `"x": 1, "type"`}, "", `the key "x"`},
		{"key in another case", [2]string{`"type"`, `"Type"`}, `"type" is missing`, `the key "Type"`},
		{"other name", [2]string{manifests.Identity().Host, "net.glance.other"}, `"name" is "net.glance.other"`, `"name" is "net.glance.other"`},
		{"no description", [2]string{manifests.Identity().Description, ""}, `"description" is empty`, ""},
		{"description null", [2]string{`"` + manifests.Identity().Description + `"`, "null"}, `"description" is missing`, `"description" is missing`},
		{"type", [2]string{"stdio", "pipe"}, `"type" is "pipe"`, `"type" is "pipe"`},
		{"relative path", [2]string{"/opt/glance/host", "host"}, "not absolute", "not absolute"},
		{"no path", [2]string{"/opt/glance/host", ""}, `"path" is empty`, `"path" is empty`},
		{"no slash at the end", [2]string{origin, strings.TrimSuffix(origin, "/")}, "lacks the slash", "-"},
		{"wildcard", [2]string{origin, "chrome-extension://*/"}, "not an extension's name", "-"},
		{"a bad one beside ours", [2]string{`"` + origin, `"https://example.com/", "` + origin}, "one bad entry", "-"},
		{"no list", [2]string{`"` + origin + `"`, ""}, "missing, empty", "-"},
		{"list is a text", [2]string{"[\n    \"" + addOn + "\"\n  ]", `"` + addOn + `"`}, "-", "missing, empty"},
		{"bad add-on", [2]string{`"` + addOn, `"no id", "` + addOn}, "-", "not an extension's name"},
		{"two", [2]string{`"` + addOn, `"{01234567-89ab-cdef-0123-456789abcdef}", "` + addOn}, "-", ""},
	} {
		for family, want := range map[manifests.Family]string{manifests.Chromium: test.chromium, manifests.Firefox: test.firefox} {
			if want == "-" {
				continue
			}
			found, fault := readManifest(family, linux, "/m.json", manifestOf(t, family, test.change))
			if want == "" && (fault != "" || found.program != "/opt/glance/host" || !found.listed) || want != "" && !strings.Contains(fault, want) {
				t.Errorf("%s, %s: %q, want %q; %+v", test.what, family, fault, want, found)
			}
		}
	}
}

func TestOtherExtensionIsNotListed(t *testing.T) {
	for family, id := range map[manifests.Family]string{manifests.Chromium: manifests.Identity().Chromium[0], manifests.Firefox: "agent-host@"} {
		text := manifestOf(t, family, [2]string{id, strings.Replace(id, id[:1], "b", 1)})
		if found, fault := readManifest(family, linux, "/m.json", text); fault != "" || found.listed {
			t.Errorf("%s: %q, %+v", family, fault, found)
		}
	}
}

func TestRelativePathOnWindows(t *testing.T) {
	windows := browsers.Desk{System: browsers.Windows}
	text := manifestOf(t, manifests.Chromium, [2]string{"/opt/glance/host", "host.exe"})
	found, fault := readManifest(manifests.Chromium, windows, `C:\Glance\m.json`, text)
	if fault != "" || found.program != `C:\Glance\host.exe` {
		t.Errorf("%q, %+v", fault, found)
	}
}

func FuzzReadManifest(f *testing.F) {
	for _, family := range []manifests.Family{manifests.Chromium, manifests.Firefox} {
		text, _ := manifests.HostManifest(family, "/opt/host")
		f.Add(text)
	}
	f.Add([]byte("\xef\xbb\xbf{/*"))
	f.Add([]byte(`{"name": "\`))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, family := range []manifests.Family{manifests.Chromium, manifests.Firefox} {
			if found, fault := readManifest(family, linux, "/m.json", text); fault == "" && !linux.Absolute(found.program) {
				t.Errorf("took %q", text)
			}
		}
	})
}
