package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/glance-networks/agent-host/internal/loginkey/keychain/keyringtest"
)

func TestKeyCommands(t *testing.T) {
	p, session := keychainPlace(t, nil)
	if _, errs, code := p.key(apiKey, "set", "--yes"); code != exitFailed || !strings.Contains(errs, "no keychain that can be reached") {
		t.Errorf("no keychain: %d %s", code, errs)
	}
	session.Keyring()
	for _, c := range []struct {
		name, typed string
		args        []string
		code        int
		say         string // in what is printed
	}{
		{"no command", "", nil, exitRefused, "glance-host key set"},
		{"help", "", []string{"--help"}, exitOK, "glance-host key set"},
		{"unknown", "", []string{"show"}, exitRefused, "glance-host key set"},
		{"a key as argument", "", []string{"set", apiKey}, exitRefused, "not taken from the command line"},
		{"a key as flag", "", []string{"set", "--key=" + apiKey}, exitRefused, "glance-host key set"},
		{"a key as short flag", "", []string{"set", "-" + apiKey}, exitRefused, "glance-host key set"},
		{"a bad group", "", []string{"set", "--group", "-1"}, exitRefused, "which group"},
		{"nothing stored", "", []string{"status"}, exitFailed, "holds no API key"},
		{"nothing to sign with", "", []string{"test"}, exitFailed, "holds no API key"},
		{"nothing to remove", "", []string{"remove"}, exitFailed, "holds no API key"},
		{"not agreed", apiKey, []string{"set"}, exitFailed, "add --yes"},
		{"still nothing stored", "", []string{"status"}, exitFailed, "holds no API key"},
		{"nothing typed", "", []string{"set", "--yes"}, exitFailed, "cannot be empty"},
		{"too long", strings.Repeat(apiKey, 1000), []string{"set", "--yes"}, exitFailed, "512 bytes"},
		{"two words", apiKey + " x", []string{"set", "--yes"}, exitFailed, "no spaces"},
		{"a wrong key", "wrong-" + apiKey, []string{"set", "--yes"}, exitOK, "act as ANY agent of group 15687"},
		{"signed all the same", "", []string{"test"}, exitOK, "ok: signed for agent agent@example.com of group 15687"},
		{"which Glance refuses", "", []string{"test", "--live"}, exitFailed, "Glance does not accept"},
		{"the right one", apiKey + "\nmore", []string{"set", "--yes"}, exitOK, "is in the keychain"},
		{"stored", "", []string{"status"}, exitOK, "is in the keychain"},
		{"which Glance accepts", "", []string{"test", "--live"}, exitOK, "ok: Glance accepts it"},
		{"another group's", apiKey, []string{"set", "--yes", "--group", "7"}, exitOK, "It is not used: the settings are for group 15687"},
		{"forgotten", "", []string{"remove"}, exitOK, "no longer in the keychain"},
		{"gone", "", []string{"status"}, exitFailed, "holds no API key"},
		{"the other group's is there", "", []string{"status", "--group", "7"}, exitOK, "is in the keychain"},
	} {
		out, errs, code := p.key(c.typed, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.say) || strings.Contains(out+errs, apiKey) {
			t.Errorf("%s: exit %d\n%s%s", c.name, code, out, errs)
		}
	}
	session.Lock()
	if _, errs, code := p.key("", "status", "--group", "7"); code != exitFailed || !strings.Contains(errs, "The keychain is locked") {
		t.Errorf("locked: %d %s", code, errs)
	}
	if strings.Contains(p.allText(), apiKey) {
		t.Error("the API key is in the log")
	}
}

func TestAnUnusedKeyIsSaidToBe(t *testing.T) {
	session := keyringtest.Start(t)
	session.Keyring()
	p := newPlace(t, nil)
	p.env = session.Env
	if out := p.mustKey(apiKey, "set", "--yes"); !strings.Contains(out, `It is not used yet: an administrator sets "loginKeySource"`) {
		t.Error(out)
	}
}

// At a terminal the person is asked, and nothing that they type as a key is shown.
func TestAtATerminal(t *testing.T) {
	p, session := keychainPlace(t, nil)
	session.Keyring()
	for _, c := range []struct {
		name, agree, key string
		code             int
		say              string
	}{
		{"agreed", "yes\n", apiKey + "\r", exitOK, "is in the keychain"},
		{"not agreed", "no\n", "", exitFailed, "nothing was stored"},
		{"interrupted", "yes\n", "\x03", exitFailed, "nothing was stored"},
	} {
		shown, code := p.atTerminal(c.agree, c.key)
		if code != c.code || !strings.Contains(shown, c.say) || strings.Contains(shown, apiKey) {
			t.Errorf("%s: exit %d, shown:\n%s", c.name, code, shown)
		}
	}
}

// atTerminal types one answer to each question of key set, and gives what the
// terminal showed.
func (p *place) atTerminal(answers ...string) (string, int) {
	p.t.Helper()
	screen, keyboard := terminalPair(p.t)
	cmd := p.command("key", "set")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = keyboard, keyboard, keyboard
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	must(p.t, cmd.Start())
	keyboard.Close()
	var shown bytes.Buffer
	for i, prompt := range []string{"Type yes: ", "(nothing is shown): "} {
		if answers[i] == "" {
			break
		}
		if !until(&shown, screen, prompt) {
			break
		}
		screen.WriteString(answers[i])
	}
	io.Copy(&shown, screen) // until the terminal is closed, which is an error
	cmd.Wait()
	return shown.String(), cmd.ProcessState.ExitCode()
}

// until reads up to a prompt.
func until(shown *bytes.Buffer, screen io.Reader, prompt string) bool {
	for one := make([]byte, 1); !strings.HasSuffix(shown.String(), prompt); shown.Write(one) {
		if _, err := screen.Read(one); err != nil {
			return false
		}
	}
	return true
}

// terminalPair opens a pseudo-terminal.
func terminalPair(t *testing.T) (screen, keyboard *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	t.Cleanup(func() { screen.Close() })
	must(t, unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	must(t, err)
	keyboard, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	must(t, err)
	return screen, keyboard
}
