//go:build unix

package settings

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestWhoMayWriteAnAdministratorsFile(t *testing.T) {
	const stranger = 65534
	cases := []struct {
		name   string
		own    bool
		change func(folder string) error
		say    string // empty: it counts
	}{
		{"ours, named by us", true, func(string) error { return nil }, ""},
		{"file open to the group", true, func(f string) error { return os.Chmod(f+"/settings.json", 0o664) }, "chmod go-w"},
		{"file open to all", true, func(f string) error { return os.Chmod(f+"/settings.json", 0o606) }, "chmod go-w"},
		{"folder open to all", true, func(f string) error { return os.Chmod(f, 0o777) }, "the folder of an administrator's file must not be writable"},
		{"another's file", true, func(f string) error { return os.Chown(f+"/settings.json", stranger, -1) }, "belong to root or to you"},
		{"another's file in the system's folder", false, func(f string) error { return os.Chown(f+"/settings.json", stranger, -1) }, "belong to root (chown root)"},
		{"another's folder", false, func(f string) error { return os.Chown(f, stranger, -1) }, "the folder of an administrator's file must belong to root"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dirs := folders(t, map[string]string{admin: `{"groupId": 7}`, person: `{"puid": "me"}`})
			dirs.Own = c.own
			if err := c.change(dirs.Administrator[0]); err != nil {
				t.Skip("only root may give files away:", err)
			}
			l := Load(dirs, By{})
			if l.Settings.PUID != "me" {
				t.Errorf("the person's file went with it: %v", l.Mistakes)
			}
			if c.say == "" {
				if l.Settings.GroupID != 7 || len(l.Mistakes) > 0 {
					t.Errorf("refused: %v", l.Mistakes)
				}
				return
			}
			if l.Settings.GroupID != 0 || len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, c.say) {
				t.Errorf("%v; want %q", l.Mistakes, c.say)
			}
		})
	}
}

func TestSystemsFolderMustBeRoots(t *testing.T) {
	dirs := folders(t, map[string]string{admin: `{"groupId": 7}`})
	dirs.Own = false
	l := Load(dirs, By{})
	if root := os.Geteuid() == 0; (l.Settings.GroupID == 7) != root {
		t.Errorf("as root: %t; %v", root, l.Mistakes)
	}
}

func TestOnlyOrdinaryFilesAreOpened(t *testing.T) {
	dirs := folders(t, map[string]string{"person/sites/folder.json/x": ""})
	if err := syscall.Mkfifo(filepath.Join(dirs.Person, "settings.json"), 0o600); err != nil {
		t.Fatal(err)
	}
	l := Load(dirs, By{})
	if len(l.Mistakes) != 2 || !strings.Contains(l.Mistakes[0].Sentence, "not an ordinary file") {
		t.Errorf("%v", l.Mistakes)
	}
}
