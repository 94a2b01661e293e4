package settings

import "github.com/glance-networks/agent-host/internal/glance"

// Glance is how Glance is spoken to with these settings.
func (s Settings) Glance(hosts glance.Hosts) glance.Config {
	return glance.Config{
		WebServer: s.Web(), ViewerPath: s.ViewerPath, Delivery: glance.Delivery(s.CredentialDelivery),
		LookupPath: s.LookupPath, LookupEncoding: glance.Encoding(s.LookupEncoding), LookupNames: glance.Names(s.LookupNames),
		LookupNamespace: s.LookupNamespace, LookupNotFound: glance.NotFound(s.LookupNotFound),
		AuthorizationPath: s.AuthorizationPath, AuthorizationNames: glance.Names(s.AuthorizationNames), TokenMinutes: s.TokenMinutes,
		PresenceServer: s.PresenceServer, PresenceOrigin: s.PresenceOrigin, PresenceAbsent: glance.Absent(s.PresenceAbsent),
		SocketPath: s.PresenceSocketPath, Hosts: hosts, GroupID: s.GroupID,
		Programs: glance.Templates{
			Show: s.ClientShow, ShowSignedIn: s.ClientShowSignedIn, View: s.ClientView, ViewSignedIn: s.ClientViewSignedIn,
			Panorama: s.PanoramaJoin, PanoramaSigned: s.PanoramaJoinSignedIn, Buttons: s.ButtonsPage, Download: s.DownloadPage,
		},
	}
}
