package glancesim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// presenceHandler is the load balancer: everything but signals (D).
func (s *Sim) presenceHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /lookupvisitor", s.faulty(CallLookupVisitor, s.otherwise(s.bearer(s.lookupVisitor))))
	mux.HandleFunc("GET /findvisitor", s.faulty(CallFindVisitor, s.otherwise(s.bearer(s.findVisitor))))
	mux.HandleFunc("GET /visitorws", s.faulty(CallVisitorSocket, s.visitorSocket))
	if path := s.options.socketPath(); path != "-" {
		mux.HandleFunc("GET "+path, s.faulty(CallAgentSocket, s.otherwise(s.agentSocket)))
	}
	mux.HandleFunc("/signalvisitor", func(w http.ResponseWriter, _ *http.Request) { // D: the named server only; status U
		reply(w, http.StatusMisdirectedRequest, map[string]any{"error": "wrongserver"})
	})
	return mux
}

// directHandler is a named server: signals only (D).
func (s *Sim) directHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /signalvisitor", s.faulty(CallSignalVisitor, s.otherwise(s.bearer(s.signalVisitor))))
	return mux
}

// bearer lets requests of this group with a good token pass (D: the header; U: 401).
func (s *Sim) bearer(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || !s.goodToken(token) || r.URL.Query().Get("groupid") != s.group() {
			reply(w, cmp.Or(s.options.Differ.PresenceRefusal, http.StatusUnauthorized), map[string]any{"error": "authorization"})
			return
		}
		next(w, r)
	}
}

// routing is how a visitor's server is told (D).
func (s *Sim) routing(id string) map[string]any {
	direct := s.direct()
	host, port, _ := strings.Cut(direct, ":")
	return map[string]any{"direct": direct, "directserver": host, "ds": host + "/0", "tlsport": 5501, "httpsport": json.Number(port),
		"groupid": s.group(), "visitorid": id}
}

// lookupVisitor answers {} for an absent visitor (S), else routing and times as
// strings of seconds (D) with the page (S).
func (s *Sim) lookupVisitor(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("visitorid")
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.visitors[id]
	if v == nil || !v.present {
		if s.absent(w) {
			return
		}
		reply(w, http.StatusOK, map[string]any{})
		return
	}
	now := s.options.Now()
	seen := now
	if len(v.conns) == 0 {
		seen = v.seen
	}
	found := s.routing(id)
	found["visitorpresent"], found["timestamp"] = seconds(seen), seconds(now)
	maps.Copy(found, s.pageOf(v.page))
	reply(w, http.StatusOK, found)
}

func seconds(at time.Time) string { return fmt.Sprintf("%d.%d", at.Unix(), at.Nanosecond()/1e8) }

// findVisitor answers visitorfound and, where true, routing (D).
func (s *Sim) findVisitor(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("visitorid")
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.signalable(s.visitors[id]) {
		reply(w, http.StatusOK, map[string]any{"visitorfound": false})
		return
	}
	found := s.routing(id)
	found["visitorfound"] = true
	reply(w, http.StatusOK, found)
}

var functionShape = regexp.MustCompile(`^GLANCE(_COBROWSE)?(\.\w+)+$`)

// signalVisitor passes an invoke or a signal on to the visitor's page: at once
// when it is connected, at its next connection when it was within 5 s (D).
// Statuses and bodies are U.
func (s *Sim) signalVisitor(w http.ResponseWriter, r *http.Request) {
	var body struct {
		MType string          `json:"mtype"`
		Data  json.RawMessage `json:"data"`
	}
	var call struct {
		Func string `json:"func"`
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil || body.MType != "invoke" && body.MType != "signal" {
		reply(w, http.StatusBadRequest, map[string]any{"error": "mtype"})
		return
	}
	if json.Unmarshal(body.Data, &call); body.MType == "invoke" && !functionShape.MatchString(call.Func) {
		reply(w, http.StatusBadRequest, map[string]any{"error": "func"})
		return
	}
	raw := encode(map[string]any{"type": body.MType, "data": body.Data})
	accepted := false
	s.change(func() { accepted = s.deliver(r.URL.Query().Get("visitorid"), raw) })
	if !accepted {
		reply(w, http.StatusNotFound, map[string]any{"error": "visitornotpresent"})
		return
	}
	reply(w, http.StatusOK, map[string]any{"status": "accepted"})
}

func (s *Sim) deliver(id string, raw []byte) bool {
	v := s.visitors[id]
	if !s.signalable(v) {
		return false
	}
	if last := len(v.conns) - 1; last >= 0 {
		v.conns[last].send(raw)
		return true
	}
	v.waiting = append(v.waiting, signal{raw, s.options.Now().Add(signalLife)})
	return true
}
