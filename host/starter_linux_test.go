package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

var helloFrame = frame(mustJSON(map[string]any{
	"jsonrpc": "2.0", "id": 1, "method": protocol.MethodHello,
	"params": protocol.HelloParams{Protocol: protocol.Version, MinProtocol: protocol.MinVersion, Extension: "0.1.0", Browser: "chromium"},
}))

// started runs a program that starts the host with our own origin and a hello on
// its stdin, and gives what came out.
func (p *place) started(name string, args ...string) (out string, code int, took time.Duration) {
	p.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(p.command().Env, "HOST="+hostBinary, "ORIGIN="+manifests.Origins()[0])
	cmd.Stdin = bytes.NewReader(helloFrame)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		p.t.Fatal(err)
	}
	if stderr.Len() > 0 {
		p.t.Errorf("stderr: %s", stderr.String())
	}
	return stdout.String(), cmd.ProcessState.ExitCode(), time.Since(began)
}

const startHost = `"$HOST" "$ORIGIN"; exit $?` // and not exec: the shell stays the parent

func copyOf(t *testing.T, program, name string) string {
	t.Helper()
	text, err := os.ReadFile(program)
	must(t, err)
	copied := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(copied, text, 0o755))
	return copied
}

func TestStrictRefusesWhoIsNoBrowser(t *testing.T) {
	bash, err := exec.LookPath("bash")
	must(t, err)
	renamed := copyOf(t, bash, "chrome")
	link := filepath.Join(t.TempDir(), "firefox")
	must(t, os.Symlink(bash, link))
	p := newPlace(t, map[string]any{"callerCheck": "strict"})
	for name, command := range map[string][]string{
		"a forged origin from a shell":        {bash, "-c", startHost},
		"a renamed program":                   {renamed, "-c", startHost},
		"a link with a browser's name":        {link, "-c", startHost},
		"a program that only calls itself so": {bash, "-c", `exec -a /usr/lib/chromium/chromium bash -c '` + startHost + `'`},
		"the test itself":                     {hostBinary, manifests.Origins()[0]},
	} {
		before := len(p.allText())
		out, code, took := p.started(command[0], command[1:]...)
		if code != exitRefused || out != "" {
			t.Errorf("%s: exit %d, stdout %q", name, code, out)
		}
		if text := p.allText()[before:]; !strings.Contains(text, "not started by a known browser") || strings.Contains(text, `"started"`) {
			t.Errorf("%s: logged %s", name, text)
		}
		t.Logf("%s: refused in %v", name, took)
	}
}

func TestLogOnlyWritesDownWhoIsNoBrowser(t *testing.T) {
	p := newPlace(t, nil)
	out, code, _ := p.started("bash", "-c", startHost)
	if code != exitOK || !strings.Contains(out, `"result"`) || !strings.Contains(p.allText(), "not started by a known browser") {
		t.Errorf("exit %d, stdout %q, log %s", code, out, p.allText())
	}
}

func TestAListedCallerIsAdmitted(t *testing.T) {
	bash, err := exec.LookPath("bash")
	must(t, err)
	own := copyOf(t, bash, "own-browser")
	link := filepath.Join(t.TempDir(), "latest")
	must(t, os.Symlink(own, link))
	for _, listed := range []string{own, link} {
		p := newPlace(t, map[string]any{"callerCheck": "strict", "callers": []string{"/nowhere", listed}})
		if out, code, _ := p.started(own, "-c", startHost); code != exitOK || !strings.Contains(out, `"result"`) {
			t.Errorf("%s: exit %d, stdout %q", listed, code, out)
		}
		if out, code, _ := p.started(bash, "-c", startHost); code != exitRefused || out != "" {
			t.Errorf("another: exit %d, stdout %q", code, out)
		}
	}
}

// The orphan waits, not yet the host, until its parent has ended.
func TestAnOrphanIsRefused(t *testing.T) {
	p := newPlace(t, map[string]any{"callerCheck": "strict"})
	fifo := filepath.Join(t.TempDir(), "go")
	must(t, syscall.Mkfifo(fifo, 0o600))
	cmd := exec.Command("bash", "-c", `{ read line <"$GO"; exec "$HOST" "$ORIGIN"; } <&3 & exit 0`)
	cmd.Env = append(p.command().Env, "HOST="+hostBinary, "ORIGIN="+manifests.Origins()[0], "GO="+fifo)
	in, inEnd, err := os.Pipe()
	must(t, err)
	defer inEnd.Close()
	out, outEnd, err := os.Pipe()
	must(t, err)
	cmd.ExtraFiles, cmd.Stdout = []*os.File{in}, outEnd
	must(t, cmd.Run())
	outEnd.Close()
	inEnd.Write(helloFrame)
	must(t, os.WriteFile(fifo, []byte("go\n"), 0))
	text, err := io.ReadAll(out) // ends when the host has ended
	if err != nil || len(text) > 0 || !strings.Contains(p.allText(), `"refused":true`) {
		t.Errorf("%v, stdout %q, log %s", err, text, p.allText())
	}
}

// A real browser starts the host in the place of a process of its own.
func TestARealBrowserIsAdmitted(t *testing.T) {
	const chromium = "/usr/lib/chromium/chromium"
	if _, err := os.Stat(chromium); err != nil {
		t.Skip("no Chromium in", chromium)
	}
	p := newPlace(t, map[string]any{"callerCheck": "strict"})
	p.write("hello", helloFrame)
	fifo := filepath.Join(p.folder, "answer")
	must(t, syscall.Mkfifo(fifo, 0o600))
	p.write("start", []byte("#!/bin/sh\ncd \"$PLACE\" && exec \"$HOST\" \"$ORIGIN\" <hello >answer\n"))
	must(t, os.Chmod(filepath.Join(p.folder, "start"), 0o700))
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-breakpad", "--user-data-dir="+t.TempDir(),
		"--browser-subprocess-path="+filepath.Join(p.folder, "start"), "about:blank")
	cmd.Env = append(p.command().Env, "HOST="+hostBinary, "ORIGIN="+manifests.Origins()[0], "PLACE="+p.folder)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Stderr, cmd.WaitDelay = new(bytes.Buffer), within // waiting for its end is waiting for its children's too
	must(t, cmd.Start())
	defer cmd.Wait()
	defer syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	timer := time.AfterFunc(within, func() { os.WriteFile(fifo, nil, 0) })
	defer timer.Stop()
	answer, err := os.Open(fifo)
	must(t, err)
	defer answer.Close()
	var told bytes.Buffer
	if !until(&told, answer, "}") {
		t.Errorf("no answer: %q\n%s", told.String(), p.allText())
	}
	if strings.Contains(p.allText(), "not started by a known browser") {
		t.Error(p.allText())
	}
}
