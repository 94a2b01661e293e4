package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/gorilla/websocket"
)

// wallJS has now() tell the time of this machine's clock, in milliseconds with
// a fraction: a page's own clock was set when its process began, and drifts.
const wallJS = `
	const before = Date.now();
	let tick = before;
	while (tick === before) tick = Date.now();
	const offset = tick - performance.now();
	const now = () => offset + performance.now();`

const floorHTML = `<!doctype html><title>A bare websocket</title><script>` + wallJS + `
	const socket = new WebSocket("ws://" + location.host + "/socket");
	const next = () => new Promise((resolve) => { socket.onmessage = () => resolve(now()); });
</script>`

// floorPage is a page that holds a websocket and nothing else.
type floorPage struct {
	server *http.Server
	page   *browser.Page
	conn   *websocket.Conn
}

func openFloorPage(ctx context.Context, b *browser.Browser) (*floorPage, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	conns := make(chan *websocket.Conn, 1)
	f := &floorPage{server: &http.Server{Handler: floorHandler(conns), ReadHeaderTimeout: 10 * time.Second}}
	go f.server.Serve(listener)
	if f.page, err = b.Customer(ctx, "http://"+listener.Addr().String()+"/"); err != nil {
		return nil, errors.Join(err, f.server.Close())
	}
	select {
	case f.conn = <-conns:
		return f, nil
	case <-ctx.Done():
		f.page.Close()
		return nil, errors.Join(ctx.Err(), f.server.Close())
	}
}

func floorHandler(conns chan<- *websocket.Conn) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, floorHTML)
	})
	mux.HandleFunc("GET /socket", func(w http.ResponseWriter, r *http.Request) {
		if conn, err := new(websocket.Upgrader).Upgrade(w, r, nil); err == nil {
			conns <- conn
		}
	})
	return mux
}

// frame sends one frame, and returns the milliseconds until the page had it.
func (f *floorPage) frame(ctx context.Context) (float64, error) {
	if err := f.page.Evaluate(ctx, "globalThis.arrived = next(); 0", nil); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := f.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"visitorconn","data":{"connected":true}}`)); err != nil {
		return 0, err
	}
	var at float64
	err := f.page.Evaluate(ctx, "arrived", &at)
	return at - wall(began), err
}

func (f *floorPage) close() {
	f.conn.Close()
	f.page.Close()
	f.server.Close()
}

// wall is a time as the pages tell it.
func wall(t time.Time) float64 { return float64(t.UnixNano()) / 1e6 }
