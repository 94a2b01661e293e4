package glancesim

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"time"
)

// signalLife is how long ago a visitor may have been connected to be
// signalled, and how long a signal waits for it to come back (D).
const signalLife = 5 * time.Second

// visitor is what presence knows of one visitor id. Sim.mu guards it.
type visitor struct {
	id      string
	conns   []*visitorConn // the last has the focus and gets the signals (D)
	present bool           // as agents were told
	seen    time.Time      // when it was last connected
	page    page
	waiting []signal    // for its next connection
	leaving *time.Timer // until agents are told that it is gone
}

type visitorConn struct {
	*socket
	visitor *visitor
	handled int // frames
}

type page struct {
	URL        string `json:"url"`
	Browser    string `json:"browser"`
	BrowserVer string `json:"browserver"`
	Platform   string `json:"platform"`
	Name       string `json:"name,omitempty"` // custom data (D: strings and numbers)
}

type signal struct {
	raw   []byte
	until time.Time
}

// session is a running cobrowse session.
type session struct {
	key     string
	visitor string
	started time.Time
}

// visitorOf returns the visitor, new when it was never seen.
func (s *Sim) visitorOf(id string) *visitor {
	if s.visitors[id] == nil {
		s.visitors[id] = &visitor{id: id}
	}
	return s.visitors[id]
}

// signalable reports whether a visitor is or was just connected (D).
func (s *Sim) signalable(v *visitor) bool {
	return v != nil && (len(v.conns) > 0 || !v.seen.IsZero() && s.options.Now().Sub(v.seen) < signalLife)
}

// join takes a visitor's new connection: it has the focus, is told of a session
// that goes on, and gets the signals that waited.
func (s *Sim) join(c *visitorConn) {
	v := c.visitor
	if v.leaving != nil {
		v.leaving.Stop()
	}
	v.conns = append([]*visitorConn{c}, v.conns...)
	s.focus(c)
	if !v.present {
		v.present = true
		s.tellAgents(v.id, "visitorconn", map[string]any{"connected": true})
	}
	if running := s.sessionFor(v.id); running != nil {
		c.tell("sessioncontinue", map[string]any{"sessionkey": running.key}) // event name D, frame U
	}
	for _, waiting := range v.waiting {
		if s.options.Now().Before(waiting.until) {
			c.send(waiting.raw)
		}
	}
	v.waiting = nil
}

// focus makes c the connection that gets the signals; the one before is told (D).
func (s *Sim) focus(c *visitorConn) {
	v := c.visitor
	last := v.conns[len(v.conns)-1]
	if last == c {
		return
	}
	v.conns = append(without(v.conns, c), c)
	last.tell("blur", nil)
	s.tellAgents(v.id, "blur", nil) // U
}

// part lets a connection go. Agents are told after the grace, because a page
// that is left for the next one is not a visitor who is gone (I).
func (s *Sim) part(c *visitorConn) {
	v := c.visitor
	v.conns = without(v.conns, c)
	if len(v.conns) > 0 || !v.present {
		return
	}
	v.seen = s.options.Now()
	if s.ctx.Err() == nil {
		v.leaving = time.AfterFunc(s.options.Grace, func() { s.change(func() { s.gone(v) }) })
	}
}

func (s *Sim) gone(v *visitor) {
	if len(v.conns) > 0 || !v.present {
		return
	}
	v.present, v.page = false, page{}
	s.tellAgents(v.id, "visitorconn", map[string]any{"connected": false})
}

func without(conns []*visitorConn, c *visitorConn) []*visitorConn {
	var rest []*visitorConn
	for _, other := range conns {
		if other != c {
			rest = append(rest, other)
		}
	}
	return rest
}

// sessionFor finds a session by its key or by its visitor (D).
func (s *Sim) sessionFor(keyOrVisitor string) *session {
	if running := s.sessions[keyOrVisitor]; running != nil {
		return running
	}
	for _, running := range s.sessions {
		if running.visitor == keyOrVisitor && keyOrVisitor != "" {
			return running
		}
	}
	return nil
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,63}$`)

// startSession starts a session as a visitor's page asks: with no key it is the
// visitor id (D), and a reserved word asks for a random one of four digits (D).
func (s *Sim) startSession(v *visitor, key string) {
	switch key {
	case "":
		key = v.id
	case "GLANCE_KEYTYPE_RANDOM":
		n, _ := rand.Int(rand.Reader, big.NewInt(10_000))
		key = fmt.Sprintf("%04d", n)
	}
	if !keyShape.MatchString(key) {
		s.tellAgents(v.id, "visitorerror", map[string]any{"code": "EventInvalidParameter", "msg": "session key"})
		return
	}
	if running := s.sessionFor(v.id); running != nil && running.key != key {
		s.endSession(running)
	}
	s.sessions[key] = &session{key: key, visitor: v.id, started: s.options.Now()}
	for _, c := range v.conns {
		c.tell("sessioncontinue", map[string]any{"sessionkey": key})
	}
	s.tellAgents(v.id, "visitorsessionstart", map[string]any{"sessionkey": key})
}

// endSession ends a session, whichever side asked.
func (s *Sim) endSession(running *session) {
	delete(s.sessions, running.key)
	for _, c := range s.visitorOf(running.visitor).conns {
		c.tell("sessionend", map[string]any{"sessionkey": running.key})
	}
	s.tellAgents(running.visitor, "visitorsessionend", nil)
}

// tellAgents sends an event to every agent that watches a visitor (names S, envelope U).
func (s *Sim) tellAgents(id, kind string, data any) {
	raw := s.envelope(id, kind, data)
	for agent := range s.agents {
		if agent.visitor == id {
			agent.send(raw)
		}
	}
}

func (s *Sim) envelope(id, kind string, data any) []byte {
	return encode(map[string]any{"type": kind, "groupid": json.Number(s.group()), "visitorid": id, "data": data})
}
