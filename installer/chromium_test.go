package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/manifests"
)

// openChromium starts Chromium in the person's own profile, where the manifests
// of the home count, with an extension, and opens its popup in a tab.
func (p *person) openChromium(ctx context.Context, program, extension string) {
	p.t.Helper()
	b, err := browser.Start(ctx, browser.Options{
		Path: program, Profile: filepath.Join(p.home, ".config", "chromium"), Extension: extension, Headless: true, Env: p.env,
	})
	p.must(err)
	p.t.Cleanup(func() { b.Close() })
	p.leave = b.Close
	p.popup, err = b.Open(ctx, "chrome-extension://"+b.Extension()+"/popup.html")
	p.must(err)
}

// TestChromium: what install puts into a home is found by a real Chromium whose
// extension is answered by the installed host, and is not found once removed.
// Between the two the check and the browser are held against each other.
func TestChromium(t *testing.T) {
	p := newPerson(t, manifests.Chromium)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	p.installer("install", "--browser", "chromium")
	p.installer("check", "--browser", "chromium")
	p.open(ctx, "", p.extension())
	if state, version := p.worker(ctx); state != "ready" || version != manifests.Version {
		t.Fatalf("the worker says %s, version %q", state, version)
	}
	p.spoil(ctx, ".config/chromium/NativeMessagingHosts", chromiumChanges())
	p.installer("remove")
	if said := p.connect(ctx); !strings.Contains(said, "not found") {
		t.Errorf("removed, and the browser says: %s", said)
	}
}

// TestSecondCopy: a copy of the extension in another folder has our id too. In a
// second profile of the same browser it starts the same host, and the check names
// both.
func TestSecondCopy(t *testing.T) {
	p := newPerson(t, manifests.Chromium)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	p.installer("install", "--browser", "chromium")
	first, second := p.extension(), p.extension()
	p.open(ctx, "", first)
	p.must(p.leave()) // which writes its preferences
	p.reports(`ok       Chromium  ` + first + "\n" + `         profile "Default" has the extension, version ` + manifests.Version + ", loaded from " + first)

	chromium, err := browser.Find()
	p.must(err)
	another := filepath.Join(t.TempDir(), "another")
	text := "#!/bin/sh\nexec '" + chromium + "' \"$@\" --profile-directory='Profile 1'\n"
	p.must(os.WriteFile(another, []byte(text), 0o755))
	p.open(ctx, another, second)
	if said := p.connect(ctx); said != manifests.Version {
		t.Errorf("the second copy is told: %s", said)
	}
	p.must(p.leave())
	p.reports(`hint     Chromium  `+first, `profile "Profile 1" has another with the same id, loaded from `+second,
		`hint     Chromium  `+second, `-> if this one is not wanted, remove it on chrome://extensions in profile "Profile 1"`)
	p.must(os.RemoveAll(second))
	p.reports("All is well")
}

// reports: the check is green and says all of this.
func (p *person) reports(parts ...string) {
	p.t.Helper()
	said, err := p.command("check", "--browser", "chromium").CombinedOutput()
	p.must(err)
	for _, part := range parts {
		if !strings.Contains(string(said), part) {
			p.t.Errorf("the check does not say %s:\n%s", part, said)
		}
	}
}

// chromiumChanges are ways to spoil a manifest, and some that do not spoil it.
func chromiumChanges() [][2]string {
	id, origin := manifests.Identity(), manifests.Origins()[0]
	const other = "chrome-extension://aaaabbbbccccddddeeeeffffgggghhhh/"
	return append(changes(), [][2]string{
		{"{", "// a comment\n{"},
		{"{", "{ /* \" */"},
		{id.Host, "Net.Glance.Agent_Host"},
		{origin, strings.TrimSuffix(origin, "/")},
		{origin, "chrome-extension://*/"},
		{origin, "https://example.com/"},
		{`"` + origin, `"chrome-extension://*/", "` + origin},
		{`"` + origin, `"` + other + `", "` + origin},
		{origin, other},
		{"allowed_origins", "Allowed_origins"},
	}...)
}

// changes are those that make sense for every browser.
func changes() [][2]string {
	id := manifests.Identity()
	return [][2]string{
		{"{", "{"},
		{"{", "\xef\xbb\xbf{"},
		{"{", ""},
		{"]\n", "],\n"},
		{"{", "{ 'a': 1, "},
		{"{", "[{"},
		{"{\n", "{\n  \"description\": \"twice\",\n"},
		{"}", "} }"},
		{`"type"`, `"more": 1, "type"`},
		{`"type"`, `"Type"`},
		{`"stdio"`, `"pipe"`},
		{`"stdio"`, "null"},
		{id.Host, "net.glance.other"},
		{`"` + id.Description + `"`, `""`},
		{`"` + id.Description + `"`, "5"},
		{`"description"`, `"descriptions"`},
		{`"path": "/`, `"path": "`},
		{`"path": "/`, `"path": "/../`},
		{"glance-host\"", "glance-hos\""},
		{"/glance-host\"", "\""},
		{"cobrowse", "\xff"},
		{"cobrowse", `\ud800`},
		{"cobrowse", "a\nb"},
		{"cobrowse", "a\tb"},
		{"cobrowse", "a\rb"},
		{"cobrowse", "a\x01b"},
		{"cobrowse", `a\x41b`},
		{"cobrowse", `\ud83d\ude00`},
		{"cobrowse", `\ud83d\u0041`},
		{"cobrowse", `\udc00`},
		{"cobrowse", `\\ud800`},
		{"cobrowse", `\u0000`},
		{"cobrowse", `\'`},
		{"{", "{\v"},
		{"{", "{\f"},
		{"{", "{\u00a0"},
		{"{", "{ \"big\": 1e999,"},
		{"{", "{ \"deep\": " + strings.Repeat("[", 198) + strings.Repeat("]", 198) + ","},
		{"{", "{ \"deep\": " + strings.Repeat("[", 199) + strings.Repeat("]", 199) + ","},
		{"}", "} /*"},
		{"}", "} // the end"},
		{"{", "{ // \r \"a\": 1\n"},
		{"{", "{ /* /* */"},
	}
}
