package native

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/glance-networks/agent-host/internal/protocol"
	"go.uber.org/zap"
)

// receive reads frames and queues requests until the stream ends.
func (s *Server) receive(ctx context.Context) error {
	defer close(s.queue)
	for {
		body, err := s.in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			s.breakOff(err)
			return err
		}
		s.accept(ctx, body)
	}
}

// breakOff tells the extension why the port is about to close.
func (s *Server) breakOff(err error) {
	s.log.Error("broken frame", zap.Error(err))
	if errors.Is(err, ErrFrameTooLarge) {
		s.fail(nullID, rpcError(protocol.CodeTooLarge, fmt.Sprintf("a message is over %d bytes; the port is closed", protocol.MaxFrameIn)))
	}
}

// accept queues a request, acts on a cancel, and refuses what is neither.
func (s *Server) accept(ctx context.Context, body []byte) {
	req, refused := parse(body)
	switch {
	case refused != nil:
		s.fail(refused.id, refused.reason)
	case req.id == "" && req.method == protocol.NoteCancel:
		s.calls.cancel(req.params)
	case req.id == "":
		s.log.Warn("unknown notification ignored", zap.String("method", clip(req.method)))
	default:
		s.enqueue(ctx, req)
	}
}

func (s *Server) enqueue(ctx context.Context, req request) {
	c, refused := s.calls.add(ctx, req)
	if refused != nil {
		s.fail(refused.id, refused.reason)
		return
	}
	if !s.greeted {
		s.greet(c)
		return
	}
	s.queue <- c // never waits: its capacity is the limit of calls
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
