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
	mostOwed   = 100      // answers to commands that were given up
	callLimit  = time.Minute
)

// remote is Firefox's own remote control, Marionette: frames "LENGTH:JSON" over
// a loopback connection. mu keeps commands that belong together in a row.
type remote struct {
	mu   sync.Mutex
	conn net.Conn
	last int
	tab  string // the window handle that commands go to

	answers chan answer   // of the command last sent, and of those that nobody waits for any more
	gone    chan struct{} // closed when the connection is
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
	conn.SetReadDeadline(time.Now().Add(callLimit))
	from := bufio.NewReader(conn)
	if _, err := read(from); err != nil {
		conn.Close()
		return nil, fmt.Errorf("the greeting: %w", err)
	}
	conn.SetReadDeadline(time.Time{})
	return attach(conn, from), nil
}

func attach(conn net.Conn, from *bufio.Reader) *remote {
	r := &remote{conn: conn, answers: make(chan answer, mostOwed), gone: make(chan struct{})}
	go r.receive(from)
	return r
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

// do sends a command and decodes its answer into out, unless that is nil.
func (r *remote) do(ctx context.Context, command string, params, out any) error {
	return r.doWithin(ctx, callLimit, command, params, out)
}

func (r *remote) doWithin(ctx context.Context, limit time.Duration, command string, params, out any) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	result, err := r.exchange(ctx, command, params)
	if err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(result, out)
}

func (r *remote) exchange(ctx context.Context, command string, params any) (json.RawMessage, error) {
	if params == nil {
		params = struct{}{}
	}
	r.last++
	text, err := json.Marshal([]any{0, r.last, command, params})
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(r.conn, "%d:%s", len(text), text); err != nil {
		return nil, err
	}
	for {
		select {
		case a := <-r.answers:
			if a.id != r.last {
				continue // to a command that was given up
			}
			if a.failure != nil {
				return nil, a.failure
			}
			return a.result, nil
		case <-r.gone:
			return nil, errors.New("the remote control is gone")
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// answer is [1, id, failure or null, result].
type answer struct {
	id      int
	failure *Failure
	result  json.RawMessage
}

// receive hands on answers until the connection ends, or says what cannot be.
func (r *remote) receive(from *bufio.Reader) {
	defer close(r.gone)
	defer r.conn.Close()
	for {
		text, err := read(from)
		if err != nil {
			return
		}
		a, err := parse(text)
		if err != nil {
			return
		}
		r.answers <- a
	}
}

func parse(text []byte) (a answer, err error) {
	var kind int
	parts := []any{&kind, &a.id, &a.failure, &a.result}
	if err := json.Unmarshal(text, &parts); err != nil {
		return a, err
	}
	if kind != 1 || len(parts) != 4 {
		err = errors.New("no answer")
	}
	return a, err
}

// read reads one frame.
func read(from *bufio.Reader) ([]byte, error) {
	length, err := from.ReadString(':')
	if err != nil {
		return nil, err
	}
	size, err := strconv.Atoi(length[:len(length)-1])
	if err != nil || size < 0 || size > mostAnswer {
		return nil, errors.New("a frame of unbelievable length")
	}
	text := make([]byte, size)
	_, err = io.ReadFull(from, text)
	return text, err
}
