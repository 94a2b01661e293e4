// Command port is a host with nothing but hello and ping. When its port has
// ended it prints the error and the most memory it ever held to stderr.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
)

func main() {
	server := native.NewServer(os.Stdin, os.Stdout, nil)
	server.Handle(protocol.MethodHello, native.Handle(hello))
	server.Handle(protocol.MethodPing, native.Handle(ping))
	err := server.Serve(context.Background())
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM:") {
			fmt.Fprint(os.Stderr, line)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hello(context.Context, protocol.HelloParams) (protocol.HelloResult, error) {
	return protocol.HelloResult{Protocol: protocol.Version}, nil
}

func ping(_ context.Context, p protocol.PingParams) (protocol.PingParams, error) { return p, nil }
