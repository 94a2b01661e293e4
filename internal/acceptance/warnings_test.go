package acceptance

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/story"
)

// doubtful serves records whose visitor id is the first part of their number,
// before the point.
func (d *desk) doubtful(t *testing.T) string {
	return d.serve(t, page(func(id string) string {
		visitor, _, _ := strings.Cut(id, ".")
		return fmt.Sprintf(`<main><h1>Contact %s</h1><dl><dt>Website visitor ID</dt><dd>%s</dd></dl></main>`, id, visitor)
	}))
}

func (d *desk) twoRecords(t *testing.T, ctx context.Context) {
	address, before := d.doubtful(t), d.signals()
	d.visitor(t, "dora-double")
	must(t, d.Agent.Go(ctx, address+"/contacts/dora-double.1"))
	if seen := shows(t, ctx, d.Agent, "presence", present); seen.Below != "" {
		t.Errorf("it says %q of the first record", seen.Below)
	}
	must(t, d.Agent.Go(ctx, address+"/contacts/dora-double.2"))
	seen := shows(t, ctx, d.Agent, "presence", present)
	d.warns(t, before, seen, "another record too, “Contact dora-double.1”")
}

func (d *desk) twoDevices(t *testing.T, ctx context.Context) {
	address, before := d.doubtful(t), d.signals()
	d.visitor(t, "tina-two")
	must(t, d.Agent.Go(ctx, address+"/contacts/tina-two"))
	shows(t, ctx, d.Agent, "presence", present)
	other := d.Sim.Visitor("tina-two").On("Firefox", "Mac")
	must(t, other.Connect("https://shop.example/cart"))
	t.Cleanup(func() { other.Disconnect() })
	seen := shows(t, ctx, d.Agent, "the second device", says("two devices"))
	d.warns(t, before, seen, "ask the customer what they see before you go on")
}

func (d *desk) colleagues(t *testing.T, ctx context.Context) {
	address, before := d.doubtful(t), d.signals()
	must(t, d.visitor(t, "cora-common").StartSessionWith("cora-common"))
	must(t, d.Agent.Go(ctx, address+"/contacts/cora-common"))
	seen := shows(t, ctx, d.Agent, "the session", says("in a session elsewhere"))
	d.warns(t, before, seen, "Join")
	missing(t, ctx, d.Agent, start)
}

// warns checks that a button says what is doubtful, and that nobody was asked.
func (d *desk) warns(t *testing.T, before int, seen story.Look, words string) {
	t.Helper()
	if !says(words)(seen) {
		t.Errorf("it does not say %q: %v", words, seen)
	}
	if now := d.signals(); now != before {
		t.Errorf("%d customers were signalled", now-before)
	}
}
