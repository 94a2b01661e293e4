// Package browser drives a real Chromium, Chrome or Edge with an unpacked
// extension over the debugging pipe: tests, the story of make run and the
// benchmarks use it. It waits for conditions, never for time, and ends the
// browser whatever happens to the program.
package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/extensions"
	"github.com/chromedp/chromedp"
)

// Limits: a loaded machine may need most of StartLimit; a single command that
// is not answered within callLimit never will be.
const (
	StartLimit = 2 * time.Minute
	callLimit  = time.Minute
	closeLimit = 10 * time.Second
)

// Options say what to start.
type Options struct {
	Path      string    // the browser's program; empty: Find
	Profile   string    // the user data directory, which must be a scratch one
	Extension string    // the folder of an unpacked extension; empty: none
	Installed string    // the id of an extension that comes otherwise, such as by a flag
	Headless  bool      // no window; otherwise a display must be there
	Width     int       // of the window, in pixels; 0: 1180
	Height    int       // of the window, in pixels; 0: 820
	Env       []string  // NAME=value, the browser's whole environment; the host inherits it
	SPKI      string    // base64 SHA-256 of a public key whose certificates are trusted
	Args      []string  // further flags, NAME or NAME=value without the dashes
	Updates   bool      // extensions are fetched and updated, as a policy may ask for
	Output    io.Writer // what browser and host write to stderr; nil: dropped
}

// Browser is a running browser.
type Browser struct {
	root      context.Context
	conn      *chromedp.Browser
	first     *Page
	extension string
	end       context.CancelFunc
	once      sync.Once
}

// Start starts a browser, opens a blank tab and loads the extension. Ending ctx
// kills the browser; Close ends it properly.
func Start(ctx context.Context, o Options) (*Browser, error) {
	if o.Path == "" {
		path, err := Find()
		if err != nil {
			return nil, err
		}
		o.Path = path
	}
	alloc, endAlloc := chromedp.NewExecAllocator(ctx, flags(o)...)
	// What chromedp logs is of its own bookkeeping, as of a popup, which has no frame tree: it fails no call.
	root, endRoot := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {}))
	b := &Browser{root: root, end: func() { endRoot(); endAlloc() }}
	if err := b.launch(o); err != nil {
		b.end()
		return nil, fmt.Errorf("starting %s: %w", o.Path, err)
	}
	return b, nil
}

// launch runs under a limit of its own, because the context of the first
// command is the browser's life.
func (b *Browser) launch(o Options) error {
	done := make(chan error, 1)
	go func() { done <- b.connect(o) }()
	select {
	case err := <-done:
		return err
	case <-time.After(StartLimit):
		return fmt.Errorf("not ready within %v", StartLimit)
	}
}

func (b *Browser) connect(o Options) error {
	if err := chromedp.Do(b.root); err != nil {
		return err
	}
	c := chromedp.FromContext(b.root)
	b.conn, b.first, b.extension = c.Browser, &Page{browser: b, ctx: b.root, target: c.Target}, o.Installed
	if o.Extension == "" {
		return nil
	}
	loaded, err := call(b.root, b, extensions.LoadUnpacked, extensions.LoadUnpackedParams{Path: o.Extension})
	if err != nil {
		return fmt.Errorf("loading the extension in %s: %w", o.Extension, err)
	}
	b.extension = loaded.ID
	return nil
}

// flags are the browser's flags. Branded Chrome ignores --load-extension, so
// the extension is loaded by command, which the last flag allows.
func flags(o Options) []chromedp.ExecAllocatorOption {
	width, height := cmpOr(o.Width, 1180), cmpOr(o.Height, 820)
	list := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(o.Path), chromedp.UserDataDir(o.Profile), chromedp.NoInheritEnv, chromedp.Env(o.Env...),
		chromedp.WindowSize(width, height), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
	}
	if !o.Updates {
		list = append(list, chromedp.Flag("disable-background-networking", true))
	}
	for _, name := range []string{
		"disable-gpu", "disable-quic", "disable-component-update", "disable-sync",
		"disable-dev-shm-usage", "disable-search-engine-choice-screen", "disable-background-timer-throttling",
		"disable-backgrounding-occluded-windows", "disable-renderer-backgrounding", "enable-unsafe-extension-debugging", "test-type", // the last one: no bar about flags
	} {
		list = append(list, chromedp.Flag(name, true))
	}
	list = append(list, chromedp.Flag("password-store", "basic"), chromedp.Flag("force-device-scale-factor", strconv.Itoa(1)))
	if o.Headless {
		list = append(list, chromedp.Flag("headless", "new"))
	}
	if o.SPKI != "" {
		list = append(list, chromedp.Flag("ignore-certificate-errors-spki-list", o.SPKI))
	}
	if o.Output != nil {
		list = append(list, chromedp.CombinedOutput(o.Output), chromedp.Flag("enable-logging", "stderr")) // a process that crashes says so
	}
	for _, arg := range o.Args {
		list = append(list, extra(arg))
	}
	return list
}

// Extension returns the id of the loaded extension.
func (b *Browser) Extension() string { return b.extension }

// First returns the tab that the browser opened with.
func (b *Browser) First() *Page { return b.first }

// Done is closed when the browser has gone, by whatever hand.
func (b *Browser) Done() <-chan struct{} { return b.conn.LostConnection }

// Close ends the browser and returns when its process is gone. It may be called
// more than once.
func (b *Browser) Close() error {
	var err error
	b.once.Do(func() {
		ctx, cancel := context.WithTimeout(b.root, closeLimit)
		defer cancel()
		if err = chromedp.Cancel(ctx); errors.Is(err, context.Canceled) {
			err = nil // gone already
		}
		b.end()
	})
	return err
}

// peer is what takes commands: the browser, or one of its tabs.
type peer interface {
	session() (life context.Context, s cdp.Session)
}

func (b *Browser) session() (context.Context, cdp.Session) { return b.root, b.conn }
func (p *Page) session() (context.Context, cdp.Session)    { return p.ctx, p.target }

// call runs one command under a limit of its own, for a crashed worker never
// answers, and no longer than its peer lives.
func call[P, R any](ctx context.Context, to peer, command cdp.Command[P, R], params P) (R, error) {
	life, session := to.session()
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	defer context.AfterFunc(life, cancel)()
	return cdp.Call(ctx, session, command, params)
}
