// Package hello starts a host as a browser does and says hello to it: the same
// arguments, the same folder, pipes, and one JSON-RPC request in a frame of
// native messaging.
package hello

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/glance-networks/agent-host/manifests"
)

// Limit is how long a host may take from its start to its answer.
const Limit = 2 * time.Second

const (
	maxFrame = 1 << 20                // bytes a browser takes from a host
	maxNoise = 2 << 10                // bytes of stderr that are kept
	leave    = 500 * time.Millisecond // for the host to end, once its stdin has
)

// Answer is what a host said.
type Answer struct {
	Version string // the host's
	Took    time.Duration
}

// ErrRefused is a host that answers browsers only, as an administrator may ask of
// it: it ends at once, without a word and with an exit code of its own.
var ErrRefused = errors.New("it ended without a word, as a host does that answers browsers only")

const refusal = 2 // that exit code

// errEnded is a stream that ended before the answer did.
var errEnded = errors.New("it ended")

// request asks for any protocol there is: whether extension and host understand
// each other is for them to settle.
const request = `{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1000000,"minProtocol":1,"extension":%q,"browser":%q}}`

// Arguments are what a browser of a family starts a host with on this system.
func Arguments(family manifests.Family, manifest string) []string {
	if family == manifests.Firefox {
		return []string{manifest, manifests.Identity().Firefox[0]}
	}
	if runtime.GOOS == "windows" { // the window of a service worker
		return []string{manifests.Origins()[0], "--parent-window=0"}
	}
	return []string{manifests.Origins()[0]}
}

// Say starts the program, says hello and ends it. An error is one sentence that
// says what the host did instead of answering.
func Say(ctx context.Context, program, manifest string, family manifests.Family) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	began := time.Now()
	noise := &tail{}
	cmd := exec.CommandContext(ctx, program, Arguments(family, manifest)...)
	cmd.Dir, cmd.Stderr, cmd.WaitDelay = filepath.Dir(program), noise, leave
	in, err := cmd.StdinPipe()
	if err != nil {
		return Answer{}, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return Answer{}, err
	}
	if err := cmd.Start(); err != nil {
		return Answer{}, fmt.Errorf("it does not start: %w", cause(err))
	}
	// A host that closes or fills the pipe fails the read: that tells more.
	go io.WriteString(in, frame(fmt.Sprintf(request, manifests.Version, family)))
	answer, err := read(out)
	answer.Took = time.Since(began)
	if ctx.Err() != nil && errors.Is(err, errEnded) {
		err = fmt.Errorf("it did not answer within %v", Limit)
	}
	end(cmd, cancel, in, out)
	if errors.Is(err, errEnded) && noise.Len() == 0 && cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == refusal {
		return answer, ErrRefused
	}
	if err != nil && noise.Len() > 0 {
		err = fmt.Errorf("%w; it wrote: %s", err, noise)
	}
	return answer, err
}

// end lets the host go as a browser does, by the end of its stdin, and kills
// one that stays.
func end(cmd *exec.Cmd, cancel context.CancelFunc, in io.Closer, out io.Reader) {
	in.Close()
	kill := time.AfterFunc(leave, cancel)
	defer kill.Stop()
	io.Copy(io.Discard, io.LimitReader(out, maxFrame))
	cmd.Wait()
}

// cause is the system's reason, without the path, which the caller knows.
func cause(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

func frame(body string) string {
	return string(binary.NativeEndian.AppendUint32(nil, uint32(len(body)))) + body
}

// read reads one frame and takes it for the answer to hello.
func read(out io.Reader) (Answer, error) {
	header := make([]byte, 4)
	switch n, err := io.ReadFull(out, header); {
	case n == 0:
		return Answer{}, fmt.Errorf("%w without a word", errEnded)
	case err != nil:
		return Answer{}, fmt.Errorf("it printed %q where a frame is due", header[:n])
	}
	length := binary.NativeEndian.Uint32(header)
	if length == 0 || length > maxFrame {
		return Answer{}, notFrame(header, out)
	}
	body, err := io.ReadAll(io.LimitReader(out, int64(length)))
	if err != nil || len(body) < int(length) {
		return Answer{}, fmt.Errorf("%w within its answer, after %d of %d bytes", errEnded, len(body), length)
	}
	return decode(body)
}

// notFrame tells a stray print from a broken frame: four printed letters, taken
// for a length, are a number far above any frame's.
func notFrame(header []byte, out io.Reader) error {
	for _, c := range header {
		if c != '\n' && c != '\r' && c != '\t' && (c < ' ' || c > '~') {
			return fmt.Errorf("it announced a frame of %d bytes; a browser takes 1 to %d", binary.NativeEndian.Uint32(header), maxFrame)
		}
	}
	rest := make([]byte, 60)
	n, _ := out.Read(rest)
	return fmt.Errorf("it printed %q where a frame is due", append(header, rest[:n]...))
}

func decode(body []byte) (Answer, error) {
	var m struct {
		Version string `json:"jsonrpc"`
		ID      int
		Result  *struct{ Host string }
		Error   *struct{ Message string }
	}
	err := json.Unmarshal(body, &m)
	switch {
	case err != nil || m.Version != "2.0" || m.ID != 1 || m.Result == nil && m.Error == nil:
		return Answer{}, fmt.Errorf("its answer is not one to hello: %.60q", body)
	case m.Error != nil:
		return Answer{}, fmt.Errorf("it answered: %.200s", m.Error.Message)
	case len(m.Result.Host) > 40:
		return Answer{}, fmt.Errorf("it names a version of %d letters", len(m.Result.Host))
	}
	return Answer{Version: m.Result.Host}, nil
}

// tail keeps the first of what is written to it.
type tail struct{ bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if room := maxNoise - t.Len(); room > 0 {
		t.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (t *tail) String() string {
	return fmt.Sprintf("%.300q", bytes.TrimSpace(t.Bytes()))
}
