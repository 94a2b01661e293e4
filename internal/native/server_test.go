package native_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
)

func TestMessages(t *testing.T) {
	deep := strings.Repeat(`[`, 70) + strings.Repeat(`]`, 70)
	tests := []struct {
		name, body string
		id         int64 // -1: null
		code       int
	}{
		{"ping", `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"payload":"x"}}`, 1, 0},
		{"no params", `{"jsonrpc":"2.0","id":1,"method":"ping"}`, 1, 0},
		{"unknown member", `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"newer":1},"extra":[]}`, 1, 0},
		{"largest id", `{"jsonrpc":"2.0","id":9007199254740991,"method":"ping"}`, 1<<53 - 1, 0},
		{"brackets in a string", `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"payload":"\"` + strings.Repeat("[", 99) + `"}}`, 1, 0},
		{"as deep as allowed", `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"new":` + deep[8:132] + `}}`, 1, 0},
		{"too deep", `{"jsonrpc":"2.0","id":1,"method":"ping","params":` + deep + `}`, -1, protocol.CodeParse},
		{"empty", ``, -1, protocol.CodeParse},
		{"one byte", `{`, -1, protocol.CodeParse},
		{"not JSON", `hello`, -1, protocol.CodeParse},
		{"two values", `{"jsonrpc":"2.0","id":1,"method":"ping"} {}`, -1, protocol.CodeParse},
		{"a name twice", `{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}`, -1, protocol.CodeParse},
		{"a name twice within", `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"payload":"a","payload":"b"}}`, -1, protocol.CodeParse},
		{"invalid UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"payload\":\"\xff\"}}", -1, protocol.CodeParse},
		{"half a surrogate", `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"payload":"\ud800"}}`, -1, protocol.CodeParse},
		{"batch", `[{"jsonrpc":"2.0","id":1,"method":"ping"}]`, -1, protocol.CodeInvalidRequest},
		{"number", `7`, -1, protocol.CodeInvalidRequest},
		{"negative id", `{"jsonrpc":"2.0","id":-1,"method":"ping"}`, -1, protocol.CodeInvalidRequest},
		{"id too large", `{"jsonrpc":"2.0","id":9007199254740992,"method":"ping"}`, -1, protocol.CodeInvalidRequest},
		{"fraction id", `{"jsonrpc":"2.0","id":1.0,"method":"ping"}`, -1, protocol.CodeInvalidRequest},
		{"string id", `{"jsonrpc":"2.0","id":"1","method":"ping"}`, -1, protocol.CodeInvalidRequest},
		{"null id", `{"jsonrpc":"2.0","id":null,"method":"ping"}`, -1, protocol.CodeInvalidRequest},
		{"no version", `{"id":1,"method":"ping"}`, 1, protocol.CodeInvalidRequest},
		{"other version", `{"jsonrpc":"1.0","id":1,"method":"ping"}`, 1, protocol.CodeInvalidRequest},
		{"no method", `{"jsonrpc":"2.0","id":1}`, 1, protocol.CodeInvalidRequest},
		{"method no string", `{"jsonrpc":"2.0","id":1,"method":7}`, 1, protocol.CodeInvalidRequest},
		{"unknown method", `{"jsonrpc":"2.0","id":1,"method":"later"}`, 1, protocol.CodeMethodNotFound},
		{"cancel with an id", `{"jsonrpc":"2.0","id":1,"method":"$/cancelRequest"}`, 1, protocol.CodeMethodNotFound},
		{"params of a wrong type", `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"payload":7}}`, 1, protocol.CodeInvalidParams},
		{"params in an array", `{"jsonrpc":"2.0","id":1,"method":"ping","params":["x"]}`, 1, protocol.CodeInvalidParams},
	}
	p := openPort(t, nil).greet()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p.send(test.body)
			a := p.receive()
			id := int64(-1)
			if a.ID != nil {
				id = *a.ID
			}
			if id != test.id || a.code() != test.code {
				t.Errorf("id %d code %d, want %d and %d: %+v", id, a.code(), test.id, test.code, a.Error)
			}
			p.greet() // the port goes on
		})
	}
	if err := p.end(); err != nil {
		t.Error(err)
	}
}

func TestPlaceOfAWrongParameterIsTold(t *testing.T) {
	p := openPort(t, nil).greet()
	p.send(`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"payload":7777}}`)
	text := p.receive().Error.Message
	if !strings.Contains(text, "/payload") || strings.Contains(text, "7777") {
		t.Errorf("message %q", text)
	}
}

func TestNothingBeforeHello(t *testing.T) {
	refuse := true
	p := openPort(t, func(s *native.Server) {
		s.Handle(protocol.MethodHello, func(context.Context, json.RawMessage) (any, error) {
			if refuse {
				return nil, &protocol.Error{Code: protocol.CodeIncompatible}
			}
			return protocol.Empty{}, nil
		})
	})
	want := func(id int, method string, code int) {
		t.Helper()
		p.request(id, method)
		if a := p.receive(); a.code() != code {
			t.Errorf("%s: code %d, want %d", method, a.code(), code)
		}
	}
	want(1, "ping", protocol.CodeNotGreeted)
	want(2, "later", protocol.CodeNotGreeted)
	want(3, "hello", protocol.CodeIncompatible)
	want(4, "ping", protocol.CodeNotGreeted)
	refuse = false
	want(5, "hello", 0)
	want(6, "ping", 0)
}

func TestNotificationsAreIgnored(t *testing.T) {
	p := openPort(t, nil).greet()
	p.send(`{"jsonrpc":"2.0","method":"ping"}`)
	p.send(`{"jsonrpc":"2.0","method":"` + strings.Repeat("later", 100) + `"}`)
	for _, params := range []string{`{"id":99}`, `{"id":"1"}`, `[]`, `{}`, `null`} {
		p.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":` + params + `}`)
	}
	p.greet()
	lines := p.logs.of("unknown notification ignored")
	if len(lines) != 2 || len(lines[1][0].Value.(string)) > 64 {
		t.Errorf("log: %v", lines)
	}
}

func TestRequestsRunInOrder(t *testing.T) {
	var order []string
	note := func(text string) native.Handler {
		return func(context.Context, json.RawMessage) (any, error) {
			order = append(order, text)
			return protocol.Empty{}, nil
		}
	}
	p := openPort(t, func(s *native.Server) {
		s.Handle("watch", note("watch"))
		s.Handle("unwatch", note("unwatch"))
	}).greet()
	for i := range 20 {
		p.request(2*i, "watch")
		p.request(2*i+1, "unwatch")
	}
	for i := range 40 {
		if a := p.receive(); *a.ID != int64(i) {
			t.Fatalf("answer %d has id %d", i, *a.ID)
		}
	}
	p.end()
	if got := strings.Join(order, " "); got != strings.TrimSpace(strings.Repeat("watch unwatch ", 20)) {
		t.Error(got)
	}
}

// slow is a concurrent handler that waits for its release or its context.
type slow struct{ started, release chan struct{} }

func newSlow() slow { return slow{make(chan struct{}, 100), make(chan struct{})} }

func (s slow) handle(ctx context.Context, _ json.RawMessage) (any, error) {
	s.started <- struct{}{}
	select {
	case <-s.release:
		return protocol.Empty{}, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting: %w", ctx.Err())
	}
}

func TestConcurrentRequests(t *testing.T) {
	hold := newSlow()
	p := openPort(t, func(s *native.Server) { s.HandleConcurrent("slow", hold.handle) }).greet()
	for id := range 64 {
		p.request(id+1, "slow")
	}
	for range 64 {
		<-hold.started
	}
	p.request(65, "slow")
	if a := p.receive(); *a.ID != 65 || a.code() != protocol.CodeTooMany {
		t.Fatalf("the 65th: %+v", a)
	}
	p.request(64, "ping")
	if a := p.receive(); a.ID != nil || a.code() != protocol.CodeInvalidRequest {
		t.Fatalf("an id in use: %+v", a)
	}
	close(hold.release)
	seen := map[int64]bool{}
	for range 64 {
		a := p.receive()
		seen[*a.ID] = a.Error == nil
	}
	if len(seen) != 64 {
		t.Errorf("%d of 64 answered", len(seen))
	}
	p.greet()
}

func TestCancel(t *testing.T) {
	hold := newSlow()
	p := openPort(t, func(s *native.Server) {
		s.HandleConcurrent("slow", hold.handle)
		s.HandleConcurrent("other words", func(ctx context.Context, params json.RawMessage) (any, error) {
			hold.handle(ctx, params)
			return nil, errors.New("gave up")
		})
	}).greet()
	for _, method := range []string{"slow", "other words"} {
		p.request(1, method)
		<-hold.started
		p.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}`)
		if a := p.receive(); *a.ID != 1 || a.code() != protocol.CodeCancelled {
			t.Errorf("%s: %+v", method, a)
		}
	}
	p.greet()
}

func TestCancelBeforeTheStart(t *testing.T) {
	hold, ran := newSlow(), false
	p := openPort(t, func(s *native.Server) {
		s.Handle("slow", hold.handle)
		s.Handle("next", func(context.Context, json.RawMessage) (any, error) { ran = true; return nil, nil })
	}).greet()
	p.request(1, "slow")
	<-hold.started
	p.request(2, "next")
	p.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":2}}`)
	p.send(``) // answered by the reader: the cancel has been acted on
	if a := p.receive(); a.code() != protocol.CodeParse {
		t.Fatalf("%+v", a)
	}
	close(hold.release)
	if a := p.receive(); *a.ID != 1 || a.Error != nil {
		t.Fatalf("%+v", a)
	}
	if a := p.receive(); *a.ID != 2 || a.code() != protocol.CodeCancelled || ran {
		t.Fatalf("%+v, ran: %v", a, ran)
	}
}

func TestFailuresOfHandlers(t *testing.T) {
	const planted = "planted-login-key"
	var none []int
	handlers := map[string]native.Handler{
		"panic":   func(context.Context, json.RawMessage) (any, error) { panic(planted) },
		"runtime": func(context.Context, json.RawMessage) (any, error) { return none[0], nil },
		"plain":   func(context.Context, json.RawMessage) (any, error) { return nil, errors.New("disk on fire") },
		"encode":  func(context.Context, json.RawMessage) (any, error) { return func() {}, nil },
		"large": func(context.Context, json.RawMessage) (any, error) {
			return strings.Repeat("x", protocol.MaxFrameOut), nil
		},
		"largeError": func(context.Context, json.RawMessage) (any, error) {
			return nil, &protocol.Error{Code: 1, Message: strings.Repeat("x", protocol.MaxFrameOut)}
		},
		"known": func(context.Context, json.RawMessage) (any, error) {
			return nil, fmt.Errorf("wrapped: %w", &protocol.Error{Code: protocol.CodeTicketSpent, Message: "spent"})
		},
	}
	p := openPort(t, func(s *native.Server) {
		for name, h := range handlers {
			s.HandleConcurrent(name, h)
		}
	}).greet()
	for name, code := range map[string]int{
		"panic": protocol.CodeInternal, "runtime": protocol.CodeInternal, "plain": protocol.CodeInternal, "encode": protocol.CodeInternal,
		"large": protocol.CodeTooLarge, "largeError": protocol.CodeTooLarge, "known": protocol.CodeTicketSpent,
	} {
		p.request(1, name)
		a := p.receive()
		if a.code() != code || strings.Contains(a.Error.Message, "fire") || code == protocol.CodeInternal && a.Error.Data.Reason != protocol.ReasonInternal {
			t.Errorf("%s: %+v", name, a.Error)
		}
	}
	p.greet()
	logged := fmt.Sprint(p.logs.of("handler failed"), p.logs.of("panic"))
	if strings.Contains(logged, planted) || !strings.Contains(logged, "disk on fire") || !strings.Contains(logged, "index out of range") {
		t.Error(logged)
	}
}

func TestPushes(t *testing.T) {
	p := openPort(t, nil).greet()
	var all sync.WaitGroup
	for who := range 8 {
		all.Go(func() {
			for n := range 50 {
				if err := p.server.Push("view", []int{who, n}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	next := [8]int{}
	for range 400 {
		var pushed []int
		a := p.receive()
		if err := json.Unmarshal(a.Params, &pushed); err != nil || a.Method != "view" {
			t.Fatalf("%+v: %v", a, err)
		}
		if who := pushed[0]; pushed[1] != next[who] {
			t.Fatalf("push %d of %d came, want %d", pushed[1], who, next[who])
		}
		next[pushed[0]]++
	}
	all.Wait()
	var tooLarge *protocol.Error
	if err := p.server.Push("view", strings.Repeat("x", protocol.MaxFrameOut)); !errors.As(err, &tooLarge) || tooLarge.Code != protocol.CodeTooLarge {
		t.Errorf("a push that does not fit: %v", err)
	}
	if err := p.server.Push("view", "bad \xff byte"); err != nil {
		t.Error(err)
	}
	if a := p.receive(); string(a.Params) != `"bad � byte"` {
		t.Errorf("%s", a.Params)
	}
}

func TestEndOfInputCancelsHandlers(t *testing.T) {
	hold := newSlow()
	p := openPort(t, func(s *native.Server) { s.HandleConcurrent("slow", hold.handle) }).greet()
	p.request(1, "slow")
	<-hold.started
	began := time.Now()
	if err := p.end(); err != nil || time.Since(began) > time.Second {
		t.Errorf("Serve: %v after %v", err, time.Since(began))
	}
	if a := p.receive(); a.code() != protocol.CodeCancelled {
		t.Errorf("%+v", a)
	}
}

func TestWhatCameBeforeTheEndIsAnswered(t *testing.T) {
	p := openPort(t, nil)
	p.send(`{"jsonrpc":"2.0","id":0,"method":"hello","params":{}}`)
	p.request(1, "ping")
	if err := p.end(); err != nil {
		t.Fatal(err)
	}
	for id := range int64(2) {
		if a := p.receive(); *a.ID != id || a.Error != nil {
			t.Errorf("%+v", a)
		}
	}
}

func TestServeLeavesADeafHandlerBehind(t *testing.T) {
	started, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	p := openPort(t, func(s *native.Server) {
		s.Handle("deaf", func(context.Context, json.RawMessage) (any, error) {
			close(started)
			<-release
			return nil, nil
		})
	}).greet()
	p.request(1, "deaf")
	<-started
	began := time.Now()
	if err := p.end(); err != nil || time.Since(began) > time.Second {
		t.Errorf("Serve: %v after %v", err, time.Since(began))
	}
}

func TestFailedWriteEndsServe(t *testing.T) {
	p := openPort(t, nil).greet()
	p.out.Close()
	p.request(1, "ping")
	if err := p.wait(); err == nil || !strings.Contains(err.Error(), "writing a frame") {
		t.Errorf("Serve: %v", err)
	}
	if err := p.server.Push("view", 1); err == nil {
		t.Error("a push after a failed write succeeds")
	}
}

func TestContextEndsServe(t *testing.T) {
	in, _ := pipe(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := native.NewServer(in, &strings.Builder{}, quiet).Serve(ctx); err != nil {
		t.Error(err)
	}
	in.Close()
}

// TestSlowRequestsPassTheReadingOn: each slow request gives its goroutine's
// reading to another, which reads on; what came meanwhile runs after it.
func TestSlowRequestsPassTheReadingOn(t *testing.T) {
	hold := newSlow()
	p := openPort(t, func(s *native.Server) { s.Handle("slow", hold.handle) }).greet()
	for range 3 {
		p.request(1, "slow")
		<-hold.started
		p.request(2, "ping")
		p.send(``) // answered while the slow one runs
		if a := p.receive(); a.code() != protocol.CodeParse {
			t.Fatalf("%+v", a)
		}
		hold.release <- struct{}{}
		for id := range int64(2) {
			if a := p.receive(); *a.ID != id+1 || a.Error != nil {
				t.Fatalf("%+v, want the answer to %d", a, id+1)
			}
		}
	}
	if err := p.end(); err != nil {
		t.Error(err)
	}
}

func TestGreet(t *testing.T) {
	for name, in := range map[string]string{"hello": helloBody, "nothing": "", "another request": `{"jsonrpc":"2.0","id":1,"method":"ping"}`} {
		t.Run(name, func(t *testing.T) {
			var stream, out bytes.Buffer
			if in != "" {
				stream.Write(frame(in))
			}
			s := native.NewServer(&stream, &out, nil)
			s.Handle(protocol.MethodHello, native.Handle(func(context.Context, protocol.HelloParams) (protocol.HelloResult, error) {
				return protocol.HelloResult{}, nil
			}))
			s.Greet(t.Context())
			if answered := out.Len() > 0; answered != (in != "") {
				t.Errorf("answered before Serve: %v", answered)
			}
			if err := s.Serve(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
