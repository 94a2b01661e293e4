// Package firefox drives a real Firefox with an unpacked extension over its own
// remote control, Marionette, as package browser drives Chromium.
package firefox

import (
	"context"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// Limits: a loaded machine may need most of StartLimit.
const (
	StartLimit = 3 * time.Minute
	closeLimit = 15 * time.Second
	pollEvery  = 50 * time.Millisecond
)

// Options say what to start.
type Options struct {
	Path      string    // Firefox's program; empty: Find
	Profile   string    // the profile's folder, which must be a scratch one
	Extension string    // the folder of an unpacked extension; empty: none
	Lasting   bool      // the extension stays in the profile; a Firefox for the general public refuses one that is not signed
	Installed string    // the id of an extension that the profile holds already, from a Firefox before
	Headless  bool      // no window; otherwise a display must be there
	Width     int       // of the page, in pixels; 0: 1100
	Height    int       // of the page, in pixels; 0: 740
	Env       []string  // NAME=value, Firefox's whole environment; the host inherits it
	Authority []byte    // PEM of one more certificate authority to trust; nil: none
	Names     []string  // host names that are this machine's
	Output    io.Writer // what Firefox and host write to stderr; nil: dropped
}

// Browser is a running Firefox.
type Browser struct {
	remote    *remote
	process   *exec.Cmd
	gone      chan struct{}
	first     *Page
	size      browser.Box
	extension string // the add-on's id
	origin    string // of the extension's own pages, without a trailing slash
	once      sync.Once
	closed    error
}

// Start starts Firefox, opens a blank tab and loads the extension. Ending ctx
// kills Firefox; Close ends it properly.
func Start(ctx context.Context, o Options) (*Browser, error) {
	if o.Path == "" {
		path, err := Find()
		if err != nil {
			return nil, err
		}
		o.Path = path
	}
	if err := writeProfile(o.Profile, o.Names); err != nil {
		return nil, err
	}
	b := &Browser{gone: make(chan struct{}), size: browser.Box{Width: or(o.Width, 1100), Height: or(o.Height, 740)}}
	if err := b.launch(ctx, o); err != nil {
		return nil, fmt.Errorf("starting %s: %w", o.Path, err)
	}
	if err := b.prepare(ctx, o); err != nil {
		return nil, errors.Join(fmt.Errorf("starting %s: %w", o.Path, err), b.Close())
	}
	return b, nil
}

func (b *Browser) launch(ctx context.Context, o Options) error {
	b.process = exec.CommandContext(ctx, o.Path, flags(o)...)
	b.process.Env = append(o.Env, environment(o)...)
	b.process.Stderr, b.process.Stdout = o.Output, o.Output
	b.process.WaitDelay = closeLimit
	if err := b.process.Start(); err != nil {
		return err
	}
	go func() {
		b.process.Wait()
		close(b.gone)
	}()
	ctx, cancel := context.WithTimeout(ctx, StartLimit)
	defer cancel()
	if err := b.connect(ctx, o.Profile); err != nil {
		b.process.Process.Kill()
		<-b.gone
		return err
	}
	return nil
}

// connect waits until Firefox listens: it writes its port into the profile.
func (b *Browser) connect(ctx context.Context, profile string) error {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		port, err := activePort(profile)
		if err == nil {
			if b.remote, err = dial(ctx, port); err == nil {
				return nil
			}
		}
		select {
		case <-b.gone:
			return fmt.Errorf("it has ended: %v", b.process.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("not ready: %w (last: %v)", ctx.Err(), err)
		case <-ticker.C:
		}
	}
}

// prepare opens a session and does what an administrator of this Firefox would.
func (b *Browser) prepare(ctx context.Context, o Options) error {
	// The first command waits for Firefox's first window.
	if err := b.remote.doWithin(ctx, StartLimit, "WebDriver:NewSession", map[string]any{"pageLoadStrategy": "normal"}, nil); err != nil {
		return err
	}
	tab, err := b.current(ctx)
	if err != nil {
		return err
	}
	b.first = &Page{browser: b, tab: tab}
	if err := b.first.resize(ctx); err != nil {
		return err
	}
	if o.Authority != nil {
		if err := b.trust(ctx, o.Authority); err != nil {
			return err
		}
	}
	if b.extension, err = o.Installed, nil; o.Extension != "" {
		err = b.install(ctx, o)
	}
	if err != nil || b.extension == "" {
		return err
	}
	return b.settled(ctx)
}

// trust adds a certificate authority to the profile, as its own settings would.
func (b *Browser) trust(ctx context.Context, authority []byte) error {
	block, _ := pem.Decode(authority)
	if block == nil {
		return errors.New("the certificate authority is no PEM")
	}
	const script = `Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB).addCertFromBase64(arguments[0], "C,,")`
	return b.system(ctx, script, nil, base64.StdEncoding.EncodeToString(block.Bytes))
}

// system runs statements with Firefox's own rights, outside any page.
func (b *Browser) system(ctx context.Context, script string, out any, args ...any) error {
	b.remote.mu.Lock()
	defer b.remote.mu.Unlock()
	err := b.remote.do(ctx, "Marionette:SetContext", map[string]any{"value": "chrome"}, nil)
	if err == nil {
		err = b.remote.script(ctx, script, "", out, args)
	}
	// A command that was given up may still be carried out: without the way back
	// every later one would be refused.
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	back := b.remote.do(late, "Marionette:SetContext", map[string]any{"value": "content"}, nil)
	return errors.Join(err, back)
}

// First returns the tab that Firefox opened with.
func (b *Browser) First() *Page { return b.first }

// Done is closed when Firefox has gone, by whatever hand.
func (b *Browser) Done() <-chan struct{} { return b.gone }

// Close ends Firefox and returns when its process is gone. It may be called
// more than once.
func (b *Browser) Close() error {
	b.once.Do(func() { b.closed = b.quit() })
	return b.closed
}

func (b *Browser) quit() error {
	defer b.remote.conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	_ = b.remote.call(ctx, "Marionette:Quit", map[string]any{"flags": []string{"eForceQuit"}}, nil) // it may be gone already
	select {
	case <-b.gone:
		return nil
	case <-ctx.Done():
	}
	b.process.Process.Signal(syscall.SIGKILL)
	<-b.gone
	return fmt.Errorf("Firefox did not end within %v and was killed", closeLimit)
}

func flags(o Options) []string {
	list := []string{"--profile", o.Profile, "--no-remote", "--marionette", "--remote-allow-system-access"}
	if o.Headless {
		list = append(list, "--headless")
	}
	return list
}

func environment(o Options) []string {
	list := []string{"MOZ_CRASHREPORTER_DISABLE=1", "MOZ_DISABLE_AUTO_SAFE_MODE=1"}
	if o.Headless {
		list = append(list, "MOZ_HEADLESS_WIDTH="+strconv.Itoa(screenWidth), "MOZ_HEADLESS_HEIGHT="+strconv.Itoa(screenHeight))
	}
	return list
}

func or(value int, otherwise float64) float64 {
	if value == 0 {
		return otherwise
	}
	return float64(value)
}
