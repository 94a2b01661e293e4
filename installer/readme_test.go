package main

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/manifests"
)

// TestReadme does what README.md says under "Install it by hand", word for word,
// in a copy of the tree, with a home that nobody has used: build, look, install,
// load the extension, check, remove.
func TestReadme(t *testing.T) {
	blocks := commands(t, "../README.md", "Install it by hand")
	if len(blocks) != 2 {
		t.Fatalf("%d blocks of commands where two are due, with the extension loaded between them", len(blocks))
	}
	p := newPerson(t, manifests.Chromium)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	tree := filepath.Join(t.TempDir(), "agent host")
	p.must(copyTree("..", tree))
	before := p.traces()

	said := p.shell(tree, blocks[0])
	for _, part := range []string{"Nothing was done", "Installed."} {
		if !strings.Contains(said, part) {
			t.Errorf("the first block does not say %q:\n%s", part, said)
		}
	}
	p.open(ctx, "", filepath.Join(tree, "extension", "build", "chromium"))
	if state, version := p.worker(ctx); state != "ready" || version != manifests.Version {
		t.Errorf("the worker says %s, version %q", state, version)
	}

	p.must(p.leave()) // its host must not write into the home that is looked at
	said = p.shell(tree, blocks[1])
	for _, part := range []string{`profile "Default" has the extension, version ` + manifests.Version, "All is well"} {
		if !strings.Contains(said, part) {
			t.Errorf("the check does not say %s:\n%s", part, said)
		}
	}
	own := filepath.Join(p.home, ".local", "state", "glance-agent-host")
	if !strings.Contains(said, "log and events stay: delete this folder if nobody needs them:\n  "+own+"\n") {
		t.Errorf("the removal does not name %s:\n%s", own, said)
	}
	p.must(os.RemoveAll(own))
	if after := p.traces(); !slices.Equal(before, after) {
		t.Errorf("left: %v", after)
	}
}

// commands are the blocks of code under a heading.
func commands(t *testing.T, file, heading string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## "+heading+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var blocks []string
	for _, found := range regexp.MustCompile("(?s)```\n(.*?)```").FindAllStringSubmatch(section, -1) {
		blocks = append(blocks, found[1])
	}
	return blocks
}

// shell does commands in a folder. What was loaded and compiled for other builds
// counts: sqlite alone takes a minute.
func (p *person) shell(folder, commands string) string {
	p.t.Helper()
	cmd := exec.Command("bash", "-e", "-c", commands)
	cmd.Dir, cmd.Env = folder, p.env
	cmd.Env = append(cmd.Env, "CGO_ENABLED=0", "GOFLAGS=-trimpath")
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOENV", "GOPROXY"} {
		value, err := exec.Command("go", "env", name).Output()
		p.must(err)
		cmd.Env = append(cmd.Env, name+"="+strings.TrimSpace(string(value)))
	}
	if home, err := os.UserHomeDir(); err == nil {
		cmd.Env = append(cmd.Env, "npm_config_cache="+filepath.Join(home, ".npm"), "npm_config_userconfig="+filepath.Join(home, ".npmrc"), "npm_config_prefer_offline=true")
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("%v: %s\n%s", err, commands, out)
	}
	return string(out)
}

// traces are the paths in the home whose names say that they are for the host.
func (p *person) traces() (found []string) {
	p.t.Helper()
	telling := regexp.MustCompile(`(?i)glance|native-?messaging-?hosts|\.mozilla`)
	p.must(filepath.WalkDir(p.home, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && telling.MatchString(entry.Name()) {
			found = append(found, path)
		}
		return nil // what a browser removes meanwhile is none of ours
	}))
	return found
}

// copyTree copies the sources, without what was built or loaded.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		made := slices.Contains([]string{".git", "bin", "out", "dist", "extension/node_modules", "extension/build"}, filepath.ToSlash(name))
		switch {
		case err != nil:
			return err
		case made && entry.IsDir():
			return filepath.SkipDir
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		case made, !entry.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), text, 0o644)
	})
}
