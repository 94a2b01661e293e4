package acceptance

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/internal/story/crm"
	"github.com/glance-networks/agent-host/manifests"
)

// follows is how soon a button surely follows its page where nothing else goes
// on; how soon it does is for the bench to say.
const follows = time.Second

func TestPages(t *testing.T) { inEach(t, story.Options{}, (*desk).pages) }

func (d *desk) pages() {
	d.sparse(1, 2)
	for id, want := range map[string]string{
		"markup": "No visitor ID here", "long": "No visitor ID here", "newline": "No visitor ID here",
	} {
		d.try("visitor id "+id, func(t *testing.T, ctx context.Context) { d.refuses(t, ctx, id, want) })
	}
	d.try("two values", d.twoValues)
	d.try("a press opens another customer’s part", d.opensElsewhere)
	d.try("hidden field", d.hiddenField)
	d.try("no visitor id", d.noVisitorID)
	d.try("no room for doubt after a move", d.moves)
	d.try("click in the middle of a move", d.movesUnderClick)
	d.try("page swaps the customer under a click", d.swaps)
	d.try("visitor id that comes late", d.lateVisitorID)
	d.try("two tabs, one state", d.twoTabs)
	d.try("our element removed", d.removed)
	d.try("back and forward", d.backAndForward)
	d.try("nothing where no rule is", d.untouched)
	if d.family == manifests.Chromium { // Firefox does not come back with one that is loaded until it ends
		d.try("extension reloaded", d.reloaded)
	}
}

// refuses checks that a page with such a visitor id is told apart in words, and
// that nobody outside hears of it.
func (d *desk) refuses(t *testing.T, ctx context.Context, id, want string) {
	before := d.calls()
	d.contact(t, ctx, id)
	seen := shows(t, ctx, d.Agent, "a refusal", says(want))
	if !says("Why")(seen) || seen.Presence != "neutral" {
		t.Errorf("it shows %v", seen)
	}
	press(t, ctx, d.Agent, `button[data-action="why"]`)
	shows(t, ctx, d.Agent, "what to do", says("correct it in the record"))
	missing(t, ctx, d.Agent, start)
	if now := d.calls(); now != before {
		t.Errorf("Glance was asked %d times", now-before)
	}
}

func (d *desk) calls() (n int) {
	for _, call := range []string{glancesim.CallAgentSocket, glancesim.CallSignalVisitor, glancesim.CallLookup, glancesim.CallLookupVisitor, glancesim.CallFindVisitor} {
		n += d.Sim.Calls(call)
	}
	return n
}

func (d *desk) twoValues(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "absence", absent)
	script(t, ctx, d.Agent, `const field = document.querySelector("[data-field=visitor-id]"), other = field.cloneNode(true);
		other.querySelector(".value").textContent = "walter-webb"; field.after(other);`)
	shows(t, ctx, d.Agent, "that there are two", says("Two customers on this page"))
	script(t, ctx, d.Agent, `document.querySelectorAll("[data-field=visitor-id]")[1].remove()`)
	shows(t, ctx, d.Agent, "one again", absent)
}

// opensElsewhere has a press open a second customer's drawer where nothing of the
// record is: without any further change the button says so.
func (d *desk) opensElsewhere(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1002")
	shows(t, ctx, d.Agent, "absence", absent)
	script(t, ctx, d.Agent, `const activity = [...document.querySelectorAll("h2")].find(({textContent}) => textContent === "Activity");
		activity.id = "opens";
		activity.onclick = () => {`+secondDrawer+`}`)
	must(t, d.Agent.ClickOn(ctx, "#opens"))
	shows(t, ctx, d.Agent, "that there are two", says("Two customers on this page"))
}

func (d *desk) hiddenField(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "absence", absent)
	for _, hide := range []string{`field.hidden = true`, `field.style.opacity = "0"`, `field.style.visibility = "hidden"`, `field.style.position = "absolute"; field.style.left = "-9999px"`} {
		script(t, ctx, d.Agent, `const field = document.querySelector("[data-field=visitor-id]"); `+hide)
		shows(t, ctx, d.Agent, "that it is hidden, by "+hide, says("hidden"))
		script(t, ctx, d.Agent, `const field = document.querySelector("[data-field=visitor-id]"); field.hidden = false; field.removeAttribute("style")`)
		shows(t, ctx, d.Agent, "the customer again", absent)
	}
}

func (d *desk) noVisitorID(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1003")
	seen := shows(t, ctx, d.Agent, "a key field", func(l story.Look) bool { return l.KeyField })
	if !says("Join")(seen) {
		t.Errorf("it shows %v", seen)
	}
}

// moves goes from a customer who is there to one who is not, in every way in
// which a CRM moves, and looks how soon the button follows.
func (d *desk) moves(t *testing.T, ctx context.Context) {
	d.visitor(t, vera)
	for _, variant := range []crm.Variant{crm.Cached, crm.App, crm.Plain} {
		address := d.serve(t, crm.Handler(variant))
		must(t, d.Agent.Go(ctx, address+"/contacts/1001"))
		for range 2 {
			shows(t, ctx, d.Agent, "Vera", present)
			d.choose(t, ctx, "1002", "Walter Webb")
			d.followed(t, ctx, string(variant)+" to Walter", absent)
			d.choose(t, ctx, "1001", "Vera Visitor")
			d.followed(t, ctx, string(variant)+" to Vera", present)
		}
	}
}

// choose follows a link of the page's own and waits until the page shows the record.
func (d *desk) choose(t *testing.T, ctx context.Context, id, name string) {
	t.Helper()
	must(t, d.Agent.Evaluate(ctx, `void document.querySelector(".people a[href$='/`+id+`']").click()`, nil))
	must(t, d.Agent.WaitFor(ctx, `[...document.querySelectorAll("main h1")].find(e => e.checkVisibility())?.textContent === "`+name+`"`))
}

func (d *desk) followed(t *testing.T, ctx context.Context, what string, want func(story.Look) bool) {
	t.Helper()
	began := time.Now()
	shows(t, ctx, d.Agent, what, want)
	t.Logf("%s: the button followed after %d ms", what, time.Since(began).Milliseconds())
}

// movesUnderClick presses where Vera's button was while the page goes on to
// Walter, at every moment of it: Vera is never asked.
func (d *desk) movesUnderClick(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	before := len(d.sessions(t, ctx))
	for _, after := range []time.Duration{0, 5, 20, 50, 100, 250, 600} {
		shows(t, ctx, d.Agent, "Vera", present)
		d.steady(t, ctx)
		x, y := centre(t, ctx, d.Agent, start)
		must(t, d.Agent.Move(ctx, x, y))
		must(t, d.Agent.Evaluate(ctx, `void document.querySelector(".people a[href$='/1002']").click()`, nil))
		pause(ctx, after*time.Millisecond)
		must(t, d.Agent.Click(ctx, x, y))
		shows(t, ctx, d.Agent, "Walter", func(l story.Look) bool { return !present(l) && !l.Busy })
		d.choose(t, ctx, "1001", "Vera Visitor")
	}
	shows(t, ctx, d.Agent, "Vera", present)
	for _, session := range d.sessions(t, ctx)[before:] {
		if e := session[0]; e.Key != walter || e.Record.ID != "1002" {
			t.Errorf("%s was asked for record %s while the page went on to Walter", e.Key, e.Record.ID)
		}
	}
	d.counts(t, ctx, customer)
}

// swaps has a page that shows another customer's visitor id between press and
// click, or in the click itself.
func (d *desk) swaps(t *testing.T, ctx context.Context) {
	d.visitor(t, vera)
	for _, at := range []string{"pointerdown", "pointerup", "click"} {
		d.contact(t, ctx, "1001")
		shows(t, ctx, d.Agent, "Vera", present)
		before, logged := d.signals(), len(d.sessions(t, ctx))
		script(t, ctx, d.Agent, `addEventListener("`+at+`", () => { document.querySelector("[data-field=visitor-id] .value").textContent = "walter-webb" }, {capture: true, once: true})`)
		press(t, ctx, d.Agent, start)
		shows(t, ctx, d.Agent, "Walter", absent)
		d.nothingHappened(t, ctx, before, logged)
	}
}

// lateVisitorID has a page that goes on to Walter, but for its visitor id: no
// time makes Vera's his, and a page that is loaded anew does away with the doubt.
func (d *desk) lateVisitorID(t *testing.T, ctx context.Context) {
	d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "Vera", present)
	script(t, ctx, d.Agent, `history.pushState(null, "", "/contacts/1002"); document.querySelector("main h1").textContent = "Walter Webb"`)
	shows(t, ctx, d.Agent, "that the visitor id is Vera's", says("Visitor ID not renewed"))
	missing(t, ctx, d.Agent, start)
	script(t, ctx, d.Agent, `document.querySelector("[data-field=visitor-id] .value").textContent = "walter-webb"`)
	shows(t, ctx, d.Agent, "Walter", absent)
	script(t, ctx, d.Agent, `history.pushState(null, "", "/contacts/1001"); document.querySelector("main h1").textContent = "Vera Visitor"`)
	shows(t, ctx, d.Agent, "that the visitor id is Walter's", says("Visitor ID not renewed"))
	press(t, ctx, d.Agent, `button[data-action="reload"]`)
	shows(t, ctx, d.Agent, "what the page draws when it is loaded", present)
}

// counts presses the button, sees that it counts, and takes it back.
func (d *desk) counts(t *testing.T, ctx context.Context, customer *glancesim.Visitor) {
	t.Helper()
	press(t, ctx, d.Agent, start)
	if _, err := customer.Expect(ctx, glance.ShowTerms); err != nil {
		t.Fatalf("the press did not count: %v", err)
	}
	press(t, ctx, d.Agent, stop)
	shows(t, ctx, d.Agent, "presence again", present)
}

// twoTabs checks that two tabs on one customer show one state, with one socket.
func (d *desk) twoTabs(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	other, err := d.Browser.Open(ctx, d.CRM+"/contacts/1001")
	must(t, err)
	defer other.Close()
	tabs := []story.Page{d.Agent, other}
	for _, tab := range tabs {
		shows(t, ctx, tab, "presence", present)
	}
	if n := d.Sim.Watchers(vera); n != 1 {
		t.Errorf("%d sockets watch Vera", n)
	}
	before := d.signals()
	press(t, ctx, other, start)
	_, err = customer.Expect(ctx, glance.ShowTerms)
	must(t, err)
	must(t, customer.Terms("displayed"))
	for _, tab := range tabs {
		shows(t, ctx, tab, "the wait", says("to accept"))
	}
	press(t, ctx, d.Agent, stop)
	for _, tab := range tabs {
		shows(t, ctx, tab, "presence again", present)
	}
	if now := d.signals(); now != before+1 {
		t.Errorf("%d signals", now-before)
	}
}

// removed has the page take our element away, as a framework that redraws does.
func (d *desk) removed(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	for range 3 {
		script(t, ctx, d.Agent, `document.querySelector("[data-glance-button]").remove()`)
		must(t, d.Agent.WaitFor(ctx, `document.querySelectorAll("[data-glance-button]").length === 1`))
		shows(t, ctx, d.Agent, "presence", present)
	}
	// Whoever fights with us does not get the page into a loop.
	script(t, ctx, d.Agent, `let n = 0; new MutationObserver(() => { document.querySelector("[data-glance-button]")?.remove(); document.documentElement.dataset.removed = ++n }).observe(document.documentElement, {childList: true}); document.querySelector("[data-glance-button]").remove();`)
	pause(ctx, steady)
	var times int
	must(t, d.Agent.Evaluate(ctx, `Number(document.documentElement.dataset.removed)`, &times))
	if times > 200 {
		t.Errorf("put back %d times", times)
	}
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	d.counts(t, ctx, customer)
}

// backAndForward leaves a page and comes back to it, as it was in memory.
func (d *desk) backAndForward(t *testing.T, ctx context.Context) {
	d.visitor(t, vera)
	handler := crm.Handler(crm.Plain)
	address := d.serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(keepable{w}, r)
	}))
	must(t, d.Agent.Go(ctx, address+"/contacts/1001"))
	shows(t, ctx, d.Agent, "presence", present)
	must(t, d.Agent.Evaluate(ctx, `window.kept = true`, nil))
	must(t, d.Agent.Go(ctx, address+"/contacts/1002"))
	shows(t, ctx, d.Agent, "absence", absent)
	for i := range 2 {
		must(t, d.Agent.Evaluate(ctx, `void history.back()`, nil))
		must(t, d.Agent.WaitFor(ctx, `location.pathname === "/contacts/1001" && document.readyState === "complete"`))
		shows(t, ctx, d.Agent, "presence again", present)
		d.single(t, ctx)
		var kept bool
		must(t, d.Agent.Evaluate(ctx, `window.kept === true`, &kept))
		if !kept && i == 0 {
			t.Error("the page was loaded anew: our script keeps it out of the browser's memory")
		}
		must(t, d.Agent.Evaluate(ctx, `void history.forward()`, nil))
		must(t, d.Agent.WaitFor(ctx, `location.pathname === "/contacts/1002" && document.readyState === "complete"`))
		shows(t, ctx, d.Agent, "absence again", absent)
		d.single(t, ctx)
	}
}

func (d *desk) single(t *testing.T, ctx context.Context) {
	t.Helper()
	var n int
	must(t, d.Agent.Evaluate(ctx, `document.querySelectorAll("[data-glance-button]").length`, &n))
	if n != 1 {
		t.Errorf("there are %d buttons", n)
	}
}

// keepable lets a browser keep a page in memory.
type keepable struct{ http.ResponseWriter }

func (k keepable) WriteHeader(status int) {
	k.Header().Del("Cache-Control")
	k.ResponseWriter.WriteHeader(status)
}

func (k keepable) Write(text []byte) (int, error) {
	k.Header().Del("Cache-Control")
	return k.ResponseWriter.Write(text)
}

// untouched checks that nothing of ours is in pages that no rule names.
func (d *desk) untouched(t *testing.T, ctx context.Context) {
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "a button", absent)
	d.worlds(t, ctx, d.Agent, 1)
	shop, err := d.Browser.Open(ctx, d.Sim.ShopURL)
	must(t, err)
	defer shop.Close()
	d.nothingIn(t, ctx, shop)
}

func (d *desk) nothingIn(t *testing.T, ctx context.Context, page story.Page) {
	t.Helper()
	d.worlds(t, ctx, page, 0)
	var elements int
	must(t, page.Evaluate(ctx, `document.querySelectorAll("[data-glance-button]").length`, &elements))
	if elements != 0 {
		t.Errorf("%d elements of ours in a page that is none of ours", elements)
	}
}

// worlds checks how many scripts of ours are in a page. Only Chromium tells.
func (d *desk) worlds(t *testing.T, ctx context.Context, page story.Page, want int) {
	t.Helper()
	if d.family != manifests.Chromium {
		return
	}
	origins, err := tab(page).Worlds(ctx)
	must(t, err)
	if len(origins) == 0 {
		t.Error("not even the page's own world was seen")
	}
	ours := 0
	for _, origin := range origins {
		if origin == "chrome-extension://"+d.Browser.Extension() {
			ours++
		}
	}
	if ours != want {
		t.Errorf("%d scripts of ours in the page, not %d", ours, want)
	}
}

// reloaded checks that a new version takes the old one's place in open pages.
func (d *desk) reloaded(t *testing.T, ctx context.Context) {
	customer := d.visitor(t, vera)
	d.contact(t, ctx, "1001")
	shows(t, ctx, d.Agent, "presence", present)
	must(t, d.Agent.Evaluate(ctx, `window.former = document.querySelector("[data-glance-button]")`, nil))
	must(t, d.Chromium().DeveloperMode(ctx))
	worker, err := d.Browser.Worker(ctx)
	must(t, err)
	must(t, worker.Evaluate(ctx, `void setTimeout(() => chrome.runtime.reload(), 50)`, nil))
	worker.Release()
	began := time.Now()
	must(t, d.Agent.WaitFor(ctx, `(now => now && now !== window.former && !window.former.isConnected)(document.querySelector("[data-glance-button]"))`))
	shows(t, ctx, d.Agent, "presence", present)
	t.Logf("the new button was there after %d ms", time.Since(began).Milliseconds())
	d.single(t, ctx)
	d.counts(t, ctx, customer)
}

// serve serves another CRM at the same host, which is granted.
func (d *desk) serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(tls.NewListener(listener, d.Sim.TLSConfig()))
	t.Cleanup(func() { server.Close() })
	return fmt.Sprintf("https://crm.localhost:%d", listener.Addr().(*net.TCPAddr).Port)
}
