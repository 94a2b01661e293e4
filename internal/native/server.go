package native

import (
	"context"
	"io"
	"sync"
	"time"
)

const (
	maxUnderWay = 64                     // requests waiting or running
	grace       = 500 * time.Millisecond // for handlers, once Serve ends
)

// Server serves one port. Requests start in the order in which they came. A
// handler registered with Handle has ended before the next request starts: it
// must be quick. One registered with
// HandleConcurrent runs beside the others and may take its time.
//
// The first request must be protocol.MethodHello; until it has been answered with
// a result every other one gets CodeNotGreeted. Its handler runs where frames are
// read: the end of the stream is noticed when it has returned.
type Server struct {
	in     *frameReader
	out    *frameWriter
	log    Logger
	routes map[string]route
	calls  calls
	line   line
	done   sync.WaitGroup // those who work off the line, and concurrent handlers
	ended  chan error     // why nothing more is read
	over   bool           // nothing was left to read after Greet

	greeted bool // hello has been answered; the reading goroutine's own
}

type route struct {
	handler    Handler
	concurrent bool
}

// NewServer makes a Server that reads frames from in and writes them to out.
// Register handlers, then Serve once. A nil log keeps nothing.
func NewServer(in io.Reader, out io.Writer, log Logger) *Server {
	if log == nil {
		log = silent{}
	}
	return &Server{
		in: newFrameReader(in), out: newFrameWriter(out), log: log,
		routes: map[string]route{}, calls: calls{byID: map[string]*call{}}, ended: make(chan error, 1),
	}
}

// Handle registers a quick handler: requests after it wait until it has ended.
func (s *Server) Handle(method string, h Handler) { s.routes[method] = route{handler: h} }

// HandleConcurrent registers a handler that runs beside others: the next request
// may start before it has ended.
func (s *Server) HandleConcurrent(method string, h Handler) { s.routes[method] = route{h, true} }

// Log has what happens from now on logged. Call it before Serve.
func (s *Server) Log(log Logger) { s.log = log }

// Push sends a notification. Pushes of one goroutine arrive in its order; any
// number of goroutines may push. It waits while the browser does not read, and
// fails with CodeTooLarge when params do not fit a frame, in which case nothing
// was sent, and for good once a write has failed.
func (s *Server) Push(method string, params any) error {
	body, err := encodePush(method, params)
	if err != nil {
		return err
	}
	return s.out.write(body)
}

// Greet reads and answers the first message on the calling goroutine; to wake
// another thread for it would put off a host's first answer. It may be left out.
// Call it before Serve, which then returns what ended the stream. It heeds ctx
// only once it has read.
func (s *Server) Greet(ctx context.Context) { s.over = !s.one(ctx) }

// Serve answers requests until the stream ends. It returns nil at the end of in
// and when ctx ends, and an error after a broken frame (ErrFrameTooLarge,
// io.ErrUnexpectedEOF) or a failed write: the port is of no more use then.
//
// Requests that came before the end of in, or before a broken frame, may still
// be answered. All handlers' contexts have ended when Serve returns, at most
// 500 ms after the cause; a handler that does not heed its context is left
// behind. So is the goroutine that reads in, until in ends.
func (s *Server) Serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if !s.over {
		go s.receive(ctx)
	}

	var err error
	select {
	case err = <-s.ended:
	case <-s.out.failed:
		err = s.out.err
		cancel()
	case <-ctx.Done():
	}
	s.finish(cancel)
	return err
}

// finish waits for what is under way: half of the grace as it is, half cancelled.
func (s *Server) finish(cancel context.CancelFunc) {
	s.line.close()
	idle := make(chan struct{})
	go func() {
		s.done.Wait()
		close(idle)
	}()
	half := time.AfterFunc(grace/2, cancel)
	defer half.Stop()
	select {
	case <-idle:
	case <-time.After(grace):
		s.log.Warn("handlers still running at the end", Fact{"requests", s.calls.count()})
	}
}
