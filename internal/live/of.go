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

// Glance is how Glance is spoken to with some settings.
func Glance(set settings.Settings, hosts glance.Hosts) glance.Config {
	return glance.Config{
		WebServer: set.WebServer, ViewerPath: set.ViewerPath, Delivery: glance.Delivery(set.CredentialDelivery),
		LookupPath: set.LookupPath, LookupEncoding: glance.Encoding(set.LookupEncoding), LookupNames: glance.Names(set.LookupNames),
		LookupNamespace: set.LookupNamespace, LookupNotFound: glance.NotFound(set.LookupNotFound),
		AuthorizationPath: set.AuthorizationPath, AuthorizationNames: glance.Names(set.AuthorizationNames), TokenMinutes: set.TokenMinutes,
		PresenceServer: set.PresenceServer, PresenceOrigin: set.PresenceOrigin, PresenceAbsent: glance.Absent(set.PresenceAbsent),
		SocketPath: set.PresenceSocketPath, Hosts: hosts,
	}
}

// Of is what is to be tried with some settings; Client and Keys are still to be given.
func Of(set settings.Settings, hosts glance.Hosts) Config {
	c := Config{Glance: Glance(set, hosts), GroupID: set.GroupID, Presence: set.Presence, Dialect: presence.Dialect(set.PresenceDialect),
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
