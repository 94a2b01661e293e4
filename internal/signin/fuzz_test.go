package signin

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzRedirect: what is read of an address is the attempt's own, with its state.
func FuzzRedirect(f *testing.F) {
	const own, state = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/", "s3cr3t-state"
	a := &attempt{redirect: own, state: state}
	for _, seed := range []string{
		own + "?code=c&state=" + state, own + "?code=c&state=" + state + "&iss=https%3A%2F%2Flogin.example", own + "?error=access_denied&state=" + state,
		own + "?code=c&state=%73" + state[1:], own + "?code=c;state=" + state, own + "?state=" + state + "&state=x", own + "#state=" + state,
		"https://evil.example/?state=" + state, own + "x?state=" + state, own + "?code=\x00&state=" + state,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, redirectedTo string) {
		said, err := a.read(redirectedTo)
		if err != nil {
			if said != (answer{}) {
				t.Errorf("%q: refused and read", redirectedTo)
			}
			return
		}
		u, wrong := url.Parse(redirectedTo)
		if wrong != nil || u.Scheme+"://"+u.Host+u.Path != own || u.User != nil || u.Fragment != "" || !slices.Equal(u.Query()["state"], []string{state}) || u.Query().Get("code") != said.code {
			t.Errorf("read %q", redirectedTo)
		}
	})
}

// FuzzAddress: an address that is allowed is on a listed host, for whoever reads it.
func FuzzAddress(f *testing.F) {
	hosts := []string{"login.example.com", "keys.example.com:8443"}
	for _, seed := range []string{
		"https://login.example.com/a", "https://keys.example.com:8443/", "https://login.example.com:443/x?y", "HTTPS://LOGIN.example.com/", "https://login.example.com.evil.example/",
		"https://login.example.com@evil.example/", "https:\\\\login.example.com/", "https://login.example.com\\.evil.example", "https://login.example.com%2f.evil.example/", "https://login.example.com/#x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !allowedAddress(address, hosts) {
			return
		}
		rest := strings.ToLower(address[len("https://"):])
		authority, _, _ := strings.Cut(strings.ReplaceAll(rest, "?", "/"), "/")
		if !strings.EqualFold(address[:len("https://")], "https://") || !slices.Contains(append(hosts, "login.example.com:443"), authority) {
			t.Errorf("allowed %q", address)
		}
	})
}
