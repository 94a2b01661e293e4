package acceptance

import (
	"context"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/story/crm"
)

// asksEnvironment makes a rule where the settings have environments: it is saved
// with the one that was named, and not before.
func (d *desk) asksEnvironment(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	must(t, d.Change(ctx, map[string]any{"environments": map[string]any{"sandbox": map[string]any{"groupId": 90017}}}))
	address := d.serveAt(t, host, crm.Handler(crm.Plain))
	d.pointsAtName(t, ctx, host, address+"/contacts/1001", "main h1", "Vera Visitor")
	d.pointsByKeyboard(t, ctx, "Website visitor ID: vera-visitor")
	d.pickSteps(t, ctx)
	d.does(t, ctx, "agree")
	must(t, d.Agent.Go(ctx, address+"/contacts/1002"))
	d.picker(t, ctx, "The values followed")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "Which environment do these pages belong to?")
	d.disabled(t, ctx, "save")
	d.disabled(t, ctx, "keep")
	d.shot(t, "picker-environment.png")
	must(t, d.Agent.ClickClosed(ctx, `.panel input[value="sandbox"]`, 0))
	d.enabled(t, ctx, "save")
	d.does(t, ctx, "save")
	d.picker(t, ctx, "Saved")
	d.does(t, ctx, "done")
	if text := d.ruleFile(t, "help-localhost"); !strings.Contains(text, `"environment": "sandbox"`) {
		t.Errorf("the rule that was saved: %s", text)
	}
	d.removeRule(t, ctx, "help-localhost")
}
