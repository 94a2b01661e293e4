package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"os/exec"

	"github.com/glance-networks/agent-host/manifests"
	"github.com/rogpeppe/go-internal/testscript"
)

// running is a host that a browser would hold open.
type running struct {
	in  io.WriteCloser
	out *bufio.Reader
}

var hosts = map[*testscript.TestScript]*running{}

// runHost starts the host that a manifest leads to: run-host PROGRAM.
func runHost(ts *testscript.TestScript, neg bool, args []string) {
	cmd := exec.Command(args[0], manifests.Origins()[0])
	cmd.Env = []string{"HOME=" + ts.Getenv("HOME")}
	in, err := cmd.StdinPipe()
	ts.Check(err)
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	hosts[ts] = &running{in, bufio.NewReader(out)}
	ts.Defer(func() { in.Close(); cmd.Wait() })
}

// frame writes a message as a browser sends it, into a file beside its own:
// frame FILE.
func frame(ts *testscript.TestScript, neg bool, args []string) {
	body := ts.ReadFile(args[0])
	framed := append(binary.NativeEndian.AppendUint32(nil, uint32(len(body))), body...)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".frame"), framed, 0o644))
}

// hostAnswers asks the running host something.
func hostAnswers(ts *testscript.TestScript, neg bool, args []string) {
	body := `{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1,"minProtocol":1,"extension":"1","browser":"chromium"}}`
	host := hosts[ts]
	_, err := host.in.Write(append([]byte{byte(len(body)), 0, 0, 0}, body...))
	ts.Check(err)
	answer, err := host.out.Peek(12)
	ts.Check(err)
	if string(answer[4:]) != `{"jsonrp` {
		ts.Fatalf("it answers %q", answer)
	}
}
