package native

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/qrtz/nativemessaging"
)

// frameWriter writes one frame at a time, each with a single Write. The first
// failed write is its last: part of a frame may be out.
type frameWriter struct {
	mu     sync.Mutex
	out    nativemessaging.Writer
	err    error
	failed chan struct{} // closed when err is set by a failed write
}

func newFrameWriter(out io.Writer) *frameWriter {
	return &frameWriter{out: nativemessaging.NewNativeWriter(out), failed: make(chan struct{})}
}

// write writes a body of at most protocol.MaxFrameOut bytes.
func (w *frameWriter) write(body []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	n, err := w.out.Write(bytes.NewReader(body))
	if err == nil && n < headerBytes+len(body) {
		err = io.ErrShortWrite
	}
	if err != nil {
		w.err = fmt.Errorf("native: writing a frame: %w", err)
		close(w.failed)
	}
	return w.err
}
