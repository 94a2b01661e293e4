package launch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/secret"
)

// desk is a home with nothing registered.
type desk struct {
	t    *testing.T
	home string
}

func newDesk(t *testing.T) desk {
	d := desk{t, t.TempDir()}
	for name, value := range map[string]string{
		"HOME": d.home, "XDG_DATA_HOME": d.home + "/share", "XDG_DATA_DIRS": d.home + "/system", "XDG_CONFIG_HOME": d.home + "/config", "XDG_CONFIG_DIRS": d.home + "/etc",
		"XDG_CURRENT_DESKTOP": "", "DISPLAY": ":9", "WAYLAND_DISPLAY": "",
	} {
		t.Setenv(name, value)
	}
	return d
}

func (d desk) write(name, text string, mode os.FileMode) string {
	d.t.Helper()
	file := filepath.Join(d.home, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		d.t.Fatal(err)
	}
	return file
}

// client is a program that writes its arguments down, one a line, and then does
// what is asked of it.
func (d desk) client(name, then string) string {
	return d.write(name, "#!/bin/sh\nprintf '%s\\n' \"$@\" > '"+d.home+"/got.new'; echo $$ >> '"+d.home+"/pid'; mv '"+d.home+"/got.new' '"+d.home+"/got'\n"+then+"\n", 0o755)
}

// register writes a .desktop file that opens a scheme.
func (d desk) register(id, scheme, exec string, more ...string) {
	lines := []string{"[Desktop Entry]", "Type=Application", "Name=Glance stand-in", "Exec=" + exec, "MimeType=x-scheme-handler/" + scheme + ";"}
	d.write("share/applications/"+id, strings.Join(append(lines, more...), "\n")+"\n", 0o644)
}

// got waits for what the client was started with.
func (d desk) got() []string {
	d.t.Helper()
	for limit := time.Now().Add(10 * time.Second); time.Now().Before(limit); time.Sleep(5 * time.Millisecond) {
		if text, err := os.ReadFile(d.home + "/got"); err == nil {
			os.Remove(d.home + "/got")
			return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		}
	}
	d.t.Fatal("the client was not started")
	return nil
}

func (d desk) pid() int {
	d.t.Helper()
	text, err := os.ReadFile(d.home + "/pid")
	lines := strings.Fields(string(text))
	if err != nil || len(lines) == 0 {
		d.t.Fatal(err)
	}
	pid, _ := strconv.Atoi(lines[len(lines)-1])
	return pid
}

func TestARegisteredClientGetsItsAddress(t *testing.T) {
	d := newDesk(t)
	client := d.client("opt/Glance Client/glance client", "")
	d.register("glance.desktop", "glance", fmt.Sprintf("%q --url=%%u --name %%c %%i 100%%%%", client))
	l := New(schemes...)
	p := l.Look("glance")
	if !p.Startable() || p.Name != "Glance stand-in" || p.Path != client || p.Ours {
		t.Fatalf("%+v", p)
	}
	address := "glance://show?key=%22%26calc.exe&partnerid=15687"
	if err := l.Launch(p, secret.New(address)); err != nil {
		t.Fatal(err)
	}
	if got := d.got(); !slices.Equal(got, []string{"--url=" + address, "--name", "Glance stand-in", "100%"}) {
		t.Errorf("%q", got)
	}
	if l.Look("glancepanorama").Installed() {
		t.Error("another scheme is registered")
	}
}

// A client that hangs, and reads what it inherits, is in a session of its own and
// holds nothing up.
func TestAClientThatHangs(t *testing.T) {
	d := newDesk(t)
	d.register("glance.desktop", "glance", d.client("hangs", "exec sleep 60")+" %u")
	l := New(schemes...)
	began := time.Now()
	if err := l.Launch(l.Look("glance"), secret.New("glance://show")); err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	d.got()
	pid := d.pid()
	defer syscall.Kill(pid, syscall.SIGKILL)
	if took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	if sid, err := sessionOf(pid); err != nil || sid != pid {
		t.Errorf("its session is %d: %v", sid, err)
	}
	for _, fd := range []string{"0", "1", "2"} {
		if to, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", pid, fd)); err != nil || to != "/dev/null" {
			t.Errorf("its %s is %s: %v", fd, to, err)
		}
	}
}

func sessionOf(pid int) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(text), ") ")
	return strconv.Atoi(strings.Fields(after)[3])
}

func TestWhatCountsAsRegistered(t *testing.T) {
	const there, gone, none, odd = "there", "gone", "none", "odd"
	for name, c := range map[string]struct {
		make func(d desk)
		want string
	}{
		"nothing":                   {func(d desk) {}, none},
		"by its own file":           {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")+" %u") }, there},
		"as a list":                 {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")+" %U") }, there},
		"the program is gone":       {func(d desk) { d.register("a.desktop", "glance", "/opt/none/glance %u") }, gone},
		"the program cannot be run": {func(d desk) { d.register("a.desktop", "glance", d.write("c", "", 0o644)+" %u") }, gone},
		"what is tried is gone":     {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")+" %u", "TryExec=/opt/none/x") }, gone},
		"it is hidden":              {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")+" %u", "Hidden=true") }, none},
		"it is no program": {func(d desk) {
			d.write("share/applications/a.desktop", "[Desktop Entry]\nType=Link\nMimeType=x-scheme-handler/glance;\n", 0o644)
		}, none},
		"no command":                 {func(d desk) { d.register("a.desktop", "glance", "") }, gone},
		"a relative path":            {func(d desk) { d.register("a.desktop", "glance", "opt/glance %u") }, gone},
		"it takes no address":        {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")) }, odd},
		"it takes two":               {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")+" %u %u") }, odd},
		"it takes files":             {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")+" %f") }, odd},
		"the address as its program": {func(d desk) { d.register("a.desktop", "glance", "%u") }, gone},
		"inside another argument":    {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")+` "open %u now"`) }, odd},
		"a shell":                    {func(d desk) { d.register("a.desktop", "glance", `/bin/sh -c "glance %u"`) }, odd},
		"a shell by env":             {func(d desk) { d.register("a.desktop", "glance", `/usr/bin/env A=b /bin/sh %u`) }, odd},
		"by env":                     {func(d desk) { d.register("a.desktop", "glance", "/usr/bin/env A=b "+d.client("c", "")+" %u") }, there},
		"in a terminal":              {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")+" %u", "Terminal=true") }, odd},
		"what a shell would read":    {func(d desk) { d.register("a.desktop", "glance", d.client("c", "")+" %u; rm x") }, odd},
		"an open quote":              {func(d desk) { d.register("a.desktop", "glance", `"/opt/x %u`) }, odd},
		"a default whose file is gone": {func(d desk) {
			d.write("config/mimeapps.list", "[Default Applications]\nx-scheme-handler/glance=old.desktop\n", 0o644)
		}, none},
		"a default outside its folders": {func(d desk) {
			d.write("config/mimeapps.list", "[Default Applications]\nx-scheme-handler/glance=../../c.desktop\n", 0o644)
		}, none},
		"removed": {func(d desk) {
			d.register("a.desktop", "glance", d.client("c", "")+" %u")
			d.write("config/mimeapps.list", "[Removed Associations]\nx-scheme-handler/glance=a.desktop;\n", 0o644)
		}, none},
		"a default without a type of it": {func(d desk) {
			d.register("a.desktop", "other", d.client("c", "")+" %u")
			d.write("config/mimeapps.list", "# mine\n[Default Applications]\nx-scheme-handler/glance = gone.desktop;a.desktop;\n", 0o644)
		}, there},
		"in a folder": {func(d desk) {
			d.write("system/applications/kde/a.desktop", "[Desktop Entry]\nType=Application\nExec="+d.client("c", "")+" %u\n", 0o644)
			d.write("config/mimeapps.list", "[Added Associations]\nx-scheme-handler/glance=kde-a.desktop;\n", 0o644)
		}, there},
		"by a cache": {func(d desk) {
			d.write("system/applications/b.desktop", "[Desktop Entry]\nType=Application\nExec="+d.client("c", "")+" %u\n", 0o644)
			d.write("system/applications/mimeinfo.cache", "[MIME Cache]\nx-scheme-handler/glance=b.desktop;\n", 0o644)
			os.Chtimes(d.home+"/system/applications/mimeinfo.cache", time.Now().Add(time.Second), time.Now().Add(time.Second))
		}, there},
		"a stale one before a good one": {func(d desk) {
			d.register("a.desktop", "glance", "/opt/none/glance %u")
			d.register("b.desktop", "glance", d.client("c", "")+" %u")
			d.write("config/mimeapps.list", "[Default Applications]\nx-scheme-handler/glance=a.desktop\n", 0o644)
		}, there},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			c.make(d)
			p := New(schemes...).Look("glance")
			got := none
			switch {
			case p.Startable():
				got = there
			case p.Installed():
				got = odd
			case p.Stale && p.Path != "":
				got = gone
			}
			if got != c.want || got == there && p.Path != d.home+"/c" {
				t.Errorf("%s: %+v", got, p)
			}
			if err := New(schemes...).Launch(p, secret.New("glance://show")); got == there && err != nil || got == odd && !errors.Is(err, ErrCannot) || (got == gone || got == none) && !errors.Is(err, ErrMissing) {
				t.Error(err)
			}
			if got == there {
				d.got()
			}
		})
	}
}

// The desktop's own list is before the others, and the person's before the system's.
func TestWhichCounts(t *testing.T) {
	d := newDesk(t)
	t.Setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
	l := New(schemes...)
	for i, list := range []string{"system/applications/mimeapps.list", "etc/mimeapps.list", "etc/gnome-mimeapps.list", "config/mimeapps.list", "config/gnome-mimeapps.list", "config/ubuntu-mimeapps.list"} {
		id := fmt.Sprintf("n%d.desktop", i)
		client := d.client(fmt.Sprintf("c%d", i), "")
		d.register(id, "other", client+" %u")
		d.write(list, "[Default Applications]\nx-scheme-handler/glance="+id+"\n", 0o644)
		if p := l.find("glance"); p.Path != client {
			t.Errorf("with %s: %s", list, p.Path)
		}
	}
}

// What is registered while this runs is seen, and what is taken away too.
func TestNoticedByItself(t *testing.T) {
	d := newDesk(t)
	if find("glance").Installed() {
		t.Fatal("something is registered")
	}
	client := d.client("c", "")
	d.register("a.desktop", "glance", client+" %u")
	if !find("glance").Startable() {
		t.Error("it was not noticed")
	}
	os.Remove(client)
	if p := find("glance"); p.Installed() || !p.Stale {
		t.Errorf("%+v", p)
	}
}

func TestNoDisplay(t *testing.T) {
	d := newDesk(t)
	d.register("a.desktop", "glance", d.client("c", "")+" %u")
	t.Setenv("DISPLAY", "")
	l := New(schemes...)
	if err := l.Launch(l.Look("glance"), secret.New("glance://show")); !errors.Is(err, ErrDisplay) {
		t.Error(err)
	}
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
	if err := l.Launch(l.Look("glance"), secret.New("glance://show")); err != nil {
		t.Error(err)
	}
	d.got()
}

func TestGuarded(t *testing.T) {
	d := newDesk(t)
	if client := d.client("glance", ""); ours(client) {
		t.Error("a program in a folder of everybody's counts as Glance's")
	}
	if guarded("/none") {
		t.Error("what is not there is guarded")
	}
	if real, err := filepath.EvalSymlinks("/bin/sh"); err == nil && strings.HasPrefix(real, "/usr/bin/") && !guarded("/bin/sh") {
		t.Error("the system's own shell is not guarded")
	}
}

func TestNamesAreOneLine(t *testing.T) {
	d := newDesk(t)
	d.register("a.desktop", "glance", d.client("c", "")+" %u", `Name[de]=Anders`)
	d.write("share/applications/a.desktop", "[Desktop Entry]\nType=Application\nName=Glance\\n\u202eexe.ecnalg"+strings.Repeat("x", 200)+"\nExec="+d.home+"/c %u\nMimeType=x-scheme-handler/glance\n", 0o644)
	if p := find("glance"); strings.ContainsAny(p.Name, "\n\u202e") || len([]rune(p.Name)) > 100 {
		t.Errorf("%q", p.Name)
	}
}
