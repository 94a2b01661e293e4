package launch

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/secret"
)

var schemes = glance.Schemes

func TestAddressesThatAreRefused(t *testing.T) {
	started := 0
	program := Program{Scheme: "glance", Path: "/opt/glance", start: func(string) error { started++; return nil }}
	l := New(schemes...)
	for _, address := range []string{
		"", "-", "--help", "-glance://show", "/bin/sh", "//host/share", `\\host\share`, "show", "glance:", "glance://", "glance:show", "GLANCE://show",
		"glance:///show", "glance://-show", "glance://?key=1", "glance://4821", "https://www.glance.net/", "javascript:alert(1)", "file:///etc/passwd", "ms-msdt:/id",
		"glancepanorama://show", "glance://show?key=4 8", "glance://show?key=\"&calc.exe", "glance://show\n", "glance://show?key=\u202e", "glance://user@show", "glance://show:80",
		"glance://show?key=%", "glance://show?key=%2", "glance://show?key=%zz", "glance://show?key=%00", "glance://show?key=%0A", "glance://show?key=%1b", "glance://show?key=%7F", "glance://show?key=%ff",
		"glance://show?key='", "glance://show?key=`id`", "glance://show?key=$(id)", "glance://show;id", "glance://show|id", "glance://show<x", "glance://show^", "glance://show!x!", "glance://show#x", "glance://show?key=é",
		"glance://show?key=" + strings.Repeat("8", maxAddress),
	} {
		if err := l.Launch(program, secret.New(address)); !errors.Is(err, ErrAddress) || started > 0 {
			t.Errorf("%.60q: %v", address, err)
		}
	}
	program.Scheme = "https"
	if err := l.Launch(program, secret.New("https://www.glance.net/")); !errors.Is(err, ErrAddress) {
		t.Errorf("another scheme: %v", err)
	}
}

// Of 10,000 hostile values every one is refused, or reaches the program as one
// argument that reads back to the value.
func TestHostilePayloads(t *testing.T) {
	t.Setenv("DISPLAY", ":0")
	var got string
	program := Program{Scheme: "glance", Path: "/opt/glance", start: func(address string) error { got = address; return nil }}
	template, err := glance.ParseTemplate("glance://show?key={key}", glance.UseClassic)
	if err != nil {
		t.Fatal(err)
	}
	l, random, launched := New(schemes...), rand.New(rand.NewPCG(6, 6)), 0
	for range 10_000 {
		key, raw := hostile(random), hostile(random)
		got = ""
		if err := l.Launch(program, secret.New(raw)); err == nil || got != "" {
			t.Fatalf("%q was launched", raw)
		}
		address, err := template.Fill(glance.Values{Key: key})
		if err != nil || l.Launch(program, address) != nil {
			continue
		}
		launched++
		if back, ok := readBack(got); !ok || back != key {
			t.Fatalf("%q became %q", key, got)
		}
	}
	if launched < 2000 {
		t.Errorf("only %d could be launched at all", launched)
	}
}

var payloads = []string{`"&calc.exe`, " ", "\n", "%22", "\u202e", "&", "|", ";", "$(id)", "`id`", "%00", "../", `\\host\share`, "javascript:", "file:///", "ms-msdt:", "--", "-e", "/c", "@", "#", "?", "=", "é", "🔑", "\xff", "\x1b[", "'", "<", "%1", "%USERNAME%", "\u200d", "GLANCE_KEYTYPE_RANDOM", "glance://show?key="}

func hostile(random *rand.Rand) string {
	var b strings.Builder
	for range 1 + random.IntN(4) {
		b.WriteString(payloads[random.IntN(len(payloads)-1)]) // the last is a good address's beginning
		if random.IntN(3) == 0 {
			b.WriteByte(byte(random.IntN(256)))
		}
	}
	if random.IntN(500) == 0 {
		b.WriteString(strings.Repeat("8", 64<<10))
	}
	return b.String()
}

// readBack reads a key out of its address by hand.
func readBack(address string) (string, bool) {
	coded, ok := strings.CutPrefix(address, "glance://show?key=")
	if !ok {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(coded); i++ {
		if coded[i] != '%' {
			b.WriteByte(coded[i])
			continue
		}
		high, low := strings.IndexByte("0123456789ABCDEF", coded[i+1]), strings.IndexByte("0123456789ABCDEF", coded[i+2])
		b.WriteByte(byte(high<<4 | low))
		i += 2
	}
	return b.String(), true
}

// What was found counts for two seconds, and not once it could not be started.
func TestLooksAgain(t *testing.T) {
	t.Setenv("DISPLAY", ":0")
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		l := New(schemes...)
		l.find = func(scheme string) Program {
			looks++
			return Program{Scheme: scheme, Path: "/opt/glance", start: func(string) error { return errors.New("gone") }}
		}
		look := func(want int) Program {
			t.Helper()
			p := l.Look("glance")
			if looks != want {
				t.Errorf("%d looks, want %d", looks, want)
			}
			return p
		}
		look(1)
		p := look(1)
		time.Sleep(fresh)
		look(2)
		if err := l.Launch(p, secret.New("glance://show?key=4821")); !errors.Is(err, ErrMissing) || strings.Contains(err.Error(), "4821") {
			t.Error(err)
		}
		look(3)
		if l.Look("https"); looks != 3 {
			t.Error("another scheme was looked for")
		}
	})
}

func TestWhatCannotBeStarted(t *testing.T) {
	l, address := New(schemes...), secret.New("glance://show?key=4821")
	run := func(string) error { t.Error("it was started"); return nil }
	for want, p := range map[error]Program{
		ErrMissing: {Scheme: "glance"},
		ErrCannot:  {Scheme: "glance", Path: "/opt/glance"},
		ErrAddress: {Scheme: "glancepanorama", Path: "/opt/glance", start: run},
	} {
		if err := l.Launch(p, address); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	if err := l.Launch(Program{Scheme: "glance", Path: "/opt/glance", Stale: true, start: run}, address); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
}

func TestTrust(t *testing.T) {
	trust := Trust{File: t.TempDir() + "/state/programs.json"}
	one := Program{Scheme: "glance", Path: "/home/a/viewer", ID: "viewer %u"}
	two, moved, other := one, one, one
	two.Scheme, moved.Path, other.ID = "glancepanorama", "/home/b/viewer", "viewer --fake %u"
	if trust.Knows(one) {
		t.Error("it was known before anybody agreed")
	}
	if err := trust.Agree(one); err != nil || !trust.Knows(one) {
		t.Fatal(err)
	}
	if again := (&Trust{File: trust.File}); !again.Knows(one) {
		t.Error("it was not kept")
	}
	for _, p := range []Program{two, moved, other} {
		if trust.Knows(p) {
			t.Errorf("%+v was never agreed to", p)
		}
	}
	for i := range 2 * maxAgreed {
		p := one
		p.ID = strings.Repeat("x", i)
		if err := trust.Agree(p); err != nil {
			t.Fatal(err)
		}
	}
	if trust.Knows(one) || len(trust.read()) != maxAgreed {
		t.Errorf("%d are kept", len(trust.read()))
	}
	if err := trust.Agree(Program{Scheme: "glance", Path: "/gone", Stale: true}); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if !trust.Knows(Program{Ours: true}) {
		t.Error("Glance's own was asked about")
	}
	replace(trust.File, []byte(`{"broken`))
	if trust.Knows(one) {
		t.Error("a broken file agrees")
	}
}
