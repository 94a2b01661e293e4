package glancesim

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

// viewerPaths are the viewer's pages (D: the current one, and an older one).
var viewerPaths = []string{"/agentjoin/AgentView.aspx", "/cobrowse/AgentView.aspx"}

// viewer is one open viewer page.
type viewer struct {
	id, key, puid string
	visitor       string // once in session
	over          bool
}

// ViewerOpen is one request for a viewer page.
type ViewerOpen struct {
	Key      string
	PUID     string
	Username string
	Method   string
	Path     string
	Query    string // as it was in the address
	Referer  string
	Wait     bool
	Valid    bool // the credentials, or the sign-in by hand, were accepted
	Running  bool // the session ran already
	At       time.Time
}

// ViewerOpens returns all requests for viewer pages so far, in order.
func (s *Sim) ViewerOpens() []ViewerOpen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.opens)
}

// Joined waits until a viewer page for key was opened with valid credentials.
func (s *Sim) Joined(ctx context.Context, key string) error {
	return s.until(ctx, func() bool {
		return slices.ContainsFunc(s.opens, func(o ViewerOpen) bool { return o.Valid && o.Key == key })
	})
}

// SessionRuns reports whether a session with a key, or of a visitor, runs.
func (s *Sim) SessionRuns(keyOrVisitor string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessionFor(keyOrVisitor) != nil
}

// webHandler is the web server: authorization, lookup, viewer.
func (s *Sim) webHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+s.options.authorizationPath(), s.faulty(CallAuthorize, s.authorize))
	mux.HandleFunc("POST "+lookupPath, s.faulty(CallLookup, s.lookup))
	mux.HandleFunc("POST "+lookupPath+"/"+lookupName, s.faulty(CallLookup, s.lookup))
	for _, path := range s.options.viewerPaths() {
		mux.HandleFunc("GET "+path, s.faulty(CallViewer, s.openViewer))
		mux.HandleFunc("POST "+path, s.faulty(CallViewer, s.openViewer))
	}
	mux.HandleFunc("GET /viewer/events", s.viewerEvents)
	mux.HandleFunc("POST /viewer/end", s.viewerEnd)
	mux.HandleFunc("GET "+loginPath, s.loginPage)
	mux.HandleFunc("POST "+loginPath, s.login)
	mux.HandleFunc("GET /agentjoin/Error.aspx", plainPage("error.html"))                                 // D that there is one; path U
	mux.HandleFunc("GET /integration/HostButtons.asp", s.faulty(CallButtons, plainPage("buttons.html"))) // D that there is one; what it shows U
	mux.Handle("GET /assets/", assets)
	return mux
}

// openViewer opens the viewer (D: parameters, in the query or posted; without
// credentials to the login and back; I: names in any case).
func (s *Sim) openViewer(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	inputs := formInputs(r)
	if delivery := s.options.Differ.Delivery; delivery == glance.DeliverQuery && r.Method == http.MethodPost || delivery == glance.DeliverPost && r.Method == http.MethodGet {
		delete(inputs, "loginkey")
	}
	open := ViewerOpen{Key: inputs["sessionkey"], PUID: inputs["partneruserid"], Username: inputs["username"], Method: r.Method, Path: r.URL.Path,
		Query: r.URL.RawQuery, Referer: r.Referer(), Wait: inputs["wait"] == "1", At: s.options.Now()}
	if open.Key == "" {
		open.Key = inputs["visitorid"] // a synonym (D)
	}
	byHand := inputs["loginkey"] == "" && inputs["partnerid"] == "" && open.PUID == ""
	agent := open.PUID
	if byHand {
		agent = s.whoSignedIn(r)
		if on := s.signedOn(inputs); agent == "" && on != "" {
			agent = on
			s.leaveCookie(w, on)
		}
		open.Valid = agent != ""
	} else {
		open.Valid = s.goodLoginKey(inputs["partnerid"], open.PUID, inputs["loginkey"])
	}
	v := &viewer{id: rand.Text(), key: open.Key, puid: agent}
	s.change(func() { s.admit(v, &open, inputs["loginkey"]) })
	switch {
	case !open.Valid && byHand:
		http.Redirect(w, r, loginFor(r), http.StatusSeeOther) // D
	case !open.Valid:
		http.Redirect(w, r, loginPath, http.StatusSeeOther)
	case !open.Running && !open.Wait:
		http.Redirect(w, r, "/agentjoin/Error.aspx", http.StatusSeeOther) // D
	default:
		render(w, "viewer.html", v.view())
	}
}

func (s *Sim) admit(v *viewer, open *ViewerOpen, loginKey string) {
	if s.options.RejectReplay && loginKey != "" && s.spent[loginKey] {
		open.Valid = false
	}
	s.spent[loginKey] = true
	open.Running = s.sessionFor(open.Key) != nil
	s.opens = append(s.opens, *open)
	if !open.Valid || !open.Running && !open.Wait {
		return
	}
	s.viewers[v.id] = v
	s.refresh(v)
}

// refresh moves a viewer on: into its session once that runs, out when it ended.
func (s *Sim) refresh(v *viewer) {
	running := s.sessionFor(v.key)
	switch {
	case v.over:
	case v.visitor == "" && running != nil:
		v.visitor = running.visitor
		for _, c := range s.visitorOf(v.visitor).conns {
			c.tell("agentjoin", map[string]any{"agent": v.puid}) // event name D, frame U
		}
	case v.visitor != "" && running == nil:
		v.over = true
	}
}

// formInputs returns query and form with names in lower case, first value each.
func formInputs(r *http.Request) map[string]string {
	r.ParseForm()
	inputs := map[string]string{}
	for name, values := range r.Form {
		inputs[strings.ToLower(name)] = values[0]
	}
	return inputs
}

// viewerView is what a viewer page shows.
type viewerView struct {
	ID      string `json:"-"`
	State   string `json:"state"` // waiting, session, ended
	Key     string `json:"key"`
	Agent   string `json:"agent"`
	Visitor string `json:"visitor"`
	Page    page   `json:"page"`
}

func (v *viewer) view() viewerView {
	view := viewerView{ID: v.id, State: "waiting", Key: v.key, Agent: v.puid, Visitor: v.visitor}
	if v.visitor != "" {
		view.State = "session"
	}
	if v.over {
		view.State = "ended"
	}
	return view
}

// viewerEvents streams a viewer's state to its page, at each change.
func (s *Sim) viewerEvents(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("id")
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	var last string
	for {
		next := ""
		if s.until(r.Context(), func() bool { next = s.viewerState(id); return next != last }) != nil || next == "" {
			return
		}
		last = next
		if _, err := fmt.Fprintf(w, "data: %s\n\n", next); err != nil {
			return
		}
		if http.NewResponseController(w).Flush() != nil {
			return
		}
	}
}

func (s *Sim) viewerState(id string) string {
	v := s.viewers[id]
	if v == nil {
		return ""
	}
	s.refresh(v)
	view := v.view()
	if v.visitor != "" {
		view.Page = s.visitorOf(v.visitor).page
	}
	return string(encode(view))
}

// viewerEnd ends the session from the viewer (D that agents can; how is Glance's own).
func (s *Sim) viewerEnd(w http.ResponseWriter, r *http.Request) {
	s.change(func() {
		v := s.viewers[r.URL.Query().Get("id")]
		if v == nil {
			return
		}
		if running := s.sessionFor(v.key); running != nil {
			s.endSession(running)
		}
	})
	w.WriteHeader(http.StatusNoContent)
}
