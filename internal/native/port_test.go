package native_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
	"go.uber.org/goleak"
)

// patience is far above what any step takes; it only ends a test that hangs.
const patience = 10 * time.Second

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// answer is a message from the host.
type answer struct {
	Version string          `json:"jsonrpc"`
	ID      *int64          `json:"id"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
	Result  json.RawMessage `json:"result"`
	Error   *protocol.Error `json:"error"`
}

func (a answer) code() int {
	if a.Error == nil {
		return 0
	}
	return a.Error.Code
}

// port is the browser's end of a served port.
type port struct {
	t      *testing.T
	server *native.Server
	logs   *notes
	in     *os.File // to the host
	out    *os.File // from the host
	hostIn *os.File
	served chan error
}

// openPort serves hello, ping and what more adds, over two real pipes.
func openPort(t *testing.T, more func(*native.Server)) *port {
	t.Helper()
	hostIn, in := pipe(t)
	out, hostOut := pipe(t)
	logs := &notes{}
	p := &port{t, native.NewServer(hostIn, hostOut, logs), logs, in, out, hostIn, make(chan error, 1)}
	register(p.server)
	if more != nil {
		more(p.server)
	}
	go func() {
		p.served <- p.server.Serve(context.Background())
		hostOut.Close()
	}()
	return p
}

// register gives a server hello and ping.
func register(s *native.Server) {
	s.Handle(protocol.MethodHello, native.Handle(func(context.Context, protocol.HelloParams) (protocol.HelloResult, error) {
		return protocol.HelloResult{Protocol: protocol.Version}, nil
	}))
	s.Handle(protocol.MethodPing, native.Handle(func(_ context.Context, p protocol.PingParams) (protocol.PingParams, error) {
		return p, nil
	}))
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

func (p *port) greet() *port {
	p.t.Helper()
	p.send(`{"jsonrpc":"2.0","id":0,"method":"hello","params":{"protocol":1}}`)
	if a := p.receive(); a.Error != nil || a.ID == nil || *a.ID != 0 {
		p.t.Fatalf("hello: %+v", a)
	}
	return p
}

func (p *port) send(body string) {
	p.t.Helper()
	if _, err := p.in.Write(frame(body)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *port) request(id int, method string) {
	p.t.Helper()
	p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q}`, id, method))
}

func (p *port) receive() answer {
	p.t.Helper()
	p.out.SetReadDeadline(time.Now().Add(patience))
	a, err := readAnswer(p.out)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

// end closes the port as a browser does and returns what Serve returned.
func (p *port) end() error {
	p.t.Helper()
	p.in.Close()
	return p.wait()
}

func (p *port) wait() error {
	p.t.Helper()
	select {
	case err := <-p.served:
		return err
	case <-time.After(patience):
		p.t.Fatal("Serve does not end")
		return nil
	}
}

func frame(body string) []byte {
	return append(binary.NativeEndian.AppendUint32(nil, uint32(len(body))), body...)
}

// readAnswer is strict: a full frame within the limit, one JSON-RPC message.
func readAnswer(r io.Reader) (answer, error) {
	var a answer
	body, err := readFrame(r)
	if err != nil {
		return a, err
	}
	if len(body) > protocol.MaxFrameOut {
		return a, fmt.Errorf("an answer of %d bytes", len(body))
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return a, err
	}
	if a.Version != "2.0" || (a.Result == nil) == (a.Error == nil) && a.Method == "" {
		return a, errors.New("not a JSON-RPC message: " + string(body))
	}
	return a, nil
}

func readFrame(r io.Reader) ([]byte, error) {
	header := make([]byte, 4)
	if _, err := io.ReadFull(r, header); err != nil {
		return nil, err
	}
	length := binary.NativeEndian.Uint32(header)
	if length > protocol.MaxFrameIn {
		return nil, fmt.Errorf("a frame of %d bytes", length)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, fmt.Errorf("frame cut short: %w", err)
	}
	return body, nil
}

// pingOf is a ping request of exactly size bytes.
func pingOf(id, size int) string {
	around := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"ping","params":{"payload":""}}`, id)
	return strings.Replace(around, `""`, `"`+strings.Repeat("x", size-len(around))+`"`, 1)
}

// notes is a log that is read.
type notes struct {
	mu  sync.Mutex
	all []note
}

type note struct {
	what  string
	facts []native.Fact
}

func (n *notes) Warn(what string, facts ...native.Fact)  { n.add(what, facts) }
func (n *notes) Error(what string, facts ...native.Fact) { n.add(what, facts) }

func (n *notes) add(what string, facts []native.Fact) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, note{what, facts})
}

// of are the facts of each note that says what.
func (n *notes) of(what string) (found [][]native.Fact) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, one := range n.all {
		if one.what == what {
			found = append(found, one.facts)
		}
	}
	return found
}
