package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/manifests"
)

const (
	echoName = "net.glance.echo_host"
	blocks   = 5    // of each host and size
	calls    = 1000 // in a block; their ids have four digits
	warmUp   = 100  // calls before the first block
)

//go:embed roundtrip.js
var roundTripJS string

// messages are what is sent there and back.
var messages = []struct {
	name  string
	bytes int
	most  float64
}{
	{"100 B", 100, 1.15},
	{"4 KiB", 4 << 10, 1.5},
	{"64 KiB", 64 << 10, 2.0},
}

// roundTrips measures calls from the extension's service worker.
func (b *bench) roundTrips(ctx context.Context) (lines []Line, err error) {
	if err := b.registerEcho(); err != nil {
		return nil, err
	}
	worker, err := b.openPorts(ctx)
	if err != nil {
		return nil, err
	}
	defer worker.Release()
	for _, m := range messages {
		line, err := b.roundTrip(ctx, worker, m.name, m.bytes, times(m.most))
		if err != nil {
			return lines, err
		}
		lines = append(lines, line)
	}
	return lines, worker.Evaluate(ctx, "bench.close()", nil)
}

// registerEcho has the browser know the echo host, for our extension.
func (b *bench) registerEcho() error {
	text, err := manifests.HostManifest(manifests.Chromium, b.echo)
	if err != nil {
		return err
	}
	manifest := map[string]any{}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return err
	}
	manifest["name"] = echoName
	text, err = json.Marshal(manifest)
	return errors.Join(err, os.WriteFile(filepath.Join(b.Profile, "NativeMessagingHosts", echoName+".json"), text, 0o644))
}

func (b *bench) openPorts(ctx context.Context) (*browser.Worker, error) {
	worker, err := b.Browser.Worker(ctx)
	if err != nil {
		return nil, err
	}
	greeting, err := json.Marshal(hello())
	if err == nil {
		err = worker.Evaluate(ctx, roundTripJS, nil)
	}
	for _, host := range []string{echoName, manifests.Identity().Host} {
		if err == nil {
			err = worker.Evaluate(ctx, fmt.Sprintf("bench.open(%q, %s)", host, greeting), nil)
		}
	}
	if err != nil {
		worker.Release()
		return nil, err
	}
	return worker, nil
}

func (b *bench) roundTrip(ctx context.Context, worker *browser.Worker, name string, bytes int, most limit) (Line, error) {
	block := func(host string, calls int) (took float64, err error) {
		err = worker.Evaluate(ctx, fmt.Sprintf("bench.run(%q, %d, %d)", host, bytes, calls), &took)
		return took, err
	}
	echo, ours := echoName, manifests.Identity().Host
	if _, err := alternate(1, func() (float64, error) { return block(echo, warmUp) }, func() (float64, error) { return block(ours, warmUp) }); err != nil {
		return Line{}, err
	}
	turns, err := alternate(blocks, func() (float64, error) { return block(echo, calls) }, func() (float64, error) { return block(ours, calls) })
	if err != nil {
		return Line{}, err
	}
	m := medians(turns)
	return newLine(fmt.Sprintf("%d round trips from the worker, %s", calls, name), "ms", m.ours, m.floor, most)
}
