package starter

import (
	"os"
	"path/filepath"
	"testing"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestLook(t *testing.T) {
	bash, err := filepath.EvalSymlinks("/bin/bash")
	must(t, err)
	copied := filepath.Join(t.TempDir(), "bash")
	text, err := os.ReadFile(bash)
	must(t, err)
	must(t, os.WriteFile(copied, text, 0o755))
	info, err := os.Stat(bash)
	must(t, err)
	foreign, err := os.Stat(copied)
	must(t, err)
	for _, c := range []struct {
		name, image string
		info        os.FileInfo
		want        Starter
	}{
		{"the system's", bash, info, Starter{bash, true}},
		{"replaced while it runs", filepath.Dir(bash) + "/no-such-program (deleted)", info, Starter{filepath.Dir(bash) + "/no-such-program", true}},
		{"removed from a folder of anybody's", "/tmp/chrome (deleted)", info, Starter{"/tmp/chrome", false}},
		{"another file under a system's name", bash, foreign, Starter{bash, false}},
		{"anybody's", copied, foreign, Starter{copied, false}},
		{"in no folder", "/no/such/folder/chrome", info, Starter{"/no/such/folder/chrome", false}},
		{"nowhere", "", info, Starter{"", false}},
	} {
		if got := look(c.image, c.info); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	for image, known := range map[string]bool{"/opt/google/chrome/chrome": true, "/usr/lib/firefox-esr/firefox-esr": true, "/usr/bin/bash": false, "/usr/bin/chrome2": false, "": false} {
		if (Starter{image, true}).Known() != known || (Starter{image, false}).Known() {
			t.Errorf("%s: known %v", image, !known)
		}
	}
}
