package check

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/manifests"
)

// policy is what an administrator says about native-messaging hosts, each
// setting with the file that it is from.
type policy struct {
	Block     []string `json:"NativeMessagingBlocklist"`
	Allow     []string `json:"NativeMessagingAllowlist"`
	UserLevel *bool    `json:"NativeMessagingUserLevelHosts"`

	blockFile, userFile string
}

// readPolicies reads a folder of policy files as Chromium does: the last file in
// the order of names wins, and one that is not JSON is passed over.
func readPolicies(d browsers.Desk, view machine.View, folder string) policy {
	var all policy
	listing, err := view.Look(folder)
	if folder == "" || err != nil {
		return all
	}
	for _, name := range listing.Names {
		path := d.Join(folder, name)
		thing, err := view.Look(path)
		var one policy
		if err != nil || !strings.HasSuffix(name, ".json") || json.Unmarshal(thing.Text, &one) != nil {
			continue
		}
		all.take(one, path)
	}
	return all
}

func (p *policy) take(one policy, path string) {
	if one.Block != nil {
		p.Block, p.blockFile = one.Block, path
	}
	if one.Allow != nil {
		p.Allow = one.Allow
	}
	if one.UserLevel != nil {
		p.UserLevel, p.userFile = one.UserLevel, path
	}
}

// blocked says whether the host may not be called at all.
func (p *policy) blocked() bool {
	name := manifests.Identity().Host
	named := slices.Contains(p.Block, name) || slices.Contains(p.Block, "*")
	return named && !slices.Contains(p.Allow, name)
}

// systemOnly says whether manifests of a person's own do not count.
func (p *policy) systemOnly() bool { return p.UserLevel != nil && !*p.UserLevel }
