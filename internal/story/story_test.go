package story

import (
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/manifests"
)

// The whole story in each headless browser, the host built with the race detector.
func TestStory(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	host, err := buildHost(t.Context(), root, t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	for family, find := range map[manifests.Family]func() (string, error){manifests.Chromium: browser.Find, manifests.Firefox: firefox.Find} {
		t.Run(string(family), func(t *testing.T) {
			if _, err := find(); err != nil {
				t.Skip(err)
			}
			extension, err := buildExtension(t.Context(), root, family, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			o := Options{Browser: family, Headless: true, Host: host, Extension: extension, Within: 5 * time.Second}
			t.Run("played", func(t *testing.T) { played(t, o) })
			t.Run("interrupted", func(t *testing.T) { interrupted(t, o) })
		})
	}
}

func played(t *testing.T, o Options) {
	o.Out, o.Log = t.TempDir(), testLog{t}
	summary, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if !summary.OK || len(summary.Steps) != len((&script{}).steps()) {
		t.Errorf("%d steps, ok %v", len(summary.Steps), summary.OK)
	}
	for _, step := range summary.Steps {
		checkPicture(t, filepath.Join(o.Out, step.Picture))
	}
	if _, err := os.Stat(filepath.Join(o.Out, summaryFile)); err != nil {
		t.Error(err)
	}
}

// Ended in the middle, as by Ctrl-C: no process is left that had to be killed.
func interrupted(t *testing.T, o Options) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Out, o.Log = t.TempDir(), writerFunc(func(line []byte) {
		if strings.HasPrefix(string(line), "ok") {
			cancel()
		}
	})
	summary, err := Run(ctx, o)
	if summary.OK || len(summary.Steps) != 2 || !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "killed") {
		t.Errorf("%d steps, ok %v: %v", len(summary.Steps), summary.OK, err)
	}
}

func checkPicture(t *testing.T, path string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Error(err)
		return
	}
	defer file.Close()
	if size, err := png.DecodeConfig(file); err != nil || size.Width < 800 || size.Height < 400 {
		t.Errorf("%s: %v, %v", path, size, err)
	}
}

// A step that fails fails the story, and nothing of it is left running.
func TestStoryFails(t *testing.T) {
	out := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	s := &script{options: Options{Out: out}}
	cancel()
	if err := s.on(ctx, func(context.Context) error { t.Error("played"); return nil }); err == nil {
		t.Error("a cancelled story was staged")
	}
	summary, err := Run(t.Context(), Options{Out: out, Headless: true, Host: "not/absolute", Extension: t.TempDir()})
	if err == nil || summary.OK {
		t.Errorf("a host that is not there: %v, %v", summary.OK, err)
	}
	if _, err := os.Stat(filepath.Join(out, summaryFile)); err != nil {
		t.Error(err)
	}
}

type writerFunc func(line []byte)

func (f writerFunc) Write(line []byte) (int, error) {
	f(line)
	return len(line), nil
}

type testLog struct{ t *testing.T }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Logf("%s", line)
	return len(line), nil
}
