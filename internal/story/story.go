// Package story plays the product's main story in a real browser: an agent with
// a CRM, a customer in a shop, and a Glance that runs on this machine. make run
// and the tests play it; with a display a person can play it instead.
package story

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/glance-networks/agent-host/manifests"
)

// Options say how the story is played.
type Options struct {
	Browser   manifests.Family // empty: Chromium
	Program   string           // the browser's; empty: the one that is found
	Out       string           // the folder for pictures and summary.json, emptied first
	Headless  bool             // play it without a window; otherwise Person plays
	Host      string           // a built host; empty: it is built
	Extension string           // a built extension; empty: it is built
	Race      bool             // build the host with the race detector
	Lasting   bool             // the extension stays when the browser is opened again; not every Chrome and Firefox allows that
	Display   string           // the X display; empty: this process's
	Names     []string         // host names that the browser finds on this machine, such as crm.example
	Within    time.Duration    // how soon the button has to light; 0: one second
	Keep      bool             // keep the scratch folder
	Log       io.Writer        // each step as it happens

	installed bool // the host is, by the installer; otherwise the browser is only told of it
}

// limit bounds the whole story, building aside.
const limit = 4 * time.Minute

// Run plays the story without a person, and returns what became of each step.
// The error is that of the first step that failed; later ones are not played.
// Whatever happens, everything it started has ended when it returns.
func Run(ctx context.Context, o Options) (summary Summary, err error) {
	o.Within, o.installed = cmp.Or(o.Within, time.Second), true
	if err := emptyFolder(o.Out); err != nil {
		return Summary{}, err
	}
	s := &script{options: o}
	err = s.on(ctx, func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		return s.play(ctx)
	})
	s.summary.OK = err == nil
	return s.summary, errors.Join(err, s.summary.write(o.Out))
}

// on sets the stage, lets do play on it, and clears it, a panic included.
func (s *script) on(ctx context.Context, do func(context.Context) error) (err error) {
	s.options.Browser = cmp.Or(s.options.Browser, manifests.Chromium)
	s.stage, err = setStage(ctx, s.options, s.say)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stage.clear()) }()
	return do(ctx)
}

func (s *script) say(format string, args ...any) {
	if s.options.Log != nil {
		fmt.Fprintf(s.options.Log, format+"\n", args...)
	}
}

func emptyFolder(dir string) error {
	pictures, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		return err
	}
	for _, file := range append(pictures, filepath.Join(dir, summaryFile)) {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return os.MkdirAll(dir, 0o755)
}
