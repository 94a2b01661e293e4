package settings

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

// vendors are those that a starter rule is promised for.
var vendors = []string{"dynamics-365", "freshdesk", "hubspot", "pipedrive", "salesforce-lightning", "servicenow", "zendesk", "zoho-crm"}

func TestStarterRulesComeLastAndShowNothing(t *testing.T) {
	l := load(t, map[string]string{"person/sites/z.json": ruleOf("zzz"), "admin/sites/a.json": ruleOf("aaa")})
	if got := fmt.Sprint(idsOf(l.Rules)); got != fmt.Sprint(append([]string{"aaa", "zzz"}, vendors...)) || len(l.Mistakes) > 0 {
		t.Fatalf("%s %v", got, l.Mistakes)
	}
	for _, r := range l.Rules[2:] {
		if r.Active || r.From != protocol.RuleStarter || !r.Unverified || r.Confirmed != nil {
			t.Errorf("%s: active %t, from %s, unverified %t", r.ID, r.Active, r.From, r.Unverified)
		}
		for _, o := range r.Objects {
			if o.Anchor.Side != "dock" || len(o.VisitorID) < 2 || o.KeyField == nil {
				t.Errorf("%s %s: it needs more of the vendor's page than is published", r.ID, o.Type)
			}
		}
	}
}

// Each is good as an administrator's file as well: it is there to be copied.
func TestShippedRulesAreGood(t *testing.T) {
	files := map[string]string{}
	names, err := fs.Glob(manifests.Sites, "*.json")
	if err != nil || len(names) != len(vendors)+1 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(manifests.Sites, name)
		if err != nil {
			t.Fatal(err)
		}
		files["admin/sites/"+name] = string(content)
	}
	l := load(t, files)
	if len(written(l)) != len(names) || len(l.Rules) != len(names) || len(l.Mistakes) > 0 {
		t.Errorf("%v %v", idsOf(l.Rules), l.Mistakes)
	}
	for _, r := range l.Rules {
		if r.Active != (r.ID+".json" == manifests.Sample) {
			t.Errorf("%s: active %t", r.ID, r.Active)
		}
	}
}

func TestACopyOfAStarterTakesItsPlace(t *testing.T) {
	for _, folder := range []string{"admin", "person"} {
		l := load(t, map[string]string{folder + "/sites/mine.json": ruleOf("zendesk")})
		n := 0
		for _, r := range l.Rules {
			if r.ID == "zendesk" {
				n++
				if r.From == protocol.RuleStarter || !r.Active {
					t.Errorf("%s: from %s, active %t", folder, r.From, r.Active)
				}
			}
		}
		if n != 1 || len(l.Mistakes) > 0 || len(l.Rules) != len(vendors) {
			t.Errorf("%s: %d of them, %v", folder, n, l.Mistakes)
		}
	}
}

func TestStarterRulesMayBeSwitchedOff(t *testing.T) {
	if l := load(t, map[string]string{admin: `{"starterRules": false}`}); len(l.Rules) > 0 || len(l.Mistakes) > 0 {
		t.Errorf("%v %v", idsOf(l.Rules), l.Mistakes)
	}
	l := load(t, map[string]string{person: `{"starterRules": false}`})
	if len(l.Rules) != len(vendors) || len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, "only an administrator") {
		t.Errorf("%d rules, %v", len(l.Rules), l.Mistakes)
	}
	by := By{Policy: []byte(`{"locked": {"starterRules": false}}`)}
	if l := Load(Dirs{}, by); len(l.Rules) > 0 {
		t.Errorf("the policy: %v", idsOf(l.Rules))
	}
}

// A rule of the browser's policy may have every member.
func TestAPolicysRuleIsWhole(t *testing.T) {
	l := Load(folders(t, map[string]string{admin: configured}), By{Policy: []byte(sitesOf(fullRule))})
	rules := written(l)
	if len(l.Mistakes) > 0 || len(rules) != 1 {
		t.Fatalf("%v", l.Mistakes)
	}
	r := rules[0]
	if r.From != protocol.RuleAdministrator || !r.Active || r.Environment != "sandbox" || r.GroupID != 7 || len(r.Frames) != 1 || r.Confirmed.Of != 12 ||
		r.Objects[0].Row == nil || r.Objects[0].Derive == nil || r.Objects[0].Normalise == nil || r.Objects[1].Region == "" || !r.Objects[0].BeforeSession || !r.Objects[0].Draft || r.Starter != "zendesk" {
		t.Errorf("something did not arrive: from %s, active %t", r.From, r.Active)
	}
}
