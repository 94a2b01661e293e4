package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/manifests"
)

// buildWindows builds host and installer for Windows, side by side.
func buildWindows(t *testing.T, folder string) {
	t.Helper()
	for _, program := range []string{"host", "installer"} {
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(folder, "glance-"+program+".exe"), "./"+program)
		cmd.Dir, cmd.Env = "..", append(os.Environ(), "CGO_ENABLED=0", "GOOS=windows", "GOARCH=amd64")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}

// wine is a Windows to try things on.
type wine struct {
	t      *testing.T
	path   string
	prefix string
}

func newWine(t *testing.T) *wine {
	t.Helper()
	path, err := exec.LookPath("wine64")
	if err != nil {
		path, err = exec.LookPath("/usr/lib/wine/wine64")
	}
	if err != nil || runtime.GOARCH != "amd64" {
		t.Skip("built for Windows, not run: there is no wine64 here (on Debian: apt-get install --no-install-recommends wine64)")
	}
	w := &wine{t, path, t.TempDir()}
	t.Cleanup(w.stop)
	w.run(0, "wineboot", "-i")
	prng := filepath.Join(w.prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(prng); err != nil { // Wine before 8.13
		if err := os.WriteFile(prng, forwarder("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// stop ends Wine's server and waits until it has written its last file.
func (w *wine) stop() {
	real, err := filepath.EvalSymlinks(w.path)
	if err != nil {
		w.t.Fatal(err)
	}
	servers, _ := filepath.Glob(filepath.Join(filepath.Dir(real), "wineserver*"))
	if named, err := exec.LookPath("wineserver"); err == nil {
		servers = append(servers, named)
	}
	if len(servers) == 0 {
		w.t.Fatal("no wineserver beside ", real)
	}
	for _, how := range []string{"-k", "-w"} {
		cmd := exec.Command(servers[0], how)
		cmd.Env = w.env()
		_ = cmd.Run() // it may have ended by itself
	}
}

// run runs a program under Wine and returns what it printed, into a file: Wine's
// servers, which stay, would hold a pipe open.
func (w *wine) run(code int, args ...string) string {
	w.t.Helper()
	file, err := os.Create(filepath.Join(w.t.TempDir(), "out"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer file.Close()
	cmd := exec.Command(w.path, args...)
	cmd.Stdout, cmd.Stderr = file, file
	cmd.Env = w.env()
	if err := cmd.Run(); cmd.ProcessState == nil {
		w.t.Fatal(err)
	}
	out, err := os.ReadFile(file.Name())
	if got := cmd.ProcessState.ExitCode(); err != nil || got != code {
		w.t.Fatalf("%v: exit code %d, want %d\n%s", args, got, code, out)
	}
	return strings.ReplaceAll(string(out), "\r", "")
}

// hold starts the installed host as a browser does, which then cannot be deleted,
// and gives what ends it.
func (w *wine) hold(name string) func() {
	w.t.Helper()
	found, _ := filepath.Glob(filepath.Join(w.prefix, "drive_c", "users", "*", "AppData", "Local", "Glance Agent Host", "*", name))
	if len(found) != 1 {
		w.t.Fatalf("hosts: %v", found)
	}
	cmd := exec.Command(w.path, found[0], manifests.Origins()[0])
	cmd.Env = w.env()
	in, err := cmd.StdinPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	body := `{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1,"minProtocol":1,"extension":"1","browser":"chromium"}}`
	in.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body...))
	if _, err := io.ReadFull(out, make([]byte, 4)); err != nil { // it runs once it answers
		w.t.Fatal(err)
	}
	return func() { in.Close(); io.Copy(io.Discard, out); cmd.Wait() }
}

func (w *wine) env() []string {
	return []string{"WINEPREFIX=" + w.prefix, "HOME=" + w.prefix, "PATH=" + os.Getenv("PATH"), "WINEDEBUG=-all", "DISPLAY=", "LANG=C.UTF-8"}
}

// TestWindows: it builds, and where there is a Wine, install, a second install,
// check and remove do with its registry what they say.
func TestWindows(t *testing.T) {
	folder := t.TempDir()
	buildWindows(t, folder)
	w := newWine(t)
	installer := filepath.Join(folder, "glance-installer.exe")
	t.Run("for a person", func(t *testing.T) { forPerson(t, w, installer) })
	t.Run("for everybody", func(t *testing.T) { forEverybody(t, w, installer) })
	t.Run("a program is launched", func(t *testing.T) { launches(t, w, folder) })
}

func expect(t *testing.T, said string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(said, part) {
			t.Errorf("it does not say %q:\n%s", part, said)
		}
	}
}

func forPerson(t *testing.T, w *wine, installer string) {
	chrome := `HKCU\Software\Google\Chrome\NativeMessagingHosts\` + manifests.Identity().Host
	expect(t, w.run(0, installer, "install", "--all", "--plan"), `create    value    HKCU\SOFTWARE\Google\Chrome`, "Nothing was done")
	w.run(1, "reg", "query", `HKCU\Software\Google`)
	expect(t, w.run(0, installer, "install", "--all"), "Installed.")
	expect(t, w.run(0, "reg", "query", chrome, "/ve"), "REG_SZ", `Glance Agent Host\manifests\chrome\`+manifests.Identity().Host+".json")
	expect(t, w.run(0, installer, "install", "--all"), "Nothing to change")
	expect(t, w.run(0, installer, "check"), "started as a Chromium browser does, the host says hello", "started as Firefox does", "All is well")

	const policies = `HKLM\Software\Policies\Google\Chrome`
	w.run(0, "reg", "add", policies, "/v", "NativeMessagingUserLevelHosts", "/t", "REG_DWORD", "/d", "0", "/f")
	expect(t, w.run(1, installer, "check"), `problem  Chrome  HKLM\SOFTWARE\Policies\Google\Chrome`, "only hosts count that are installed for everybody", "glance-installer install --scope system")
	w.run(0, "reg", "delete", policies, "/f")
	w.run(0, "reg", "add", policies+`\NativeMessagingBlocklist`, "/v", "1", "/d", "*", "/f")
	expect(t, w.run(1, installer, "check"), "policy blocks this host", "NativeMessagingAllowlist")
	w.run(0, "reg", "add", policies+`\NativeMessagingAllowlist`, "/v", "1", "/d", manifests.Identity().Host, "/f")
	expect(t, w.run(0, installer, "check"), "All is well")
	w.run(0, "reg", "delete", policies, "/f")

	w.run(0, "reg", "add", chrome, "/ve", "/d", `C:\other\host.json`, "/f")
	expect(t, w.run(1, installer, "check"), "the registry leads here, and there is no file", `delete the registry key HKCU\SOFTWARE\Google\Chrome`)
	expect(t, w.run(1, installer, "install"), "foreign   value    HKCU\\SOFTWARE\\Google\\Chrome", "nothing was changed", "Delete that key, if nobody needs it")
	expect(t, w.run(0, installer, "remove"), "kept      value    HKCU\\SOFTWARE\\Google\\Chrome", "changed by somebody else")
	expect(t, w.run(0, "reg", "query", chrome, "/ve"), `C:\other\host.json`)
	w.run(0, "reg", "delete", `HKCU\Software\Google`, "/f")

	w.run(0, installer, "install", "--browser", "chrome")
	done := w.hold("glance-host.exe")
	expect(t, w.run(1, installer, "remove"), "nothing was changed", "it is in use: close the browsers, and run this again")
	expect(t, w.run(0, installer, "install", "--browser", "chrome"), "Nothing to change")
	done()
	w.run(0, installer, "remove")
	w.run(1, "reg", "query", `HKCU\Software\Google`)
	if left, _ := filepath.Glob(filepath.Join(w.prefix, "drive_c", "users", "*", "AppData", "Local", "Glance*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// forEverybody: browsers read the keys of 32-bit programs first, so that what
// stands there hides ours.
func forEverybody(t *testing.T, w *wine, installer string) {
	host := manifests.Identity().Host
	chrome, narrow := `HKLM\Software\Google\Chrome\NativeMessagingHosts\`+host, `HKLM\Software\WOW6432Node\Google\Chrome\NativeMessagingHosts\`+host
	expect(t, w.run(0, installer, "install", "--scope", "system", "--all"), "for everybody on this machine", "Installed.")
	expect(t, w.run(0, "reg", "query", chrome, "/ve"), `C:\Program Files\Glance Agent Host\manifests\chrome\`+host+".json")
	w.run(1, "reg", "query", `HKCU\Software\Google`)
	expect(t, w.run(0, installer, "install", "--scope", "system", "--all"), "Nothing to change")
	expect(t, w.run(0, installer, "check"), "ok       Chrome  C:\\Program Files", "ok       Firefox  C:\\Program Files", "All is well")

	w.run(0, "reg", "add", narrow, "/ve", "/d", `C:\other\host.json`, "/f")
	expect(t, w.run(1, installer, "check"), "problem  Chrome  C:\\other", "hides the good one in C:\\Program Files",
		`as an administrator, delete the registry key HKLM\SOFTWARE\WOW6432Node\Google\Chrome`)
	w.run(0, "reg", "delete", `HKLM\Software\WOW6432Node\Google`, "/f")
	expect(t, w.run(0, installer, "remove"), "It is installed for everybody")
	expect(t, w.run(0, installer, "remove", "--scope", "system"), "Removed.")
	w.run(1, "reg", "query", `HKLM\Software\Google`)
	if left, _ := filepath.Glob(filepath.Join(w.prefix, "drive_c", "Program Files", "Glance*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// forwarder is a Windows library whose one function is another library's.
func forwarder(library, function, to string) []byte {
	const at = 0x1000 // where the one section lies in memory
	le := binary.LittleEndian
	var names []byte
	name := func(text string) uint32 {
		offset := uint32(at + 50 + len(names))
		names = append(append(names, text...), 0)
		return offset
	}
	var section bytes.Buffer
	put := func(out *bytes.Buffer, values ...any) {
		for _, value := range values {
			binary.Write(out, le, value)
		}
	}
	lib, fun, target := name(library), name(function), name(to)
	put(&section, uint32(0), uint32(0), uint32(0), lib, uint32(1), uint32(1), uint32(1), uint32(at+40), uint32(at+44), uint32(at+48))
	put(&section, target, fun, uint16(0), names)
	size := uint32(section.Len())

	var image bytes.Buffer
	put(&image, []byte("MZ"), make([]byte, 58), uint32(64), []byte("PE\x00\x00"))
	put(&image, uint16(0x8664), uint16(1), uint32(0), uint32(0), uint32(0), uint16(240), uint16(0x2022))
	put(&image, uint16(0x20b), uint16(14), uint32(0), uint32(0x200), uint32(0), uint32(0), uint32(at))
	put(&image, uint64(0x180000000), uint32(at), uint32(0x200), uint32(6), uint32(0), uint32(6), uint32(0), uint32(2*at), uint32(0x200), uint32(0))
	put(&image, uint16(2), uint16(0x160), uint64(1<<20), uint64(at), uint64(1<<20), uint64(at), uint32(0), uint32(16))
	put(&image, uint32(at), size, make([]byte, 15*8))
	put(&image, []byte(".rdata\x00\x00"), size, uint32(at), uint32(0x200), uint32(0x200), make([]byte, 12), uint32(0x40000040))
	image.Write(make([]byte, 0x200-image.Len()))
	image.Write(section.Bytes())
	image.Write(make([]byte, 0x400-image.Len()))
	return image.Bytes()
}
