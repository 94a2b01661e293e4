package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

const (
	starts      = 120 // of each host
	startLimit  = 10 * time.Second
	headerBytes = 4
)

// buildEcho builds the floor's host as the product's is built.
func buildEcho(ctx context.Context, path string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "github.com/glance-networks/agent-host/internal/bench/echohost")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the echo host: %w\n%s", err, output)
	}
	return nil
}

// start measures from a process's start to its first answer, as a browser starts it.
func (b *bench) start(ctx context.Context) ([]Line, error) {
	frame, err := helloFrame()
	if err != nil {
		return nil, err
	}
	folder, err := filepath.Abs(filepath.Dir(b.out))
	if err != nil {
		return nil, err
	}
	turns, err := asStarter(ctx, folder, startJob{Echo: b.echo, Host: b.Host, Dir: b.dir, Env: b.Env, Frame: frame})
	if err != nil {
		return nil, err
	}
	m := medians(turns)
	line, err := newLine("start of the host to its first answer", "ms", m.ours, m.floor, times(1.9))
	return []Line{line}, err
}

// hello is the first message of every port.
func hello() map[string]any {
	return map[string]any{"jsonrpc": "2.0", "id": 1, "method": protocol.MethodHello, "params": protocol.HelloParams{
		Protocol: protocol.Version, MinProtocol: protocol.MinVersion, Extension: manifests.Version, Browser: "chromium",
	}}
}

func helloFrame() ([]byte, error) {
	body, err := json.Marshal(hello())
	frame := binary.NativeEndian.AppendUint32(nil, uint32(len(body)))
	return append(frame, body...), err
}

// firstAnswer starts a host in dir as a browser does, and returns the milliseconds
// until its answer to one frame was read, which has to hold a text.
func firstAnswer(ctx context.Context, host, dir string, env []string, frame, holds []byte) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, host, manifests.Origins()[0])
	cmd.Env, cmd.Dir = env, dir
	in, errIn := cmd.StdinPipe()
	out, errOut := cmd.StdoutPipe()
	if err := errors.Join(errIn, errOut); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	answer, err := exchange(in, out, frame)
	took := time.Since(began)
	in.Close()
	err = errors.Join(err, cmd.Wait())
	if err == nil && !bytes.Contains(answer, holds) {
		err = fmt.Errorf("%s answered %q", host, answer)
	}
	return milliseconds(took), err
}

// exchange writes one frame and reads one.
func exchange(in io.Writer, out io.Reader, frame []byte) ([]byte, error) {
	if _, err := in.Write(frame); err != nil {
		return nil, err
	}
	var header [headerBytes]byte
	if _, err := io.ReadFull(out, header[:]); err != nil {
		return nil, err
	}
	length := binary.NativeEndian.Uint32(header[:])
	if length > protocol.MaxFrameOut {
		return nil, fmt.Errorf("an answer of %d bytes", length)
	}
	body := make([]byte, length)
	_, err := io.ReadFull(out, body)
	return body, err
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
