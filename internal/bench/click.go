package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/story/crm"
)

const (
	clicks     = 10
	clickEvery = 5 * time.Second        // bounds the wait for one
	steady     = 750 * time.Millisecond // a control takes no click sooner
	agentID    = "bench@example.com"
)

// clickContacts are a record for each click: a session that began is not at
// once over where presence is off.
func clickContacts() (list []crm.Contact) {
	for i := range clicks {
		list = append(list, crm.Contact{ID: fmt.Sprintf("click-%d", i), Name: fmt.Sprintf("Customer %d", i), VisitorID: fmt.Sprintf("customer-%d", i), Unlisted: true})
	}
	return list
}

// noteClick has the page note when a click on the button, which is this, arrives.
const noteClick = `function() {` + wallJS + `
	globalThis.clicked = new Promise((resolve) => this.addEventListener("click", () => resolve(now()), { capture: true, once: true }));
}`

// noteTab has the worker note when a tab is opened.
const noteTab = `{ globalThis.tabOpened = new Promise((resolve) => chrome.tabs.onCreated.addListener(function created() {
	chrome.tabs.onCreated.removeListener(created);
	resolve(Date.now());
})); 0 }`

// click measures from a click, with presence off and the session running, until
// the viewer's tab is there, beside a lookup from here. When Glance was asked
// for the viewer is said too: between the two lies a page load of the browser's.
func (b *bench) click(ctx context.Context) ([]Line, error) {
	if err := b.Change(ctx, map[string]any{"presence": false}); err != nil {
		return nil, err
	}
	lookup, err := b.lookup(ctx)
	if err != nil {
		return nil, err
	}
	var turns, asked []pair
	for i, contact := range clickContacts() {
		floor, err := lookup(ctx, contact.VisitorID)
		if err != nil {
			return nil, err
		}
		tab, viewer, err := b.clickOn(ctx, contact)
		if err != nil {
			return nil, fmt.Errorf("click %d: %w", i+1, err)
		}
		turns, asked = append(turns, pair{floor, tab}), append(asked, pair{floor, viewer})
	}
	fmt.Fprintf(os.Stderr, "Glance was asked for the viewer %.0f ms after the click\n", medians(asked).ours)
	m := medians(turns)
	line, err := newLine("click until the viewer's tab is there, session running", "ms", m.ours, m.floor, above(50, "ms"))
	return []Line{line}, err
}

// clickOn clicks the button of a contact whose session runs.
func (b *bench) clickOn(ctx context.Context, contact crm.Contact) (tab, viewer float64, err error) {
	ctx, cancel := context.WithTimeout(ctx, clickEvery+browser.WaitLimit)
	defer cancel()
	visitor := b.Sim.Visitor(contact.VisitorID)
	if err := errors.Join(visitor.Connect(b.Sim.ShopURL), visitor.StartSession()); err != nil {
		return 0, 0, err
	}
	defer visitor.Disconnect()
	if err := b.contact(ctx, contact.ID); err != nil {
		return 0, 0, err
	}
	group, err := b.button(ctx, "neutral")
	if err != nil {
		return 0, 0, err
	}
	worker, err := b.Browser.Worker(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer worker.Release()
	if err := errors.Join(group.Call(ctx, noteClick, nil), worker.Evaluate(ctx, noteTab, nil)); err != nil {
		return 0, 0, err
	}
	if err := b.Agent.ClickClosed(ctx, `button[data-action="start"]`, steady); err != nil {
		return 0, 0, err
	}
	return b.times(ctx, worker, contact.VisitorID)
}

// times reads what was noted of one click, and closes its viewer.
func (b *bench) times(ctx context.Context, worker *browser.Worker, key string) (tab, viewer float64, err error) {
	var clicked, opened float64
	if err := errors.Join(b.Agent.Evaluate(ctx, "clicked", &clicked), worker.Evaluate(ctx, "tabOpened", &opened), b.Sim.Joined(ctx, key)); err != nil {
		return 0, 0, err
	}
	opens := b.Sim.ViewerOpens()
	at := opens[slices.IndexFunc(opens, func(o glancesim.ViewerOpen) bool { return o.Key == key })].At
	page, err := b.Browser.WaitTab(ctx, "the viewer", func(address string) bool { return strings.HasPrefix(address, b.Sim.WebServer+"/agentjoin/") })
	if err != nil {
		return 0, 0, err
	}
	page.Close()
	return opened - clicked, wall(at) - clicked, nil
}

// lookup returns a measured lookup, as the host's: over a connection that stands.
func (b *bench) lookup(ctx context.Context) (func(context.Context, string) (float64, error), error) {
	hosts, err := glance.NewHosts(b.Sim.HostEntries())
	if err != nil {
		return nil, err
	}
	service, err := glance.New(glance.Config{
		WebServer: b.Sim.WebServer, PresenceServer: b.Sim.PresenceServer, Hosts: hosts,
		ViewerPath: "/agentjoin/AgentView.aspx", LookupPath: "/services/SessionService.asmx", AuthorizationPath: "/services/AuthorizationService/authorize",
		SocketPath: "/agentws", TokenMinutes: 60, Delivery: glance.DeliverPost, LookupEncoding: glance.EncodeForm,
	}, b.Sim.HTTPClient())
	if err != nil {
		return nil, err
	}
	key, err := loginkey.AuthURL{Address: b.Sim.AuthURL, GroupID: b.Group, PUID: agentID, Client: b.Sim.HTTPClient()}.Get(ctx)
	if err != nil {
		return nil, err
	}
	with := glance.Credentials{GroupID: b.Group, PUID: agentID, LoginKey: key.Value}
	_, err = service.Lookup(ctx, with, vera.VisitorID) // connects
	return func(ctx context.Context, visitor string) (float64, error) {
		began := time.Now()
		_, err := service.Lookup(ctx, with, visitor)
		return milliseconds(time.Since(began)), err
	}, err
}
