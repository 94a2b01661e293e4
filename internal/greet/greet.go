// Package greet answers the first message of a port. Where a known browser has
// started the program it does so before most of the program is made ready: it
// imports little, so that the language runs its init long before those of the
// database and of the network, which take longer than all the rest of a start.
package greet

import (
	"context"
	"encoding/json"
	"io"
	"os"

	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/starter"
)

// Early is the port of a host that a known browser started for our extension; its
// first message has been answered, or its stream has ended. It is nil in every
// other program: main looks closer at who started it then.
var Early *Port

// Stdout is the real standard output: the wire.
var Stdout = os.Stdout

func init() {
	if _, ours := starter.Caller(os.Args[1:]); !ours {
		return
	}
	by, err := starter.By()
	if err != nil || !by.Known() {
		return
	}
	os.Stdout = os.Stderr // a stray print must not break a frame
	Early = New(os.Stdin, Stdout)
	Early.By = by
	Early.Greet(context.Background())
}

// Port is one native-messaging port.
type Port struct {
	Server *native.Server
	By     starter.Starter      // where it is early
	Hello  protocol.HelloParams // what the first message said; zero until it was answered
	heard  heard
	done   bool
}

// New makes a port that is not greeted yet.
func New(in io.Reader, out io.Writer) *Port {
	p := &Port{heard: heard{in: in}}
	p.Server = native.NewServer(&p.heard, out, nil)
	p.Server.Handle(protocol.MethodHello, p.hello)
	return p
}

// Greet reads and answers the first message.
func (p *Port) Greet(ctx context.Context) { p.Server.Greet(ctx) }

// OnRead has f called after each read from now on. It is called by who reads.
func (p *Port) OnRead(f func()) { p.heard.then = f }

var errHello = &protocol.Error{Code: protocol.CodeInvalidParams, Message: "the parameters are not those of hello"}

// hello answers with what this host speaks. Nothing is opened for it. What the
// first one says counts: a port has one greeting.
func (p *Port) hello(_ context.Context, params json.RawMessage) (any, error) {
	said, err := readHello(params)
	switch {
	case err != nil:
		return nil, errHello
	case said.Protocol < protocol.MinVersion:
		return nil, incompatible(protocol.ReasonExtensionTooOld)
	case said.MinProtocol > protocol.Version:
		return nil, incompatible(protocol.ReasonHostUpdateNeeded)
	case !p.done:
		p.Hello, p.done = said, true
	}
	return helloResult(), nil
}

func incompatible(reason protocol.Reason) *protocol.Error {
	return &protocol.Error{Code: protocol.CodeIncompatible, Message: string(reason), Data: &protocol.ErrorData{Reason: reason}}
}

// heard tells of each read.
type heard struct {
	in   io.Reader
	then func()
}

func (h *heard) Read(p []byte) (int, error) {
	n, err := h.in.Read(p)
	if h.then != nil {
		h.then()
	}
	return n, err
}
