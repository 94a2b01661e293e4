package native_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/qrtz/nativemessaging"
)

var quiet native.Logger

const helloBody = `{"jsonrpc":"2.0","id":0,"method":"hello"}`

// TestLibraryReadsHeaderThenBody holds what the guard rests on: nativemessaging
// asks for exactly four bytes, then for exactly as many as they say.
func TestLibraryReadsHeaderThenBody(t *testing.T) {
	asked := &recorder{in: bytes.NewReader(append(frame("{}"), frame("[1234]")...))}
	reader := nativemessaging.NewNativeReader(asked)
	for range 2 {
		if _, err := reader.Read(); err != nil {
			t.Fatal(err)
		}
	}
	if want := []int{4, 2, 4, 6}; !slices.Equal(asked.sizes, want) {
		t.Errorf("asked for %v, want %v", asked.sizes, want)
	}
}

type recorder struct {
	in    io.Reader
	sizes []int
}

func (r *recorder) Read(p []byte) (int, error) {
	r.sizes = append(r.sizes, len(p))
	return io.ReadFull(r.in, p)
}

// serve answers what in holds and returns all answers and Serve's error.
func serve(t *testing.T, in io.Reader) ([]answer, error) {
	t.Helper()
	var out bytes.Buffer
	server := native.NewServer(in, &out, quiet)
	register(server)
	err := server.Serve(t.Context())
	var answers []answer
	for out.Len() > 0 {
		a, err := readAnswer(&out)
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	return answers, err
}

func TestPartialReads(t *testing.T) {
	body := pingOf(1, 65_536)
	stream := slices.Concat(frame(helloBody), frame(body), frame(pingOf(2, 100)))
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with error": iotest.DataErrReader,
	} {
		answers, err := serve(t, wrap(bytes.NewReader(stream)))
		if err != nil || len(answers) != 3 {
			t.Fatalf("%s: %d answers, error %v", name, len(answers), err)
		}
		if got := len(answers[1].Result); answers[1].Error != nil || got != 65_536-len(`{"jsonrpc":"2.0","id":1,"method":"ping","params":}`) {
			t.Errorf("%s: a result of %d bytes", name, got)
		}
	}
}

func TestBrokenStreams(t *testing.T) {
	failure := errors.New("device gone")
	hello := frame(helloBody)
	for _, test := range []struct {
		name    string
		in      io.Reader
		answers int
		err     error
	}{
		{"nothing", strings.NewReader(""), 0, nil},
		{"half a header", bytes.NewReader(append(hello[:len(hello):len(hello)], 5, 0)), 1, io.ErrUnexpectedEOF},
		{"no body", bytes.NewReader(frame("12345")[:4]), 0, io.ErrUnexpectedEOF},
		{"half a body", bytes.NewReader(hello[:20]), 0, io.ErrUnexpectedEOF},
		{"too large", bytes.NewReader(header(protocol.MaxFrameIn + 1)), 1, native.ErrFrameTooLarge},
		{"huge", bytes.NewReader(append(header(0xFFFFFFF0), hello...)), 1, native.ErrFrameTooLarge},
		{"text", strings.NewReader("Failed to start\n"), 1, native.ErrFrameTooLarge},
		{"read error", io.MultiReader(bytes.NewReader(hello), iotest.ErrReader(failure)), 1, failure},
	} {
		answers, err := serve(t, test.in)
		if len(answers) != test.answers || !errors.Is(err, test.err) {
			t.Errorf("%s: %d answers and %v, want %d and %v", test.name, len(answers), err, test.answers, test.err)
		}
		if test.err == native.ErrFrameTooLarge && answers[0].code() != protocol.CodeTooLarge {
			t.Errorf("%s: %+v", test.name, answers[0])
		}
	}
}

func header(length uint32) []byte { return binary.NativeEndian.AppendUint32(nil, length) }

// TestChild feeds a real process, built without the race detector, through real
// pipes and holds it to a bound on memory.
func TestChild(t *testing.T) {
	program := filepath.Join(t.TempDir(), "port")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.Command("go", "build", "-trimpath", "-o", program, "./testdata/port")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	for _, test := range []struct {
		name   string
		stream []byte
		code   int
		exit   bool // with an error
	}{
		{"0", frame(""), protocol.CodeParse, false},
		{"1", frame("{"), protocol.CodeParse, false},
		{"100", frame(pingOf(1, 100)), 0, false},
		{"4092", frame(pingOf(1, 4092)), 0, false},
		{"4093", frame(pingOf(1, 4093)), 0, false},
		{"65532", frame(pingOf(1, 65_532)), 0, false},
		{"65536", frame(pingOf(1, 65_536)), 0, false},
		{"largest out", frame(pingOf(1, protocol.MaxFrameOut)), 0, false},
		{"largest in", frame(pingOf(1, protocol.MaxFrameIn)), protocol.CodeTooLarge, false},
		{"one more", frame(pingOf(1, protocol.MaxFrameIn+1)), protocol.CodeTooLarge, true},
		{"0xFFFFFFF0", header(0xFFFFFFF0), protocol.CodeTooLarge, true},
		{"short", frame(pingOf(1, 100))[:90], 0, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			child := exec.Command(program)
			child.Env = []string{"GOMAXPROCS=2"}
			child.Stdin = bytes.NewReader(append(frame(helloBody), test.stream...))
			var out, notes bytes.Buffer
			child.Stdout, child.Stderr = &out, &notes
			if err := child.Run(); (err != nil) != test.exit {
				t.Errorf("exit: %v, %s", err, &notes)
			}
			checkAnswers(t, &out, test.code, test.name == "short")
			checkMemory(t, notes.String())
		})
	}
}

func checkAnswers(t *testing.T, out io.Reader, code int, none bool) {
	t.Helper()
	seen := false
	for {
		a, err := readAnswer(out)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if a.ID != nil && *a.ID == 0 && a.Error == nil {
			continue // hello
		}
		seen = true
		if a.code() != code {
			t.Errorf("code %d, want %d", a.code(), code)
		}
	}
	if seen == none {
		t.Errorf("answered: %v", seen)
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// checkMemory allows what an idle program takes and a few of the largest frames.
func checkMemory(t *testing.T, notes string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	found := highWater.FindStringSubmatch(notes)
	if found == nil {
		t.Fatalf("no VmHWM in %q", notes)
	}
	if kilobytes, _ := strconv.Atoi(found[1]); kilobytes > 24<<10 {
		t.Errorf("held %d kB", kilobytes)
	}
}
