package machine

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// all is every file below a folder with its content and mode, and every folder.
func all(t *testing.T, root string) map[string]string {
	t.Helper()
	seen := map[string]string{}
	err := filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			seen[path] = "folder"
			return err
		}
		text, err := os.ReadFile(path)
		seen[path] = info.Mode().String() + " " + string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// furnish puts two files below root.
func furnish(t *testing.T, root string) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(root, "old"), []byte("before"), 0o640))
	must(t, os.WriteFile(filepath.Join(root, "away"), []byte("was here"), 0o600))
}

func TestUndoLeavesEverythingAsItWas(t *testing.T) {
	root := t.TempDir()
	furnish(t, root)
	before := all(t, root)
	old, folder, away := filepath.Join(root, "old"), filepath.Join(root, "new"), filepath.Join(root, "away")
	c := &Change{}
	must(t, c.Folder(folder, 0o700))
	must(t, c.Stage(filepath.Join(folder, "host"), 0o755, []byte("host")))
	must(t, c.Stage(old, 0o644, []byte("after")))
	must(t, c.Stage(filepath.Join(root, "third"), 0o644, []byte("never put")))
	must(t, c.Put(filepath.Join(folder, "host")))
	must(t, c.Put(old))
	must(t, c.Aside(away))
	if text, _ := os.ReadFile(old); string(text) != "after" {
		t.Errorf("put %q", text)
	}
	must(t, c.Undo())
	if after := all(t, root); !maps.Equal(before, after) {
		t.Errorf("left %v\nwas %v", after, before)
	}
}

func TestDoneLeavesNothingElse(t *testing.T) {
	root := t.TempDir()
	furnish(t, root)
	old, away := filepath.Join(root, "old"), filepath.Join(root, "away")
	c := &Change{}
	must(t, c.Stage(old, 0o644, []byte("after")))
	must(t, c.Put(old))
	must(t, c.Aside(away))
	must(t, c.Done())
	want := map[string]string{root: "folder", old: "-rw-r--r-- after"}
	if after := all(t, root); !maps.Equal(want, after) {
		t.Errorf("left %v", after)
	}
}

// TestFailedPut: what stands in the way when a file is to get its name takes
// back what the change did before.
func TestFailedPut(t *testing.T) {
	root := t.TempDir()
	furnish(t, root)
	old, blocked := filepath.Join(root, "old"), filepath.Join(root, "blocked")
	c := &Change{}
	must(t, c.Stage(old, 0o644, []byte("after")))
	must(t, c.Stage(blocked, 0o644, []byte("x")))
	must(t, os.MkdirAll(filepath.Join(blocked, "in the way"), 0o700))
	before := all(t, root)
	must(t, c.Put(old))
	if c.Put(blocked) == nil {
		t.Fatal("a file replaced a folder")
	}
	must(t, c.Undo())
	after := all(t, root)
	for path := range before {
		if matched, _ := filepath.Match(temporary, filepath.Base(path)); matched {
			delete(before, path)
		}
	}
	if !maps.Equal(before, after) {
		t.Errorf("left %v\nwas %v", after, before)
	}
}

func TestLook(t *testing.T) {
	root := t.TempDir()
	file, link, broken := filepath.Join(root, "file"), filepath.Join(root, "link"), filepath.Join(root, "broken")
	must(t, os.WriteFile(file, []byte("text"), 0o600))
	must(t, os.Symlink(file, link))
	must(t, os.Symlink(root+"/none", broken))
	must(t, os.Mkdir(filepath.Join(root, "folder"), 0o755))
	for path, want := range map[string]Thing{
		file:                        {Kind: File, Mode: 0o600},
		link:                        {Kind: File, Mode: 0o600, Link: true},
		broken:                      {Kind: Odd, Link: true},
		filepath.Join(root, "none"): {Kind: Nothing},
		filepath.Join(file, "x"):    {Kind: Nothing},
		"/dev/null":                 {Kind: Odd},
	} {
		thing, err := This{}.Look(path)
		if err != nil || thing.Kind != want.Kind || thing.Link != want.Link || want.Mode != 0 && thing.Mode != want.Mode {
			t.Errorf("%s: %+v, %v", path, thing, err)
		}
	}
	if thing, _ := (This{}).Look(root); thing.Kind != Folder || len(thing.Names) != 4 {
		t.Errorf("%+v", thing)
	}
	if got, want := (This{}).Real(filepath.Join(link, "a", "b")), filepath.Join(This{}.Real(file), "a", "b"); got != want {
		t.Errorf("real %s, want %s", got, want)
	}
}

func TestLongFileHasNoText(t *testing.T) {
	file := filepath.Join(t.TempDir(), "long")
	must(t, os.WriteFile(file, make([]byte, MaxText+1), 0o600))
	thing, err := This{}.Look(file)
	if err != nil || thing.Text != nil || thing.Sum == "" || len(thing.Head) != MaxHead {
		t.Errorf("%d bytes of text, %v", len(thing.Text), err)
	}
	must(t, os.Truncate(file, MaxProgram+1))
	if thing, err = (This{}).Look(file); err != nil || thing.Sum != "" {
		t.Errorf("a file over the limit was read: %v", err)
	}
}
