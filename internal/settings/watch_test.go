package settings

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestWatch(t *testing.T) {
	root := t.TempDir()
	dirs := Dirs{Administrator: []string{filepath.Join(root, "etc", "product")}, Person: filepath.Join(root, "home", "product")}
	changes := make(chan bool, 100)
	go func() {
		if err := Watch(t.Context(), dirs, func() { changes <- true }); err != nil {
			t.Error(err)
		}
	}()
	told(t, "the beginning", func() error { return nil }, changes)
	file := filepath.Join(dirs.Person, "settings.json")
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"the folder appears, below another", func() error { return os.MkdirAll(dirs.Person, 0o700) }},
		{"a file appears", func() error { return os.WriteFile(file, []byte("{}"), 0o600) }},
		{"it is replaced", func() error {
			return firstError(os.WriteFile(file+".new", []byte(`{"a":1}`), 0o600), os.Rename(file+".new", file))
		}},
		{"the sites appear", func() error { return os.Mkdir(filepath.Join(dirs.Person, "sites"), 0o700) }},
		{"a site appears", func() error { return os.WriteFile(filepath.Join(dirs.Person, "sites", "a.json"), nil, 0o600) }},
		{"the administrator's appears", func() error { return os.MkdirAll(dirs.Administrator[0], 0o755) }},
		{"and a file in it", func() error {
			return os.WriteFile(filepath.Join(dirs.Administrator[0], "settings.json"), []byte("{}"), 0o644)
		}},
		{"all goes", func() error { return os.RemoveAll(filepath.Join(root, "home")) }},
		{"and comes back", func() error {
			return firstError(os.MkdirAll(dirs.Person, 0o700), os.WriteFile(file, []byte("{}"), 0o600))
		}},
	} {
		told(t, step.what, step.do, changes)
	}
}

// told does something and waits for it to be told.
func told(t *testing.T, what string, do func() error, changes <-chan bool) {
	t.Helper()
	if err := do(); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	select {
	case <-changes:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s: it was not told", what)
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
