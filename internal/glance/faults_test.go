package glance_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
)

// Every call, with every fault, ends in the right code.
func TestFaults(t *testing.T) {
	r := start(t)
	token := r.token()
	r.ok(r.sim.Visitor(visitor).Connect("https://shop.example/"))
	direct, err := r.client.FindVisitor(soon(t), token, group, visitor)
	r.ok(err)
	calls := map[string]func(context.Context) error{
		glancesim.CallAuthorize: func(ctx context.Context) error { _, err := r.client.Authorize(ctx, r.agent); return err },
		glancesim.CallLookup:    func(ctx context.Context) error { _, err := r.client.Lookup(ctx, r.agent, "1"); return err },
		glancesim.CallLookupVisitor: func(ctx context.Context) error {
			_, err := r.client.LookupVisitor(ctx, token, group, visitor)
			return err
		},
		glancesim.CallFindVisitor: func(ctx context.Context) error {
			_, err := r.client.FindVisitor(ctx, token, group, visitor)
			return err
		},
		glancesim.CallSignalVisitor: func(ctx context.Context) error {
			return r.client.Invoke(ctx, token, group, visitor, direct, glance.ShowTerms, nil)
		},
	}
	const canary = "server-text-with-$1$-secret"
	faults := []struct {
		name  string
		fault glancesim.Fault
		code  glance.Code
	}{
		{"401", glancesim.Fault{Status: 401, Body: canary}, glance.Refused},
		{"403", glancesim.Fault{Status: 403, Body: canary}, glance.Refused},
		{"400", glancesim.Fault{Status: 400, Body: canary}, glance.Nonsense},
		{"500", glancesim.Fault{Status: 500, Body: canary}, glance.Unreachable},
		{"503", glancesim.Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}}, glance.Unreachable},
		{"429", glancesim.Fault{Status: 429, Header: http.Header{"Retry-After": {"7"}}}, glance.Unreachable},
		{"drop", glancesim.Fault{Drop: true}, glance.Unreachable},
		{"reset", glancesim.Fault{Reset: true}, glance.Unreachable},
		{"too long", glancesim.Fault{Body: strings.Repeat(" ", glance.MaxBody+1)}, glance.Nonsense},
		{"redirect abroad", glancesim.Fault{Redirect: "https://evil.example/" + canary}, glance.ForeignAddress},
		{"redirect to another of ours", glancesim.Fault{Redirect: "https://www.glance.net/"}, glance.ForeignAddress},
		{"redirect to plain http", glancesim.Fault{Redirect: "http://www.glance.net/", Status: 302}, glance.ForeignAddress},
	}
	for call, do := range calls {
		for _, test := range faults {
			r.sim.Fault(call, test.fault)
			err := do(soon(t))
			if glance.CodeOf(err) != test.code {
				t.Errorf("%s, %s: %v, want %s", call, test.name, err, test.code)
				continue
			}
			if strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), "localhost") {
				t.Errorf("%s, %s: the error tells too much: %v", call, test.name, err)
			}
			e, _ := errors.AsType[*glance.Error](err)
			if wait := test.fault.Header.Get("Retry-After"); wait != "" && e.RetryAfter != 7*time.Second {
				t.Errorf("%s, %s: retry after %v", call, test.name, e.RetryAfter)
			}
		}
		r.sim.ClearFaults()
		if err := do(soon(t)); err != nil {
			t.Errorf("%s afterwards: %v", call, err)
		}
	}
}

// Answers that are 200 and wrong.
func TestNonsense(t *testing.T) {
	r := start(t)
	token := r.token()
	for _, body := range []string{"<html><body>Sign in</body></html>", "hello", "[1,2]", `{"visitorpresent":[]}`, "\x00\xff"} {
		r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Body: body})
		r.sim.Fault(glancesim.CallAuthorize, glancesim.Fault{Body: strings.Replace(body, "visitorpresent", "authToken", 1)})
		r.sim.Fault(glancesim.CallLookupVisitor, glancesim.Fault{Body: body})
		r.sim.Fault(glancesim.CallFindVisitor, glancesim.Fault{Body: strings.Replace(body, "visitorpresent", "visitorfound", 1)})
		_, lookup := r.client.Lookup(soon(t), r.agent, "1")
		_, authorize := r.client.Authorize(soon(t), r.agent)
		_, lookupVisitor := r.client.LookupVisitor(soon(t), token, group, visitor)
		_, findVisitor := r.client.FindVisitor(soon(t), token, group, visitor)
		for _, err := range []error{lookup, authorize, lookupVisitor, findVisitor} {
			if glance.CodeOf(err) != glance.Nonsense {
				t.Errorf("%q: %v", body, err)
			}
		}
	}
	r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Body: "<joinurl>https://evil.example/</joinurl>"})
	_, err := r.client.Lookup(soon(t), r.agent, "1")
	r.fails(err, glance.ForeignAddress)
	r.sim.Fault(glancesim.CallFindVisitor, glancesim.Fault{Body: `{"visitorfound":true,"direct":"evil.example:443"}`})
	_, err = r.client.FindVisitor(soon(t), token, group, visitor)
	r.fails(err, glance.ForeignAddress)
	r.fails(r.client.ShowTerms(soon(t), token, group, visitor, "1"), glance.ForeignAddress)
	r.sim.Fault(glancesim.CallFindVisitor, glancesim.Fault{Body: `{"visitorfound":{"direct":"` + strings.TrimPrefix(r.sim.DirectServer, "https://") + `"}}`})
	r.fails(r.client.ShowTerms(soon(t), token, group, visitor, "1"), glance.VisitorNotPresent)
	r.sim.Fault(glancesim.CallSignalVisitor, glancesim.Fault{Status: 404, Body: "not found"})
	r.fails(r.client.ShowTerms(soon(t), token, group, visitor, "1"), glance.VisitorNotPresent)
	r.sim.Fault(glancesim.CallSignalVisitor, glancesim.Fault{Body: `{"code":"authorization"}`})
	r.fails(r.client.ShowTerms(soon(t), token, group, visitor, "1"), glance.Refused)
}

func TestWaitsEnd(t *testing.T) {
	r := start(t)
	r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Hang: true})
	r.client.Hurry(50*time.Millisecond, time.Second, time.Second)
	_, err := r.client.Lookup(soon(t), r.agent, "1")
	r.fails(err, glance.Unreachable)
	if !strings.Contains(err.Error(), "no answer in time") {
		t.Error(err)
	}
	r.client.Hurry(time.Minute, time.Second, time.Second)
	ctx, cancel := context.WithCancel(soon(t))
	seen := r.sim.Calls(glancesim.CallLookup)
	go func() {
		r.sim.Wait(ctx, glancesim.CallLookup, seen+1)
		cancel()
	}()
	_, err = r.client.Lookup(ctx, r.agent, "1")
	r.fails(err, glance.Cancelled)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	r := start(t)
	hosts, _ := glance.NewHosts(r.sim.HostEntries())
	cfg := configuration(hosts)
	cfg.WebServer, cfg.PresenceServer = r.sim.WebServer, r.sim.PresenceServer
	client, err := glance.New(cfg, &http.Client{Transport: &http.Transport{}})
	r.ok(err)
	_, err = client.Lookup(soon(t), r.agent, "1")
	r.fails(err, glance.Unreachable)
	if !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
	_, err = client.Watch(soon(t), glance.Token{}, group, visitor)
	r.fails(err, glance.Unreachable)
}

func TestRedirectOnTheSameHost(t *testing.T) {
	r := start(t)
	r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Times: 1, Redirect: "/services/SessionService.asmx/LookupPartnerCobrowseSession"})
	_, err := r.client.Lookup(soon(t), r.agent, "1")
	r.ok(err)
	r.sim.Fault(glancesim.CallLookup, glancesim.Fault{Redirect: "/services/SessionService.asmx/LookupPartnerCobrowseSession"})
	_, err = r.client.Lookup(soon(t), r.agent, "1")
	r.fails(err, glance.Nonsense)
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{"": 0, "7": 7 * time.Second, "-7": 0, "x": 0, "999999": time.Hour, "99999999999999": 0,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute, now.Add(-time.Minute).Format(http.TimeFormat): 0} {
		if got := glance.RetryAfter(value, now); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}
