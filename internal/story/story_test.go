package story

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/manifests"
)

// TestStory plays the whole story in each headless browser, by the program behind
// make run, with a host that was built with the race detector. The program is
// built without it, which makes drawing the pictures ten times as long.
func TestStory(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir() // which stays until both are played
	program := filepath.Join(dir, "run")
	if err := buildShipped(t.Context(), root, program, "./internal/story/cmd/run"); err != nil {
		t.Fatal(err)
	}
	host, err := buildHost(t.Context(), root, dir, true)
	if err != nil {
		t.Fatal(err)
	}
	for family, find := range map[manifests.Family]func() (string, error){manifests.Chromium: browser.Find, manifests.Firefox: firefox.Find} {
		t.Run(string(family), func(t *testing.T) {
			t.Parallel()
			if _, err := find(); err != nil {
				t.Skip(err)
			}
			extension, err := buildExtension(t.Context(), root, family, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			p := playing{program, []string{"--browser", string(family), "--headless", "--host", host, "--extension", extension, "--within", "5s"}}
			t.Run("played", p.played)
			t.Run("interrupted", p.interrupted)
		})
	}
}

// playing is a command line that plays the story.
type playing struct {
	program string
	args    []string
}

// run plays it, and returns what became of it. Each step that is done is told.
func (p playing) run(t *testing.T, out string, done func(*os.Process)) (summary Summary, said string, err error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), p.program, append(p.args, "--out", out)...)
	var errors bytes.Buffer
	command.Stderr = &errors
	stdout, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		t.Log(lines.Text())
		if strings.HasPrefix(lines.Text(), "ok") {
			done(command.Process)
		}
	}
	err = command.Wait()
	text, errRead := os.ReadFile(filepath.Join(out, summaryFile))
	if errRead = cmp.Or(errRead, json.Unmarshal(text, &summary)); errRead != nil {
		t.Error(errRead)
	}
	return summary, errors.String(), err
}

func (p playing) played(t *testing.T) {
	out := t.TempDir()
	summary, said, err := p.run(t, out, func(*os.Process) {})
	if err != nil {
		t.Fatal(err, said)
	}
	if !summary.OK || len(summary.Steps) != len((&script{}).steps()) {
		t.Errorf("%d steps, ok %v", len(summary.Steps), summary.OK)
	}
	for _, step := range summary.Steps {
		checkPicture(t, filepath.Join(out, step.Picture))
	}
}

// Ended in the middle, by Ctrl-C: no process is left that had to be killed.
func (p playing) interrupted(t *testing.T) {
	summary, said, err := p.run(t, t.TempDir(), func(running *os.Process) { running.Signal(os.Interrupt) })
	ended := new(exec.ExitError)
	if summary.OK || len(summary.Steps) != 2 || !errors.As(err, &ended) || ended.ExitCode() != 130 {
		t.Errorf("%d steps, ok %v: %v", len(summary.Steps), summary.OK, err)
	}
	if !strings.Contains(said, "everything that was started has ended") || strings.Contains(said, "killed") {
		t.Error(said)
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
