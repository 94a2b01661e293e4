package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/manifests"
)

// openFirefox starts Firefox with the person's home, whose manifests count, and
// an extension, and opens its popup in a tab.
func (p *person) openFirefox(ctx context.Context, program, extension string) {
	p.t.Helper()
	b, err := firefox.Start(ctx, firefox.Options{
		Path: program, Profile: filepath.Join(p.t.TempDir(), "profile"), Extension: extension, Headless: true, Env: p.env,
	})
	p.must(err)
	p.t.Cleanup(func() { b.Close() })
	worker, err := b.Worker(ctx)
	p.must(err)
	defer worker.Release()
	var address string
	p.must(worker.Evaluate(ctx, `chrome.runtime.getURL("popup.html")`, &address))
	p.popup, err = b.Open(ctx, address)
	p.must(err)
}

// TestFirefox: what install puts into a home is found by a real Firefox whose
// extension is answered by the installed host, and is not found once removed.
// Between the two the check and the browser are held against each other.
func TestFirefox(t *testing.T) {
	if _, err := firefox.Find(); err != nil {
		t.Skip(err)
	}
	p := newPerson(t, manifests.Firefox)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	p.installer("install", "--browser", "firefox")
	p.installer("check", "--browser", "firefox")
	p.open(ctx, "", p.extension())
	if state, version := p.worker(ctx); state != "ready" || version != manifests.Version {
		t.Fatalf("the worker says %s, version %q", state, version)
	}
	p.spoil(ctx, ".mozilla/native-messaging-hosts", firefoxChanges())
	p.installer("remove")
	if said := p.connect(ctx); !strings.Contains(said, "No such native application") {
		t.Errorf("removed, and the browser says: %s", said)
	}
}

// firefoxChanges are ways to spoil a manifest, and some that do not spoil it.
func firefoxChanges() [][2]string {
	id := manifests.Identity()
	addOn := id.Firefox[0]
	return append(changes(), [][2]string{
		{"{", "// a comment\n{"},
		{"{", "{ /* \" */"},
		{id.Host, "Net.Glance.Agent_Host"},
		{`"type"`, `"allowed_origins": [], "type"`},
		{addOn, "another@example.com"},
		{addOn, strings.ToUpper(addOn)},
		{addOn, "no id"},
		{`"` + addOn, `"no id", "` + addOn},
		{`"` + addOn, `"{01234567-89ab-cdef-0123-456789abcdef}", "` + addOn},
		{`"` + addOn, `"{01234567-89AB-CDEF-0123-456789ABCDEF}", "` + addOn},
		{`"` + addOn, `"@", "` + addOn},
		{`"` + addOn, `"*", "` + addOn},
		{`"` + addOn + `"`, ""},
		{`"` + addOn + `"`, `5, "` + addOn + `"`},
		{`"allowed_extensions"`, `"Allowed_extensions"`},
	}...)
}
