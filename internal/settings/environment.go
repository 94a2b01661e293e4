package settings

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"sync"

	"github.com/glance-networks/agent-host/internal/secret"
)

// Environment is another Glance group that this desk works in, and what is
// different there. What it leaves empty is as in the settings themselves.
type Environment struct {
	GroupID        int64
	GlanceBaseURL  string
	WebServer      string
	PresenceServer string
	Hosts          []string // nil: the settings'
	AuthURL        string
	AuthHeaders    map[string]secret.Text
	AuthBody       secret.Text
}

// Resolver is an address of the organisation's own that says which visitor a
// record is.
type Resolver struct {
	Address string // https
	Headers map[string]secret.Text
}

// For gives the settings of an environment; the empty name is the settings
// themselves. It is false where there is no environment of that name.
func (s Settings) For(name string) (Settings, bool) {
	if name == "" {
		return s, true
	}
	e, ok := s.Environments[name]
	if !ok {
		return Settings{}, false
	}
	s.GroupID = e.GroupID
	s.GlanceBaseURL = cmp.Or(e.GlanceBaseURL, s.GlanceBaseURL)
	if e.WebServer != "" {
		s.WebServer, s.GlanceBaseURL = e.WebServer, "production"
	}
	s.PresenceServer = cmp.Or(e.PresenceServer, s.PresenceServer)
	if e.Hosts != nil {
		s.Hosts = e.Hosts
	}
	return s.provenIn(e), true
}

// provenIn has the agent proven as an environment says. What proves them to one
// address is never sent to another that an environment names.
func (s Settings) provenIn(e Environment) Settings {
	if e.AuthURL != "" {
		s.AuthURL, s.AuthHeaders, s.AuthBody = e.AuthURL, nil, secret.Text{}
	}
	if e.AuthHeaders != nil {
		s.AuthHeaders = e.AuthHeaders
	}
	if !e.AuthBody.Empty() {
		s.AuthBody = e.AuthBody
	}
	return s
}

// Foreign are the hosts, as host or host:port, of the other environments' servers
// that are not this one's too: a LoginKey of this one does not go there, whatever
// a service says.
func (s Settings) Foreign(name string) (hosts []string) {
	own, _ := s.For(name)
	kept := own.servers()
	names := []string{""}
	for other := range s.Environments {
		names = append(names, other)
	}
	for _, other := range names {
		theirs, _ := s.For(other)
		for _, host := range theirs.servers() {
			if !slices.Contains(kept, host) && !slices.Contains(hosts, host) {
				hosts = append(hosts, host)
			}
		}
	}
	slices.Sort(hosts)
	return hosts
}

func (s Settings) servers() (hosts []string) {
	for _, address := range []string{s.Web(), s.PresenceServer} {
		if u, err := url.Parse(address); err == nil {
			hosts = append(hosts, u.Host)
		}
	}
	return hosts
}

// alone are the settings whose members stand each by itself: one that is wrong is
// refused, and the others count.
var alone = map[string]func(member) *fault{"environments": checkEnvironment, "resolvers": checkResolver}

// sound drops the members that are wrong.
func (l *Loaded) sound(file, key string, s *schema, n *node) *node {
	kept := *n
	kept.members = nil
	for _, m := range n.members {
		wrong := checkName(key, m)
		if wrong == nil {
			wrong = (checker{}).check(s.Additional.schema, m.value, key+"."+m.name)
		}
		if wrong == nil {
			wrong = alone[key](m)
		}
		if wrong != nil {
			l.refuse(file, wrong.line, "%s; %s.%s does not count", wrong.sentence, key, m.name)
			continue
		}
		kept.members = append(kept.members, m)
	}
	return &kept
}

var partName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,30}$`) })

func checkName(key string, m member) *fault {
	if partName().MatchString(m.name) {
		return nil
	}
	return &fault{m.line, "the names in " + key + " must be 1 to 31 of a-z, 0-9 and -, such as sandbox"}
}

func checkEnvironment(m member) *fault {
	for _, part := range m.value.members {
		check := meanings[part.name]
		if check == nil {
			continue
		}
		if must := check(part.value); must != "" {
			return &fault{part.line, "environments." + m.name + "." + part.name + " must be " + must}
		}
	}
	if base := m.value.member("glanceBaseUrl"); base != nil && base.literal == "beta" && m.value.member("webServer") != nil {
		return &fault{base.line, "environments." + m.name + " has both a webServer and glanceBaseUrl beta, which is a web server too: remove one"}
	}
	return nil
}

func checkResolver(m member) *fault {
	address := m.value.member("address")
	if must := secureURL(address); must != "" {
		return &fault{address.line, "resolvers." + m.name + ".address must be " + must}
	}
	if h := m.value.member("headers"); h != nil {
		if must := headers(h); must != "" {
			return &fault{h.line, "resolvers." + m.name + ".headers must be " + must}
		}
	}
	return nil
}

func putEnvironments(n *node) map[string]Environment {
	all := make(map[string]Environment, len(n.members))
	for _, m := range n.members {
		var e Environment
		places := map[string]any{
			"groupId": &e.GroupID, "glanceBaseUrl": &e.GlanceBaseURL, "webServer": &e.WebServer, "presenceServer": &e.PresenceServer,
			"hosts": &e.Hosts, "authUrl": &e.AuthURL, "authHeaders": &e.AuthHeaders, "authBody": &e.AuthBody,
		}
		for _, part := range m.value.members {
			put(places[part.name], part.value)
		}
		all[m.name] = e
	}
	return all
}

func putResolvers(n *node) map[string]Resolver {
	all := make(map[string]Resolver, len(n.members))
	for _, m := range n.members {
		var r Resolver
		put(&r.Address, m.value.member("address"))
		if h := m.value.member("headers"); h != nil {
			put(&r.Headers, h)
		}
		all[m.name] = r
	}
	return all
}
