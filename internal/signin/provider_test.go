package signin_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/internal/signin"
	"github.com/glance-networks/agent-host/internal/signin/signintest"
	"github.com/glance-networks/agent-host/manifests"
)

// visit follows an address as a browser does, with what a person types, until it
// would leave the provider.
func visit(t *testing.T, browser *http.Client, address string, typed url.Values) string {
	t.Helper()
	for range 20 {
		answer, err := browser.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		if form, fields := formOf(t, answer, typed); form != "" {
			if answer, err = browser.PostForm(form, fields); err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
		}
		next, err := answer.Location()
		if err != nil {
			t.Fatalf("status %d at %s", answer.StatusCode, answer.Request.URL.Path)
		}
		if address = next.String(); strings.HasPrefix(address, manifests.Redirects()[0]) {
			return address
		}
	}
	t.Fatal("it goes round in circles")
	return ""
}

var (
	action = regexp.MustCompile(`action="([^"]+)"`)
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
)

// formOf is where a page's form is posted to, and with what; empty where it is none.
func formOf(t *testing.T, answer *http.Response, typed url.Values) (to string, fields url.Values) {
	t.Helper()
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", nil
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := action.FindStringSubmatch(string(text))
	if found == nil {
		t.Fatalf("no form: %s", text)
	}
	fields = maps.Clone(typed)
	for _, field := range hidden.FindAllStringSubmatch(string(text), -1) {
		fields.Set(field[1], field[2])
	}
	return found[1], fields
}

// A real provider, from the first sign-in to the last.
func TestARealProvider(t *testing.T) {
	sim, err := glancesim.Start(glancesim.Options{Group: 1, APIKey: secret.New("k")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	certificate, key, err := sim.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	provider := signintest.StartProvider(t, certificate, key, 10*time.Second)
	jar, _ := cookiejar.New(nil)
	browser := sim.HTTPClient()
	browser.Jar = jar
	browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	vault := newVault()
	keeper := signin.New(signin.Config{Issuer: provider.Issuer, ClientID: signintest.ClientID, Scopes: []string{"openid", "profile", "desk", "offline_access"},
		PUIDClaim: "employee", Token: signin.AccessToken, Redirects: manifests.Redirects()}, sim.HTTPClient(), vault, nil)
	whose := sim.Introspected(provider.Introspection(), provider.Backend, provider.Backend, "e-")
	own := manifests.Redirects()[0]

	address, attempt, err := keeper.Begin(t.Context(), own, signin.Mode{Silent: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keeper.Finish(t.Context(), attempt, visit(t, browser, address, nil)); reason(err) != protocol.ReasonSignInNeeded {
		t.Fatalf("a browser that nobody signed in with: %v", err)
	}

	address, attempt, err = keeper.Begin(t.Context(), own, signin.Mode{})
	if err != nil {
		t.Fatal(err)
	}
	back := visit(t, browser, address, url.Values{"prompt": {"login"}, "login": {"ada"}, "password": {"x"}})
	agent, err := keeper.Finish(t.Context(), attempt, back)
	if err != nil || !reflect.DeepEqual(agent, signin.Agent{Subject: "ada", PUID: "e-ada", Name: "Ada Lovelace"}) {
		t.Fatal(agent, err)
	}
	first, _, err := keeper.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if puid, err := whose(t.Context(), first.Reveal()); err != nil || puid != "e-ada" {
		t.Errorf("the provider says %q, %v", puid, err)
	}

	second, look := first, time.Tick(100*time.Millisecond)
	for deadline := time.Now().Add(30 * time.Second); second.Reveal() == first.Reveal() && time.Now().Before(deadline); {
		<-look
		if second, _, err = keeper.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if puid, err := whose(t.Context(), second.Reveal()); err != nil || puid != "e-ada" || second.Reveal() == first.Reveal() {
		t.Errorf("not renewed ahead: %q, %v", puid, err)
	}

	address, attempt, err = keeper.Begin(t.Context(), own, signin.Mode{Silent: true})
	if err != nil {
		t.Fatal(err)
	}
	if agent, err = keeper.Finish(t.Context(), attempt, visit(t, browser, address, nil)); err != nil || agent.PUID != "e-ada" {
		t.Errorf("a silent sign-in: %+v, %v", agent, err)
	}

	third, _, _ := keeper.Token(t.Context())
	if unrevoked, err := keeper.SignOut(t.Context()); err != nil || unrevoked {
		t.Fatal(unrevoked, err)
	}
	if _, err := whose(t.Context(), third.Reveal()); err == nil {
		t.Error("the token is good after Switch agent")
	}
	address, attempt, err = keeper.Begin(t.Context(), own, signin.Mode{})
	if err != nil {
		t.Fatal(err)
	}
	back = visit(t, browser, address, url.Values{"prompt": {"login"}, "login": {"bob"}, "password": {"x"}})
	if agent, err = keeper.Finish(t.Context(), attempt, back); err != nil || agent.PUID != "e-bob" {
		t.Errorf("the next agent: %+v, %v", agent, err)
	}
}
