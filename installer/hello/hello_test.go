package hello

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/manifests"
)

// TestMain lets this test's own program be the hosts that are greeted.
func TestMain(m *testing.M) {
	if how := os.Getenv("BE_HOST"); how != "" {
		be(how)
		return
	}
	os.Exit(m.Run())
}

func be(how string) {
	send := func(body string) { os.Stdout.WriteString(frame(body)) }
	hello := make([]byte, 4)
	switch how {
	case "mute":
		stay()
	case "gone":
		fmt.Fprintln(os.Stderr, "no such file")
		os.Exit(3)
	case "refusing":
		os.Exit(2)
	case "refusing aloud":
		fmt.Fprintln(os.Stderr, "wrong words")
		os.Exit(2)
	case "chatty":
		fmt.Println("starting up")
		stay()
	case "huge":
		os.Stdout.Write(binary.NativeEndian.AppendUint32(nil, 0xfffffff0))
	case "cut":
		os.Stdout.WriteString(frame("{}")[:5])
	case "half":
		os.Stdout.WriteString("ab")
	case "other":
		send(`{"jsonrpc":"2.0","id":9,"result":{"host":"1"}}`)
	case "error":
		send(`{"jsonrpc":"2.0","id":1,"error":{"code":-32001,"message":"too new"}}`)
	case "lasting": // answers, and stays after its stdin has ended
		send(`{"jsonrpc":"2.0","id":1,"result":{"host":"1.2.3"}}`)
		stay()
	case "good": // answers the very hello, with what it was started with
		os.Stdin.Read(hello)
		body := make([]byte, binary.NativeEndian.Uint32(hello))
		os.Stdin.Read(body)
		dir, _ := os.Getwd()
		if !strings.Contains(string(body), `"method":"hello"`) {
			dir = "no hello"
		}
		here := "elsewhere"
		if self, _ := os.Executable(); strings.HasPrefix(self, dir) {
			here = "beside"
		}
		send(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"result":{"host":"%d %s"}}`, len(os.Args)-1, here))
	}
}

// stay outlasts every limit.
func stay() { time.Sleep(time.Hour) }

func TestSay(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		how, version, fault string
		family              manifests.Family
	}{
		{"good", "1 beside", "", manifests.Chromium},
		{"good", "2 beside", "", manifests.Firefox},
		{"lasting", "1.2.3", "", manifests.Chromium},
		{"mute", "", "did not answer within 2s", manifests.Chromium},
		{"gone", "", `ended without a word; it wrote: "no such file"`, manifests.Chromium},
		{"refusing", "", "a host does that answers browsers only", manifests.Chromium},
		{"refusing aloud", "", `ended without a word; it wrote: "wrong words"`, manifests.Chromium},
		{"chatty", "", `printed "starting up`, manifests.Chromium},
		{"huge", "", "a frame of 4294967280 bytes", manifests.Chromium},
		{"half", "", `printed "ab"`, manifests.Chromium},
		{"cut", "", "after 1 of 2 bytes", manifests.Chromium},
		{"other", "", "not one to hello", manifests.Chromium},
		{"error", "", "it answered: too new", manifests.Chromium},
	} {
		t.Run(test.how+" "+string(test.family), func(t *testing.T) {
			t.Setenv("BE_HOST", test.how)
			began := time.Now()
			answer, err := Say(context.Background(), self, "/m.json", test.family)
			if took := time.Since(began); took > Limit+2*time.Second {
				t.Errorf("took %v", took)
			}
			if test.fault == "" && (err != nil || answer.Version != test.version) {
				t.Errorf("got %q, %v", answer.Version, err)
			}
			if test.fault != "" && (err == nil || !strings.Contains(err.Error(), test.fault)) {
				t.Errorf("got %v, want %s", err, test.fault)
			}
		})
	}
}

func TestSayToNothing(t *testing.T) {
	if _, err := Say(context.Background(), t.TempDir()+"/none", "/m.json", manifests.Chromium); err == nil || !strings.Contains(err.Error(), "does not start") {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(frame(`{"jsonrpc":"2.0","id":1,"result":{"host":"1"}}`)))
	f.Add([]byte("starting up"))
	f.Add([]byte{0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, stream []byte) {
		answer, err := read(strings.NewReader(string(stream)))
		if err == nil && len(answer.Version) > 40 || err != nil && len(err.Error()) > 2000 {
			t.Errorf("%q, %v", answer.Version, err)
		}
	})
}
