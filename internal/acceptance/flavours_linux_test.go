package acceptance

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story/crm"
	"github.com/glance-networks/agent-host/manifests"
)

// TestFlavours has a policy install the extension in a Chromium: the managed
// flavour is on its site without anybody's grant, the store's is not.
func TestFlavours(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	t.Parallel()
	for _, flavour := range []struct {
		name  string
		sites []string
		want  int
	}{{"managed", []string{"--sites", "https://crm.localhost/*"}, 1}, {"store", nil, 0}} {
		t.Run(flavour.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			b := installedByPolicy(t, ctx, packed(t, ctx, flavour.sites...))
			knowsRule(t, ctx, b)
			page := crmPage(t, ctx, b)
			var granted bool
			inWorker(t, ctx, b, `chrome.permissions.contains({origins: ["https://crm.localhost/*"]})`, &granted)
			if granted != (flavour.want == 1) {
				t.Errorf("the site is granted: %v", granted)
			}
			if flavour.want == 1 {
				must(t, page.WaitFor(ctx, `document.querySelectorAll("[data-glance-button]").length === 1`))
			}
			worlds, err := page.Worlds(ctx)
			must(t, err)
			ours := 0
			for _, world := range worlds {
				if world == "chrome-extension://"+b.Extension() {
					ours++
				}
			}
			if ours != flavour.want {
				t.Errorf("%d scripts of ours in the page, not %d", ours, flavour.want)
			}
		})
	}
}

// crx is a packed extension.
type crx struct{ file, id string }

// packed builds a flavour and has Chromium pack it with a key of the organisation's own.
func packed(t *testing.T, ctx context.Context, sites ...string) crx {
	t.Helper()
	program, err := browser.Find()
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	folder, keyFile := filepath.Join(dir, "extension"), filepath.Join(dir, "key.pem")
	build := exec.CommandContext(ctx, "node", append([]string{"build.mjs", "--out", folder}, sites...)...)
	build.Dir = filepath.Join("..", "..", "extension")
	out, err := build.CombinedOutput()
	must(t, err, string(out))
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	must(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	out, err = exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--user-data-dir="+filepath.Join(dir, "profile"), "--pack-extension="+folder, "--pack-extension-key="+keyFile).CombinedOutput()
	if _, missing := os.Stat(folder + ".crx"); missing != nil {
		t.Fatalf("Chromium packed nothing: %v\n%s", err, out)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	must(t, err)
	return crx{folder + ".crx", idOf(public)}
}

// idOf is the id that Chromium derives from a public key.
func idOf(public []byte) string {
	sum := sha256.Sum256(public)
	var id strings.Builder
	for _, b := range sum[:16] {
		id.WriteByte('a' + b>>4)
		id.WriteByte('a' + b&15)
	}
	return id.String()
}

// installedByPolicy starts a Chromium whose policy installs an extension from
// the organisation's own server, and waits until it is there.
func installedByPolicy(t *testing.T, ctx context.Context, extension crx) *browser.Browser {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("/updates.xml", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<?xml version="1.0"?><gupdate xmlns="http://www.google.com/update2/response" protocol="2.0"><app appid="%s"><updatecheck codebase="%s/extension.crx" version="%s"/></app></gupdate>`, extension.id, server.URL, manifests.Version)
	})
	mux.HandleFunc("/extension.crx", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-chrome-extension")
		http.ServeFile(w, r, extension.file)
	})
	settings := map[string]any{extension.id: map[string]string{"installation_mode": "force_installed", "update_url": server.URL + "/updates.xml"}}
	program := browserWith(t, manifests.Chromium, "chromium/policies/managed/glance.json", map[string]any{
		"ExtensionSettings":          settings,
		"DeveloperToolsAvailability": 1, // else what a policy installs is not to be looked into, by this test either
	})
	home := t.TempDir()
	b, err := browser.Start(t.Context(), browser.Options{
		Path: program, Profile: filepath.Join(home, "profile"), Installed: extension.id, Headless: true, Updates: true,
		Env: []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=en_GB.UTF-8"}, Args: []string{"ignore-certificate-errors"},
	})
	must(t, err)
	t.Cleanup(func() { must(t, b.Close()) })
	internals := b.First() // a page of an extension that is only just coming would be closed again
	must(t, internals.Go(ctx, "chrome://extensions-internals/"))
	must(t, browser.Until(ctx, "the extension that the policy names", func(ctx context.Context) (there bool, err error) {
		if err = internals.Reload(ctx); err == nil {
			err = internals.Evaluate(ctx, `document.body.innerText.includes('"id": "`+extension.id+`"')`, &there)
		}
		return there, err
	}))
	return b
}

// knowsRule gives the extension what it would have kept of a host: a rule for
// the CRM. Without a host it goes by that once it is asked.
func knowsRule(t *testing.T, ctx context.Context, b *browser.Browser) {
	t.Helper()
	text, err := fs.ReadFile(manifests.Sites, "sample-crm.json")
	must(t, err)
	var rule map[string]any
	must(t, json.Unmarshal(text, &rule))
	rule["from"], rule["active"] = "administrator", true
	config, err := json.Marshal(map[string]any{"keyPattern": "", "personRules": true, "rules": []any{rule}, "mistakes": []string{}})
	must(t, err)
	popupOf(t, ctx, b).Close()
	inWorker(t, ctx, b, `chrome.storage.local.set({config: `+string(config)+`}).then(() => true)`, nil)
	must(t, b.StopWorker(ctx))
	asking := popupOf(t, ctx, b)
	defer asking.Close()
	must(t, asking.WaitFor(ctx, `document.body.innerText.includes("Glance Agent Host")`))
	var registered int
	must(t, browser.Until(ctx, "the extension to have gone by the rule", func(ctx context.Context) (bool, error) {
		inWorker(t, ctx, b, `chrome.scripting.getRegisteredContentScripts().then(({length}) => length)`, &registered)
		var menu bool
		inWorker(t, ctx, b, `chrome.permissions.contains({origins: ["https://crm.localhost/*"]})`, &menu)
		return menu == (registered > 0), nil
	}))
}

// popupOf opens the extension's popup in a tab, which wakes its worker.
func popupOf(t *testing.T, ctx context.Context, b *browser.Browser) *browser.Page {
	t.Helper()
	popup, err := b.Open(ctx, "chrome-extension://"+b.Extension()+"/popup.html")
	must(t, err)
	return popup
}

// crmPage opens a contact's page at the host that the rule names.
func crmPage(t *testing.T, ctx context.Context, b *browser.Browser) *browser.Page {
	t.Helper()
	server := httptest.NewTLSServer(crm.Handler(crm.Plain))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	must(t, err)
	page, err := b.Open(ctx, "https://crm.localhost:"+address.Port()+"/contacts/1001")
	must(t, err)
	must(t, page.WaitFor(ctx, `document.querySelector("main h1") !== null`))
	return page
}

func inWorker(t *testing.T, ctx context.Context, b *browser.Browser, expression string, out any) {
	t.Helper()
	worker, err := b.Worker(ctx)
	must(t, err)
	defer worker.Release()
	must(t, worker.Evaluate(ctx, expression, out))
}
