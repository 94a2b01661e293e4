package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

const (
	launches    = 30
	launchLimit = 10 * time.Second       // for one launch on a busy machine
	glimpse     = 100 * time.Microsecond // between two looks for what a program wrote
)

// launch measures from an agent's click, as it reaches the host, until a
// program that is registered for glance: has its address, beside the plain start
// of that program.
func (b *bench) launch(ctx context.Context) ([]Line, error) {
	if runtime.GOOS != "linux" { // elsewhere nothing can be registered in a folder
		return nil, nil
	}
	desk, err := openLaunchDesk(ctx, b.Host, b.dir)
	if err != nil {
		return nil, err
	}
	turns, err := alternate(launches, desk.plain, desk.click)
	if err = errors.Join(err, desk.close()); err != nil {
		return nil, err
	}
	m := medians(turns)
	line, err := newLine("click until Glance's program has its address", "ms", m.ours, m.floor, above(20, "ms"))
	return []Line{line}, err
}

// launchDesk is a host of its own, without Glance and without a browser.
type launchDesk struct {
	program, got string
	cmd          *exec.Cmd
	in           io.WriteCloser
	out          io.Reader
	id           int
}

var launchRecord = protocol.Record{System: "sample-crm", Type: "contact", ID: "1"}

func openLaunchDesk(ctx context.Context, host, dir string) (*launchDesk, error) {
	home := filepath.Join(dir, "launch")
	d := &launchDesk{program: filepath.Join(home, "program"), got: filepath.Join(home, "got")}
	rule, err := fs.ReadFile(manifests.Sites, "sample-crm.json")
	if err != nil {
		return nil, err
	}
	for file, text := range map[string]string{
		"etc/glance-agent-host/sites/sample-crm.json": string(rule),
		"program":                             "#!/bin/sh\nprintf %s \"$1\" > '" + d.got + ".new'\nmv '" + d.got + ".new' '" + d.got + "'\n",
		"data/applications/bench.desktop":     "[Desktop Entry]\nType=Application\nName=Bench\nExec=\"" + d.program + "\" %u\nMimeType=x-scheme-handler/glance;\n",
		"etc/glance-agent-host/settings.json": `{"loginKeySource": "none", "showKey": "fixed", "fixedKey": "4821"}`,
	} {
		if err := writeFile(filepath.Join(home, file), text); err != nil {
			return nil, err
		}
	}
	d.cmd = exec.CommandContext(ctx, host, manifests.Origins()[0])
	d.cmd.Env = []string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "DISPLAY=:0", "XDG_DATA_HOME=" + home + "/data", "XDG_DATA_DIRS=" + home + "/none",
		"XDG_CONFIG_DIRS=" + home + "/etc", "XDG_CONFIG_HOME=" + home + "/config", "XDG_STATE_HOME=" + home + "/state",
	}
	var errIn, errOut error
	d.in, errIn = d.cmd.StdinPipe()
	d.out, errOut = d.cmd.StdoutPipe()
	if err := errors.Join(errIn, errOut, d.cmd.Start()); err != nil {
		return nil, err
	}
	go io.Copy(io.Discard, d.out)
	return d, d.begin()
}

func writeFile(file, text string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o700)
}

// begin watches a record and has the program agreed to, which is asked once.
func (d *launchDesk) begin() error {
	err := errors.Join(d.say(hello()), d.ask(protocol.MethodWatch, protocol.WatchParams{Watch: "w", Record: launchRecord}), d.act(protocol.ActShow))
	for limit := time.Now().Add(launchLimit); err == nil && time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
		if err = d.act(protocol.ActAgree); d.has() {
			return errors.Join(err, os.Remove(d.got))
		}
	}
	return errors.Join(err, errors.New("the program was not started"))
}

func (d *launchDesk) ask(method string, params any) error {
	return d.say(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

func (d *launchDesk) act(action protocol.Action) error {
	return d.ask(protocol.MethodAct, protocol.ActParams{Watch: "w", Record: launchRecord, Action: action})
}

func (d *launchDesk) say(message map[string]any) error {
	d.id++
	message["id"] = d.id
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = d.in.Write(append(binary.NativeEndian.AppendUint32(nil, uint32(len(body))), body...))
	return err
}

func (d *launchDesk) has() bool {
	_, err := os.Stat(d.got)
	return err == nil
}

// until waits for the address, and gives the milliseconds since began.
func (d *launchDesk) until(began time.Time) (float64, error) {
	for !d.has() {
		if time.Since(began) > launchLimit {
			return 0, errors.New("the program was not started")
		}
		time.Sleep(glimpse)
	}
	took := milliseconds(time.Since(began))
	text, err := os.ReadFile(d.got)
	if err == nil && string(text) != "glance://show?key=4821" {
		err = fmt.Errorf("the program was started with %q", text)
	}
	return took, errors.Join(err, os.Remove(d.got))
}

func (d *launchDesk) plain() (float64, error) {
	cmd := exec.Command(d.program, "glance://show?key=4821")
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	took, err := d.until(began)
	return took, errors.Join(err, cmd.Wait())
}

func (d *launchDesk) click() (float64, error) {
	if err := d.act(protocol.ActDismiss); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := d.act(protocol.ActShow); err != nil {
		return 0, err
	}
	return d.until(began)
}

func (d *launchDesk) close() error {
	d.in.Close()
	return d.cmd.Wait()
}
