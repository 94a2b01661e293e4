package acceptance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
)

// mutant is the extension without one of its guards, and an attack that then
// succeeds.
type mutant struct {
	file, with, without string           // in extension/src: the guard's exact text, and what takes its place
	in                  manifests.Family // where nothing else does the same
	attack              string           // the attack's name; or, with .test behind, the unit tests' file that tells
}

// undoing are attacks on the button itself: that it never comes back is what they are for.
var undoing = []string{"a form called after our instance"}

// TestStressEachGuard builds the extension without each of its guards and sees
// an attack of the suite succeed. It takes minutes: make stress runs it.
func TestStressEachGuard(t *testing.T) {
	if os.Getenv("ATTACK_MUTANTS") == "" {
		t.Skip("make stress runs it: ATTACK_MUTANTS=all, or a part of a file's name")
	}
	only := strings.TrimPrefix(os.Getenv("ATTACK_MUTANTS"), "all")
	var needed, tried atomic.Int64
	t.Run("without", func(t *testing.T) {
		for i, m := range mutants {
			if strings.Contains(m.file, only) {
				t.Run(fmt.Sprintf("%02d %s, %s", i, m.file, m.attack), func(t *testing.T) {
					tried.Add(1)
					m.tell(t, &needed)
				})
			}
		}
	})
	t.Logf("each of %d guards is needed: %d of %d", tried.Load(), needed.Load(), tried.Load())
}

// TestGuardsAreThere: each guard that make stress takes away is where it is looked for.
func TestGuardsAreThere(t *testing.T) {
	for _, m := range mutants {
		text, err := os.ReadFile(filepath.Join("..", "..", "extension", "src", m.file))
		must(t, err)
		if n := strings.Count(string(text), m.with); n != 1 {
			t.Errorf("%s has the guard's text %d times, not once: %s", m.file, n, m.with)
		}
	}
}

// tell counts the guard where the attack succeeds without it.
func (m mutant) tell(t *testing.T, needed *atomic.Int64) {
	name, unit := strings.CutSuffix(m.attack, ".test")
	if !unit {
		t.Parallel()
	}
	tree := mutated(t, m)
	if !unit {
		extension := m.built(t, tree)
		t.Run("attacked", func(t *testing.T) { m.falls(t, extension, needed) })
	} else if unitTests(t, tree, name) == nil {
		t.Error("the unit tests do not notice")
	} else {
		needed.Add(1)
	}
}

// built builds the mutant for its browser.
func (m mutant) built(t *testing.T, tree string) (folder string) {
	t.Helper()
	folder = filepath.Join(tree, "extension", "build", string(m.in))
	build := exec.CommandContext(t.Context(), "node", "build.mjs", "--browser", string(m.in), "--out", folder)
	build.Dir = filepath.Join(tree, "extension")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return folder
}

// falls opens a desk with the mutant and has its attack tried. What the attack
// came to is what is wanted.
func (m mutant) falls(t *testing.T, extension string, needed *atomic.Int64) {
	own := len(assaults())
	all := append(assaults(), byExtension()...)
	at := slices.IndexFunc(all, func(a assault) bool { return a.name == m.attack })
	if at < 0 {
		t.Fatalf("there is no attack called %q", m.attack)
	}
	d := openDeskIn(t, story.Options{Browser: m.in, Extension: extension})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	address := d.openAttacked(t, ctx)
	d.visitors(t)
	if at >= own {
		d.installOther(t)
	}
	var front sync.Mutex
	w := d.openWindow(t, ctx, address, inline, &front)
	if w == nil {
		return
	}
	came := w.bears(ctx, all[at])
	if !errors.Is(came, errFell) && !slices.Contains(undoing, m.attack) {
		t.Fatalf("the attack %q did not succeed without the guard: %v", m.attack, came)
	}
	needed.Add(1)
	t.Logf("%v", came)
}

// mutated is a copy of what the extension is built from, without a guard.
func mutated(t *testing.T, m mutant) (tree string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	must(t, err)
	tree = t.TempDir()
	for _, part := range []string{"go.mod", "go.sum", "manifests", "internal/visitor/testdata", "extension"} {
		must(t, copied(filepath.Join(root, part), filepath.Join(tree, part)))
	}
	must(t, os.Symlink(filepath.Join(root, "extension", "node_modules"), filepath.Join(tree, "extension", "node_modules")))
	path := filepath.Join(tree, "extension", "src", m.file)
	text, err := os.ReadFile(path)
	must(t, err)
	if strings.Count(string(text), m.with) != 1 {
		t.Fatalf("%s has the guard's text %d times, not once: %s", m.file, strings.Count(string(text), m.with), m.with)
	}
	must(t, os.WriteFile(path, []byte(strings.Replace(string(text), m.with, m.without, 1)), 0o644))
	return tree
}

// copied copies a file or a folder, but for what is built or installed in it.
func copied(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); name == "node_modules" || name == "build" {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		beneath, _ := filepath.Rel(from, path)
		there := filepath.Join(to, beneath)
		if entry.IsDir() {
			return os.MkdirAll(there, 0o755)
		}
		text, err := os.ReadFile(path)
		return errors.Join(err, os.MkdirAll(filepath.Dir(there), 0o755), os.WriteFile(there, text, 0o644))
	})
}

// unitTests runs one file of the extension's own tests.
func unitTests(t *testing.T, tree, name string) error {
	t.Helper()
	run := func(args ...string) error {
		cmd := exec.CommandContext(t.Context(), "node", args...)
		cmd.Dir = filepath.Join(tree, "extension")
		return cmd.Run()
	}
	must(t, run("build.mjs", "--tests"))
	return run("--test", "build/test/"+name+".test.mjs")
}
