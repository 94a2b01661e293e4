package signin

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The fence holds by itself, whatever was checked before.
func TestTheFence(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "fine") })
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("a", maxAnswer+1)) })
	mux.HandleFunc("/full", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("a", maxAnswer)) })
	mux.HandleFunc("/home", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusFound) })
	mux.HandleFunc("/down", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	asked := 0
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked++; mux.ServeHTTP(w, r) }))
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "https://")
	for _, test := range []struct {
		address string
		hosts   []string
		want    error
		asked   int
	}{
		{server.URL + "/ok", []string{host}, nil, 1},
		{server.URL + "/full", []string{host}, nil, 1},
		{server.URL + "/ok", nil, errForeign, 0},
		{server.URL + "/ok", []string{"127.0.0.1"}, errForeign, 0},
		{"https://user@" + host + "/ok", []string{host}, errForeign, 0},
		{"http://" + host + "/ok", []string{host}, errForeign, 0},
		{server.URL + "/home", []string{host}, errForeign, 1},
		{server.URL + "/long", []string{host}, errTooLarge, 1},
		{server.URL + "/down", []string{host}, errDown, 1},
	} {
		asked = 0
		answer, err := fence(server.Client(), test.hosts).Get(test.address)
		if err == nil {
			_, err = io.ReadAll(answer.Body)
			answer.Body.Close()
		}
		if !errors.Is(err, test.want) || asked != test.asked {
			t.Errorf("%s with %q: %v after %d requests, want %v after %d", test.address, test.hosts, err, asked, test.want, test.asked)
		}
	}
}
