package acceptance

import (
	"context"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
)

// TestTechniques goes from a customer who is on the website to one who is not,
// and back, on pages that draw their record in each of the ways that are known.
func TestTechniques(t *testing.T) { inEach(t, story.Options{}, (*desk).techniques) }

func (d *desk) techniques() {
	crm, stranger := d.openFixtures(d.group, d.group.Context())
	d.visitor(d.group, vera)
	d.sparse(1, 3)
	for _, technique := range []string{"tabs", "volatile", "open", "closed", "synthetic", "frames", "srcdoc", "blank", "hash", "push", "form", "declared", "shown"} {
		d.try(technique, func(t *testing.T, ctx context.Context) { d.goesAndComes(t, ctx, crm+"/"+technique+"/1001") })
	}
	d.try("a record that is opened beside another’s preview", func(t *testing.T, ctx context.Context) { d.besidePreview(t, ctx, crm) })
	d.try("modal dialog", func(t *testing.T, ctx context.Context) { d.inDialog(t, ctx, crm) })
	d.try("split view", func(t *testing.T, ctx context.Context) { d.sideBySide(t, ctx, crm) })
	d.try("a field in a frame that changes alone", func(t *testing.T, ctx context.Context) { d.frameAlone(t, ctx, crm) })
	d.try("a page in a frame of its own site", func(t *testing.T, ctx context.Context) { d.framed(t, ctx, crm) })
	d.try("the CRM in a stranger’s frame", func(t *testing.T, ctx context.Context) { d.inStrangers(t, ctx, crm, stranger) })
	d.try("a stranger’s frame in the CRM", func(t *testing.T, ctx context.Context) { d.strangerIn(t, ctx, crm, stranger) })
	// The last ones, because the end of a session shows for a minute.
	d.try("a row of a virtual list", func(t *testing.T, ctx context.Context) { d.rowOfList(t, ctx, crm) })
	d.try("a row whose record is not certain", func(t *testing.T, ctx context.Context) { d.rowUnsure(t, ctx, crm) })
	d.try("a row that is another’s when the agent has chosen", func(t *testing.T, ctx context.Context) { d.rowGone(t, ctx, crm) })
}

// hashed is the address of a record where the fragment names it.
func hashed(address string) string {
	const path = "/hash/1001"
	if len(address) > len(path) && address[len(address)-len(path):] == path {
		return address[:len(address)-len("/1001")] + "#/contacts/1001"
	}
	return address
}

func (d *desk) goesAndComes(t *testing.T, ctx context.Context, address string) {
	must(t, d.Agent.Go(ctx, "about:blank"))
	must(t, d.Agent.Go(ctx, hashed(address)))
	shows(t, ctx, d.Agent, "Vera", present)
	for range 3 {
		script(t, ctx, d.Agent, `go(1002)`)
		d.followed(t, ctx, "to Walter", absent)
		script(t, ctx, d.Agent, `go(1001)`)
		d.followed(t, ctx, "to Vera", present)
	}
}

// besidePreview has a worklist show Vera's fields when Walter's record is opened
// from it, whose own come late: Vera's are never his.
func (d *desk) besidePreview(t *testing.T, ctx context.Context, crm string) {
	must(t, d.Agent.Go(ctx, crm+"/preview/1003"))
	shows(t, ctx, d.Agent, "Nora", absent)
	script(t, ctx, d.Agent, `look(1001)`)
	must(t, browser.Until(ctx, "Nora to be left", func(context.Context) (bool, error) { return d.Sim.Watchers("nora-north") == 0, nil }))
	must(t, d.Agent.ClickOn(ctx, "a"))
	shows(t, ctx, d.Agent, "that Walter’s visitor ID is not his yet", says("not renewed"))
	d.watched(t, ctx, 0)
	script(t, ctx, d.Agent, `arrive()`)
	shows(t, ctx, d.Agent, "Walter", absent)
}

// inDialog follows a record in a dialog of the top layer, around which nothing
// takes a click: it is there for the browser's own windows, and no button is.
func (d *desk) inDialog(t *testing.T, ctx context.Context, crm string) {
	must(t, d.Agent.Go(ctx, crm+"/modal/1002"))
	d.watched(t, ctx, 0)
	script(t, ctx, d.Agent, `go(1001)`)
	d.watched(t, ctx, 1)
	missing(t, ctx, d.Agent, ".glance")
}

// sideBySide has each of two records resolved by itself, and named.
func (d *desk) sideBySide(t *testing.T, ctx context.Context, crm string) {
	must(t, d.Agent.Go(ctx, crm+"/split"))
	d.named(t, ctx, "Nora North", absent)
	d.named(t, ctx, "Vera Visitor", present)
	script(t, ctx, d.Agent, `go(1002)`)
	d.named(t, ctx, "Walter Webb", absent)
	d.named(t, ctx, "Nora North", absent)
	missing(t, ctx, d.Agent, `.glance[aria-label$="Vera Visitor"]`)
}

// named waits until the button of one of several customers is as wanted.
func (d *desk) named(t *testing.T, ctx context.Context, name string, want func(story.Look) bool) {
	t.Helper()
	must(t, browser.Until(ctx, name+"’s button", func(ctx context.Context) (bool, error) {
		var class string
		err := d.Agent.CallClosed(ctx, `.glance[aria-label$="`+name+`"]`, `function() { return this.className.replace("glance", "").trim() }`, &class)
		return err == nil && want(story.Look{Presence: class}), err
	}))
}

// frameAlone has a frame change its field under a page that stays.
func (d *desk) frameAlone(t *testing.T, ctx context.Context, crm string) {
	must(t, d.Agent.Go(ctx, crm+"/frames/1001"))
	shows(t, ctx, d.Agent, "Vera", present)
	script(t, ctx, d.Agent, `document.querySelector("iframe").contentWindow.postMessage("walter-webb", "*")`)
	shows(t, ctx, d.Agent, "the frame’s Walter, when that has stood", absent)
	script(t, ctx, d.Agent, `document.querySelector("iframe").style.opacity = "0"`)
	shows(t, ctx, d.Agent, "that it is hidden", says("hidden"))
	script(t, ctx, d.Agent, `document.querySelector("iframe").style.opacity = "1"`)
	shows(t, ctx, d.Agent, "Walter again", absent)
	script(t, ctx, d.Agent, `const other = document.querySelector("iframe").cloneNode(); document.body.append(other)`)
	shows(t, ctx, d.Agent, "that there are two", says("Two customers on this page"))
	script(t, ctx, d.Agent, `document.querySelectorAll("iframe")[1].remove()`)
	shows(t, ctx, d.Agent, "one again", absent)
	script(t, ctx, d.Agent, `document.querySelector("iframe").remove()`)
	shows(t, ctx, d.Agent, "that the field is gone", says("No visitor ID on this page"))
}

// framed has a record in a frame of the CRM's own site watched like a page.
func (d *desk) framed(t *testing.T, ctx context.Context, crm string) {
	must(t, d.Agent.Go(ctx, "about:blank"))
	d.watched(t, ctx, 0)
	must(t, d.Agent.Go(ctx, crm+"/console"))
	d.watched(t, ctx, 1)
}

// watched waits until so many sockets watch Vera.
func (d *desk) watched(t *testing.T, ctx context.Context, want int) {
	t.Helper()
	d.watchedBy(t, ctx, vera, want)
}

// watchedBy waits until so many sockets watch a visitor.
func (d *desk) watchedBy(t *testing.T, ctx context.Context, visitor string, want int) {
	t.Helper()
	must(t, browser.Until(ctx, visitor+" to be watched or not", func(context.Context) (bool, error) { return d.Sim.Watchers(visitor) == want, nil }))
}

// inStrangers has nothing of ours in a page of the CRM that a stranger frames.
func (d *desk) inStrangers(t *testing.T, ctx context.Context, crm, stranger string) {
	must(t, d.Agent.Go(ctx, stranger+"/nothing"))
	d.watched(t, ctx, 0)
	script(t, ctx, d.Agent, `const frame = document.createElement("iframe"); frame.src = "`+crm+`/push/1001"; frame.onload = () => frame.dataset.loaded = ""; document.body.append(frame)`)
	must(t, d.Agent.WaitFor(ctx, `document.querySelector("[data-loaded]") !== null`))
	pause(ctx, follows)
	if n := d.Sim.Watchers(vera); n != 0 {
		t.Errorf("%d sockets watch Vera, whose record a stranger’s page frames", n)
	}
}

// strangerIn has a stranger's frame in the CRM's page claim to be the field.
func (d *desk) strangerIn(t *testing.T, ctx context.Context, crm, stranger string) {
	must(t, d.Agent.Go(ctx, crm+"/frames/1001"))
	shows(t, ctx, d.Agent, "Vera", present)
	script(t, ctx, d.Agent, `document.querySelector("iframe").src = "`+stranger+`/fields/vera-visitor"`)
	shows(t, ctx, d.Agent, "that the field is gone", says("No visitor ID on this page"))
}
