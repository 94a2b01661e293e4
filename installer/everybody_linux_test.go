package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
	"github.com/glance-networks/agent-host/manifests"
)

// layOver lets what is written into the system's folders lie in a scratch folder,
// for this process and those that enter its mounts, until all of them end.
const layOver = `set -e
mount --make-rprivate /
mount -t tmpfs room "$0"
for folder in etc opt var/lib usr/lib usr/lib64; do
	test -d "/$folder" || continue
	mkdir -p "$0/$folder.new" "$0/$folder.work"
	mount -t overlay room -o "lowerdir=/$folder,upperdir=$0/$folder.new,workdir=$0/$folder.work" "/$folder"
done
echo ready
exec cat`

// room is this machine, on which system-wide installs leave nothing. Its value is
// what goes before a command line.
type room []string

func newRoom(t *testing.T) room {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root installs for everybody")
	}
	holder := exec.Command("unshare", "--mount", "sh", "-c", layOver, t.TempDir())
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { in.Close(); holder.Wait() })
	if said, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Skip("this system lays no folder over another: ", said, err)
	}
	return room{"nsenter", fmt.Sprintf("--mount=/proc/%d/ns/mnt", holder.Process.Pid), "--"}
}

// program makes a program that is another one inside the room.
func (r room) program(t *testing.T, program string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "inside")
	text := fmt.Sprintf("#!/bin/sh\nexec %s %s '%s' \"$@\"\n", r[0], r[1], program)
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestForEverybody: what is installed for everybody is found by real browsers, and
// which of two manifests counts is what the check says.
func TestForEverybody(t *testing.T) {
	for family, own := range map[manifests.Family]string{
		manifests.Chromium: ".config/chromium/NativeMessagingHosts", manifests.Firefox: ".mozilla/native-messaging-hosts",
	} {
		t.Run(string(family), func(t *testing.T) {
			p := newPerson(t, family)
			find := map[manifests.Family]func() (string, error){manifests.Chromium: browser.Find, manifests.Firefox: firefox.Find}[family]
			path, err := find()
			if err != nil {
				t.Skip(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			room := newRoom(t)
			p.room = room
			p.installer("install", "--scope", "system", "--browser", string(family))
			p.open(ctx, room.program(t, path), p.extension())
			p.counts(ctx, filepath.Join(p.home, own, manifests.Identity().Host+".json"))
			p.installer("remove", "--scope", "system")
			p.sameAsCheck(ctx, "removed", false)
		})
	}
}

// TestPolicy: an administrator may let only hosts count that are for everybody.
func TestPolicy(t *testing.T) {
	p := newPerson(t, manifests.Chromium)
	path, err := browser.Find()
	p.must(err)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	room := newRoom(t)
	p.room = room
	const policy = `mkdir -p /etc/chromium/policies/managed && echo '{"NativeMessagingUserLevelHosts": false}' >/etc/chromium/policies/managed/glance.json`
	p.must(exec.Command(room[0], append(room[1:], "sh", "-c", policy)...).Run())
	p.installer("install", "--browser", "chromium")
	p.open(ctx, room.program(t, path), p.extension())
	p.sameAsCheck(ctx, "the person's own alone", false)
	p.installer("install", "--scope", "system", "--browser", "chromium")
	p.sameAsCheck(ctx, "the system's too", true)
	own := filepath.Join(p.home, ".config/chromium/NativeMessagingHosts", manifests.Identity().Host+".json")
	p.must(os.WriteFile(own, []byte("{"), 0o644))
	p.sameAsCheck(ctx, "the person's own is broken", true)
}

// counts puts manifests of the person's own before the system's.
func (p *person) counts(ctx context.Context, own string) {
	p.t.Helper()
	p.sameAsCheck(ctx, "the system's alone", true)
	p.must(os.MkdirAll(filepath.Dir(own), 0o755))
	p.must(os.WriteFile(own, []byte("{"), 0o644))
	p.sameAsCheck(ctx, "a broken one before it", p.family == manifests.Firefox)
	p.must(os.Remove(own))
	p.must(os.Symlink("/no/such/file", own))
	p.sameAsCheck(ctx, "a link that leads nowhere before it", true)
	p.must(os.Remove(own))
	p.must(os.Mkdir(own, 0o755))
	p.sameAsCheck(ctx, "a folder before it", p.family == manifests.Firefox)
	p.must(os.Remove(own))
	foreign, err := manifests.HostManifest(p.family, "/no/such/program")
	p.must(err)
	p.must(os.WriteFile(own, foreign, 0o644))
	p.sameAsCheck(ctx, "one without its program before it", false)
	p.must(os.Remove(own))
	p.installer("install", "--browser", string(p.family))
	p.sameAsCheck(ctx, "a good one before it", true)
	p.installer("remove")
	p.sameAsCheck(ctx, "the system's alone again", true)
}

// sameAsCheck: browser and check say the same, and it is what is expected.
func (p *person) sameAsCheck(ctx context.Context, what string, works bool) {
	p.t.Helper()
	said := p.connect(ctx)
	report, err := p.command("check", "--browser", string(p.family)).CombinedOutput()
	if (said == manifests.Version) != works || (err == nil) != works {
		p.t.Errorf("%s: the browser says %s; the check (%v):\n%s", what, said, err, report)
	}
}
