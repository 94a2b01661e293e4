package glancesim

import (
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

// Difference is one way in which the real Glance may differ from what the
// product takes for granted, and the settings with which it works all the same.
type Difference struct {
	Name     string
	Letter   string // how sure the product is of what it takes for granted
	Differ   Differ
	Change   map[string]string // values as JSON; an empty one depends on the simulator's addresses
	Harmless bool              // the product works without the change too
}

// Differences are all of them, one at a time.
func Differences() []Difference {
	return []Difference{
		{Name: "tokens elsewhere", Letter: "U", Differ: Differ{AuthorizationPath: "/api/v0/authorization"},
			Change: map[string]string{"authorizationPath": `"/api/v0/authorization"`}},
		{Name: "tokens for camelCase", Letter: "I", Differ: Differ{AuthorizationNames: glance.NamesCamel},
			Change: map[string]string{"authorizationNames": `"camel"`}},
		{Name: "tokens for PascalCase", Letter: "I", Differ: Differ{AuthorizationNames: glance.NamesPascal},
			Change: map[string]string{"authorizationNames": `"pascal"`}},
		{Name: "tokens elsewhere for camelCase", Letter: "U", Differ: Differ{AuthorizationPath: "/services/authorization", AuthorizationNames: glance.NamesCamel},
			Change: map[string]string{"authorizationPath": `"/services/authorization"`, "authorizationNames": `"camel"`}},
		{Name: "refused otherwise", Letter: "U", Differ: Differ{AuthorizationRefusal: 400}, Harmless: true},

		{Name: "lookup by SOAP", Letter: "I", Differ: Differ{LookupEncoding: glance.EncodeSOAP},
			Change: map[string]string{"lookupEncoding": `"soap"`}},
		{Name: "lookup by JSON", Letter: "I", Differ: Differ{LookupEncoding: glance.EncodeJSON},
			Change: map[string]string{"lookupEncoding": `"json"`}},
		{Name: "lookup in another namespace", Letter: "I", Differ: Differ{LookupEncoding: glance.EncodeSOAP, LookupNamespace: "http://tempuri.org/"},
			Change: map[string]string{"lookupEncoding": `"soap"`, "lookupNamespace": `"http://tempuri.org/"`}},
		{Name: "lookup for camelCase", Letter: "U", Differ: Differ{LookupNames: glance.NamesCamel},
			Change: map[string]string{"lookupNames": `"camel"`}},
		{Name: "lookup by JSON for PascalCase", Letter: "U", Differ: Differ{LookupEncoding: glance.EncodeJSON, LookupNames: glance.NamesPascal},
			Change: map[string]string{"lookupEncoding": `"json"`, "lookupNames": `"pascal"`}},
		{Name: "no session is an object", Letter: "U", Differ: Differ{LookupNotFound: glance.NotFoundObject},
			Change: map[string]string{"lookupNotFound": `"object"`}},
		{Name: "no session is 404", Letter: "U", Differ: Differ{LookupNotFound: glance.NotFound404},
			Change: map[string]string{"lookupNotFound": `"404"`}},
		{Name: "no session is 500", Letter: "U", Differ: Differ{LookupNotFound: glance.NotFound500},
			Change: map[string]string{"lookupNotFound": `"500"`}},
		{Name: "a refusal looks like no session", Letter: "U", Differ: Differ{LookupHidesRefusal: true}, Harmless: true},
		{Name: "lookups are rationed", Letter: "U", Differ: Differ{LookupPace: time.Second},
			Change: map[string]string{"pollMilliseconds": "1000"}, Harmless: true},
		{Name: "the viewer is on another host", Letter: "I", Differ: Differ{JoinHost: "127.0.0.1"},
			Change: map[string]string{"hosts": ""}},

		{Name: "credentials in the query only", Letter: "D", Differ: Differ{Delivery: glance.DeliverQuery},
			Change: map[string]string{"credentialDelivery": `"query"`}},
		{Name: "the older viewer only", Letter: "D", Differ: Differ{ViewerPath: "/cobrowse/AgentView.aspx"},
			Change: map[string]string{"viewerPath": `"/cobrowse/AgentView.aspx"`}, Harmless: true},

		{Name: "an absent visitor is 404", Letter: "S", Differ: Differ{PresenceAbsent: glance.Absent404},
			Change: map[string]string{"presenceAbsent": `"404"`}},
		{Name: "presence for registered origins only", Letter: "I", Differ: Differ{PresenceOrigin: "https://crm.example.com"},
			Change: map[string]string{"presenceOrigin": `"https://crm.example.com"`}},
		{Name: "pages are told otherwise", Letter: "S", Differ: Differ{OtherPageNames: true}, Harmless: true},
		{Name: "stricter visitor ids", Letter: "I", Differ: Differ{VisitorIDs: "^[A-Za-z0-9_-]{1,62}$"},
			Change: map[string]string{"keyPattern": `"^[A-Za-z0-9_-]{1,62}$"`}, Harmless: true},
		{Name: "a visitor's server on another host", Letter: "I", Differ: Differ{DirectHost: "127.0.0.1"},
			Change: map[string]string{"hosts": ""}},
		{Name: "the socket elsewhere", Letter: "U", Differ: Differ{SocketPath: "/agent/ws"},
			Change: map[string]string{"presenceSocketPath": `"/agent/ws"`}, Harmless: true},
		{Name: "no socket", Letter: "U", Differ: Differ{SocketPath: "-"},
			Change: map[string]string{"presenceDialect": `"rest"`}, Harmless: true},
		{Name: "presence refuses otherwise", Letter: "U", Differ: Differ{PresenceRefusal: 400}, Harmless: true},
		{Name: "the socket refuses otherwise", Letter: "U", Differ: Differ{SocketRefusal: 1000}, Harmless: true},
		{Name: "the socket speaks another dialect", Letter: "U", Differ: Differ{SocketDialect: true},
			Change: map[string]string{"presenceDialect": `"rest"`}},
	}
}
