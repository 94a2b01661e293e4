package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/manifests"
)

// binary is the host as it is shipped, but for the race detector.
var hostBinary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "glance-host-test")
	if err != nil {
		panic(err)
	}
	hostBinary = filepath.Join(folder, "glance-host")
	if out, err := exec.Command("go", "build", "-race", "-o", hostBinary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s%v\n", out, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

const (
	group  = 15687
	agent  = "agent@example.com"
	apiKey = "test-api-key"
	within = 20 * time.Second // for anything that has to happen; generous on a busy machine
)

// place is a desk's folders and the simulator it is pointed at.
type place struct {
	t      *testing.T
	folder string
	sim    *glancesim.Sim
	env    []string // of a host, beside the place's own
}

func newPlace(t *testing.T, change map[string]any) *place {
	t.Helper()
	return newPlaceAt(t, glancesim.Options{}, change)
}

// newPlaceAt is a desk at a simulator of one's own.
func newPlaceAt(t *testing.T, options glancesim.Options, change map[string]any) *place {
	t.Helper()
	options.Group, options.APIKey = group, secret.New(apiKey)
	sim, err := glancesim.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	p := &place{t: t, folder: filepath.Join(t.TempDir(), "Zoë's desk 訪客"), sim: sim}
	p.write("ca.pem", sim.CA())
	set := map[string]any{
		"groupId": group, "puid": agent, "authUrl": sim.AuthURL, "hosts": sim.HostEntries(), "caFile": filepath.Join(p.folder, "ca.pem"),
		"webServer": sim.WebServer, "presenceServer": sim.PresenceServer, "presence": true, "showPage": true, "pollMilliseconds": 250, "logLevel": "debug",
	}
	for key, value := range change {
		set[key] = value
	}
	p.write("etc/glance-agent-host/settings.json", mustJSON(set))
	rule, err := fs.ReadFile(manifests.Sites, "sample-crm.json")
	must(t, err)
	p.write("etc/glance-agent-host/sites/sample-crm.json", rule)
	return p
}

func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

func (p *place) path(name string) string { return filepath.Join(p.folder, name) }

func (p *place) write(name string, text []byte) {
	p.t.Helper()
	file := filepath.Join(p.folder, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) read(name string) []byte {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.folder, name))
	must(p.t, err)
	return text
}

func (p *place) state(name string) string {
	return filepath.Join(p.folder, "state", "glance-agent-host", name)
}

// process is one running host and the browser's ends of its pipes.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   io.ReadCloser
	ended chan struct{}
	err   error

	mu      sync.Mutex
	cond    *sync.Cond
	next    int64
	answers map[int64]answer
	views   map[string]protocol.View
	pushed  map[string]int // how often each push came
	said    []byte         // every frame, one after the other
	closed  bool
}

type answer struct {
	ID     *int64          `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *protocol.Error `json:"error"`
}

func (p *place) command(args ...string) *exec.Cmd {
	cmd := exec.Command(hostBinary, args...)
	cmd.Env = []string{
		"HOME=" + p.folder, "PATH=" + os.Getenv("PATH"),
		"XDG_CONFIG_DIRS=" + filepath.Join(p.folder, "etc"), "XDG_CONFIG_HOME=" + filepath.Join(p.folder, "config"),
		"XDG_STATE_HOME=" + filepath.Join(p.folder, "state"), "XDG_DATA_HOME=" + filepath.Join(p.folder, "data"),
		"GORACE=halt_on_error=1 exitcode=66 atexit_sleep_ms=20", // it ends as quickly as the one that is shipped
	}
	cmd.Env = append(cmd.Env, p.env...)
	return cmd
}

// start starts a host as Chromium does, without a word said yet.
func (p *place) start() *process {
	p.t.Helper()
	cmd := p.command(manifests.Origins()[0])
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	h := &process{t: p.t, cmd: cmd, in: in, out: out, ended: make(chan struct{}), answers: map[int64]answer{}, views: map[string]protocol.View{}, pushed: map[string]int{}}
	h.cond = sync.NewCond(&h.mu)
	go h.read()
	p.t.Cleanup(func() {
		h.end()
		if stderr.Len() > 0 {
			p.t.Errorf("the host wrote to stderr: %s", stderr.String())
		}
	})
	return h
}

func (h *process) read() {
	for {
		var size uint32
		if binary.Read(h.out, binary.NativeEndian, &size) != nil {
			break
		}
		body := make([]byte, size)
		if _, err := io.ReadFull(h.out, body); err != nil {
			break
		}
		h.take(body)
	}
	h.err = h.cmd.Wait()
	h.mu.Lock()
	h.closed = true
	h.cond.Broadcast()
	h.mu.Unlock()
	close(h.ended)
}

func (h *process) take(body []byte) {
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		h.t.Errorf("not JSON: %q", body)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.said = append(h.said, body...)
	if a.ID == nil {
		h.pushed[a.Method]++
	}
	switch {
	case a.Method == protocol.PushView:
		var v protocol.View
		if err := json.Unmarshal(a.Params, &v); err != nil {
			h.t.Error(err)
		}
		h.views[v.Watch] = v
	case a.ID != nil:
		h.answers[*a.ID] = a
	}
	h.cond.Broadcast()
}

func frame(body []byte) []byte {
	return append(binary.NativeEndian.AppendUint32(nil, uint32(len(body))), body...)
}

func (h *process) send(method string, params any) int64 {
	h.mu.Lock()
	h.next++
	id := h.next
	h.mu.Unlock()
	if _, err := h.in.Write(frame(mustJSON(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params}))); err != nil {
		h.t.Errorf("write: %v", err)
	}
	return id
}

// until waits for a condition under the lock.
func (h *process) until(what string, done func() bool) {
	h.t.Helper()
	timer := time.AfterFunc(within, func() { h.mu.Lock(); defer h.mu.Unlock(); h.closed = true; h.cond.Broadcast() })
	defer timer.Stop()
	h.mu.Lock()
	defer h.mu.Unlock()
	for !done() {
		if h.closed {
			h.t.Fatalf("waited for %s in vain; views %+v", what, h.views)
		}
		h.cond.Wait()
	}
}

func (h *process) call(method string, params, result any) *protocol.Error {
	h.t.Helper()
	id := h.send(method, params)
	h.until(method, func() bool { _, ok := h.answers[id]; return ok })
	h.mu.Lock()
	defer h.mu.Unlock()
	a := h.answers[id]
	if a.Error == nil && result != nil {
		if err := json.Unmarshal(a.Result, result); err != nil {
			h.t.Fatal(err)
		}
	}
	return a.Error
}

func (h *process) must(method string, params, result any) {
	h.t.Helper()
	if err := h.call(method, params, result); err != nil {
		h.t.Fatalf("%s: %d %s", method, err.Code, err.Message)
	}
}

func (h *process) hello(sessions ...string) protocol.HelloResult {
	h.t.Helper()
	var result protocol.HelloResult
	h.must(protocol.MethodHello, protocol.HelloParams{Protocol: 1, MinProtocol: 1, Extension: "0.1.0", Browser: "chromium", Sessions: sessions}, &result)
	return result
}

var vera = protocol.Record{System: "sample-crm", Type: "contact", ID: "1", Title: "Vera Visitor", URL: "https://crm.localhost/contacts/1"}

const visitor = "vera-7f3a9c21"

func (h *process) watch(name, visitor string) {
	h.t.Helper()
	var v protocol.View
	h.must(protocol.MethodWatch, protocol.WatchParams{Watch: name, Record: vera, VisitorID: visitor}, &v)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.views[name].Revision < v.Revision {
		h.views[name] = v
	}
}

func (h *process) act(name, visitor string, action protocol.Action) *protocol.Error {
	h.t.Helper()
	return h.call(protocol.MethodAct, protocol.ActParams{Watch: name, Record: vera, VisitorID: visitor, Action: action}, nil)
}

// shows waits for a face and gives its view.
func (h *process) shows(name string, face protocol.Face) protocol.View {
	h.t.Helper()
	h.until("the face "+string(face), func() bool { return h.views[name].Face == face })
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.views[name]
}

// end closes stdin, as a browser does, and waits for the host to go.
func (h *process) end() {
	h.in.Close()
	select {
	case <-h.ended:
	case <-time.After(within):
		h.cmd.Process.Kill()
		h.t.Error("the host did not end")
	}
	var exit *exec.ExitError
	if errors.As(h.err, &exit) && exit.ExitCode() == 66 {
		h.t.Error("the race detector found a race")
	}
}

func (h *process) kill() {
	h.cmd.Process.Kill()
	<-h.ended
}

// allText is everything that the desk left on the disk.
func (p *place) allText() string {
	var b strings.Builder
	filepath.WalkDir(filepath.Join(p.folder, "state"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, _ := os.ReadFile(path)
			b.Write(text)
		}
		return nil
	})
	return b.String()
}
