package glancesim

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
)

// The calls that are counted and that can be made to fail.
const (
	CallLoginKey      = "loginkey"
	CallAuthorize     = "authorize"
	CallLookup        = "lookup"
	CallLookupVisitor = "lookupvisitor"
	CallFindVisitor   = "findvisitor"
	CallSignalVisitor = "signalvisitor"
	CallAgentSocket   = "agentsocket"
	CallVisitorSocket = "visitorsocket"
	CallViewer        = "viewer"
	CallButtons       = "buttons"
)

// Fault is what goes wrong with a call. Hold and Hang come first, then Drop or
// Reset, then an answer of Status, Header and Body; with none of those the call
// goes on as usual.
type Fault struct {
	Times    int             // how many calls fail; 0: all, until cleared
	Hold     <-chan struct{} // wait until it is closed
	Hang     bool            // never answer
	Drop     bool            // close the connection without an answer
	Reset    bool            // reset it
	Mute     bool            // sockets: take the connection, then neither read nor write
	Redirect string          // answer with Status, or 307, and this Location
	Status   int             // answer with this status; 0 with a Body: 200
	Header   http.Header
	Body     string
}

// Fault makes a call fail from now on. It replaces the call's fault.
func (s *Sim) Fault(call string, f Fault) { s.change(func() { s.faults[call] = &f }) }

// ClearFaults ends all faults. A call that hangs goes on hanging.
func (s *Sim) ClearFaults() { s.change(func() { clear(s.faults) }) }

// Calls returns how often a call came, failed ones included.
func (s *Sim) Calls(call string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[call]
}

// Wait waits until a call came at least n times.
func (s *Sim) Wait(ctx context.Context, call string, n int) error {
	return s.until(ctx, func() bool { return s.calls[call] >= n })
}

// count notes a call and takes one turn of its fault, if it has one.
func (s *Sim) count(call string) (fault Fault) {
	s.change(func() {
		s.calls[call]++
		f := s.faults[call]
		if f == nil {
			return
		}
		fault = *f
		if f.Times--; f.Times == 0 {
			delete(s.faults, call)
		}
	})
	return fault
}

// faulty wraps a call's handler: counted, and made to fail when asked.
func (s *Sim) faulty(call string, handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fault := s.count(call)
		// A hijacked or unread body hides from the server that the client left.
		body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
		if err != nil || len(body) > maxRequest {
			http.Error(w, "request too long", http.StatusRequestEntityTooLarge)
			return
		}
		r.Body = io.NopCloser(newReader(body))
		if !fault.wait(r.Context()) {
			panic(http.ErrAbortHandler) // the client left: say nothing, not even 200
		}
		if fault.cut(w) || fault.answer(w) {
			return
		}
		if fault.Mute {
			r = r.WithContext(context.WithValue(r.Context(), muteKey{}, true))
		}
		handler(w, r)
	}
}

type muteKey struct{}

// wait reports whether the request is still there after Hold and Hang.
func (f Fault) wait(ctx context.Context) bool {
	if f.Hang {
		<-ctx.Done()
	}
	if f.Hold != nil {
		select {
		case <-f.Hold:
		case <-ctx.Done():
		}
	}
	return ctx.Err() == nil
}

// cut ends the connection, orderly or not, and reports whether it did.
func (f Fault) cut(w http.ResponseWriter) bool {
	if !f.Drop && !f.Reset {
		return false
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return false
	}
	if secured, ok := conn.(*tls.Conn); ok && f.Reset {
		if raw, ok := secured.NetConn().(*net.TCPConn); ok {
			raw.SetLinger(0)
			raw.Close()
		}
	}
	conn.Close()
	return true
}

func (f Fault) answer(w http.ResponseWriter) bool {
	if f.Status == 0 && f.Body == "" && f.Redirect == "" {
		return false
	}
	for name, values := range f.Header {
		w.Header()[name] = values
	}
	status := f.Status
	if f.Redirect != "" {
		w.Header().Set("Location", f.Redirect)
		status = max(status, http.StatusTemporaryRedirect)
	}
	w.WriteHeader(max(status, http.StatusOK))
	io.WriteString(w, f.Body)
	return true
}
