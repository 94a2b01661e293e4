package check

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/manifests"
)

// policy is what an administrator says about native-messaging hosts, each
// setting with the file or registry key that it is from.
type policy struct {
	Block     []string `json:"NativeMessagingBlocklist"`
	Allow     []string `json:"NativeMessagingAllowlist"`
	UserLevel *bool    `json:"NativeMessagingUserLevelHosts"`

	blockFile, userFile string
}

// readPolicies reads what an administrator says to a browser: a folder of files,
// or on Windows a key of the registry.
func readPolicies(d browsers.Desk, view machine.View, place string) policy {
	if d.System == browsers.Windows {
		return registryPolicies(view, place)
	}
	return policyFiles(d, view, place)
}

// registryPolicies reads the machine's key and the person's: the machine's wins.
func registryPolicies(view machine.View, machines string) policy {
	var all policy
	for _, root := range []string{"HKCU", "HKLM"} {
		path := root + strings.TrimPrefix(machines, "HKLM")
		key, err := view.LookKey(path)
		if machines == "" || err != nil {
			continue
		}
		one := policy{Block: listIn(view, path+`\NativeMessagingBlocklist`), Allow: listIn(view, path+`\NativeMessagingAllowlist`)}
		if value, ok := key.Values["NativeMessagingUserLevelHosts"]; ok {
			on := value != "0"
			one.UserLevel = &on
		}
		all.take(one, path)
	}
	return all
}

// listIn reads a policy that is a list: the values of a key, named by numbers.
func listIn(view machine.View, path string) []string {
	key, err := view.LookKey(path)
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Values(key.Values))
}

// policyFiles reads as Chromium does: the last file in the order of names wins, and
// one that is not JSON is passed over.
func policyFiles(d browsers.Desk, view machine.View, folder string) policy {
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
