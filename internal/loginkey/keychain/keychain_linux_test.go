package keychain

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey/keychain/keyringtest"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

const group = 15687

// The library keeps one connection for the whole process: hence one session,
// which goes through every state.
func TestARealSecretService(t *testing.T) {
	session := keyringtest.Start(t)
	session.Enter(t)
	ctx := t.Context()
	apiKey := secret.New("test-api-key")
	source := Source{GroupID: group, PUID: "agent@example.com", Validity: time.Hour}
	reads := func(when string, want protocol.Reason) {
		t.Helper()
		if key, err := source.Get(ctx); err == nil || reasonOf(err) != want || !key.Value.Empty() {
			t.Errorf("%s: %v, want %s", when, err, want)
		}
	}
	reads("no keychain", protocol.ReasonKeychainAbsent)
	if err := Write(ctx, group, apiKey); reasonOf(err) != protocol.ReasonKeychainAbsent {
		t.Errorf("written to nothing: %v", err)
	}

	session.Keyring()
	reads("nothing stored", protocol.ReasonKeychainNoKey)
	if err := Remove(ctx, group); reasonOf(err) != protocol.ReasonKeychainNoKey {
		t.Errorf("nothing to remove: %v", err)
	}
	for _, text := range []string{"an-older-key", apiKey.Reveal()} {
		if err := Write(ctx, group, secret.New(text)); err != nil {
			t.Fatal(err)
		}
	}
	key, err := source.Get(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if want := glance.Sign(group, "agent@example.com", key.Expires.Unix(), apiKey); key.Value.Reveal() != want.Reveal() {
		t.Error("signed with another key")
	}
	if _, err := Read(ctx, group+1); reasonOf(err) != protocol.ReasonKeychainNoKey {
		t.Errorf("another group: %v", err)
	}

	session.Lock()
	reads("locked", protocol.ReasonKeychainLocked)
	if err := Write(ctx, group, apiKey); reasonOf(err) != protocol.ReasonKeychainLocked {
		t.Errorf("written while locked: %v", err)
	}
}

// impostor is a Secret Service that answers as a test wants.
type impostor struct {
	answer func() (dbus.Variant, *dbus.Error)
}

func (i impostor) Get(string, string) (dbus.Variant, *dbus.Error) { return i.answer() }

func TestAKeychainThatMisbehaves(t *testing.T) {
	if os.Getenv("KEYCHAIN_TEST_FRESH") == "" {
		again(t, "TestAKeychainThatMisbehaves")
		return
	}
	session := keyringtest.Start(t)
	session.Enter(t)
	conn := session.Connect()
	answers := make(chan func() (dbus.Variant, *dbus.Error), 1)
	fake := impostor{func() (dbus.Variant, *dbus.Error) { return (<-answers)() }}
	if err := conn.ExportSubtree(fake, "/org/freedesktop/secrets", "org.freedesktop.DBus.Properties"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName("org.freedesktop.secrets", 0); err != nil {
		t.Fatal(err)
	}
	answers <- func() (dbus.Variant, *dbus.Error) { return dbus.MakeVariant("not a list of paths"), nil }
	if _, err := Read(t.Context(), group); reasonOf(err) != protocol.ReasonKeychainAbsent {
		t.Errorf("nonsense: %v", err)
	}
	for range 3 { // it says nothing: the first call hangs, and those after it wait their turn
		ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := Read(ctx, group)
		stop()
		if reasonOf(err) != protocol.ReasonKeychainLocked {
			t.Errorf("silent: %v", err)
		}
	}
	conn.Close() // what hung ends, and the next call gets its turn
	if _, err := Read(t.Context(), group); reasonOf(err) != protocol.ReasonKeychainAbsent {
		t.Errorf("gone: %v", err)
	}
}

// again runs one test in a process of its own, which is connected to no bus yet.
func again(t *testing.T, test string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+test+"$", "-test.v")
	cmd.Env = append(os.Environ(), "KEYCHAIN_TEST_FRESH=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestNoMessageBus(t *testing.T) {
	if os.Getenv("KEYCHAIN_TEST_FRESH") == "" {
		if _, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid())); err == nil {
			t.Skip("this account has a session of its own, which would be found")
		}
		again(t, "TestNoMessageBus")
		return
	}
	for _, address := range []string{"", "autolaunch:"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		if _, err := Read(t.Context(), group); reasonOf(err) != protocol.ReasonKeychainAbsent || !strings.Contains(err.Error(), "message bus") {
			t.Errorf("%q: %v", address, err)
		}
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	if _, err := Read(t.Context(), group); reasonOf(err) != protocol.ReasonKeychainAbsent {
		t.Errorf("a bus that is not there: %v", err)
	}
}
