package acceptance

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/signin/signintest"
	"github.com/glance-networks/agent-host/internal/story"
)

// With a real OpenID provider on this machine: its login page in the browser's
// own sign-in window, a token at the organisation's address, a LoginKey, a
// button that is lit.
func TestSignIn(t *testing.T) {
	inEach(t, story.Options{}, func(d *desk) {
		certificate, key, err := d.Sim.Certificate()
		must(t, err)
		provider := signintest.StartProvider(d.group, certificate, key, time.Hour)
		d.Sim.WantBearer(d.Sim.Introspected(provider.Introspection(), provider.Backend, provider.Backend, "e-"))
		must(t, d.Change(d.group.Context(), map[string]any{
			"authProof": "oidc", "oidcIssuer": provider.Issuer, "oidcClientId": signintest.ClientID,
			"oidcScopes": []string{"openid", "profile", "desk", "offline_access"}, "puidFrom": "claim", "puidClaim": "employee", "puid": "nobody",
		}))
		s := &signing{d, provider}
		d.try("the button says so before a customer calls", s.needed)
		d.try("a refusal shows the reason it was given", s.refused)
		d.try("an agent signs in, and the button is lit", s.signsIn)
		d.try("the next host is signed in without a person", s.silently)
		d.try("another agent takes the desk", s.switches)
	})
}

// signing is a desk whose agents sign in at a provider.
type signing struct {
	*desk
	provider signintest.Provider
}

func (s *signing) needed(t *testing.T, ctx context.Context) {
	s.contact(t, ctx, "1001")
	shows(t, ctx, s.Agent, "that a sign-in is needed", says("sign-in needed"))
	if n := s.signals(); n != 0 {
		t.Errorf("%d customers were signalled", n)
	}
}

// form is the provider's login page, once the popup's button has opened it.
func (s *signing) form(t *testing.T, ctx context.Context, button string) story.Page {
	t.Helper()
	popup := s.popup(t, ctx, s.Agent)
	must(t, popup.WaitFor(ctx, fmt.Sprintf("document.querySelector(%q)?.checkVisibility()", button)))
	must(t, popup.ClickOn(ctx, button))
	popup.Close() // Firefox leaves it open behind the provider's window
	return s.window(t, ctx)
}

func (s *signing) window(t *testing.T, ctx context.Context) story.Page {
	t.Helper()
	page, err := s.Browser.WaitTab(ctx, "the provider's login page", func(address string) bool {
		return strings.HasPrefix(address, s.provider.Issuer+"/interaction/")
	})
	must(t, err)
	must(t, page.WaitFor(ctx, `document.querySelector("input[name=password]") !== null`))
	return page
}

// left waits until the provider's window is gone.
func (s *signing) left(t *testing.T, ctx context.Context) {
	t.Helper()
	must(t, browser.Until(ctx, "the provider's window to close", func(ctx context.Context) (bool, error) {
		tabs, err := s.Browser.Tabs(ctx)
		open := slices.ContainsFunc(tabs, func(tab browser.Tab) bool { return strings.HasPrefix(tab.URL, s.provider.Issuer) })
		return !open, err
	}))
	must(t, s.Agent.Front(ctx))
}

// login fills the form in as a person does.
func (s *signing) login(t *testing.T, ctx context.Context, page story.Page, who string) {
	t.Helper()
	for field, text := range map[string]string{"login": who, "password": "any"} {
		must(t, page.ClickOn(ctx, "input[name="+field+"]"))
		must(t, page.Type(ctx, text))
	}
	must(t, page.ClickOn(ctx, "button[type=submit]"))
	s.left(t, ctx)
}

func (s *signing) refused(t *testing.T, ctx context.Context) {
	page := s.form(t, ctx, "#sign-in")
	must(t, page.ClickOn(ctx, `a[href*="/abort"]`))
	s.left(t, ctx)
	popup := s.popup(t, ctx, s.Agent)
	reading(t, ctx, popup, "The sign-in service refused this sign-in", "End-User aborted interaction")
	popup.Close()
}

func (s *signing) signsIn(t *testing.T, ctx context.Context) {
	began := time.Now()
	s.login(t, ctx, s.form(t, ctx, "#sign-in"), "ada")
	shows(t, ctx, s.Agent, "absence", absent)
	t.Logf("signed in and lit after %d ms", time.Since(began).Milliseconds())
	popup := s.popup(t, ctx, s.Agent)
	reading(t, ctx, popup, "You are signed in as Ada Lovelace.", "Switch agent")
	popup.Close()
	s.visitor(t, vera)
	shows(t, ctx, s.Agent, "presence", present)
	press(t, ctx, s.Agent, start)
	must(t, s.Sim.Wait(ctx, "signalvisitor", 1))
	sessions := s.sessions(t, ctx)
	if len(sessions) == 0 {
		t.Error("nothing is recorded")
	}
	for _, session := range sessions {
		for _, step := range session {
			if step.Agent != "e-ada" {
				t.Errorf("%s is recorded of %q", step.Name, step.Agent)
			}
		}
	}
	press(t, ctx, s.Agent, stop)
	shows(t, ctx, s.Agent, "presence", present)
}

// silently takes worker and host away. This desk has no keychain, so the next
// host knows of nobody; the provider knows the browser.
func (s *signing) silently(t *testing.T, ctx context.Context) {
	must(t, s.Browser.StopWorker(ctx))
	s.contact(t, ctx, "1002")
	shows(t, ctx, s.Agent, "absence", absent)
	popup := s.popup(t, ctx, s.Agent)
	reading(t, ctx, popup, "You are signed in as Ada Lovelace.", "until the browser is closed")
	popup.Close()
}

func (s *signing) switches(t *testing.T, ctx context.Context) {
	popup := s.popup(t, ctx, s.Agent)
	reading(t, ctx, popup, "You are signed in as Ada Lovelace.")
	must(t, popup.ClickOn(ctx, "#switch"))
	popup.Close()
	page := s.window(t, ctx)
	page.Close()
	s.left(t, ctx)
	must(t, s.Browser.StopWorker(ctx)) // nor does the next host sign her in again by itself
	s.contact(t, ctx, "1001")
	shows(t, ctx, s.Agent, "that a sign-in is needed", says("sign-in needed"))
	page = s.form(t, ctx, "#sign-in")
	s.login(t, ctx, page, "bob")
	popup = s.popup(t, ctx, s.Agent)
	reading(t, ctx, popup, "You are signed in as bob.")
	popup.Close()
	shows(t, ctx, s.Agent, "absence", func(l story.Look) bool { return absent(l) || present(l) })
}
