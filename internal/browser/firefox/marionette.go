package firefox

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"
)

// Limits of the remote control: an answer holds a picture at most, and a
// command that is not answered within callLimit never will be.
const (
	mostAnswer = 64 << 20 // bytes
	callLimit  = 30 * time.Second
)

// remote is Firefox's own remote control, Marionette: frames "LENGTH:JSON" over
// a loopback connection, one command at a time.
type remote struct {
	mu   sync.Mutex
	conn net.Conn
	from *bufio.Reader
	last int
	tab  string // the window handle that commands go to
}

// Failure is what Firefox answered instead of a result.
type Failure struct {
	Kind    string `json:"error"` // such as "no such window"
	Message string `json:"message"`
}

func (f *Failure) Error() string { return f.Kind + ": " + f.Message }

// dial connects and reads the greeting.
func dial(ctx context.Context, port int) (*remote, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	r := &remote{conn: conn, from: bufio.NewReader(conn)}
	stop := r.limit(ctx)
	defer stop()
	if _, err := r.read(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("the greeting: %w", err)
	}
	return r, nil
}

// call runs one command wherever the last one ran.
func (r *remote) call(ctx context.Context, command string, params, out any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.do(ctx, command, params, out)
}

// in runs commands in one tab, which stays where it is among the windows.
func (r *remote) in(ctx context.Context, tab string, run func() error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tab != tab {
		if err := r.do(ctx, "WebDriver:SwitchToWindow", map[string]any{"handle": tab, "focus": false}, nil); err != nil {
			return err
		}
		r.tab = tab
	}
	return run()
}

// do sends a command and decodes its answer into out, unless that is nil. A
// connection on which an answer is owed is of no more use, and is closed.
func (r *remote) do(ctx context.Context, command string, params, out any) error {
	r.last++
	defer r.limit(ctx)()
	answer, err := r.exchange(command, params)
	if err != nil {
		r.conn.Close()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return fmt.Errorf("%s: %w", command, err)
	}
	if answer.failure != nil {
		return fmt.Errorf("%s: %w", command, answer.failure)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer.result, out)
}

// limit bounds what is read and written until the function it gives is called.
func (r *remote) limit(ctx context.Context) func() {
	r.conn.SetDeadline(time.Now().Add(callLimit))
	stop := context.AfterFunc(ctx, func() { r.conn.SetDeadline(time.Unix(1, 0)) })
	return func() { stop() }
}

type answer struct {
	result  json.RawMessage
	failure *Failure
}

func (r *remote) exchange(command string, params any) (answer, error) {
	if params == nil {
		params = struct{}{}
	}
	text, err := json.Marshal([]any{0, r.last, command, params})
	if err != nil {
		return answer{}, err
	}
	if _, err := fmt.Fprintf(r.conn, "%d:%s", len(text), text); err != nil {
		return answer{}, err
	}
	if text, err = r.read(); err != nil {
		return answer{}, err
	}
	return r.parse(text)
}

// parse reads [1, id, failure or null, result].
func (r *remote) parse(text []byte) (answer, error) {
	var kind, id int
	var a answer
	parts := []any{&kind, &id, &a.failure, &a.result}
	if err := json.Unmarshal(text, &parts); err != nil {
		return answer{}, fmt.Errorf("an answer that is none: %w", err)
	}
	if kind != 1 || id != r.last {
		return answer{}, fmt.Errorf("an answer to command %d instead of %d", id, r.last)
	}
	return a, nil
}

// read reads one frame.
func (r *remote) read() ([]byte, error) {
	length, err := r.from.ReadString(':')
	if err != nil {
		return nil, err
	}
	size, err := strconv.Atoi(length[:len(length)-1])
	if err != nil || size < 0 || size > mostAnswer {
		return nil, errors.New("a frame of unbelievable length")
	}
	text := make([]byte, size)
	_, err = io.ReadFull(r.from, text)
	return text, err
}
