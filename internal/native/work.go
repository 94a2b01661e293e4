package native

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/glance-networks/agent-host/internal/protocol"
)

var errInternal = &protocol.Error{
	Code:    protocol.CodeInternal,
	Message: "the host failed: its log has more",
	Data:    &protocol.ErrorData{Reason: protocol.ReasonInternal},
}

// start runs a call or has it run.
func (s *Server) start(c *call) {
	route, known := s.routes[c.method]
	switch {
	case !known:
		s.answer(c, nil, rpcError(protocol.CodeMethodNotFound, "this host has no method "+clip(c.method)))
	case route.concurrent:
		s.done.Go(func() { s.run(c, route.handler) })
	default:
		s.run(c, route.handler)
	}
}

// run calls the handler and answers; it reports whether there was a result.
func (s *Server) run(c *call, h Handler) bool {
	body, err := s.protect(c, h)
	s.answer(c, body, err)
	return err == nil
}

// protect returns the handler's encoded result, or an error where it panics.
// What it panicked with may hold what the page sent, so only its type is logged,
// unless the runtime itself raised it.
func (s *Server) protect(c *call, h Handler) (body []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			what := fmt.Sprintf("%T", p)
			if fault, ok := p.(runtime.Error); ok {
				what = fault.Error()
			}
			s.log.Error("panic", Fact{"method", c.method}, Fact{"panic", what}, Fact{"stack", string(debug.Stack())})
			body, err = nil, errInternal
		}
	}()
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	value, err := h(c.ctx, c.params)
	if err != nil {
		return nil, err
	}
	return encodeResult(c.id, value)
}

// answer ends a call with its encoded result, or with what may be shown of err.
func (s *Server) answer(c *call, body []byte, err error) {
	if err == nil {
		s.calls.remove(c)
		s.out.write(body)
		return
	}
	shown := s.public(c, err)
	s.calls.remove(c)
	s.fail(c.id, shown)
}

// public is the error that the extension may see.
func (s *Server) public(c *call, err error) *protocol.Error {
	var known *protocol.Error
	switch {
	case context.Cause(c.ctx) == errCancelled, c.ctx.Err() != nil && errors.Is(err, context.Canceled):
		return rpcError(protocol.CodeCancelled, "cancelled")
	case errors.As(err, &known) && known != nil:
		return known
	}
	s.log.Error("handler failed", Fact{"method", c.method}, Fact{"error", err})
	return errInternal
}
