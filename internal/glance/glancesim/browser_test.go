package glancesim_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
)

// person is a visitor in a real browser. `go test -artifacts` keeps the pictures.
type person struct {
	*rig
	ctx    context.Context
	page   *browser.Page
	client *glance.Client
	agent  glance.Credentials
	token  glance.Token
}

func visit(t *testing.T) *person {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	r := start(t, glancesim.Options{ShopVisitor: "vera-visitor"})
	b, err := browser.Start(ctx, browser.Options{Profile: t.TempDir(), Headless: true, SPKI: r.sim.SPKI(),
		Env: []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}})
	r.ok(err)
	t.Cleanup(func() { b.Close() })
	p := &person{rig: r, ctx: ctx, page: b.First()}
	p.client = p.newClient()
	p.agent = glance.Credentials{GroupID: group, PUID: puid, LoginKey: glance.Sign(group, puid, time.Now().Unix()+60, apiKey)}
	p.token, err = p.client.Authorize(ctx, p.agent)
	r.ok(err)
	return p
}

func (p *person) newClient() *glance.Client {
	hosts, err := glance.NewHosts(p.sim.HostEntries())
	p.ok(err)
	client, err := glance.New(glance.Config{WebServer: p.sim.WebServer, ViewerPath: "/agentjoin/AgentView.aspx", Delivery: glance.DeliverPost,
		LookupPath: "/services/SessionService.asmx", LookupEncoding: glance.EncodeForm, AuthorizationPath: "/services/AuthorizationService/authorize",
		TokenMinutes: 60, PresenceServer: p.sim.PresenceServer, SocketPath: "/agentws", Hosts: hosts}, p.hc)
	p.ok(err)
	return client
}

func (p *person) sees(expression string) { p.t.Helper(); p.ok(p.page.WaitFor(p.ctx, expression)) }
func (p *person) clicks(selector string) { p.t.Helper(); p.ok(p.page.ClickOn(p.ctx, selector)) }
func (p *person) goes(address string)    { p.t.Helper(); p.ok(p.page.Go(p.ctx, address)) }

// picture takes one light and one dark picture of what is seen.
func (p *person) picture(name string) {
	p.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		p.ok(p.page.Emulate(p.ctx, "prefers-color-scheme", scheme))
		png, err := p.page.Screenshot(p.ctx)
		p.ok(err)
		p.ok(os.WriteFile(filepath.Join(p.t.ArtifactDir(), name+"-"+scheme+".png"), png, 0o644))
	}
}

func (p *person) next(stream *glance.Stream, want glance.UpdateKind) glance.Update {
	p.t.Helper()
	for { // the browser reports its page as often as it likes
		got, err := stream.Next(p.ctx)
		p.ok(err)
		if got.Kind == want {
			return got
		}
	}
}

// The whole of a visitor's side, in a real browser: present, terms declined and
// accepted, a session that goes on from page to page, its end.
func TestShopInABrowser(t *testing.T) {
	p := visit(t)
	stream, err := p.client.Watch(p.ctx, p.token, group, "vera-visitor")
	p.ok(err)
	defer stream.Close()
	p.goes(p.sim.ShopURL)
	p.picture("home")
	p.clicks("#sign-in")
	p.next(stream, glance.UpdateConnected)
	if got := p.next(stream, glance.UpdatePage).Visitor; got.URL != p.sim.ShopURL || !strings.HasPrefix(got.Browser, "Chrome ") {
		t.Errorf("%+v", got)
	}
	p.sees(`document.querySelector("#visitor-name").textContent === "Vera Visitor"`)
	p.goes(p.sim.ShopURL + "products")
	p.picture("products")

	p.ok(p.client.ShowTerms(p.ctx, p.token, group, "vera-visitor", "vera-visitor"))
	p.sees(`document.querySelector("#glance-terms").open`)
	p.picture("terms")
	p.clicks("#glance-decline")
	p.terms(stream, glance.TermsDisplayed, glance.TermsDeclined)

	p.ok(p.client.ShowTerms(p.ctx, p.token, group, "vera-visitor", "vera-visitor"))
	p.sees(`document.querySelector("#glance-terms").open`)
	p.clicks("#glance-accept")
	p.terms(stream, glance.TermsDisplayed, glance.TermsAccepted)
	if got := p.next(stream, glance.UpdateSessionStart); got.SessionKey != "vera-visitor" {
		t.Errorf("%+v", got)
	}
	p.goes(p.sim.ShopURL + "products/green-hill")
	p.sees(`!document.querySelector("#glance-bar").hidden`)
	p.clicks("[data-add]")
	p.picture("session")
	p.goes(p.sim.ShopURL + "cart")
	p.sees(`!document.querySelector("#glance-bar").hidden && document.querySelector("[data-total]").textContent === "£9.40"`)
	p.picture("cart")
	p.clicks("#glance-end")
	p.next(stream, glance.UpdateSessionEnd)
	p.sees(`document.querySelector("#glance-bar").hidden`)
	p.goes("about:blank")
	p.next(stream, glance.UpdateDisconnected)
}

func (p *person) terms(stream *glance.Stream, wanted ...glance.Terms) {
	p.t.Helper()
	for _, want := range wanted {
		if got := p.next(stream, glance.UpdateTerms); got.Terms != want {
			p.t.Fatalf("terms %s, want %s", got.Terms, want)
		}
	}
}

// A visitor whom nobody knows starts a session alone, and reads its key out.
func TestGuestInABrowser(t *testing.T) {
	p := visit(t)
	p.goes(p.sim.ShopURL + "cart")
	p.clicks("#glance-start")
	p.sees(`/^Your session key is [0-9]{4}$/.test(document.querySelector("#glance-text").textContent)`)
	var key string
	p.ok(p.page.Evaluate(p.ctx, `document.querySelector("#glance-text").textContent.slice(-4)`, &key))
	found, err := p.client.Lookup(p.ctx, p.agent, key)
	if err != nil || !found.Running {
		t.Errorf("key %s: %v %v", key, found.Running, err)
	}
	p.goes(p.sim.ShopURL)
	p.sees(`!document.querySelector("#glance-bar").hidden && !document.querySelector("#sign-in").hidden`)
	p.clicks("#glance-end")
	p.sees(`document.querySelector("#glance-bar").hidden`)
	if p.sim.SessionRuns(key) {
		t.Error("the session runs on")
	}
}

// The viewer in a real browser: it waits, goes on, follows, and ends.
func TestViewerInABrowser(t *testing.T) {
	p := visit(t)
	v := p.sim.Visitor("vera-visitor")
	p.ok(v.Connect("https://shop.example/teas"))
	p.goes(p.sim.WebServer + "/agentjoin/AgentView.aspx?" + form("SessionKey", "vera-visitor", "wait", "1", "partnerid", fmt.Sprint(group),
		"partneruserid", puid, "loginkey", loginKey(time.Now().Unix()+60)))
	p.sees(`document.querySelector("h1").textContent === "Waiting for the session to start"`)
	p.picture("waiting")
	p.ok(v.StartSession())
	p.sees(`document.querySelector("h1").textContent === "In session with vera-visitor"`)
	p.ok(v.Navigate("https://shop.example/cart"))
	p.sees(`document.querySelector("#page").textContent === "https://shop.example/cart"`)
	p.picture("viewer")
	p.clicks("#end")
	p.sees(`document.querySelector("h1").textContent === "The session has ended"`)
	p.picture("ended")
	p.goes(p.sim.WebServer + "/agentjoin/AgentView.aspx?SessionKey=1")
	p.sees(`document.body.dataset.state === "login"`)
	p.picture("login")
}
