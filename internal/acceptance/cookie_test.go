package acceptance

import (
	"context"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// TestPresenceByCookie has agents sign in at the viewer, and one of them let the
// extension read what that left in the browser. Chromium's question cannot be
// answered by its driver; the rest is tried by the host's and the worker's tests.
func TestPresenceByCookie(t *testing.T) {
	d := openDeskIn(t, story.Options{Browser: manifests.Firefox})
	must(t, d.Change(t.Context(), map[string]any{"loginKeySource": "saml", "authUrl": "", "samlIdpUsername": "alex.glance.net", "presence": true}))
	d.try("signs in, gives leave, sees the customer", d.givesLeave)
}

func (d *desk) givesLeave(t *testing.T, ctx context.Context) {
	d.visitor(t, vera)
	d.contact(t, ctx, "1002")
	shows(t, ctx, d.Agent, "that the viewer signs in", atViewer)
	before := d.Sim.Calls(glancesim.CallViewer)
	press(t, ctx, d.Agent, start)
	must(t, d.Sim.Wait(ctx, glancesim.CallViewer, before+1))
	must(t, d.Agent.Front(ctx))
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "that presence is not told", atViewer)
	popup := d.popup(t, ctx, d.Agent)
	must(t, popup.WaitFor(ctx, `document.querySelector("#cookie")?.checkVisibility()`))
	must(t, popup.ClickOn(ctx, "#cookie"))
	asked, err := d.Firefox().Allow(ctx)
	must(t, err)
	if !strings.Contains(asked, "localhost") && !strings.Contains(asked, "127.0.0.1") {
		t.Errorf("it was asked: %s", asked)
	}
	must(t, d.Agent.Front(ctx))
	shows(t, ctx, d.Agent, "presence", present)
}

// atViewer is a button whose click opens the viewer, where the agent signs in.
func atViewer(l story.Look) bool {
	return l.Presence == "neutral" && !l.Busy && says("opens Glance, signed in")(l)
}
