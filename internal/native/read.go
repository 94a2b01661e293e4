// Package native serves one native-messaging port: JSON-RPC 2.0 in frames over
// stdin and stdout. A Server decodes requests, runs their handlers and writes
// answers and pushes; what the messages mean is not its business.
//
// Frames are read and written by github.com/qrtz/nativemessaging behind two
// guards: it takes whatever one Read returns for a whole frame, and allocates
// whatever a header claims.
package native

import (
	"errors"
	"fmt"
	"io"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/qrtz/nativemessaging"
)

const headerBytes = 4

// ErrFrameTooLarge is a header that announces more than protocol.MaxFrameIn
// bytes. Nothing was allocated for it, and the stream cannot be read further.
var ErrFrameTooLarge = fmt.Errorf("native: a frame over the limit of %d bytes", protocol.MaxFrameIn)

var errOtherReads = errors.New("native: nativemessaging does not read a header and then its body")

// guard stands between a stream and nativemessaging: each Read fills all of p
// or fails, and a header is checked before a body is allocated for it. io.EOF
// comes only between two frames; after the first error there is only that error.
type guard struct {
	in   io.Reader
	body int // length of the body that is to be asked for next; 0: a header is
	err  error
}

func (g *guard) Read(p []byte) (int, error) {
	if g.err == nil {
		g.err = g.fill(p)
	}
	if g.err != nil {
		return 0, g.err
	}
	return len(p), nil
}

func (g *guard) fill(p []byte) error {
	if g.body > 0 {
		return g.fillBody(p)
	}
	if len(p) != headerBytes {
		return errOtherReads
	}
	if _, err := io.ReadFull(g.in, p); err != nil {
		return err
	}
	length := nativemessaging.NativeEndian.Uint32(p)
	if length > protocol.MaxFrameIn {
		return ErrFrameTooLarge
	}
	g.body = int(length)
	return nil
}

func (g *guard) fillBody(p []byte) error {
	if len(p) != g.body {
		return errOtherReads
	}
	g.body = 0
	_, err := io.ReadFull(g.in, p)
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// frameReader reads frames of at most protocol.MaxFrameIn bytes.
type frameReader struct {
	guard *guard
	in    nativemessaging.Reader
}

func newFrameReader(in io.Reader) *frameReader {
	g := &guard{in: in}
	return &frameReader{g, nativemessaging.NewNativeReader(g)}
}

// next returns the next frame's body, which is the caller's to keep; it is
// empty for a frame without content. The error is io.EOF at the stream's end,
// io.ErrUnexpectedEOF within a frame, ErrFrameTooLarge, or the stream's own.
func (r *frameReader) next() ([]byte, error) {
	body, err := r.in.Read()
	if errors.Is(err, nativemessaging.ErrInvalidMessageSize) {
		return nil, r.guard.err
	}
	return body, err
}
