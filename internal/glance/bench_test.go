package glance_test

import (
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
)

// From the presence service's decision to tell to Next's return: a part of the
// 50 ms in which a button lights.
func BenchmarkPresence(b *testing.B) {
	sim, err := glancesim.Start(glancesim.Options{Group: group, APIKey: apiKey})
	if err != nil {
		b.Fatal(err)
	}
	defer sim.Close()
	hosts, _ := glance.NewHosts(sim.HostEntries())
	cfg := configuration(hosts)
	cfg.WebServer, cfg.PresenceServer = sim.WebServer, sim.PresenceServer
	hc := sim.HTTPClient()
	defer hc.CloseIdleConnections()
	client, err := glance.New(cfg, hc)
	if err != nil {
		b.Fatal(err)
	}
	client.Calm()
	token, err := client.Authorize(b.Context(), credentials(time.Now().Unix()+60))
	if err != nil {
		b.Fatal(err)
	}
	stream, err := client.Watch(b.Context(), token, group, visitor)
	if err != nil {
		b.Fatal(err)
	}
	defer stream.Close()
	if _, err := stream.Next(b.Context()); err != nil { // the present state
		b.Fatal(err)
	}
	for b.Loop() {
		sim.Push(visitor, `{"type":"visitorconn","groupid":15687,"visitorid":"vera-visitor","data":{"connected":true}}`)
		if _, err := stream.Next(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
