package plan

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/installer/machine/machinetest"
	"github.com/glance-networks/agent-host/manifests"
)

func desk(t *testing.T, home string) browsers.Desk {
	t.Helper()
	d, err := browsers.NewDesk(browsers.Linux, func(name string) string { return map[string]string{"HOME": home}[name] })
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDetection: the browsers that are here are chosen, and no others.
func TestDetection(t *testing.T) {
	d := desk(t, "/home/ada")
	for _, test := range []struct {
		view    machinetest.Drawn
		request Request
		chosen  string
		fault   string
	}{
		{machinetest.Drawn{}, Request{}, "", "no browser was found"},
		{machinetest.Drawn{Programs: []string{"firefox-esr"}}, Request{}, "Firefox", ""},
		{machinetest.Drawn{Folders: []string{"/home/ada/.config/google-chrome-beta"}}, Request{}, "Chrome Beta", ""},
		{machinetest.Drawn{Folders: []string{"/home/ada/.config/mozilla/firefox"}}, Request{}, "Firefox", ""},
		{machinetest.Drawn{Unread: []string{"/home/ada/.config/chromium"}}, Request{}, "Chromium", ""},
		{machinetest.Drawn{Programs: []string{"firefox"}}, Request{Only: []string{"edge", "chrome"}}, "Chrome, Edge", ""},
		{machinetest.Drawn{}, Request{Only: []string{"netscape"}}, "", `no browser "netscape"`},
		{machinetest.Drawn{}, Request{All: true}, "Chrome, Chrome Beta, Chrome Dev, Chromium, Edge, Edge Beta, Edge Dev, Firefox", ""},
	} {
		test.request.Scope = browsers.User
		p, err := Install(d, test.view, test.request)
		if test.fault != "" && (err == nil || !strings.Contains(err.Error(), test.fault)) || test.fault == "" && err != nil {
			t.Errorf("%+v: %v, want %q", test.view, err, test.fault)
		}
		if got := strings.Join(p.Browsers, ", "); got != test.chosen {
			t.Errorf("chose %s, want %s", got, test.chosen)
		}
	}
}

// TestOurs: which manifests may be written over.
func TestOurs(t *testing.T) {
	d := desk(t, "/home/ada")
	view := machinetest.Drawn{Links: map[string]string{"/ada": "/home/ada"}}
	good, err := manifests.HostManifest(manifests.Chromium, "/home/ada/.local/share/glance-agent-host/1/glance-host")
	if err != nil {
		t.Fatal(err)
	}
	for change, ours := range map[[2]string]bool{
		{"", ""}:                               true,
		{`"/home/ada/`, `"/ada/`}:              true,
		{"/1/", "/1/../../../../../bin/"}:      false,
		{"/home/ada/.local", "/opt/other"}:     false,
		{manifests.Identity().Host, "net.x"}:   false,
		{`"type"`, `"more": 1, "type"`}:        false,
		{"]", "],"}:                            false,
		{"allowed_origins", "allowed_origin"}:  false,
		{manifests.Identity().Chromium[0], ""}: true,
	} {
		text := strings.Replace(string(good), change[0], change[1], 1)
		thing := machine.Thing{Kind: machine.File, Text: []byte(text), Sum: machine.Sum([]byte(text))}
		if MayReplace(d, view, nil, "/m.json", thing) != ours {
			t.Errorf("%q for %q: %v", change[1], change[0], !ours)
		}
		installed := []Entry{{Manifest, "/m.json", thing.Sum, ""}}
		if !MayReplace(d, view, installed, "/m.json", thing) {
			t.Errorf("%q for %q: the receipt lists it", change[1], change[0])
		}
		if thing.Link = true; MayReplace(d, view, installed, "/m.json", thing) {
			t.Error("a link is ours")
		}
	}
}

// TestFailureTakesEverythingBack: a step that fails at last leaves the disk as
// it was, and says which path it was.
func TestFailureTakesEverythingBack(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("speaks of Linux's paths")
	}
	home := t.TempDir()
	d := desk(t, home)
	p, err := Install(d, machine.This{}, Request{Scope: browsers.User, Program: []byte("host"), All: true})
	if err != nil {
		t.Fatal(err)
	}
	// Somebody makes a file of a folder that the plan is about to make.
	last := filepath.Join(home, ".mozilla")
	if err := os.WriteFile(last, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = p.Apply()
	var failure *Failure
	if !errors.As(err, &failure) || failure.Path != last || failure.Left != nil || !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v", err)
	}
	entries, err := os.ReadDir(home)
	if err != nil || len(entries) != 1 {
		t.Errorf("left %v, %v", entries, err)
	}
}

// FuzzReceipt: whatever a receipt says, a removal touches only what an install
// puts.
func FuzzReceipt(f *testing.F) {
	f.Add("program", "/home/ada/.local/share/glance-agent-host/1/glance-host", "x")
	f.Add("manifest", "/home/ada/.config/chromium/NativeMessagingHosts/net.glance.agent_host.json", "")
	f.Add("manifest", "/etc/passwd", "")
	f.Add("folder", "/home/ada", "")
	f.Add("receipt", "/etc/passwd", "")
	f.Fuzz(func(t *testing.T, kind, path, sum string) {
		d := desk(t, "/home/ada")
		text, err := json.Marshal(receipt{browsers.Product, "1", []Entry{{Kind(kind), path, sum, ""}}})
		if err != nil {
			t.Skip()
		}
		view := machinetest.Drawn{Files: map[string]machinetest.File{ReceiptPath(d, browsers.User): {Text: string(text)}, path: {Text: "precious"}}}
		p, err := NewRemoval(d, view, browsers.User)
		if err != nil {
			return
		}
		for _, step := range p.Steps {
			if step.State == Remove && step.Kind != Receipt && step.Path == path && sum != machine.Sum([]byte("precious")) && path != ReceiptPath(d, browsers.User) {
				t.Errorf("%s %s", step.Kind, step.Path)
			}
		}
	})
}
