package glance

import (
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"
)

// Beta is the web server of Glance's platform for early releases (D).
const Beta = "https://beta.glance.net"

// domains are Glance's own; their sub-domains count too.
var domains = []string{"glance.net", "glance.cx", "glancecdn.net", "myglance.net"}

var plainHost = shape(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// Hosts is what may be spoken to: Glance's domains, which are compiled in, on
// port 443, and what an administrator added. The zero value is Glance's alone.
type Hosts struct{ extra, denied map[string]bool }

// NewHosts adds an administrator's entries, each "host" (port 443) or
// "host:port" and matched whole. IPv6 addresses are not taken.
func NewHosts(extra []string) (Hosts, error) {
	hosts := Hosts{extra: make(map[string]bool, len(extra))}
	for _, entry := range extra {
		u, err := url.Parse("https://" + entry)
		if err != nil || u.Host != entry {
			return Hosts{}, badEntry(entry)
		}
		address, ok := addressOf(u)
		if !ok {
			return Hosts{}, badEntry(entry)
		}
		hosts.extra[address] = true
	}
	return hosts, nil
}

// Without gives the hosts less some, each "host" or "host:port": servers of
// Glance's that are not this group's. What is no host is none of them anyway.
func (h Hosts) Without(entries []string) Hosts {
	less := Hosts{extra: h.extra, denied: make(map[string]bool, len(entries)+len(h.denied))}
	maps.Copy(less.denied, h.denied)
	for _, entry := range entries {
		if address, ok := addressOf(&url.URL{Host: entry}); ok {
			less.denied[address] = true
		}
	}
	return less
}

func badEntry(entry string) error {
	if len(entry) > 260 {
		entry = entry[:260]
	}
	return fmt.Errorf("hosts: %q is neither a host name nor host:port; write it like glance.example.com or glance.example.com:8443", entry)
}

// Check refuses every address that is not https or wss to one of the hosts,
// without user information or fragment. Its error is an *Error, ForeignAddress.
func (h Hosts) Check(u *url.URL) error {
	if why := h.refusal(u); why != "" {
		return &Error{Op: "address", Code: ForeignAddress, Err: reason(why)}
	}
	return nil
}

func (h Hosts) refusal(u *url.URL) string {
	switch {
	case u == nil:
		return "no address"
	case u.Scheme != "https" && u.Scheme != "wss":
		return "not https"
	case u.Opaque != "" || u.User != nil || u.Fragment != "":
		return "user information or fragment in the address"
	}
	address, ok := addressOf(u)
	if !ok || !h.allowed(address) {
		return "not an allowed host"
	}
	return ""
}

func (h Hosts) allowed(address string) bool {
	if h.denied[address] {
		return false
	}
	if h.extra[address] {
		return true
	}
	host, glancePort := strings.CutSuffix(address, ":443")
	if !glancePort {
		return false
	}
	for _, domain := range domains {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// addressOf returns host:port in one spelling: lower case, decimal port. What
// could be read in two ways (an empty port, a trailing dot, other characters
// than a host name's) has none.
func addressOf(u *url.URL) (string, bool) {
	host, port, hasPort := strings.Cut(strings.ToLower(u.Host), ":")
	if !hasPort {
		port = "443"
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 || strconv.FormatUint(number, 10) != port {
		return "", false
	}
	if len(host) > 253 || !plainHost(host) {
		return "", false
	}
	return host + ":" + port, true
}
