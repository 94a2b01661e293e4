package acceptance

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/manifests"
)

// fixtures is a CRM of which each page draws its record by another technique
// of real ones, under a content security policy with nonces.
//
//go:embed testdata/fixtures
var fixtures embed.FS

var fixturePages = template.Must(template.ParseFS(fixtures, "testdata/fixtures/*.html"))

// site is a host that serves the fixtures.
type site struct{ address, fields string }

// openFixtures has a desk take the fixtures' rule, grants their hosts, and
// serves them: the CRM, the origin of its frames' fields, and a stranger. The
// candidates of a field, two at most, stand in Firefox the other way round;
// with ORDER=reversed in the environment in Chromium instead.
func (d *desk) openFixtures(t *testing.T, ctx context.Context) (crm, stranger string) {
	t.Helper()
	rule, err := fixtures.ReadFile("testdata/fixtures/rule.json")
	must(t, err)
	if (d.family == manifests.Firefox) != (os.Getenv("ORDER") == "reversed") {
		rule = reversed(t, rule)
	}
	must(t, os.WriteFile(filepath.Join(d.sites(t), "fixtures.json"), rule, 0o644))
	d.knows(t, ctx, "fixtures")
	for _, host := range []string{"fixtures", "fields"} {
		must(t, d.Browser.Grant(ctx, "https://"+host+".localhost/*"))
	}
	d.onSites(t, ctx, "https://fixtures.localhost/*", "https://fields.localhost/*")
	fields := d.serveFixtures(t, "fields", "")
	return d.serveFixtures(t, "fixtures", fields), d.serveFixtures(t, "stranger", fields)
}

// reversed is a rule with the candidates of its objects' fields the other way
// round.
func reversed(t *testing.T, rule []byte) []byte {
	t.Helper()
	var file map[string]any
	must(t, json.Unmarshal(rule, &file))
	for _, object := range file["objects"].([]any) {
		for _, field := range []string{"visitorId", "recordId", "title"} {
			candidates, _ := object.(map[string]any)[field].([]any)
			slices.Reverse(candidates)
		}
	}
	text, err := json.Marshal(file)
	must(t, err)
	return text
}

// sites is the folder of the administrator's site rules.
func (d *desk) sites(t *testing.T) string {
	t.Helper()
	for _, variable := range d.Env {
		if folder, found := strings.CutPrefix(variable, "XDG_CONFIG_DIRS="); found {
			return filepath.Join(folder, "glance-agent-host", "sites")
		}
	}
	t.Fatal("the desk has no administrator's folder")
	return ""
}

// knows waits until the extension has heard of a rule.
func (d *desk) knows(t *testing.T, ctx context.Context, id string) {
	t.Helper()
	d.until(t, ctx, "the rule "+id, `chrome.storage.local.get("config").then(({config}) => config?.rules.some(({id}) => id === "`+id+`") ?? false)`)
}

// onSites waits until the extension's script is on sites.
func (d *desk) onSites(t *testing.T, ctx context.Context, patterns ...string) {
	t.Helper()
	for _, pattern := range patterns {
		d.until(t, ctx, "the script on "+pattern, `chrome.scripting.getRegisteredContentScripts().then(list => list.some(({matches}) => matches.includes("`+pattern+`")))`)
	}
}

func (d *desk) until(t *testing.T, ctx context.Context, what, expression string) {
	t.Helper()
	must(t, browser.Until(ctx, what, func(ctx context.Context) (bool, error) {
		var holds bool
		d.worker(t, ctx, expression, &holds)
		return holds, nil
	}))
}

// serveFixtures serves the fixtures at a host of their own.
func (d *desk) serveFixtures(t *testing.T, host, fields string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	server := &http.Server{Handler: site{fields: fields}.handler(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(tls.NewListener(listener, d.Sim.TLSConfig()))
	t.Cleanup(func() { server.Close() })
	return fmt.Sprintf("https://%s.localhost:%d", host, listener.Addr().(*net.TCPAddr).Port)
}

func (s site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /fixtures.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		http.ServeFileFS(w, r, fixtures, "testdata/fixtures/fixtures.js")
	})
	mux.HandleFunc("GET /fields/{visitor}", func(w http.ResponseWriter, r *http.Request) {
		s.render(w, "fields.html", r.PathValue("visitor"))
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { s.render(w, "page.html", "") })
	return mux
}

func (s site) render(w http.ResponseWriter, name, visitor string) {
	nonce := rand.Text()
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+nonce+"'; style-src 'nonce-"+nonce+"'; style-src-attr 'unsafe-inline'; frame-src https:; base-uri 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fixturePages.ExecuteTemplate(w, name, map[string]string{"Nonce": nonce, "Fields": s.fields, "Visitor": visitor})
}
