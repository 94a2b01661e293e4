package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
)

func TestReadOnly(t *testing.T) {
	const program = "/opt/a host/glance-host"
	for line, want := range map[string][2]uintptr{
		"00400000-00a46000 r-xp 00000000 fe:01 1051142 " + "                  " + program: {0x400000, 0xa46000},
		"00a46000-01028000 r--p 00646000 fe:01 1051142                    " + program:     {0xa46000, 0x1028000},
		"01028000-010a1000 rw-p 00c28000 fe:01 1051142                    " + program:     {},
		"00a46000-01028000 r--s 00646000 fe:01 1051142                    " + program:     {},
		"7f0000000000-7f0000001000 r-xp 00000000 fe:01 7                  /lib/libc.so.6": {},
		"7f0000000000-7f0000001000 r-xp 00000000 00:00 0                  [vdso]":         {},
		"nonsense": {},
		"":         {},
	} {
		begin, end, ok := readOnly(line, program)
		if ok != (want[1] != 0) || ok && (begin != want[0] || end != want[1]) {
			t.Errorf("%q: %x to %x, %v", line, begin, end, ok)
		}
	}
}

// A host that is asked nothing gives its program's pages back, and answers as before.
func TestRests(t *testing.T) {
	t.Parallel()
	h := newPlace(t, nil).start()
	h.hello()
	h.watch("a", "vera")
	h.shows("a", protocol.FaceAbsent)
	awake := h.filePages()
	for deadline := time.After(within); h.filePages() > awake*3/4; {
		select {
		case <-deadline:
			t.Fatalf("it still holds %d of %d kB of its file", h.filePages(), awake)
		case <-time.After(100 * time.Millisecond):
		}
	}
	h.must(protocol.MethodPing, protocol.PingParams{}, nil)
	h.end()
}

// filePages is how many bytes of files the host holds in memory.
func (h *process) filePages() (size int) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.cmd.Process.Pid))
	must(h.t, err)
	_, rest, _ := strings.Cut(string(status), "RssFile:")
	if _, err := fmt.Sscan(rest, &size); err != nil {
		h.t.Fatal(err)
	}
	return size
}
