package acceptance

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/internal/story/crm"
)

const sandboxGroup = 90017

// sandboxApart has Vera on both groups' websites at once: each page's click
// comes to her in its own group, and a page of neither's comes to nobody.
func (d *desk) sandboxApart(t *testing.T, ctx context.Context) {
	sandbox := d.openSandbox(t, ctx)
	there, here := sandbox.Visitor(vera), d.visitor(t, vera)
	must(t, there.Connect("https://shop.example/"))
	in := *d.Set
	in.Sim = sandbox
	twin := &desk{Set: &in, group: d.group, family: d.family}
	d.strangers(t, ctx, twin)
	d.asksAlone(t, ctx, d.serveAt(t, "sandbox.localhost", crm.Handler(crm.Plain)), there, d)
	d.asksAlone(t, ctx, d.CRM, here, twin)
}

// strangers opens a page of a group that is neither.
func (d *desk) strangers(t *testing.T, ctx context.Context, twin *desk) {
	t.Helper()
	before := []int{d.calls(), twin.calls()}
	must(t, d.Agent.Go(ctx, d.serveAt(t, "strange.localhost", crm.Handler(crm.Plain))+"/contacts/1001"))
	press(t, ctx, d.Agent, `button[data-action="why"]`)
	shows(t, ctx, d.Agent, "whose the page is", says("another Glance group"))
	missing(t, ctx, d.Agent, start)
	if now := []int{d.calls(), twin.calls()}; !slices.Equal(now, before) {
		t.Errorf("on a page of another group’s the two were asked %d times, not %d", now, before)
	}
}

// asksAlone has a page's customer asked in one group, and sees that the other is not.
func (d *desk) asksAlone(t *testing.T, ctx context.Context, address string, asked *glancesim.Visitor, other *desk) {
	t.Helper()
	before := other.calls()
	must(t, d.Agent.Go(ctx, address+"/contacts/1001"))
	if seen := shows(t, ctx, d.Agent, "presence", present); says("another record too")(seen) {
		t.Errorf("the other group’s record counts as one of this: %v", seen)
	}
	press(t, ctx, d.Agent, start)
	_, err := asked.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, asked.Terms("declined"))
	shows(t, ctx, d.Agent, "that she declined", says("declined"))
	if now := other.calls(); now != before {
		t.Errorf("on %s the other group was asked %d times", address, now-before)
	}
}

// openSandbox has the desk work in a second group too, know the pages of both
// and those of a third, and be at the page of somebody who is nobody's visitor.
func (d *desk) openSandbox(t *testing.T, ctx context.Context) *glancesim.Sim {
	t.Helper()
	sandbox, err := glancesim.Start(glancesim.Options{Group: sandboxGroup, APIKey: secret.New(rand.Text())})
	must(t, err)
	t.Cleanup(sandbox.Close)
	authorities := filepath.Join(t.TempDir(), "both.pem")
	must(t, os.WriteFile(authorities, slices.Concat(d.Sim.CA(), sandbox.CA()), 0o644))
	d.writeRule(t, "sandbox", map[string]any{"environment": "sandbox", "groupId": sandboxGroup})
	d.writeRule(t, "strange", map[string]any{"groupId": 4711})
	d.contact(t, ctx, "1003") // of whom no group is asked
	shows(t, ctx, d.Agent, "a key field", hasKeyField)
	must(t, d.Change(ctx, map[string]any{"caFile": authorities, "environments": map[string]any{"sandbox": map[string]any{
		"groupId": sandboxGroup, "authUrl": sandbox.AuthURL, "hosts": sandbox.HostEntries(),
		"webServer": sandbox.WebServer, "presenceServer": sandbox.PresenceServer,
	}}}))
	for _, name := range []string{"sandbox", "strange"} {
		must(t, d.Browser.Grant(ctx, "https://"+name+".localhost/*"))
		d.knows(t, ctx, name)
		d.onSites(t, ctx, "https://"+name+".localhost/*")
	}
	return sandbox
}

// writeRule has the administrator say whose customers a further host's are.
func (d *desk) writeRule(t *testing.T, name string, whose map[string]any) {
	t.Helper()
	rule := map[string]any{"id": name, "name": name, "matches": []string{"https://" + name + ".localhost/*"}, "objects": []any{map[string]any{
		"type": "contact", "path": "/contacts/:id", "visitorId": []any{map[string]any{"label": "Website visitor ID"}}, "recordId": []any{map[string]any{"path": "id"}},
		"title": []any{map[string]any{"selector": "main h1"}}, "anchor": map[string]any{"selector": "main h1"},
	}}}
	for member, value := range whose {
		rule[member] = value
	}
	text, err := json.Marshal(rule)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(d.sites(t), name+".json"), text, 0o644))
}
