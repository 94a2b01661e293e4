package glancesim

import (
	"crypto/hmac"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/glance-networks/agent-host/internal/glance"
)

const maxRequest = 64 << 10 // bytes of a request's body

// goodLoginKey checks a LoginKey as Glance does (D): its shape and signature,
// now < expiry, and an expiry at most one day ahead.
func (s *Sim) goodLoginKey(group, puid, loginKey string) bool {
	expires, err := glance.ParseLoginKey(loginKey)
	now := s.options.Now().Unix()
	if err != nil || puid == "" || group != s.group() || now >= expires || expires > now+glance.MaxLoginKeyLife {
		return false
	}
	right := glance.Sign(s.options.Group, puid, expires, s.options.APIKey).Reveal()
	return hmac.Equal([]byte(right), []byte(loginKey))
}

// authHandler stands in for the customer's own LoginKey service (D: POST, the
// agent in the query, loginKey, groupId and expiration in the answer).
func (s *Sim) authHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /loginkey", s.faulty(CallLoginKey, s.issueLoginKey))
	return mux
}

func (s *Sim) issueLoginKey(w http.ResponseWriter, r *http.Request) {
	name, value, wanted := strings.Cut(s.options.AuthHeader, ":")
	puid := r.URL.Query().Get("partneruserid")
	switch {
	case wanted && r.Header.Get(name) != strings.TrimSpace(value):
		http.Error(w, "who are you?", http.StatusForbidden)
	case puid == "":
		http.Error(w, "partneruserid is missing", http.StatusBadRequest)
	case s.proven(w, r, puid):
		expires := s.options.Now().Unix() + s.options.LoginKeySeconds
		key := glance.Sign(s.options.Group, puid, expires, s.options.APIKey)
		reply(w, http.StatusOK, map[string]any{"loginKey": key.Reveal(), "groupId": s.options.Group, "expiration": expires})
	}
}

// reply answers with JSON.
func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
