package acceptance

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser"
)

// fragmentPage loads no other page: its fragment, written like a query, names
// the record or the list. There is a mark of help in the field's label.
const fragmentPage = `<div class="app"></div><script nonce=own>
const app = document.querySelector(".app"), names = {5: "Vera", 6: "Otto", 7: "Ines"};
const made = (name, text, more = {}) => Object.assign(document.createElement(name), {textContent: text}, more);
const draw = () => {
	const id = new URLSearchParams(location.hash.slice(1)).get("id");
	if (!id) return app.replaceChildren(made("h1", "Customers"));
	const label = made("label", "Visitor ID", {htmlFor: "field_0"});
	label.append(made("sup", "?"));
	app.replaceChildren(made("h1", names[id]), label, made("input", "", {id: "field_0", value: "visitor-" + id}));
};
addEventListener("hashchange", () => setTimeout(draw, 60));
draw();
</script>`

// picksFragment has a record named by the fragment's own query, and no button
// where that names none.
func (d *desk) picksFragment(t *testing.T, ctx context.Context) {
	const host, record = "help.localhost", "&menu_id=120&model=res.partner&view_type=form"
	address := d.serveAt(t, host, page(func(string) string { return fragmentPage }))
	d.pointsAtName(t, ctx, host, address+"/web#id=5"+record, "h1", "Vera")
	d.pointsByMouse(t, ctx, "input", "Visitor ID: visitor-5")
	d.pickSteps(t, ctx)
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "1 of 1 record agrees")
	script(t, ctx, d.Agent, `location.hash = "id=6`+record+`"`)
	d.confirms(t, ctx)
	if text := d.ruleFile(t, "help-localhost"); !strings.Contains(text, "model=res.partner") || strings.Contains(text, "visitor-5") || strings.Contains(text, "id=6") {
		t.Errorf("the rule does not name the kind of record, or holds one: %s", text)
	}
	d.visitor(t, "visitor-7")
	script(t, ctx, d.Agent, `location.hash = "id=7`+record+`"`)
	shows(t, ctx, d.Agent, "a customer whom the fragment names", present)
	script(t, ctx, d.Agent, `location.hash = "menu_id=120&model=res.partner&view_type=list"`)
	must(t, browser.Until(ctx, "the button to go", func(ctx context.Context) (bool, error) {
		return errors.Is(d.Agent.CallClosed(ctx, pill, "function() { return 1 }", nil), browser.ErrNoElement), nil
	}))
	d.removeRule(t, ctx, "help-localhost")
}
