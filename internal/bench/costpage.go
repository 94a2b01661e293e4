package main

import (
	"context"
	"crypto/tls"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// costSite is what the costs are measured on: pages that the administrator's
// rule names, and the same page at an address that it does not.
//
//go:embed page
var costSite embed.FS

const (
	costGrant   = "https://bench.localhost/*"
	costPattern = "https://bench.localhost/records/*"
)

// costPage is a mapped site that is served.
type costPage struct {
	*bench
	server  *http.Server
	address string // without a trailing slash
	naive   string // the script of the floor
}

// openCostPage serves the site, gives the administrator its rule, and waits
// until the extension's script is on it.
func (b *bench) openCostPage(ctx context.Context) (*costPage, error) {
	rule, errRule := costSite.ReadFile("page/rule.json")
	naive, errNaive := costSite.ReadFile("page/naive.js")
	listener, errListen := net.Listen("tcp", "127.0.0.1:0")
	if err := errors.Join(errRule, errNaive, errListen); err != nil {
		return nil, err
	}
	server := &http.Server{Handler: costHandler(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(tls.NewListener(listener, b.Sim.TLSConfig()))
	c := &costPage{b, server, fmt.Sprintf("https://bench.localhost:%d", listener.Addr().(*net.TCPAddr).Port), string(naive)}
	if err := errors.Join(writeFile(filepath.Join(b.sites(), "bench.json"), string(rule)), b.Browser.Grant(ctx, costGrant), b.registered(ctx, costPattern)); err != nil {
		return nil, errors.Join(err, server.Close())
	}
	return c, nil
}

func costHandler() http.Handler {
	files, _ := fs.Sub(costSite, "page")
	file := func(name string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, name) }
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /records/{id}", file("record.html"))
	mux.HandleFunc("GET /unmapped/{id}", file("record.html"))
	mux.HandleFunc("GET /record.js", file("record.js"))
	return mux
}

// sites is the folder of the administrator's site rules.
func (b *bench) sites() string {
	for _, variable := range b.Env {
		if folder, found := strings.CutPrefix(variable, "XDG_CONFIG_DIRS="); found {
			return filepath.Join(folder, "glance-agent-host", "sites")
		}
	}
	return filepath.Join(b.dir, "sites")
}

// registered waits until the extension's script is on a site.
func (b *bench) registered(ctx context.Context, pattern string) error {
	return browser.Until(ctx, "the script on "+pattern, func(ctx context.Context) (there bool, err error) {
		worker, err := b.Browser.Worker(ctx)
		if err != nil {
			return false, err
		}
		defer worker.Release()
		err = worker.Evaluate(ctx, fmt.Sprintf("chrome.scripting.getRegisteredContentScripts().then(list => list.some(({matches}) => matches.includes(%q)))", pattern), &there)
		return there, err
	})
}

// open opens a record in a tab of its own, and returns when its button is there
// and says that the customer is or is not on the website.
func (c *costPage) open(ctx context.Context, id, presence string) (*browser.Page, *browser.Element, error) {
	page, err := c.Browser.Open(ctx, c.address+"/records/"+id)
	if err != nil {
		return nil, nil, err
	}
	group, err := buttonOn(ctx, page, presence)
	if err = errors.Join(err, page.Front(ctx), page.Forget(ctx)); err != nil {
		page.Close()
		return nil, nil, err
	}
	return page, group, nil
}

// ours reports whether an address is a script's that the extension puts into pages.
func (b *bench) ours(url string) bool {
	file, found := strings.CutPrefix(url, "chrome-extension://"+b.Browser.Extension()+"/")
	return found && file != "background.js"
}

func (c *costPage) close() error {
	return errors.Join(c.server.Close(), os.Remove(filepath.Join(c.sites(), "bench.json")))
}
