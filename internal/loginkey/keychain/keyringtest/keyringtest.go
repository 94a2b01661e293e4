//go:build linux

// Package keyringtest starts a real Secret Service for tests: a message bus and
// a gnome-keyring of their own, which touch nothing of the account's.
package keyringtest

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	name   = "org.freedesktop.secrets"
	path   = "/org/freedesktop/secrets"
	within = 20 * time.Second // for anything that has to happen

	// The bus starts no service by itself: what is not started is absent.
	config = `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`
)

// Session is a desktop session with a message bus, at first without a keychain.
type Session struct {
	Env []string // what a program of the session has in its environment

	t      testing.TB
	folder string
	conn   *dbus.Conn
}

// Start starts a session, which ends with the test. Where a program is missing
// the test is skipped.
func Start(t testing.TB) *Session {
	t.Helper()
	for _, program := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed (Debian: apt-get install dbus gnome-keyring): the keychain was not tried", program)
		}
	}
	folder, err := os.MkdirTemp("", "keyring") // short: it holds sockets
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(folder) })
	s := &Session{t: t, folder: folder}
	file := filepath.Join(folder, "bus.conf")
	must(t, os.WriteFile(file, []byte(config), 0o600))
	bus := exec.Command("dbus-daemon", "--config-file="+file, "--nofork", "--print-address=1")
	out, err := bus.StdoutPipe()
	must(t, err)
	s.run(bus)
	address, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	s.Env = []string{"DBUS_SESSION_BUS_ADDRESS=" + strings.TrimSpace(address), "XDG_RUNTIME_DIR=" + folder}
	s.conn = s.Connect()
	return s
}

// Enter makes the test's own process one of the session.
func (s *Session) Enter(t *testing.T) {
	for _, setting := range s.Env {
		key, value, _ := strings.Cut(setting, "=")
		t.Setenv(key, value)
	}
}

// Connect gives a connection of its own to the session's bus.
func (s *Session) Connect() *dbus.Conn {
	s.t.Helper()
	conn, err := dbus.Connect(strings.TrimPrefix(s.Env[0], "DBUS_SESSION_BUS_ADDRESS="))
	must(s.t, err)
	s.t.Cleanup(func() { conn.Close() })
	return conn
}

// Keyring starts a keyring, unlocked.
func (s *Session) Keyring() {
	s.t.Helper()
	daemon := exec.Command("gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets")
	daemon.Env = append(os.Environ(), append([]string{"HOME=" + s.folder, "XDG_DATA_HOME=" + s.folder, "XDG_CACHE_HOME=" + s.folder}, s.Env...)...)
	daemon.Stdin = strings.NewReader("password of a scratch keyring")
	s.run(daemon)
	// It has its name on the bus before it has a keyring, and no signal says when.
	for deadline := time.Now().Add(within); !s.open(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatal("the keyring did not start")
		}
	}
}

// Lock locks the keyring, as a desktop's lock screen may.
func (s *Session) Lock() {
	s.t.Helper()
	must(s.t, s.conn.Object(name, path).Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{s.collection()}).Err)
	if s.open() {
		s.t.Fatal("the keyring did not lock")
	}
}

// collection is the keyring that is used, or "/".
func (s *Session) collection() (of dbus.ObjectPath) {
	of = "/"
	s.conn.Object(name, path).Call("org.freedesktop.Secret.Service.ReadAlias", 0, "default").Store(&of)
	return of
}

// open reports whether there is a keyring and it is unlocked.
func (s *Session) open() bool {
	locked, err := s.conn.Object(name, s.collection()).GetProperty("org.freedesktop.Secret.Collection.Locked")
	is, known := locked.Value().(bool)
	return err == nil && known && !is
}

// run starts a program that is killed when the test ends.
func (s *Session) run(cmd *exec.Cmd) {
	s.t.Helper()
	must(s.t, cmd.Start())
	s.t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
