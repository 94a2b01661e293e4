package signintest

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/manifests"
)

// Provider is a real OpenID provider on this machine: oidc-provider, in Node. It
// has a login form that takes any name and password, and remembers a browser.
type Provider struct {
	Issuer  string
	Backend string // its own id and password, for introspection
}

// Introspection is where the provider tells about an access token.
func (p Provider) Introspection() string { return p.Issuer + "/token/introspection" }

// StartProvider starts one with a certificate and its key, as PEM. Its tokens
// live as long as said. It ends with the test; where Node or the extension's npm
// packages are missing the test is skipped.
func StartProvider(t testing.TB, certificate, key []byte, life time.Duration) Provider {
	t.Helper()
	folder := extension(t)
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node.js is not installed")
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "oidc-provider")); err != nil {
		t.Skip("the extension's npm packages are missing: run npm ci --ignore-scripts in extension")
	}
	p := Provider{Backend: "backend"}
	cmd := exec.Command(node, filepath.Join("test", "provider.mjs"))
	cmd.Dir = folder
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	must(t, json.NewEncoder(in).Encode(map[string]any{
		"cert": string(certificate), "key": string(key), "clientId": ClientID, "redirects": manifests.Redirects(),
		"backend": map[string]string{"id": p.Backend, "secret": p.Backend}, "lifetime": int(life.Seconds()),
	}))
	line, err := bufio.NewReader(out).ReadBytes('\n')
	must(t, err)
	must(t, json.Unmarshal(line, &p))
	return p
}

// extension is the extension's folder, above which the test is run.
func extension(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	must(t, err)
	for {
		folder := filepath.Join(dir, "extension")
		if _, err := os.Stat(filepath.Join(folder, "package.json")); err == nil {
			return folder
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no extension above this folder")
		}
		dir = filepath.Dir(dir)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
