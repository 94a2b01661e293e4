package glancesim

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one side of a websocket: what is sent keeps its order and never
// holds the sender up.
type socket struct {
	conn  *websocket.Conn
	out   chan []byte
	ended chan struct{}
	once  sync.Once
}

// frame is the envelope of both dialects (S on the visitor's side, U on the agent's).
type frame struct {
	Type      string          `json:"type"`
	GroupID   json.Number     `json:"groupid,omitempty"`
	VisitorID string          `json:"visitorid,omitempty"`
	Version   string          `json:"version,omitempty"`
	AuthToken string          `json:"authtoken,omitempty"`
	Data      json.RawMessage `json:"data,omitempty"`
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// accept upgrades a request and reads its connect frame, within 5 s.
func (s *Sim) accept(w http.ResponseWriter, r *http.Request) (*socket, frame, bool) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return nil, frame{}, false
	}
	k := &socket{conn: conn, out: make(chan []byte, 4096), ended: make(chan struct{})}
	if !s.enter() {
		conn.Close()
		return nil, frame{}, false
	}
	s.serving.Go(k.write)
	conn.SetReadLimit(maxRequest)
	if r.Context().Value(muteKey{}) != nil {
		<-s.ctx.Done()
		s.leave(k)
		return nil, frame{}, false
	}
	conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	hello, ok := k.read()
	conn.SetReadDeadline(time.Time{})
	if !ok || hello.Type != "connect" || hello.GroupID.String() != s.group() || hello.VisitorID == "" {
		k.refuse("connect")
		s.leave(k)
		return nil, frame{}, false
	}
	return k, hello, true
}

// enter counts a socket's goroutine, until leave; false once Close began.
func (s *Sim) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.serving.Add(1)
	return true
}

func (s *Sim) leave(k *socket) {
	k.close()
	s.serving.Done()
}

func (k *socket) read() (frame, bool) {
	var f frame
	_, raw, err := k.conn.ReadMessage()
	if err == nil {
		err = json.Unmarshal(raw, &f)
	}
	return f, err == nil
}

// send queues a message; who does not read 4096 of them is cut off.
func (k *socket) send(raw []byte) {
	select {
	case k.out <- raw:
	default:
		k.close()
	}
}

func (k *socket) tell(kind string, data any) {
	k.send(encode(map[string]any{"type": kind, "data": data}))
}

func (k *socket) write() {
	for {
		select {
		case raw := <-k.out:
			k.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			if k.conn.WriteMessage(websocket.TextMessage, raw) != nil {
				k.close()
				return
			}
		case <-k.ended:
			return
		}
	}
}

// refuse closes with the policy code, as a service does that does not know one (U).
func (k *socket) refuse(why string) { k.refuseWith(websocket.ClosePolicyViolation, why) }

func (k *socket) refuseWith(code int, why string) {
	message := websocket.FormatCloseMessage(code, why)
	k.conn.WriteControl(websocket.CloseMessage, message, writeBy())
}

func (k *socket) close() {
	k.once.Do(func() {
		close(k.ended)
		k.conn.Close()
	})
}

func (s *Sim) closeSockets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for agent := range s.agents {
		agent.close()
	}
	for _, v := range s.visitors {
		if v.leaving != nil {
			v.leaving.Stop()
		}
		for _, c := range v.conns {
			c.close()
		}
	}
}

func encode(value any) []byte {
	raw, _ := json.Marshal(value)
	return raw
}

func writeBy() time.Time { return time.Now().Add(time.Second) }
