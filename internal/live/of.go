package live

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
)

// Of is what is to be tried with some settings; Client and Keys are still to be given.
func Of(set settings.Settings, hosts glance.Hosts) Config {
	c := Config{Glance: set.Glance(hosts), GroupID: set.GroupID, Presence: set.Presence, Dialect: presence.Dialect(set.PresenceDialect),
		Poll: set.Poll, KeyPattern: regexp.MustCompile(set.KeyPattern), Hosts: set.Hosts} // the pattern was checked when it was loaded
	if set.LoginKeySource == "keychain" {
		c.Validity = set.LoginKeyValidity
	}
	return c
}

// OriginsOf are the origins that site rules name whole.
func OriginsOf(rules []protocol.SiteRule) (origins []string) {
	for _, rule := range rules {
		for _, match := range rule.Matches {
			u, err := url.Parse(match)
			if err != nil || u.Scheme != "https" || u.Host == "" || strings.Contains(u.Host, "*") {
				continue
			}
			if origin := "https://" + u.Host; !slices.Contains(origins, origin) {
				origins = append(origins, origin)
			}
		}
	}
	return origins[:min(len(origins), 10)]
}
