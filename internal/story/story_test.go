package story

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// The whole story in a headless browser, the host built with the race detector.
func TestStory(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	out := t.TempDir()
	summary, err := Run(t.Context(), Options{Out: out, Headless: true, Race: true, Within: 5 * time.Second, Log: testLog{t}})
	if err != nil {
		t.Fatal(err)
	}
	if !summary.OK || len(summary.Steps) != len((&script{}).steps()) {
		t.Errorf("%d steps, ok %v", len(summary.Steps), summary.OK)
	}
	for _, step := range summary.Steps {
		checkPicture(t, filepath.Join(out, step.Picture))
	}
	if _, err := os.Stat(filepath.Join(out, summaryFile)); err != nil {
		t.Error(err)
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

type testLog struct{ t *testing.T }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Logf("%s", line)
	return len(line), nil
}
