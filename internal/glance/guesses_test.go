package glance_test

import (
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
)

func TestSpellings(t *testing.T) {
	for names, want := range map[glance.Names]string{"": "partneruserid", glance.NamesLower: "partneruserid", glance.NamesCamel: "partnerUserId", glance.NamesPascal: "PartnerUserId"} {
		if got := names.Of("partneruserid"); got != want {
			t.Errorf("%q: %s", names, got)
		}
	}
}

func TestGuessesAreChecked(t *testing.T) {
	hosts, _ := glance.NewHosts(nil)
	if _, err := glance.New(configuration(hosts).Whole(), nil); err != nil {
		t.Error(err)
	}
	for setting, change := range map[string]func(*glance.Config){
		"lookupNames":        func(c *glance.Config) { c.LookupNames = "upper" },
		"authorizationNames": func(c *glance.Config) { c.AuthorizationNames = "LOWER" },
		"lookupNotFound":     func(c *glance.Config) { c.LookupNotFound = "403" },
		"presenceAbsent":     func(c *glance.Config) { c.PresenceAbsent = "gone" },
		"presenceOrigin":     func(c *glance.Config) { c.PresenceOrigin = "https://a\r\nX: y" },
		"lookupNamespace":    func(c *glance.Config) { c.LookupNamespace = "a\nb" },
	} {
		cfg := configuration(hosts)
		change(&cfg)
		if _, err := glance.New(cfg, nil); err == nil || !strings.Contains(err.Error(), setting) {
			t.Errorf("%s: %v", setting, err)
		}
	}
}

// An answer is no session only in the way that is set; else it stays an error.
func TestNoSessionAsSet(t *testing.T) {
	answers := map[string]glancesim.Fault{
		"404": {Status: 404}, "500": {Status: 500}, "an object": {Body: `{"status":"none"}`}, "401": {Status: 401},
		"null": {Body: `{"d":null}`}, "a list": {Body: `[]`}, "a joinurl": {Body: `{"joinurl":7}`},
	}
	taken := map[glance.NotFound]string{
		"": "null", glance.NotFoundEmpty: "null", glance.NotFound404: "null 404", glance.NotFound500: "null 500", glance.NotFoundObject: "null an object",
	}
	r := start(t)
	for set, want := range taken {
		client := r.newClient(func(c *glance.Config) { c.LookupNotFound = set })
		for name, answer := range answers {
			r.sim.Fault(glancesim.CallLookup, answer)
			found, err := client.Lookup(soon(t), r.agent, "1")
			if (err == nil) != strings.Contains(want, name) || found.Running {
				t.Errorf("%q, %s: %v", set, name, err)
			}
		}
	}
}

func TestAbsentAsSet(t *testing.T) {
	r := start(t)
	token := r.token()
	r.sim.Fault(glancesim.CallLookupVisitor, glancesim.Fault{Status: 404})
	r.sim.Fault(glancesim.CallFindVisitor, glancesim.Fault{Status: 404})
	_, err := r.client.LookupVisitor(soon(t), token, group, visitor)
	r.fails(err, glance.Nonsense)
	client := r.newClient(func(c *glance.Config) { c.PresenceAbsent = glance.Absent404 })
	who, err := client.LookupVisitor(soon(t), token, group, visitor)
	direct, err2 := client.FindVisitor(soon(t), token, group, visitor)
	if err != nil || err2 != nil || who.Present || direct.Found {
		t.Errorf("%+v %v, %+v %v", who, err, direct, err2)
	}
}

// TryViewer tells whether credentials were taken, and follows nowhere.
func TestTryViewer(t *testing.T) {
	r := start(t)
	for _, delivery := range []glance.Delivery{glance.DeliverPost, glance.DeliverQuery} {
		client := r.newClient(func(c *glance.Config) { c.Delivery = delivery })
		good, err := client.TryTicket("nobody", r.agent)
		r.ok(err)
		wrong := r.agent
		wrong.PUID = "another"
		bad, err := client.TryTicket("nobody", wrong)
		r.ok(err)
		for ticket, signIn := range map[*glance.Ticket]bool{&good: false, &bad: true} {
			opened, err := client.TryViewer(soon(t), *ticket)
			if err != nil || opened.SignIn != signIn || opened.Status != 303 {
				t.Errorf("%s: %+v %v", delivery, opened, err)
			}
		}
	}
	if n := r.sim.Calls(glancesim.CallViewer); n != 4 {
		t.Errorf("%d requests", n)
	}
	r.sim.Fault(glancesim.CallViewer, glancesim.Fault{Redirect: "https://evil.example/"})
	ticket, _ := r.client.TryTicket("nobody", r.agent)
	if opened, err := r.client.TryViewer(soon(t), ticket); err != nil || opened.Status != 307 {
		t.Errorf("%+v %v", opened, err)
	}
}

func TestReach(t *testing.T) {
	r := start(t)
	r.ok(r.client.Reach(soon(t), glance.Direct{Found: true, Address: strings.TrimPrefix(r.sim.DirectServer, "https://")}))
	r.fails(r.client.Reach(soon(t), glance.Direct{Found: true, Address: "evil.example:443"}), glance.ForeignAddress)
}
