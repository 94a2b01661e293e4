package glance

import "cmp"

// Whole is the configuration with nothing left out: what is empty has become
// what it means.
func (cfg Config) Whole() Config {
	cfg.LookupNames = cmp.Or(cfg.LookupNames, NamesLower)
	cfg.LookupNamespace = cmp.Or(cfg.LookupNamespace, DefaultNamespace)
	cfg.LookupNotFound = cmp.Or(cfg.LookupNotFound, NotFoundEmpty)
	cfg.AuthorizationNames = cmp.Or(cfg.AuthorizationNames, NamesLower)
	cfg.PresenceAbsent = cmp.Or(cfg.PresenceAbsent, AbsentEmpty)
	return cfg
}

// What is tried where a guess did not hold, the likeliest first. All of it is
// inferred from how such services are usually laid out (I).
var (
	AuthorizationPaths = []string{
		"/services/AuthorizationService/authorize", "/services/AuthorizationService.svc/authorize",
		"/services/AuthorizationService.asmx/Authorize", "/services/authorization/authorize", "/services/authorization",
		"/api/v0/authorization", "/api/v0/authorize", "/api/v1/authorization", "/api/authorization", "/authorization",
	}
	SocketPaths = []string{"/agentws", "/agent/ws", "/agentws/websocket", "/agent/websocket", "/agent", "/ws", "/websocket"}
	ViewerPaths = []string{"/agentjoin/AgentView.aspx", "/cobrowse/AgentView.aspx"} // D, both
	Namespaces  = []string{DefaultNamespace, "http://www.glancenetworks.com/services/", "http://www.glance.net/services", "http://tempuri.org/"}
	Spellings   = []Names{NamesLower, NamesCamel, NamesPascal}
	Encodings   = []Encoding{EncodeForm, EncodeSOAP, EncodeJSON} // D that all three exist
)
