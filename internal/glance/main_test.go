package glance_test

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	group   = 15687
	puid    = "agent@example.com"
	visitor = "vera-visitor"
)

var apiKey = secret.New("test-api-key")

// rig is a simulator and a client that speaks to it.
type rig struct {
	t      *testing.T
	sim    *glancesim.Sim
	client *glance.Client
	agent  glance.Credentials
}

func start(t *testing.T, adjust ...func(*glance.Config)) *rig {
	t.Helper()
	return startWith(t, glancesim.Options{Group: group, APIKey: apiKey, Grace: 10 * time.Millisecond}, adjust...)
}

func startWith(t *testing.T, options glancesim.Options, adjust ...func(*glance.Config)) *rig {
	t.Helper()
	sim, err := glancesim.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	r := &rig{t: t, sim: sim, agent: credentials(time.Now().Unix() + 3600)}
	r.client = r.newClient(adjust...)
	return r
}

func (r *rig) newClient(adjust ...func(*glance.Config)) *glance.Client {
	r.t.Helper()
	hosts, err := glance.NewHosts(r.sim.HostEntries())
	if err != nil {
		r.t.Fatal(err)
	}
	cfg := configuration(hosts)
	cfg.WebServer, cfg.PresenceServer = r.sim.WebServer, r.sim.PresenceServer
	for _, change := range adjust {
		change(&cfg)
	}
	hc := r.sim.HTTPClient()
	r.t.Cleanup(hc.CloseIdleConnections)
	client, err := glance.New(cfg, hc)
	if err != nil {
		r.t.Fatal(err)
	}
	return client
}

func configuration(hosts glance.Hosts) glance.Config {
	return glance.Config{WebServer: "https://www.glance.net", ViewerPath: "/agentjoin/AgentView.aspx",
		Delivery: glance.DeliverPost, LookupPath: "/services/SessionService.asmx", LookupEncoding: glance.EncodeForm,
		AuthorizationPath: "/services/AuthorizationService/authorize", TokenMinutes: 60,
		PresenceServer: "https://presence.glance.net", SocketPath: "/agentws", Hosts: hosts}
}

func credentials(expires int64) glance.Credentials {
	return glance.Credentials{GroupID: group, PUID: puid, LoginKey: glance.Sign(group, puid, expires, apiKey)}
}

func (r *rig) token() glance.Token {
	r.t.Helper()
	token, err := r.client.Authorize(soon(r.t), r.agent)
	r.ok(err)
	return token
}

func (r *rig) watch() *glance.Stream {
	r.t.Helper()
	stream, err := r.client.Watch(soon(r.t), r.token(), group, visitor)
	r.ok(err)
	r.t.Cleanup(func() { stream.Close() })
	return stream
}

func (r *rig) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) fails(err error, code glance.Code) {
	r.t.Helper()
	if glance.CodeOf(err) != code {
		r.t.Fatalf("got %v, want code %s", err, code)
	}
}

// soon is a context for what has to happen before the test is lost.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}
