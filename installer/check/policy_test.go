package check

import (
	"testing"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine/machinetest"
	"github.com/glance-networks/agent-host/manifests"
)

// TestRegistryPolicies: the machine's key wins over the person's.
func TestRegistryPolicies(t *testing.T) {
	const machines, own = `HKLM\SOFTWARE\Policies\Microsoft\Edge`, `HKCU\SOFTWARE\Policies\Microsoft\Edge`
	host, users := manifests.Identity().Host, "NativeMessagingUserLevelHosts"
	type keys = map[string]map[string]string
	for _, test := range []struct {
		what                string
		keys                keys
		blocked, systemOnly bool
		from                string
	}{
		{"nothing", nil, false, false, ""},
		{"another policy", keys{machines: {"HomepageLocation": "https://example.com"}}, false, false, ""},
		{"only the system's", keys{machines: {users: "0"}}, false, true, machines},
		{"the person's own key", keys{own: {users: "0"}}, false, true, own},
		{"the machine wins", keys{machines: {users: "1"}, own: {users: "0"}}, false, false, machines},
		{"all blocked", keys{machines + `\NativeMessagingBlocklist`: {"1": "*"}}, true, false, machines},
		{"others blocked", keys{machines + `\NativeMessagingBlocklist`: {"1": "com.example.host"}}, false, false, machines},
		{"blocked, and allowed", keys{machines + `\NativeMessagingBlocklist`: {"1": "*"}, machines + `\NativeMessagingAllowlist`: {"1": "com.example.host", "2": host}}, false, false, machines},
	} {
		rules := readPolicies(browsers.Desk{System: browsers.Windows}, machinetest.Drawn{Values: test.keys}, machines)
		if rules.blocked() != test.blocked || rules.systemOnly() != test.systemOnly {
			t.Errorf("%s: blocked %v, only the system's %v", test.what, rules.blocked(), rules.systemOnly())
		}
		if from := rules.userFile + rules.blockFile; from != test.from {
			t.Errorf("%s: from %q", test.what, from)
		}
	}
	if rules := readPolicies(browsers.Desk{System: browsers.Windows}, machinetest.Drawn{}, ""); rules.blocked() || rules.systemOnly() {
		t.Error("a browser without policies has some")
	}
}
