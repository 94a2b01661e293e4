package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/check"
	"github.com/glance-networks/agent-host/installer/hello"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/manifests"
)

// person is somebody with a home, the shipped programs and a Chromium.
type person struct {
	t       *testing.T
	home    string
	env     []string
	browser *browser.Browser
	popup   *browser.Page
}

func newPerson(t *testing.T) *person {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("a scratch home is Chromium's own on Linux only")
	}
	home := filepath.Join(t.TempDir(), "Zoë’s home")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	return &person{t: t, home: home, env: []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}}
}

// installer runs the shipped installer.
func (p *person) installer(args ...string) {
	p.t.Helper()
	cmd := exec.Command(filepath.Join(shippedFolder(p.t), "glance-installer"), args...)
	cmd.Env = p.env
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// open starts Chromium in the person's own profile, where the manifests of the
// home count, with the extension, and opens its popup in a tab.
func (p *person) open(ctx context.Context) {
	p.t.Helper()
	extension := filepath.Join(p.t.TempDir(), "extension")
	build := exec.Command("npm", "run", "--silent", "build", "--", "--browser", "chromium", "--out", extension)
	build.Dir = "../extension"
	if out, err := build.CombinedOutput(); err != nil {
		p.t.Fatalf("building the extension (npm ci --ignore-scripts in extension/ comes first): %v\n%s", err, out)
	}
	b, err := browser.Start(ctx, browser.Options{
		Profile: filepath.Join(p.home, ".config", "chromium"), Extension: extension, Headless: true, Env: p.env,
	})
	p.must(err)
	p.t.Cleanup(func() { b.Close() })
	p.browser = b
	p.popup, err = b.Open(ctx, "chrome-extension://"+b.Extension()+"/popup.html")
	p.must(err)
}

func (p *person) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// worker is what the extension's worker knows of the host, once it has asked.
func (p *person) worker(ctx context.Context) (state, version string) {
	p.t.Helper()
	const ask = `new Promise((resolve) => {
		const port = chrome.runtime.connect({ name: "popup" });
		port.onMessage.addListener(({ status }) => {
			if (status.host === "idle" || status.host === "connecting") return;
			port.disconnect();
			resolve(status.host + " " + status.hostVersion);
		});
		port.postMessage({ type: "status", tab: 0, url: "about:blank" });
	})`
	var answer string
	p.must(p.popup.Evaluate(ctx, ask, &answer))
	state, version, _ = strings.Cut(answer, " ")
	return state, version
}

// connect is what the browser says to the extension when it asks for the host:
// the version that the host answers, or the browser's error.
func (p *person) connect(ctx context.Context) string {
	p.t.Helper()
	var said string
	p.must(p.popup.Evaluate(ctx, fmt.Sprintf(`new Promise((resolve) => {
		const port = chrome.runtime.connectNative(%q);
		port.onMessage.addListener((m) => { port.disconnect(); resolve(m.result.host); });
		port.onDisconnect.addListener(() => resolve(chrome.runtime.lastError?.message ?? "gone"));
		port.postMessage({ jsonrpc: "2.0", id: 1, method: "hello", params: { protocol: 1, minProtocol: 1, extension: "1", browser: "chromium" } });
	})`, manifests.Identity().Host), &said))
	return said
}

// TestChromium: what install puts into a home is found by a real Chromium whose
// extension is answered by the installed host, and is not found once removed.
// Between the two the check and the browser are held against each other: for
// each way to spoil a manifest both must say yes, or both no.
func TestChromium(t *testing.T) {
	p := newPerson(t)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	p.installer("install", "--browser", "chromium")
	p.installer("check", "--browser", "chromium")
	p.open(ctx)
	if state, version := p.worker(ctx); state != "ready" || version != manifests.Version {
		t.Fatalf("the worker says %s, version %q", state, version)
	}
	p.spoil(ctx)
	p.installer("remove")
	if said := p.connect(ctx); !strings.Contains(said, "not found") {
		t.Errorf("removed, and the browser says: %s", said)
	}
}

func (p *person) spoil(ctx context.Context) {
	file := filepath.Join(p.home, ".config", "chromium", "NativeMessagingHosts", manifests.Identity().Host+".json")
	good, err := os.ReadFile(file)
	p.must(err)
	origin := manifests.Origins()[0]
	for _, change := range [][2]string{
		{"{", "{"},
		{"{", "\xef\xbb\xbf{"},
		{"{", "// a comment\n{"},
		{"{", "{ /* \" */"},
		{"]\n", "],\n"},
		{"{", ""},
		{`"type"`, `"more": 1, "type"`},
		{`"type"`, `"Type"`},
		{"stdio", "pipe"},
		{manifests.Identity().Host, "net.glance.other"},
		{manifests.Identity().Host, "Net.Glance.Agent_Host"},
		{manifests.Identity().Description, ""},
		{origin, strings.TrimSuffix(origin, "/")},
		{origin, "chrome-extension://*/"},
		{origin, "https://example.com/"},
		{`"` + origin, `"chrome-extension://*/", "` + origin},
		{`"` + origin, `"chrome-extension://aaaabbbbccccddddeeeeffffgggghhhh/", "` + origin},
		{origin, "chrome-extension://aaaabbbbccccddddeeeeffffgggghhhh/"},
		{`"path": "/`, `"path": "`},
		{"glance-host\"", "glance-hos\""},
		{"cobrowse", "\xff"},
	} {
		text := strings.Replace(string(good), change[0], change[1], 1)
		p.must(os.WriteFile(file, []byte(text), 0o644))
		p.agree(ctx, fmt.Sprintf("%q for %q", change[1], change[0]))
	}
	p.must(os.WriteFile(file, good, 0o644))
	p.agree(ctx, "as it was")
}

func (p *person) agree(ctx context.Context, what string) {
	p.t.Helper()
	desk, err := browsers.NewDesk(browsers.Linux, func(name string) string { return map[string]string{"HOME": p.home}[name] })
	p.must(err)
	report := check.Run(ctx, check.Request{Desk: desk, View: machine.This{}, Processor: runtime.GOARCH, Only: []string{"chromium"}, Greet: hello.Say})
	said := p.connect(ctx)
	if report.OK != (said == manifests.Version) {
		p.t.Errorf("%s: the check says %v, the browser: %s\n%+v", what, report.OK, said, report.Findings)
	}
}
