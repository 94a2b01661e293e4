package story

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/internal/story/crm"
	"github.com/glance-networks/agent-host/manifests"
)

// stage is everything that runs during a story.
type stage struct {
	life    context.Context // whose end ends the browser
	desk    desk
	options Options
	folder  string // the extension's
	began   time.Time
	keys    *recorder
	sim     *glancesim.Sim
	servers []*http.Server // the CRM and the customer's LoginKey service
	authURL string
	crmURL  string // without a trailing slash
	browser Browser
	agent   Page
	stderr  *os.File

	installer string // empty where the host was not installed

	chromium *browser.Browser // the browser, where it is one
	firefox  *firefox.Browser // the same
}

// setStage builds, starts everything and opens the browser, ready for the
// first contact. On an error nothing of it is left.
func setStage(ctx context.Context, o Options, say func(string, ...any)) (_ *stage, err error) {
	dir, err := os.MkdirTemp("", "glance-run-")
	if err != nil {
		return nil, err
	}
	s := &stage{life: ctx, desk: desk{dir, o.Browser, o.Display}, options: o, began: time.Now().Truncate(time.Millisecond)}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.clear())
		}
	}()
	began := time.Now()
	host, extension, err := build(ctx, o, dir)
	if err != nil {
		return nil, err
	}
	say("built host and extension in %v", time.Since(began).Round(time.Millisecond))
	if err := s.startServers(); err != nil {
		return nil, err
	}
	if err := s.desk.furnish(s.sim, s.authURL); err != nil {
		return nil, err
	}
	if err := s.introduce(ctx, host); err != nil {
		return nil, err
	}
	began = time.Now()
	s.folder = extension
	if err := s.startBrowser(false); err != nil {
		return nil, err
	}
	if err := s.settle(ctx); err != nil {
		return nil, err
	}
	say("browser ready, site granted in %v", time.Since(began).Round(time.Millisecond))
	return s, nil
}

// introduce has the browser know the host: by the installer in the story, which
// shows what a person does, and by its manifest alone elsewhere.
func (s *stage) introduce(ctx context.Context, host string) (err error) {
	if !s.options.installed {
		return s.desk.register(host)
	}
	if s.installer, err = buildInstaller(ctx, s.desk.dir); err != nil {
		return err
	}
	_, err = s.install(ctx, "install", "--browser", string(s.options.Browser), "--host", host)
	return err
}

func (s *stage) startServers() (err error) {
	s.sim, err = glancesim.Start(glancesim.Options{Group: group, APIKey: secret.New(rand.Text()), ShopVisitor: vera.VisitorID, Accounts: map[string]string{username: password}})
	if err != nil {
		return err
	}
	s.keys = &recorder{client: s.sim.HTTPClient(), behind: s.sim.AuthURL}
	if s.authURL, err = s.serve("localhost", s.keys); err != nil {
		return err
	}
	s.crmURL, err = s.serve("crm.localhost", crm.Handler(crm.Cached))
	return err
}

// serve serves over TLS and returns the address.
func (s *stage) serve(host string, handler http.Handler) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	s.servers = append(s.servers, server)
	go server.Serve(tls.NewListener(listener, s.sim.TLSConfig()))
	return fmt.Sprintf("https://%s:%d", host, listener.Addr().(*net.TCPAddr).Port), nil
}

// shopURL is the shop as Vera opens it.
func (s *stage) shopURL() string { return s.sim.ShopURL + "?visitor=" + vera.VisitorID }

// startBrowser starts it with the extension; again is whether the profile has
// seen both before.
func (s *stage) startBrowser(again bool) (err error) {
	if s.stderr == nil {
		if s.stderr, err = os.Create(s.desk.errors()); err != nil {
			return err
		}
	}
	if s.options.Browser == manifests.Firefox {
		err = s.startFirefox(again)
	} else {
		err = s.startChromium()
	}
	if err == nil {
		s.agent = s.browser.First()
	}
	return err
}

// startChromium has an extension that is to last loaded by a flag: what is
// loaded by command loses its grants when the browser closes.
func (s *stage) startChromium() (err error) {
	o := browser.Options{
		Path: s.options.Program, Profile: s.desk.profile(), Extension: s.folder, Headless: s.options.Headless, Width: 1100, Height: 823,
		Env: s.desk.environment(), SPKI: s.sim.SPKI(), Output: s.stderr,
	}
	o.Args = []string{"host-resolver-rules=" + s.names()}
	if s.options.Lasting {
		o.Extension, o.Installed = "", manifests.Identity().Chromium[0]
		o.Args = append(o.Args, "load-extension="+s.folder)
	}
	if s.chromium, err = browser.Start(s.life, o); err == nil {
		s.browser = uniform[*browser.Page, *browser.Worker]{s.chromium}
	}
	return err
}

// names have Chromium find Glance's own pages in the Glance that runs here.
func (s *stage) names() string {
	rules := []string{"MAP *.glance.net " + strings.Replace(strings.TrimPrefix(s.sim.WebServer, "https://"), "localhost", "127.0.0.1", 1)}
	for _, name := range s.options.Names {
		rules = append(rules, "MAP "+name+" 127.0.0.1")
	}
	return strings.Join(rules, ",")
}

func (s *stage) startFirefox(again bool) (err error) {
	o := firefox.Options{
		Path: s.options.Program, Profile: s.desk.profile(), Extension: s.folder, Lasting: s.options.Lasting, Headless: s.options.Headless, Width: 1100, Height: 736,
		Env: s.desk.environment(), Authority: s.sim.CA(), Names: s.options.Names, Output: s.stderr,
	}
	if again {
		o.Extension, o.Installed = "", manifests.Identity().Firefox[0]
	}
	if s.firefox, err = firefox.Start(s.life, o); err == nil {
		s.browser = uniform[*firefox.Page, *firefox.Worker]{s.firefox}
	}
	return err
}

// settle grants the site and waits until the extension has taken it.
func (s *stage) settle(ctx context.Context) error {
	if err := s.browser.Grant(ctx, "https://crm.localhost/*"); err != nil {
		return err
	}
	return s.registered(ctx)
}

// reopen closes the browser and opens it again on the same profile.
func (s *stage) reopen() error {
	if err := s.closeBrowser(); err != nil {
		return err
	}
	s.browser = nil
	return s.startBrowser(true)
}

// registered waits until the extension has heard the rules from the host and
// put its script on the granted site.
func (s *stage) registered(ctx context.Context) error {
	worker, err := s.browser.Worker(ctx)
	if err != nil {
		return err
	}
	defer worker.Release()
	return browser.Until(ctx, "the extension to take the site", func(ctx context.Context) (bool, error) {
		var scripts int
		err := worker.Evaluate(ctx, "chrome.scripting.getRegisteredContentScripts().then(list => list.length)", &scripts)
		return scripts > 0, err
	})
}

// clear ends everything, in the order in which it depends on each other, and
// makes sure that no process of the stage is left.
func (s *stage) clear() error {
	var errs []error
	errs = append(errs, s.closeBrowser())
	for _, server := range s.servers {
		errs = append(errs, server.Close())
	}
	if s.sim != nil {
		s.sim.Close()
	}
	if s.stderr != nil {
		errs = append(errs, s.stderr.Close())
	}
	if !s.options.Keep {
		errs = append(errs, os.RemoveAll(s.desk.dir))
	}
	return errors.Join(errs...)
}

// closeBrowser ends the browser and, through it, the host.
func (s *stage) closeBrowser() error {
	if s.browser == nil {
		return nil
	}
	return errors.Join(s.browser.Close(), noneLeft(s.desk.dir))
}
