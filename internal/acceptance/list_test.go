package acceptance

import (
	"context"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/story"
)

// redrawn has the list draw other records into its rows, as when it is
// scrolled by so many of them.
const redrawn = `const pane = document.querySelector(".pane"); pane.scrollTop = 24 * `

// rowOfList right-clicks rows of a list that draws others into the same nodes.
func (d *desk) rowOfList(t *testing.T, ctx context.Context, crm string) {
	walter := d.visitor(t, walter)
	must(t, d.Agent.Go(ctx, crm+"/list"))
	script(t, ctx, d.Agent, redrawn+`1`) // the first row's node was Vera's
	must(t, d.Agent.WaitFor(ctx, `document.querySelector(".row .visitor").textContent === "walter-webb"`))
	before := d.signals()
	must(t, d.Agent.ChooseMenu(ctx, ".row .visitor", cobrowse))
	_, err := walter.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, walter.Terms("declined"))
	shows(t, ctx, d.Agent, "that he declined", says("declined"))
	if now := d.signals(); now != before+1 {
		t.Errorf("%d customers were signalled", now-before)
	}
}

// rowGone has the list draw another record into the row while the menu is open.
func (d *desk) rowGone(t *testing.T, ctx context.Context, crm string) {
	d.visitor(t, walter)
	must(t, d.Agent.Go(ctx, crm+"/list"))
	script(t, ctx, d.Agent, `addEventListener("contextmenu", () => { const pane = document.querySelector(".pane"); pane.scrollTop += 24; pane.dispatchEvent(new Event("scroll")) })`)
	before := d.signals()
	d.chooses(t, ctx, firstRow, "that the row is another’s", says("another customer"))
	if now := d.signals(); now != before {
		t.Errorf("%d customers were signalled", now-before)
	}
}

// rowUnsure right-clicks a row whose record is not certain: a key may be typed for it.
func (d *desk) rowUnsure(t *testing.T, ctx context.Context, crm string) {
	must(t, d.Agent.Go(ctx, crm+"/list"))
	script(t, ctx, d.Agent, `const link = document.querySelector(".row .name"), other = link.cloneNode(true); other.href = "/push/1002"; link.after(other)`)
	before := d.signals()
	d.chooses(t, ctx, firstRow, "a key field", func(l story.Look) bool { return l.KeyField && says("two different values")(l) })
	if now := d.signals(); now != before {
		t.Errorf("%d customers were signalled", now-before)
	}
}

const firstRow = ".row .visitor"

// chooses right-clicks an element until its page's button is as wanted: a click
// before the page knew its rule is none, and opens the popup.
func (d *desk) chooses(t *testing.T, ctx context.Context, selector, what string, want func(story.Look) bool) {
	t.Helper()
	must(t, browser.Until(ctx, what, func(ctx context.Context) (bool, error) {
		short, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		if err := d.Agent.ChooseMenu(short, selector, cobrowse); err != nil {
			return false, err
		}
		return browser.Until(short, "its button", func(ctx context.Context) (bool, error) {
			seen, err := story.ReadButton(ctx, d.Agent)
			return err == nil && want(seen), nil
		}) == nil, nil
	}))
}
