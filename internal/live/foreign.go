package live

import (
	"encoding/json"
	"slices"

	"github.com/glance-networks/agent-host/internal/glance"
)

// allow adds the host in the last answer to those that are allowed from here on,
// and to the settings to change; false where it cannot be one.
func (r *run) allow(s *step) bool {
	host := foreign(r.last)
	all := append(slices.Clone(r.Hosts), host)
	hosts, err := glance.NewHosts(all)
	if host == "" || err != nil {
		return false
	}
	r.Hosts, r.cfg.Hosts = all, hosts
	s.change("hosts", all)
	return true
}

var address = lazily(`https://([A-Za-z0-9.:-]{1,260})`)

// foreign is the host in an answer, of a visitor's own server or of a join
// address, that an administrator would have to add; empty where it cannot be one.
func foreign(e *glance.Exchange) string {
	if e == nil {
		return ""
	}
	var reply struct {
		Direct string `json:"direct"`
		Found  struct {
			Direct string `json:"direct"`
		} `json:"visitorfound"`
	}
	_ = json.Unmarshal(e.Body, &reply) // what cannot be read is left empty
	host := reply.Direct
	if host == "" {
		host = reply.Found.Direct
	}
	if found := address().FindSubmatch(e.Body); host == "" && found != nil {
		host = string(found[1])
	}
	if _, err := glance.NewHosts([]string{host}); err != nil {
		return ""
	}
	return host
}
