package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

const (
	kib = 1 << 10
	mib = 1 << 20
	mb  = 1_000_000
)

// rests is when a host that is asked nothing has given its memory back.
const rests = 8 * time.Second

// memory plays a whole session and looks at what the host holds once it rests,
// beside the echo host with one port open.
func (b *bench) memory(ctx context.Context) ([]Line, error) {
	if err := b.playSession(ctx); err != nil {
		return nil, err
	}
	if err := b.registerEcho(); err != nil {
		return nil, err
	}
	worker, err := b.openPorts(ctx)
	if err != nil {
		return nil, err
	}
	defer worker.Release()
	select {
	case <-ctx.Done():
	case <-time.After(rests):
	}
	floor, errFloor := resident(b.echo)
	ours, errOurs := resident(b.Host)
	if err := errors.Join(errFloor, errOurs, worker.Evaluate(ctx, "bench.close()", nil)); err != nil {
		return nil, err
	}
	line, err := newLine("resident memory of the host at rest, after a session", "MB", ours/mb, floor/mb, atMost(15, "MB"))
	return []Line{line}, err
}

// playSession is a session of the story: asked, accepted, joined, ended.
func (b *bench) playSession(ctx context.Context) error {
	visitor := b.Sim.Visitor(vera.VisitorID)
	if err := visitor.Connect(b.Sim.ShopURL); err != nil {
		return err
	}
	defer visitor.Disconnect()
	if err := b.contact(ctx, vera.ID); err != nil {
		return err
	}
	if _, err := b.button(ctx, "present"); err != nil {
		return err
	}
	if err := b.Agent.ClickClosed(ctx, `button[data-action="start"]`, steady); err != nil {
		return err
	}
	if _, err := visitor.Expect(ctx, glance.ShowTerms); err != nil {
		return err
	}
	if err := errors.Join(visitor.Terms("displayed"), visitor.Terms("accepted"), visitor.StartSession()); err != nil {
		return err
	}
	viewer, err := b.Browser.WaitTab(ctx, "the viewer", func(address string) bool { return strings.HasPrefix(address, b.Sim.WebServer+"/agentjoin/") })
	if err != nil {
		return err
	}
	defer viewer.Close()
	if err := b.Agent.Front(ctx); err != nil {
		return err
	}
	if _, err := b.button(ctx, "in_session"); err != nil {
		return err
	}
	if err := visitor.EndSession(); err != nil {
		return err
	}
	_, err = b.button(ctx, "present")
	return err
}

// resident is the most memory, in bytes, that a process of a program holds.
// Only Linux lets it look.
func resident(program string) (most float64, err error) {
	links, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		return 0, err
	}
	for _, link := range links {
		if path, err := os.Readlink(link); err != nil || path != program {
			continue
		}
		status, err := os.ReadFile(filepath.Join(filepath.Dir(link), "status"))
		if err != nil {
			return 0, err
		}
		most = max(most, vmRSS(string(status)))
	}
	if most == 0 {
		return 0, fmt.Errorf("no process of %s was found in /proc", program)
	}
	return most, nil
}

// vmRSS reads the resident memory, in bytes, out of /proc/PID/status.
func vmRSS(status string) float64 {
	for line := range strings.Lines(status) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmRSS:" {
			kilobytes, _ := strconv.ParseFloat(fields[1], 64)
			return kilobytes * kib
		}
	}
	return 0
}

// sizes are of what is delivered: the program, and what a page has to load.
func (b *bench) sizes(ctx context.Context) ([]Line, error) {
	host, errHost := os.Stat(b.Host)
	echo, errEcho := os.Stat(b.echo)
	script, errScript := gzipped(filepath.Join(b.Extension, "content.js"))
	least, errLeast := b.minified(ctx)
	if err := errors.Join(errHost, errEcho, errScript, errLeast); err != nil {
		return nil, err
	}
	binary, errBinary := newLine("the host's program", "MiB", float64(host.Size())/mib, float64(echo.Size())/mib, atMost(16, "MiB"))
	content, errContent := newLine("content script, gzipped, over the same minified", "KiB", script/kib, least/kib, atMost(25, "KiB"))
	return []Line{binary, content}, errors.Join(errBinary, errContent)
}

func gzipped(file string) (float64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, err = w.Write(text)
	err = errors.Join(err, w.Close())
	return float64(packed.Len()), err
}

// minified is how small the content script would be were it not meant to be read.
func (b *bench) minified(ctx context.Context) (float64, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return 0, err
	}
	esbuild := filepath.Join(strings.TrimSpace(string(root)), "extension", "node_modules", ".bin", "esbuild")
	file := filepath.Join(b.dir, "content.js")
	if output, err := exec.CommandContext(ctx, esbuild, filepath.Join(b.Extension, "content.js"), "--minify", "--outfile="+file).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("minifying the content script: %w\n%s", err, output)
	}
	return gzipped(file)
}
