package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/check"
	"github.com/glance-networks/agent-host/installer/hello"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/manifests"
)

// person is somebody with a home, the shipped programs and a browser.
type person struct {
	t      *testing.T
	family manifests.Family
	home   string
	env    []string
	room   []string     // what goes before the installer's command line
	leave  func() error // ends the browser
	popup  interface {  // a page of the extension in that browser
		Evaluate(ctx context.Context, expression string, out any) error
	}
}

func newPerson(t *testing.T, family manifests.Family) *person {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("a scratch home is a browser's own on Linux only")
	}
	shippedFolder(t) // to build takes time that is no test's
	home := filepath.Join(t.TempDir(), "Zoë’s home")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	return &person{t: t, family: family, home: home, env: []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}}
}

func (p *person) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// command is the shipped installer.
func (p *person) command(args ...string) *exec.Cmd {
	p.t.Helper()
	line := slices.Concat(p.room, []string{filepath.Join(shippedFolder(p.t), "glance-installer")}, args)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = p.env
	return cmd
}

// installer runs the shipped installer.
func (p *person) installer(args ...string) {
	p.t.Helper()
	if out, err := p.command(args...).CombinedOutput(); err != nil {
		p.t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// extension builds the extension for the person's browser.
func (p *person) extension() string {
	p.t.Helper()
	folder := filepath.Join(p.t.TempDir(), "extension")
	build := exec.Command("npm", "run", "--silent", "build", "--", "--browser", string(p.family), "--out", folder)
	build.Dir = "../extension"
	if out, err := build.CombinedOutput(); err != nil {
		p.t.Fatalf("building the extension (npm ci --ignore-scripts in extension/ comes first): %v\n%s", err, out)
	}
	return folder
}

// open starts the person's browser with an extension and opens its popup. An
// empty program is the one that is found.
func (p *person) open(ctx context.Context, program, extension string) {
	p.t.Helper()
	if p.family == manifests.Firefox {
		p.openFirefox(ctx, program, extension)
		return
	}
	p.openChromium(ctx, program, extension)
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
		port.onDisconnect.addListener((gone) => resolve(gone?.error?.message ?? chrome.runtime.lastError?.message ?? "gone"));
		port.postMessage({ jsonrpc: "2.0", id: 1, method: "hello", params: { protocol: 1, minProtocol: 1, extension: "1", browser: %q } });
	})`, manifests.Identity().Host, p.family), &said))
	return said
}

// spoil changes the manifest in one way after the other. For each of them the
// check and the browser must both say yes, or both no.
func (p *person) spoil(ctx context.Context, folder string, changes [][2]string) {
	p.t.Helper()
	file := filepath.Join(p.home, folder, manifests.Identity().Host+".json")
	good, err := os.ReadFile(file)
	p.must(err)
	taken := 0
	for _, change := range changes {
		text := strings.Replace(string(good), change[0], change[1], 1)
		p.must(os.WriteFile(file, []byte(text), 0o644))
		if p.agree(ctx, fmt.Sprintf("%q for %q", change[1], change[0])) {
			taken++
		}
	}
	p.must(os.WriteFile(file, good, 0o644))
	if !p.agree(ctx, "as it was") || taken == 0 || taken == len(changes) {
		p.t.Errorf("%d of %d changes were taken", taken, len(changes))
	}
}

// agree says whether both took it.
func (p *person) agree(ctx context.Context, what string) bool {
	p.t.Helper()
	desk, err := browsers.NewDesk(browsers.Linux, func(name string) string { return map[string]string{"HOME": p.home}[name] })
	p.must(err)
	report := check.Run(ctx, check.Request{Desk: desk, View: machine.This{}, Processor: runtime.GOARCH, Only: []string{string(p.family)}, Greet: hello.Say})
	said := p.connect(ctx)
	if report.OK != (said == manifests.Version) {
		p.t.Errorf("%s: the check says %v, the browser: %s\n%+v", what, report.OK, said, report.Findings)
	}
	return report.OK
}
