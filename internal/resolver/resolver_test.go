package resolver

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

var vera = protocol.Record{System: "crm", Type: "contact", ID: "42", Title: "Vera Visitor", URL: "https://crm.example/contacts/42"}

// at is a resolver that is answered so.
func at(t *testing.T, answer http.HandlerFunc) *Resolver {
	t.Helper()
	server := httptest.NewTLSServer(answer)
	t.Cleanup(server.Close)
	return &Resolver{Address: server.URL + "/visitor", Headers: map[string]secret.Text{"X-Key": secret.New("planted-secret")}, Client: server.Client()}
}

func TestAsksWithTheRecordAndNothingElse(t *testing.T) {
	var asked string
	r := at(t, func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		asked = fmt.Sprint(q.Method, q.URL, q.Header.Get("Content-Type"), q.Header.Get("X-Key"), string(body))
		io.WriteString(w, `{"visitorId": "vera-1", "id": "42", "more": [1]}`)
	})
	id, err := r.Ask(t.Context(), vera)
	if id != "vera-1" || err != nil || asked != `POST/visitorapplication/jsonplanted-secret{"system":"crm","type":"contact","id":"42"}` {
		t.Errorf("%q, %v, asked %s", id, err, asked)
	}
}

func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		id     string
		failed string // part of the error
	}{
		"none":            {404, "not here", "", ""},
		"no content":      {204, "", "", ""},
		"an empty one":    {200, `{"visitorId": ""}`, "", ""},
		"null":            {200, `{"visitorId": null}`, "", ""},
		"nothing said":    {200, `{}`, "", ""},
		"a number":        {200, `{"visitorId": 7}`, "", "expected JSON"},
		"a list":          {200, `["vera-1"]`, "", "expected JSON"},
		"null itself":     {200, `null`, "", "expected JSON"},
		"a page":          {200, `<html>vera-1</html>`, "", "expected JSON"},
		"two objects":     {200, `{"visitorId": "a"}{"visitorId": "b"}`, "", "expected JSON"},
		"too much":        {200, `{"visitorId": "a", "x": "` + strings.Repeat("x", maxAnswer) + `"}`, "", "too long"},
		"another record":  {200, `{"visitorId": "a", "id": "43"}`, "", "another record"},
		"another type":    {200, `{"visitorId": "a", "type": "lead"}`, "", "another record"},
		"refused":         {401, `{"visitorId": "a"}`, "", "status 401"},
		"broken":          {500, "planted-secret", "", "status 500"},
		"created":         {201, `{"visitorId": "a"}`, "", "status 201"},
		"a redirect":      {307, "", "", "status 307"},
		"whatever it was": {200, `{"visitorId": " any thing "}`, " any thing ", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var elsewhere atomic.Int32
			other := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
			defer other.Close()
			r := at(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", other.URL)
				w.WriteHeader(c.status)
				io.WriteString(w, c.body)
			})
			id, err := r.Ask(t.Context(), vera)
			if id != c.id || (err != nil) != (c.failed != "") || err != nil && !strings.Contains(err.Error(), c.failed) {
				t.Errorf("%q, %v", id, err)
			}
			if elsewhere.Load() > 0 || err != nil && strings.Contains(err.Error(), "planted-secret") {
				t.Error("something got out")
			}
		})
	}
}

func TestOneRequestForARecord(t *testing.T) {
	var asked atomic.Int32
	hold := make(chan struct{})
	r := at(t, func(w http.ResponseWriter, q *http.Request) {
		var about protocol.Record
		json.NewDecoder(q.Body).Decode(&about)
		if about.ID == "42" {
			asked.Add(1)
			<-hold
		}
		fmt.Fprintf(w, `{"visitorId": "v-%s"}`, about.ID)
	})
	var waiting sync.WaitGroup
	for range 10 {
		waiting.Go(func() {
			if id, err := r.Ask(t.Context(), vera); id != "v-42" || err != nil {
				t.Errorf("%q, %v", id, err)
			}
		})
	}
	other := vera
	other.ID = "43"
	if id, err := r.Ask(t.Context(), other); id != "v-43" || err != nil {
		t.Errorf("another record waits: %q, %v", id, err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := r.Ask(gone, vera); err == nil {
		t.Error("who is gone got an answer")
	}
	for asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(hold)
	waiting.Wait()
	if n := asked.Load(); n > 2 { // the first may have been answered before the last came
		t.Errorf("asked %d times", n)
	}
	if id, err := r.Ask(t.Context(), vera); id != "v-42" || err != nil || asked.Load() < 2 {
		t.Errorf("an answer was kept: %q, %v", id, err)
	}
}

func TestNoAnswer(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	r := &Resolver{Address: server.URL, Client: server.Client()}
	server.Close()
	if _, err := r.Ask(t.Context(), vera); err == nil || err.Error() != "no connection" {
		t.Error(err)
	}
	for _, address := range []string{"http://portal.example.com", "https://", "", "https://u:p@portal.example.com/", "::"} {
		if _, err := (&Resolver{Address: address, Client: http.DefaultClient}).Ask(t.Context(), vera); err == nil || !strings.Contains(err.Error(), "https") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// FuzzRead: whatever comes back, it is an id, none, or an error.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{`{"visitorId":"v"}`, `{}`, `null`, `{"visitorId":{}}`, `{"id":"43"}`, "", "\xff", `{"VISITORID":"v"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		id, err := read(body, question{"crm", "contact", "42"})
		if err != nil && id != "" || len(id) > 3*maxAnswer {
			t.Fatalf("%q, %v", id, err)
		}
	})
}
