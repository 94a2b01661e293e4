package native

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// receive reads frames, and runs what it has read, until the stream ends or it
// was relieved of reading. One goroutine at a time does.
func (s *Server) receive(ctx context.Context) {
	for s.one(ctx) {
	}
}

// one reads a message and runs what it asks; it reports whether to read on.
func (s *Server) one(ctx context.Context) bool {
	body, err := s.in.next()
	if errors.Is(err, io.EOF) {
		s.ended <- nil
		return false
	}
	if err != nil {
		s.breakOff(err)
		s.ended <- err
		return false
	}
	c := s.accept(ctx, body)
	return c == nil || !s.queue(ctx, c) || s.workOff()
}

// breakOff tells the extension why the port is about to close.
func (s *Server) breakOff(err error) {
	s.log.Error("broken frame", Fact{"error", err})
	if errors.Is(err, ErrFrameTooLarge) {
		s.fail(nullID, rpcError(protocol.CodeTooLarge, fmt.Sprintf("a message is over %d bytes; the port is closed", protocol.MaxFrameIn)))
	}
}

// accept returns a request that is to be run. It acts on a cancel, and refuses
// what is neither.
func (s *Server) accept(ctx context.Context, body []byte) *call {
	req, refused := parse(body)
	switch {
	case refused != nil:
		s.fail(refused.id, refused.reason)
	case req.id == "" && req.method == protocol.NoteCancel:
		s.calls.cancel(req.params)
	case req.id == "":
		s.log.Warn("unknown notification ignored", Fact{"method", clip(req.method)})
	default:
		return s.admit(ctx, req)
	}
	return nil
}

func (s *Server) admit(ctx context.Context, req request) *call {
	c, refused := s.calls.add(ctx, req)
	if refused != nil {
		s.fail(refused.id, refused.reason)
		return nil
	}
	if !s.greeted {
		s.greet(c)
		return nil
	}
	return c
}

// greet runs hello on the goroutine that reads: nothing else is under way yet,
// and waking another thread would put off the first answer by 0.2 ms.
func (s *Server) greet(c *call) {
	hello, known := s.routes[protocol.MethodHello]
	if c.method != protocol.MethodHello || !known {
		s.answer(c, nil, rpcError(protocol.CodeNotGreeted, "the first request must be hello"))
		return
	}
	s.greeted = s.run(c, hello.handler)
}

// fail writes an error answer. A failed write ends Serve: nobody else need know.
func (s *Server) fail(id string, e *protocol.Error) {
	body, err := encodeError(id, e)
	if err != nil {
		body, _ = encodeError(id, errTooLarge)
	}
	s.out.write(body)
}
