package main

import (
	"context"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story/crm"
)

const appearances = 12

// vera is the customer of the story.
var vera = crm.Contacts[0]

// noteLit has the page note when the button, which is this, is present.
const noteLit = `function() {` + wallJS + `
	globalThis.lit = new Promise((resolve) => new MutationObserver((_, observer) => {
		if (!this.classList.contains("present")) return;
		observer.disconnect();
		resolve(now());
	}).observe(this, { attributeFilter: ["class"] }));
}`

// lit measures from a visitor's appearing, before its page has connected, until
// the button is lit, beside a frame of a bare websocket that a page reads.
// clockStep is the least that can be told, in milliseconds: a page's clock moves
// in such steps, and beside ours it may even read less than nothing.
const clockStep = 0.1

func (b *bench) lit(ctx context.Context) ([]Line, error) {
	floor, err := openFloorPage(ctx, b.Browser)
	if err != nil {
		return nil, err
	}
	defer floor.close()
	if err := b.contact(ctx, vera.ID); err != nil {
		return nil, err
	}
	visitor := b.Sim.Visitor(vera.VisitorID)
	turns, err := alternate(appearances, func() (float64, error) { return floor.frame(ctx) }, func() (float64, error) { return b.appearance(ctx, visitor) })
	if err != nil {
		return nil, err
	}
	m := medians(turns)
	line, err := newLine("visitor appears until the button is lit", "ms", m.ours, max(m.floor, clockStep), above(50, "ms"))
	return []Line{line}, err
}

// appearance has the visitor come and go.
func (b *bench) appearance(ctx context.Context, visitor *glancesim.Visitor) (float64, error) {
	group, err := b.button(ctx, "absent")
	if err != nil {
		return 0, err
	}
	if err := group.Call(ctx, noteLit, nil); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := visitor.Connect(b.Sim.ShopURL); err != nil {
		return 0, err
	}
	var at float64
	if err := b.Agent.Evaluate(ctx, "lit", &at); err != nil {
		return 0, err
	}
	return at - wall(began), visitor.Disconnect()
}

// contact opens a record in the agent's tab.
func (b *bench) contact(ctx context.Context, id string) error {
	if err := b.Agent.Front(ctx); err != nil {
		return err
	}
	return b.Agent.Go(ctx, b.CRM+"/contacts/"+id)
}

// button waits until the agent's button has a presence and nothing is awaited.
func (b *bench) button(ctx context.Context, presence string) (*browser.Element, error) {
	return buttonOn(ctx, b.Agent, presence)
}

func buttonOn(ctx context.Context, page *browser.Page, presence string) (group *browser.Element, err error) {
	const read = `function() { return this.getAttribute("aria-busy") === "true" ? "" : this.className }`
	err = page.WaitClosed(ctx, ".glance", presence, func(ctx context.Context, e *browser.Element) (bool, error) {
		var class string
		err := e.Call(ctx, read, &class)
		group = e
		return class == "glance "+presence, err
	})
	return group, err
}
