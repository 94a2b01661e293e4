package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// A browser's first answer is given before the database and the network are made
// ready: one import too many in greet, and it comes after them.
func TestGreetingComesFirst(t *testing.T) {
	cmd := exec.Command(hostBinary, "--version")
	cmd.Env = append(cmd.Environ(), "GODEBUG=inittrace=1")
	var said bytes.Buffer
	cmd.Stderr = &said
	must(t, cmd.Run())
	var order []string
	for line := range strings.Lines(said.String()) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "init" {
			order = append(order, fields[1])
		}
	}
	at := func(name string) int {
		for i, made := range order {
			if made == name {
				return i
			}
		}
		t.Fatalf("%s is not among the %d packages that are made ready", name, len(order))
		return 0
	}
	greet := at("github.com/glance-networks/agent-host/internal/greet")
	for _, later := range []string{"modernc.org/libc", "modernc.org/sqlite/lib", "net/http", "go.uber.org/zap"} {
		if at(later) < greet {
			t.Errorf("%s is made ready before the first answer", later)
		}
	}
}
