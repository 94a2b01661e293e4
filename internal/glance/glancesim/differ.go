package glancesim

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

// Differ makes the simulator differ from what the product takes for granted,
// each member from one guess, under its letter. The zero value differs nowhere.
type Differ struct {
	AuthorizationPath    string          // tokens are issued there (U)
	AuthorizationNames   glance.Names    // its inputs are spelled so, and no other way (I)
	AuthorizationRefusal int             // the status of a refused LoginKey there (U)
	LookupEncoding       glance.Encoding // the only one that is taken (I)
	LookupNames          glance.Names    // its inputs are spelled so, and no other way (U)
	LookupNamespace      string          // of the SOAP lookup (I)
	LookupNotFound       glance.NotFound // how it says that there is no session (U)
	LookupHidesRefusal   bool            // a refused LoginKey looks as if there were no session (U)
	LookupPace           time.Duration   // lookups that follow sooner are answered with 429 (U)
	JoinHost             string          // the host of the addresses that a lookup gives (I)
	Delivery             glance.Delivery // the only way in which the viewer takes credentials (D that both exist)
	ViewerPath           string          // the viewer's only page (D)
	PresenceAbsent       glance.Absent   // how presence says that a visitor is absent (S)
	PresenceOrigin       string          // what calls of presence must name as their origin (I)
	OtherPageNames       bool            // presence names page and browser otherwise (S)
	VisitorIDs           string          // a pattern of the visitor ids that presence takes (U)
	DirectHost           string          // the host of a visitor's own server (I)
	SocketPath           string          // the agent's websocket; "-": there is none (U)
	SocketDialect        bool            // the agent's websocket speaks another dialect (U)
	PresenceRefusal      int             // the status of a refused token (U)
	SocketRefusal        int             // the websocket's close code for one (U)
}

func (o Options) authorizationPath() string {
	if o.Differ.AuthorizationPath != "" {
		return o.Differ.AuthorizationPath
	}
	return authorizePath
}

func (o Options) socketPath() string {
	if o.Differ.SocketPath != "" {
		return o.Differ.SocketPath
	}
	return "/agentws"
}

func (o Options) viewerPaths() []string {
	if o.Differ.ViewerPath != "" {
		return []string{o.Differ.ViewerPath}
	}
	return viewerPaths
}

// spelled keeps of some inputs those that are spelled as they must be, under
// their names in lower case. Without a spelling any case will do (I).
func spelled(inputs map[string]string, names glance.Names) map[string]string {
	kept := map[string]string{}
	for name, value := range inputs {
		lower := strings.ToLower(name)
		if names == "" || name == names.Of(lower) {
			kept[lower] = value
		}
	}
	return kept
}

// refusedEncoding answers what is not encoded as it must be.
func (s *Sim) refusedEncoding(w http.ResponseWriter, encoding, namespace string) bool {
	d := s.options.Differ
	switch {
	case d.LookupEncoding != "" && string(d.LookupEncoding) != encoding:
		http.Error(w, "Request format is unrecognized.", http.StatusInternalServerError)
		return true
	case encoding == "soap" && d.LookupNamespace != "" && namespace != d.LookupNamespace:
		http.Error(w, "Server did not recognize the value of HTTP Header SOAPAction.", http.StatusInternalServerError)
		return true
	}
	return false
}

// tooSoon answers a lookup that follows too closely on the one before.
func (s *Sim) tooSoon(w http.ResponseWriter) bool {
	pace := s.options.Differ.LookupPace
	if pace == 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.lookedUp) >= pace {
		s.lookedUp = time.Now()
		return false
	}
	w.Header().Set("Retry-After", strconv.Itoa(int((pace+time.Second-1)/time.Second)))
	http.Error(w, "slow down", http.StatusTooManyRequests)
	return true
}

// notFound answers that there is no session in another way than usual.
func (s *Sim) notFound(w http.ResponseWriter) bool {
	switch s.options.Differ.LookupNotFound {
	case glance.NotFoundObject:
		reply(w, http.StatusOK, map[string]any{"status": "nosession"})
	case glance.NotFound404:
		http.Error(w, "no session", http.StatusNotFound)
	case glance.NotFound500:
		http.Error(w, "System.Exception: no session", http.StatusInternalServerError)
	default:
		return false
	}
	return true
}

// otherwise answers calls of presence that are not made as they must be.
func (s *Sim) otherwise(next http.HandlerFunc) http.HandlerFunc {
	d := s.options.Differ
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.URL.Query().Get("visitorid")
		switch {
		case d.PresenceOrigin != "" && r.Header.Get("Origin") != d.PresenceOrigin:
			reply(w, http.StatusForbidden, map[string]any{"error": "origin"})
		case d.VisitorIDs != "" && id != "" && !regexp.MustCompile(d.VisitorIDs).MatchString(id):
			reply(w, http.StatusBadRequest, map[string]any{"error": "visitorid"})
		default:
			next(w, r)
		}
	}
}

// absent answers that a visitor is absent in another way than usual.
func (s *Sim) absent(w http.ResponseWriter) bool {
	if s.options.Differ.PresenceAbsent != glance.Absent404 {
		return false
	}
	reply(w, http.StatusNotFound, map[string]any{"message": "none"})
	return true
}

// pageOf is how lookupvisitor tells of a page (S).
func (s *Sim) pageOf(p page) map[string]any {
	if s.options.Differ.OtherPageNames {
		return map[string]any{"location": p.URL, "userAgent": p.Browser}
	}
	return map[string]any{"url": p.URL, "browser": p.Browser, "browserver": p.BrowserVer, "platform": p.Platform}
}

// direct is the named server as it is told: host:port.
func (s *Sim) direct() string {
	direct := strings.TrimPrefix(s.DirectServer, "https://")
	if host := s.options.Differ.DirectHost; host != "" {
		_, port, _ := strings.Cut(direct, ":")
		return host + ":" + port
	}
	return direct
}

// joinServer is where the viewer is said to be.
func (s *Sim) joinServer() string {
	if server := s.options.JoinServer; server != "" {
		return server
	}
	if host := s.options.Differ.JoinHost; host != "" {
		_, port, _ := strings.Cut(strings.TrimPrefix(s.WebServer, "https://"), ":")
		return "https://" + host + ":" + port
	}
	return s.WebServer
}

// strange has a socket speak no dialect that is known here.
func (s *Sim) strange(k *socket) {
	k.send(encode(map[string]any{"event": "phx_reply", "topic": "agent", "payload": json.RawMessage(`{"status":"ok"}`)}))
	for {
		if _, ok := k.read(); !ok {
			return
		}
	}
}
