package glance

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// dialectVersion is what the socket's first message says of its sender (U).
const dialectVersion = "1.0.0.0"

// pace is how a socket is kept honest.
type pace struct {
	ping   time.Duration // between pings
	silent time.Duration // without a sign of life
	window time.Duration // in which more than burst messages are a flood
	burst  int
}

var defaultPace = pace{ping: 5 * time.Second, silent: 11 * time.Second, window: time.Second, burst: 200}

// Stream is one visitor's presence as it happens. Presence is a state, not a
// log: after a break, ask again.
type Stream struct {
	conn    *websocket.Conn
	group   int64
	visitor string
	pace    pace
	meter   meter

	updates chan Update
	failed  chan struct{} // closed once err is set
	err     error
	closing context.CancelFunc
	closed  context.Context
	workers sync.WaitGroup
}

// Watch opens the agent's websocket on one visitor (U: the mirror dialect). The
// token travels in the first message, never in the address. A refused handshake
// has its status in the Error. ctx concerns the opening alone.
func (c *Client) Watch(ctx context.Context, token Token, group int64, visitor string) (*Stream, error) {
	conn, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	hello, _ := json.Marshal(map[string]any{"type": "connect", "version": dialectVersion,
		"groupid": group, "visitorid": visitor, "authtoken": token.Value.Reveal()})
	conn.SetWriteDeadline(time.Now().Add(c.timeout))
	if err := conn.WriteMessage(websocket.TextMessage, hello); err != nil {
		conn.Close()
		return nil, transportError("watch", ctx, err)
	}
	s := &Stream{conn: conn, group: group, visitor: visitor, pace: c.pace,
		meter: meter{pace: c.pace}, updates: make(chan Update, 16), failed: make(chan struct{})}
	s.closed, s.closing = context.WithCancel(context.Background())
	s.workers.Go(s.read)
	s.workers.Go(s.ping)
	return s, nil
}

// Next waits for the next update. Types of message that are not known are
// passed over. After an error other than Cancelled the stream is over: Silent
// when nothing was heard for 11 s, Nonsense for a flood (more than 200 messages
// in a second) or a message about someone else, Unreachable when it was cut.
func (s *Stream) Next(ctx context.Context) (Update, error) {
	select { // what was said before a break is told before it
	case update := <-s.updates:
		return update, nil
	default:
	}
	select {
	case update := <-s.updates:
		return update, nil
	case <-ctx.Done():
		return Update{}, transportError("watch", ctx, ctx.Err())
	case <-s.failed:
	}
	select {
	case update := <-s.updates:
		return update, nil
	default:
		return Update{}, s.err
	}
}

// Close ends the stream and waits for its goroutines. It may be called often.
func (s *Stream) Close() error {
	s.closing()
	farewell := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	s.conn.WriteControl(websocket.CloseMessage, farewell, time.Now().Add(100*time.Millisecond))
	s.conn.Close()
	s.workers.Wait()
	return nil
}

func (s *Stream) read() {
	defer s.conn.Close()
	defer s.closing()
	s.conn.SetPongHandler(func(string) error { return s.heard() })
	s.conn.SetPingHandler(func(payload string) error {
		if err := s.heard(); err != nil {
			return err
		}
		s.conn.WriteControl(websocket.PongMessage, []byte(payload), time.Now().Add(time.Second))
		return nil
	})
	s.err = s.readAll()
	close(s.failed)
}

func (s *Stream) readAll() error {
	for {
		s.conn.SetReadDeadline(time.Now().Add(s.pace.silent))
		_, raw, err := s.conn.ReadMessage()
		if err != nil {
			return s.readError(err)
		}
		if err := s.heard(); err != nil {
			return err
		}
		update, ok, err := readUpdate(raw, s.group, s.visitor)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		select {
		case s.updates <- update:
		case <-s.closed.Done():
			return &Error{Op: "watch", Code: Cancelled, Err: reason("closed")}
		}
	}
}

// heard notes a sign of life, and refuses a flood of them.
func (s *Stream) heard() error {
	now := time.Now()
	s.conn.SetReadDeadline(now.Add(s.pace.silent))
	if s.meter.over(now) {
		return nonsense("watch", "too many messages")
	}
	return nil
}

func (s *Stream) readError(err error) error {
	own, isOwn := errors.AsType[*Error](err)
	var timeout net.Error
	switch {
	case isOwn:
		return own
	case s.closed.Err() != nil:
		return &Error{Op: "watch", Code: Cancelled, Err: reason("closed")}
	case errors.Is(err, websocket.ErrReadLimit):
		return nonsense("watch", "a message is too long")
	case errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Op: "watch", Code: Silent, Err: reason("nothing heard")}
	case websocket.IsCloseError(err, websocket.ClosePolicyViolation, 4401, 4403): // U
		return &Error{Op: "watch", Code: Refused, Err: reason("the socket was closed")}
	case errors.Is(err, io.ErrUnexpectedEOF), websocket.IsUnexpectedCloseError(err):
		return &Error{Op: "watch", Code: Unreachable, Err: reason("the socket was closed")}
	}
	return &Error{Op: "watch", Code: Unreachable, Err: err}
}

func (s *Stream) ping() {
	ticker := time.NewTicker(s.pace.ping)
	defer ticker.Stop()
	for {
		select {
		case <-s.closed.Done():
			return
		case now := <-ticker.C:
			s.conn.WriteControl(websocket.PingMessage, nil, now.Add(time.Second))
		}
	}
}

// meter counts messages in windows of time.
type meter struct {
	pace  pace
	since time.Time
	count int
}

func (m *meter) over(now time.Time) bool {
	if now.Sub(m.since) >= m.pace.window {
		m.since, m.count = now, 0
	}
	m.count++
	return m.count > m.pace.burst
}
