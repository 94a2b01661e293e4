package launch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows/registry"

	"github.com/glance-networks/agent-host/internal/secret"
)

const glanceClass = `Software\Classes\glance`

// record is where the stand-in writes its arguments; set, this program is one.
const record = "GLANCE_STAND_IN"

func TestMain(m *testing.M) {
	file := os.Getenv(record)
	at := slices.Index(os.Args, "--")
	if file == "" || at < 0 {
		os.Exit(m.Run())
	}
	if err := os.WriteFile(file+".new", []byte(strings.Join(os.Args[at+1:], "\n")), 0o600); err != nil {
		os.Exit(1)
	}
	os.Rename(file+".new", file)
	time.Sleep(time.Minute) // as a program that hangs
}

// scratch is a folder that is emptied file by file: Wine's RemoveAll does not.
func scratch(t *testing.T) string {
	folder, err := os.MkdirTemp("", "launch")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func register(t *testing.T, command string) {
	t.Helper()
	key, _, err := registry.CreateKey(registry.CURRENT_USER, glanceClass, registry.SET_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	defer key.Close()
	open, _, err := registry.CreateKey(registry.CURRENT_USER, glanceClass+`\shell\open\command`, registry.SET_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	for _, err := range []error{key.SetStringValue("", "URL:Glance stand-in Protocol"), key.SetStringValue("URL Protocol", ""), open.SetExpandStringValue("", command)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func unregister() {
	for _, key := range []string{glanceClass + `\shell\open\command`, glanceClass + `\shell\open`, glanceClass + `\shell`, glanceClass} {
		registry.DeleteKey(registry.CURRENT_USER, key)
	}
}

// TestTheRegistry: what is registered is found, started with its one argument
// while it hangs, and missed once it is gone.
func TestTheRegistry(t *testing.T) {
	unregister()
	defer unregister()
	if p := find("glance"); p.Path != "" {
		t.Fatalf("%+v", p)
	}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(scratch(t), "got")
	t.Setenv(record, file)
	t.Setenv("STAND_IN", own)
	register(t, `"%STAND_IN%" -test.run=none -- "%1"`)
	l := New(schemes...)
	p := l.Look("glance")
	if !p.Startable() || !strings.EqualFold(p.Path, own) || p.Name != "Glance stand-in" || p.Ours {
		t.Fatalf("%+v", p)
	}
	const address = "glance://show?key=%22%26calc.exe&partnerid=15687"
	began := time.Now()
	if err := l.Launch(p, secret.New(address)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	var got string
	for limit := time.Now().Add(60 * time.Second); got == "" && time.Now().Before(limit); time.Sleep(50 * time.Millisecond) {
		text, _ := os.ReadFile(file)
		got = string(text)
	}
	if got != address {
		t.Errorf("it was started with %q", got)
	}
	register(t, `"C:\gone\glance.exe" "%1"`)
	if p := find("glance"); p.Installed() || !p.Stale {
		t.Errorf("%+v", p)
	}
}

func TestGuardedFolders(t *testing.T) {
	programs := os.Getenv("ProgramFiles")
	if programs == "" || !guarded(filepath.Join(programs, "Glance", "GlanceLauncher.exe")) || !ours(filepath.Join(programs, "Glance", "GlanceLauncher.exe")) {
		t.Errorf("%q is not where programs are", programs)
	}
	for _, path := range []string{programs, programs + `\..\GlanceLauncher.exe`, programs + `x\GlanceLauncher.exe`, `C:\users\me\GlanceLauncher.exe`} {
		if ours(path) {
			t.Errorf("%s counts as Glance's", path)
		}
	}
}
