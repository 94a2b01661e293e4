package glancesim_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	group = 15687
	puid  = "agent@example.com"
)

var apiKey = secret.New("test-api-key")

// rig is a simulator and a plain HTTP client, which follows no redirect.
type rig struct {
	t   *testing.T
	sim *glancesim.Sim
	hc  *http.Client
}

func start(t *testing.T, options glancesim.Options) *rig {
	t.Helper()
	options.Group, options.APIKey = group, apiKey
	sim, err := glancesim.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	hc := sim.HTTPClient()
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	t.Cleanup(hc.CloseIdleConnections)
	return &rig{t, sim, hc}
}

// do sends a request and returns status, headers and body.
func (r *rig) do(method, address, kind, body string, headers ...string) (int, http.Header, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(soon(r.t), method, address, strings.NewReader(body))
	r.ok(err)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := r.hc.Do(req)
	r.ok(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	r.ok(err)
	return resp.StatusCode, resp.Header, string(text)
}

func (r *rig) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func loginKey(expires int64) string { return glance.Sign(group, puid, expires, apiKey).Reveal() }

func form(pairs ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values.Encode()
}

const formType = "application/x-www-form-urlencoded"

// token gets an authorization token over the wire.
func (r *rig) token(now time.Time) string {
	r.t.Helper()
	status, _, body := r.authorize("presence", "60", loginKey(now.Unix()+60))
	var reply struct {
		AuthToken string `json:"authToken"`
	}
	if status != 200 || json.Unmarshal([]byte(body), &reply) != nil || reply.AuthToken == "" {
		r.t.Fatalf("no token: %d %s", status, body)
	}
	return reply.AuthToken
}

func (r *rig) authorize(service, minutes, key string) (int, http.Header, string) {
	r.t.Helper()
	body, _ := json.Marshal(map[string]string{"partnerid": strconv.Itoa(group), "partneruserid": puid, "loginkey": key})
	return r.do("POST", r.sim.WebServer+"/services/AuthorizationService/authorize?site=production&service="+service+"&duration="+minutes,
		"application/json", string(body))
}
