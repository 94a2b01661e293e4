// Command bench is the program behind make bench: it measures what the product
// promises beside floors that it measures in the same run, in turns, so that a
// slow or busy machine slows both. It prints a table and writes bench.json. A
// line over its limit is marked and fails nothing; a measurement that failed does.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/internal/story/crm"
	"github.com/spf13/pflag"
)

// limitOfAll bounds the whole run, which takes some four minutes.
const limitOfAll = 8 * time.Minute

func main() {
	if isStarter() {
		if err := starter(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	out := pflag.String("out", "out/bench.json", "file for the lines as JSON")
	host := pflag.String("host", "", "a built host; otherwise it is built")
	extension := pflag.String("extension", "", "a built extension; otherwise it is built")
	only := pflag.StringSlice("only", nil, "measure only these: start, calls, lit, memory, click, launch, costs, size")
	idle := pflag.Duration("idle", time.Minute, "how long a page is left alone for the costs")
	pflag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, end := context.WithTimeout(ctx, limitOfAll)
	err := run(ctx, *out, *only, *idle, story.Options{Headless: true, Host: *host, Extension: *extension, Log: os.Stderr})
	end()
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures everything. What was measured before a failure is printed too.
func run(ctx context.Context, out string, only []string, idle time.Duration, o story.Options) error {
	crm.Contacts = append(crm.Contacts, clickContacts()...)
	b, err := open(ctx, o)
	if err != nil {
		return err
	}
	b.out, b.idleFor = out, idle
	lines, err := b.measure(ctx, only)
	err = errors.Join(err, b.close())
	return errors.Join(err, printTable(os.Stdout, lines), writeJSON(out, lines))
}

// bench is the stage with the floor's host beside ours.
type bench struct {
	*story.Set
	Browser *browser.Browser
	Agent   *browser.Page
	out     string // the file for the lines
	dir     string // holds echo
	echo    string // the floor's host
	idleFor time.Duration
}

func open(ctx context.Context, o story.Options) (*bench, error) {
	dir, err := os.MkdirTemp("", "glance-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{dir: dir, echo: filepath.Join(dir, "echohost")}
	if err := buildEcho(ctx, b.echo); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if b.Set, err = story.OpenSet(ctx, o); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	b.Browser = b.Chromium()
	b.Agent = b.Browser.First()
	return b, nil
}

func (b *bench) close() error { return errors.Join(b.Set.Close(), os.RemoveAll(b.dir)) }

// measure measures what pages cost before anybody was on the website, and the
// host's memory after what is a day's first session.
func (b *bench) measure(ctx context.Context, only []string) (lines []Line, err error) {
	for _, part := range []struct {
		name string
		do   func(context.Context) ([]Line, error)
	}{{"costs", b.costs}, {"start", b.start}, {"calls", b.roundTrips}, {"lit", b.lit}, {"memory", b.memory}, {"click", b.click}, {"launch", b.launch}, {"size", b.sizes}} {
		if len(only) > 0 && !slices.Contains(only, part.name) {
			continue
		}
		began := time.Now()
		more, err := part.do(ctx)
		lines = append(lines, more...)
		if err != nil {
			return lines, fmt.Errorf("measuring %s: %w", part.name, err)
		}
		fmt.Fprintf(os.Stderr, "measured %s in %v\n", part.name, time.Since(began).Round(time.Millisecond))
	}
	return lines, nil
}
