package glancesim

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Visitor is a scripted visitor: a real socket without a browser around it.
// Each call returns once the simulator has done what it says, within 10 s.
type Visitor struct {
	sim *Sim
	id  string

	mu      sync.Mutex
	conn    *websocket.Conn
	sent    int
	reading sync.WaitGroup
	invokes []Invoke
	key     string // of the last showTerms or startSession
	device  page   // what its page says of browser and platform
}

// Invoke is a call of a function that reached the visitor's page.
type Invoke struct {
	Func string         `json:"func"`
	Args map[string]any `json:"args"`
	seen bool
}

// Visitor returns a new scripted visitor, not connected yet. Two of one id are
// two pages of one visitor.
func (s *Sim) Visitor(id string) *Visitor {
	v := &Visitor{sim: s, id: id, device: page{Browser: "Chrome", BrowserVer: "156", Platform: "Windows"}}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripted = append(s.scripted, v)
	return v
}

func (s *Sim) allScripted() []*Visitor {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scripted
}

// On has the visitor be in another browser and on another platform.
func (v *Visitor) On(browser, platform string) *Visitor {
	v.device = page{Browser: browser, BrowserVer: "1", Platform: platform}
	return v
}

// Connect opens the page.
func (v *Visitor) Connect(pageURL string) error {
	dialer := websocket.Dialer{TLSClientConfig: v.sim.clientTLS(), NetDialContext: dialLocal, HandshakeTimeout: waitLimit}
	conn, _, err := dialer.Dial("wss"+v.sim.PresenceServer[len("https"):]+"/visitorws", nil)
	if err != nil {
		return err
	}
	v.mu.Lock()
	v.conn, v.sent = conn, 0
	v.mu.Unlock()
	v.reading.Go(func() { v.read(conn) })
	if err := v.send("connect", nil); err != nil {
		return err
	}
	return v.Navigate(pageURL)
}

// Navigate goes to another page of the site, without a break in the socket.
func (v *Visitor) Navigate(pageURL string) error {
	told := v.device
	told.URL = pageURL
	return v.send("presence", told)
}

// Terms says what became of the terms: displayed, accepted, declined.
func (v *Visitor) Terms(status string) error {
	return v.send("terms", map[string]any{"status": status})
}

// StartSession starts a session with the key that the agent's call named, or
// the visitor id.
func (v *Visitor) StartSession() error {
	v.mu.Lock()
	key := v.key
	v.mu.Unlock()
	return v.StartSessionWith(key)
}

// StartSessionWith starts a session with a key of its own.
func (v *Visitor) StartSessionWith(key string) error {
	return v.send("visitorsessionstart", map[string]any{"sessionkey": key})
}

// EndSession ends the session from the visitor's side.
func (v *Visitor) EndSession() error { return v.send("visitorsessionend", nil) }

// Fail reports an error of the visitor's page.
func (v *Visitor) Fail(code, msg string) error {
	return v.send("visitorerror", map[string]any{"code": code, "msg": msg})
}

// Disconnect closes the page for good: agents are told at once.
func (v *Visitor) Disconnect() error {
	err := v.send("disconnect", nil)
	v.close()
	return err
}

// Drop cuts the connection, as a network does.
func (v *Visitor) Drop() { v.close() }

// Expect waits for a call of fn that no Expect returned before.
func (v *Visitor) Expect(ctx context.Context, fn string) (got Invoke, err error) {
	err = v.sim.until(ctx, func() bool {
		v.mu.Lock()
		defer v.mu.Unlock()
		for i := range v.invokes {
			if v.invokes[i].Func == fn && !v.invokes[i].seen {
				v.invokes[i].seen = true
				got = v.invokes[i]
				return true
			}
		}
		return false
	})
	return got, err
}

const waitLimit = 10 * time.Second

func (v *Visitor) send(kind string, data any) error {
	v.mu.Lock()
	conn := v.conn
	if conn == nil {
		v.mu.Unlock()
		return errors.New("glancesim: the visitor is not connected")
	}
	v.sent++
	sent := v.sent
	err := conn.WriteMessage(websocket.TextMessage, encode(map[string]any{"type": kind, "groupid": v.sim.options.Group,
		"visitorid": v.id, "version": "6.8.6.0", "data": data}))
	v.mu.Unlock()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(v.sim.ctx, waitLimit)
	defer cancel()
	local := conn.LocalAddr().String()
	return v.sim.until(ctx, func() bool {
		handled := v.sim.handled(v.id, local)
		return handled >= sent || kind == "disconnect" && handled == 0
	})
}

// handled returns how many frames of one connection have been dealt with.
func (s *Sim) handled(id, remote string) int {
	for _, c := range s.visitorOf(id).conns {
		if c.conn.RemoteAddr().String() == remote {
			return c.handled
		}
	}
	return 0
}

func (v *Visitor) read(conn *websocket.Conn) {
	for {
		_, raw, err := conn.ReadMessage()
		if err != nil {
			return
		}
		var f struct {
			Type string `json:"type"`
			Data Invoke `json:"data"`
		}
		if json.Unmarshal(raw, &f) == nil && f.Type == "invoke" {
			v.sim.change(func() { v.note(f.Data) })
		}
	}
}

func (v *Visitor) note(got Invoke) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.invokes = append(v.invokes, got)
	if key, ok := got.Args["sessionKey"].(string); ok {
		v.key = key
	}
}

func (v *Visitor) close() {
	v.mu.Lock()
	conn := v.conn
	v.conn = nil
	v.mu.Unlock()
	if conn != nil {
		conn.Close()
	}
	v.reading.Wait()
}
