package settings

import (
	"strconv"
	"time"

	"github.com/glance-networks/agent-host/internal/secret"
)

type seconds struct{ *time.Duration }
type milliseconds struct{ *time.Duration }

// places are where each key of the schema goes. A test holds both against each other.
func (s *Settings) places() map[string]any {
	return map[string]any{
		"groupId": &s.GroupID, "puid": &s.PUID, "username": &s.Username, "desk": &s.Desk,
		"authUrl": &s.AuthURL, "authHeaders": &s.AuthHeaders, "authBody": &s.AuthBody,
		"hosts": &s.Hosts, "caFile": &s.CAFile,

		"authProof": &s.AuthProof, "oidcIssuer": &s.OIDCIssuer, "oidcClientId": &s.OIDCClientID, "oidcScopes": &s.OIDCScopes,
		"oidcToken": &s.OIDCToken, "oidcHosts": &s.OIDCHosts, "puidFrom": &s.PUIDFrom, "puidClaim": &s.PUIDClaim, "groupsClaim": &s.GroupsClaim,
		"authCertificateFile": &s.AuthCertificateFile, "authCertificateKeyFile": &s.AuthCertificateKeyFile,

		"loginKeySource": &s.LoginKeySource, "loginKeyValiditySeconds": seconds{&s.LoginKeyValidity},

		"samlIdpId": &s.SAMLIDPID, "samlIdpToken": &s.SAMLIDPToken, "samlIdpUsername": &s.SAMLIDPUsername,

		"callerCheck": &s.CallerCheck, "callers": &s.Callers,

		"glanceBaseUrl": &s.GlanceBaseURL, "webServer": &s.WebServer, "viewerPath": &s.ViewerPath, "credentialDelivery": &s.CredentialDelivery,
		"lookupPath": &s.LookupPath, "lookupEncoding": &s.LookupEncoding, "lookupNames": &s.LookupNames,
		"lookupNamespace": &s.LookupNamespace, "lookupNotFound": &s.LookupNotFound,
		"authorizationPath": &s.AuthorizationPath, "authorizationNames": &s.AuthorizationNames, "tokenMinutes": &s.TokenMinutes,

		"presence": &s.Presence, "presenceServer": &s.PresenceServer,
		"presenceDialect": &s.PresenceDialect, "presenceSocketPath": &s.PresenceSocketPath,
		"presenceAbsent": &s.PresenceAbsent, "presenceOrigin": &s.PresenceOrigin,

		"showPage": &s.ShowPage, "openLocation": &s.OpenLocation, "keyPattern": &s.KeyPattern,
		"agentVideo": &s.AgentVideo, "buttons": &s.Buttons, "showKey": &s.ShowKey, "viewKey": &s.ViewKey, "fixedKey": &s.FixedKey, "keyDigits": &s.KeyDigits,
		"clientCredentials": &s.ClientCredentials, "clientShow": &s.ClientShow, "clientShowSignedIn": &s.ClientShowSignedIn,
		"clientView": &s.ClientView, "clientViewSignedIn": &s.ClientViewSignedIn,
		"panoramaJoin": &s.PanoramaJoin, "panoramaJoinSignedIn": &s.PanoramaJoinSignedIn,
		"buttonsPage": &s.ButtonsPage, "downloadPage": &s.DownloadPage,
		"typedKeys": &s.TypedKeys, "startMode": &s.StartMode, "confirmInBrowser": &s.ConfirmInBrowser,

		"loginKeySeconds": seconds{&s.LoginKeyHold}, "pollMilliseconds": milliseconds{&s.Poll},
		"waitSeconds": seconds{&s.Wait}, "termsSeconds": seconds{&s.Terms}, "startSeconds": seconds{&s.Start},
		"lateSeconds": seconds{&s.Late}, "lostSeconds": seconds{&s.Lost},

		"personRules": &s.PersonRules, "starterRules": &s.StarterRules,

		"environments": &s.Environments, "resolvers": &s.Resolvers,

		"logLevel": &s.LogLevel,

		"roles": &s.Roles,
	}
}

// put writes n, which the schema admitted, to a place.
func put(place any, n *node) {
	whole, _ := n.integer()
	switch p := place.(type) {
	case *int64:
		*p = whole
	case *int:
		*p = int(whole)
	case seconds:
		*p.Duration = time.Duration(whole) * time.Second
	case milliseconds:
		*p.Duration = time.Duration(whole) * time.Millisecond
	case *bool:
		*p, _ = strconv.ParseBool(n.literal)
	case *string:
		*p = n.literal
	case *[]string:
		*p = make([]string, 0, len(n.items))
		for _, item := range n.items {
			*p = append(*p, item.literal)
		}
	case *map[string]Environment:
		*p = putEnvironments(n)
	case *map[string]Resolver:
		*p = putResolvers(n)
	case *[]role:
		*p = putRoles(n)
	case *secret.Text:
		*p = secret.New(string(n.raw))
	case *map[string]secret.Text:
		*p = make(map[string]secret.Text, len(n.members))
		for _, m := range n.members {
			(*p)[m.name] = secret.New(m.value.literal)
		}
	}
}
