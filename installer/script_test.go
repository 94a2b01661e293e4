package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/glance-networks/agent-host/manifests"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

var built string // the folder of the shipped programs, once there is one

// shipped builds host and installer as they are shipped, side by side, once.
var shipped = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "glance-shipped-")
	if err != nil {
		return "", err
	}
	built = folder
	for _, program := range []string{"host", "installer"} {
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(folder, "glance-"+program), "./"+program)
		cmd.Dir, cmd.Env = "..", append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%w\n%s", err, out)
		}
	}
	return folder, nil
})

func shippedFolder(t *testing.T) string {
	t.Helper()
	folder, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestScripts plays testdata/script: the programs as they are shipped on a real
// disk, each script with a home of its own.
func TestScripts(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the scripts speak of Linux's paths")
	}
	folder := shippedFolder(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			id := manifests.Identity()
			env.Setenv("HOME", home)
			env.Setenv("HOST", filepath.Join(folder, "glance-host"))
			env.Setenv("SHIPPED", folder)
			env.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv("MANIFEST", id.Host+".json")
			env.Setenv("ORIGIN", manifests.Origins()[0])
			env.Setenv("CHROMIUM", filepath.Join(home, ".config/chromium/NativeMessagingHosts"))
			env.Setenv("FIREFOX", filepath.Join(home, ".mozilla/native-messaging-hosts"))
			env.Setenv("OURS", filepath.Join(home, ".local/share/glance-agent-host"))
			env.Setenv("STATE", filepath.Join(home, ".local/state/glance-agent-host"))
			return os.Mkdir(home, 0o700)
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"tree": tree, "edit": edit, "small-disk": smallDisk, "run-host": runHost, "host-answers": hostAnswers, "frame": frame,
		},
	})
}

// condition: root, and administrator, who may have a file system of his own.
func condition(name string) (bool, error) {
	root := os.Geteuid() == 0
	switch name {
	case "root":
		return root, nil
	case "administrator":
		return root || exec.Command("unshare", "--map-root-user", "chroot", "/", "true").Run() == nil, nil
	}
	return false, fmt.Errorf("no condition %q", name)
}

// tree prints what is below a folder, for stdout and cmp: every path, what it
// holds, and its mode.
func tree(ts *testscript.TestScript, neg bool, args []string) {
	root := ts.MkAbs(args[0])
	err := filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		sum := ""
		if info.Mode().IsRegular() {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			sum = fmt.Sprintf(" %.8x", sha256.Sum256(text))
		}
		fmt.Fprintf(ts.Stdout(), "%v %s%s\n", info.Mode(), strings.TrimPrefix(path, root), sum)
		return nil
	})
	ts.Check(err)
}

// edit replaces a text in a file, once.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	path := ts.MkAbs(args[0])
	text := ts.ReadFile(path)
	changed := strings.Replace(text, args[1], args[2], 1)
	if changed == text {
		ts.Fatalf("%s holds no %s", path, args[1])
	}
	ts.Check(os.WriteFile(path, []byte(changed), 0o644))
}
