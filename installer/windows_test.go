package main

import (
	"bytes"
	"encoding/binary"
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
	w.run(0, "wineboot", "-i")
	t.Cleanup(func() { w.run(0, "wineboot", "-k") })
	prng := filepath.Join(w.prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(prng); err != nil { // Wine before 8.13
		if err := os.WriteFile(prng, forwarder("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// run runs a program under Wine and returns what it printed.
func (w *wine) run(code int, args ...string) string {
	w.t.Helper()
	cmd := exec.Command(w.path, args...)
	cmd.Env = []string{"WINEPREFIX=" + w.prefix, "HOME=" + w.prefix, "PATH=" + os.Getenv("PATH"), "WINEDEBUG=-all", "DISPLAY=", "LANG=C.UTF-8"}
	out, _ := cmd.Output()
	if got := cmd.ProcessState.ExitCode(); got != code {
		w.t.Fatalf("%v: exit code %d, want %d\n%s", args, got, code, out)
	}
	return strings.ReplaceAll(string(out), "\r", "")
}

// TestWindows: it builds, and where there is a Wine, install, a second install,
// check and remove do with its registry what they say.
func TestWindows(t *testing.T) {
	folder := t.TempDir()
	buildWindows(t, folder)
	w := newWine(t)
	installer := filepath.Join(folder, "glance-installer.exe")
	chrome := `HKCU\Software\Google\Chrome\NativeMessagingHosts\` + manifests.Identity().Host
	expect := func(said string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(said, part) {
				t.Errorf("it does not say %q:\n%s", part, said)
			}
		}
	}
	expect(w.run(0, installer, "install", "--all", "--plan"), `create    value    HKCU\SOFTWARE\Google\Chrome`, "Nothing was done")
	w.run(1, "reg", "query", `HKCU\Software\Google`)
	expect(w.run(0, installer, "install", "--all"), "Installed.")
	expect(w.run(0, "reg", "query", chrome, "/ve"), "REG_SZ", `Glance Agent Host\manifests\chrome\`+manifests.Identity().Host+".json")
	expect(w.run(0, installer, "install", "--all"), "Nothing to change")
	expect(w.run(0, installer, "check"), "started as a Chromium browser does, the host says hello", "started as Firefox does", "All is well")

	w.run(0, "reg", "add", chrome, "/ve", "/d", `C:\other\host.json`, "/f")
	expect(w.run(1, installer, "check"), "the registry leads here, and there is no file", `delete the registry key HKCU\SOFTWARE\Google\Chrome`)
	expect(w.run(1, installer, "install"), "foreign   value    HKCU\\SOFTWARE\\Google\\Chrome")
	expect(w.run(0, installer, "remove"), "kept      value    HKCU\\SOFTWARE\\Google\\Chrome", "changed by somebody else")
	expect(w.run(0, "reg", "query", chrome, "/ve"), `C:\other\host.json`)
	w.run(0, "reg", "delete", `HKCU\Software\Google`, "/f")

	w.run(0, installer, "install", "--browser", "chrome")
	w.run(0, installer, "remove")
	w.run(1, "reg", "query", `HKCU\Software\Google`)
	if left, _ := filepath.Glob(filepath.Join(w.prefix, "drive_c", "users", "*", "AppData", "Local", "Glance*")); len(left) > 0 {
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
