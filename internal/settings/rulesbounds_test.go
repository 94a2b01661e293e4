package settings

import (
	"fmt"
	"strings"
	"testing"
)

// A person's rule has the environment of the administrator's rules for the same
// hosts: pages beside a sandbox's own do not reach production.
func TestAPersonsRuleHasTheEnvironmentOfItsHosts(t *testing.T) {
	of := func(id, match, environment string) string {
		rule := strings.NewReplacer(`"crm"`, fmt.Sprintf("%q", id), "https://crm.example.com/*", match).Replace(confirmedRule)
		if environment != "" {
			rule = strings.Replace(rule, `"name"`, fmt.Sprintf(`"environment": %q, "name"`, environment), 1)
		}
		return rule
	}
	files := map[string]string{
		admin:                  `{"groupId": 1, "environments": {"sandbox": {"groupId": 7}, "test": {"groupId": 8}}}`,
		"admin/sites/a.json":   of("all", "https://*.crm.example.com/app/*", ""),
		"admin/sites/b.json":   of("sandboxes", "https://*.sandbox.crm.example.com/*", "sandbox"),
		"admin/sites/c.json":   of("split-a", "https://split.example.com/live/*", ""),
		"admin/sites/d.json":   of("split-b", "https://split.example.com/test/*", "test"),
		"person/sites/0.json":  "",
		"admin2/sites/e.json":  of("single", "https://Test.Example.com/x", "test"),
		"person/sites/zz.json": of("unrelated", "https://other.example.org/*", "sandbox"),
	}
	for _, c := range []struct{ match, environment, by string }{
		{"https://acme.crm.example.com/*", "", ""},
		{"https://acme.crm.example.com/*", "sandbox", "all"},
		{"https://acme.sandbox.crm.example.com/other/*", "", "sandboxes"},
		{"https://acme.sandbox.crm.example.com/other/*", "sandbox", ""},
		{"https://sandbox.crm.example.com/*", "", "sandboxes"},
		{"https://*.crm.example.com/*", "", "sandboxes"},
		{"https://*.crm.example.com/*", "sandbox", "all"},
		{"https://*.example.com/*", "", "sandboxes"},
		{"https://test.example.com/*", "", "single"},
		{"https://test.example.com/*", "test", ""},
		{"https://split.example.com/*", "", ""},
		{"https://split.example.com/*", "test", ""},
		{"https://split.example.com/*", "sandbox", "split-a"},
		{"https://mycrm.example.com/*", "", ""},
	} {
		files["person/sites/0.json"] = of("mine", c.match, c.environment)
		l := load(t, files)
		taken := fmt.Sprint(idsOf(written(l)))
		switch {
		case c.by == "" && (len(l.Mistakes) > 0 || !strings.Contains(taken, "mine")):
			t.Errorf("%s in %q: %v", c.match, c.environment, l.Mistakes)
		case c.by != "" && (len(l.Mistakes) != 1 || l.Mistakes[0].Line != 4 || !strings.Contains(l.Mistakes[0].Sentence, fmt.Sprintf("%q says that these pages", c.by)) || strings.Contains(taken, "mine")):
			t.Errorf("%s in %q: %v; want it refused by %s", c.match, c.environment, l.Mistakes, c.by)
		}
	}
}
