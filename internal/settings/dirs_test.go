package settings

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("SETTINGS_PRINT_DIRS") != "" {
		d := DefaultDirs()
		os.Stdout.WriteString(strings.Join(append(d.Administrator, d.Person), "\n"))
		return
	}
	os.Exit(m.Run())
}

// The library reads the environment once, at start: hence another process.
func TestEnvironmentNamesTheFolders(t *testing.T) {
	a, b, c := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b"), filepath.Join(t.TempDir(), "c")
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), "SETTINGS_PRINT_DIRS=1",
		"XDG_CONFIG_DIRS="+a+string(os.PathListSeparator)+b, "XDG_CONFIG_HOME="+c)
	out, err := program.Output()
	want := strings.Join([]string{filepath.Join(a, Folder), filepath.Join(b, Folder), filepath.Join(c, Folder)}, "\n")
	if err != nil || string(out) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out, want)
	}
}

func TestNoFolderInsideHomeIsAnAdministrators(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home", "me")
	system := []string{filepath.Join(home, ".config"), home, home + "-too", filepath.Dir(home)}
	got := dirs(system, filepath.Join(home, "own"), home, false)
	want := []string{filepath.Join(home+"-too", Folder), filepath.Join(filepath.Dir(home), Folder)}
	if !slices.Equal(got.Administrator, want) || got.Own {
		t.Errorf("%v, want %v", got.Administrator, want)
	}
	if got := dirs(system, home, home, true); len(got.Administrator) != 4 || !got.Own {
		t.Errorf("named: %+v", got)
	}
}
