package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/check"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/installer/plan"
)

// liveLimit is how long the host may try the real services: a little longer than
// it takes at most.
const liveLimit = 70 * time.Second

// errNoHost is what is wrong where there is nothing to try them with.
var errNoHost = errors.New("no host is installed as it was shipped: run glance-installer install")

// installedHost is the program that an install put, unchanged: this person's, or
// everybody's.
func installedHost(desk browsers.Desk, view machine.View) (string, error) {
	for _, scope := range []browsers.Scope{browsers.User, browsers.Whole} {
		entries, _ := plan.Installed(desk, view, scope) // what is wrong with it the check says
		for i := len(entries) - 1; i >= 0; i-- {
			thing, err := view.Look(entries[i].Path)
			if entries[i].Kind == plan.Program && err == nil && thing.Kind == machine.File && thing.Sum == entries[i].Sum {
				return entries[i].Path, nil
			}
		}
	}
	return "", errNoHost
}

// live has the installed host try the real services, and returns its report.
func live(ctx context.Context, desk browsers.Desk, o options) (report []byte, ok bool, err error) {
	program, err := installedHost(desk, machine.This{})
	if err != nil {
		return nil, false, err
	}
	args := []string{"live"}
	if o.json {
		args = append(args, "--json")
	}
	if o.visitor != "" {
		args = append(args, "--visitor="+o.visitor)
	}
	if o.twice {
		args = append(args, "--twice")
	}
	ctx, cancel := context.WithTimeout(ctx, liveLimit)
	defer cancel()
	var errs bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Stderr, cmd.WaitDelay = filepath.Dir(program), &errs, time.Second
	report, err = cmd.Output()
	if len(report) == 0 && err != nil {
		return nil, false, fmt.Errorf("the host did not try the services: %.500s", bytes.TrimSpace(errs.Bytes()))
	}
	return report, err == nil, nil
}

// tryLive adds what the real services do to a check, and reports whether all is well.
func tryLive(ctx context.Context, say *talk, desk browsers.Desk, report check.Report, o options) bool {
	text, ok, err := live(ctx, desk, o)
	switch {
	case err != nil:
		say.findingsWith(report, nil, o)
		fmt.Fprintf(say.errs, "glance-installer: %v.\n", err)
		return false
	default:
		say.findingsWith(report, text, o)
	}
	return ok && report.OK
}

// findingsWith prints a check and, below it or in it, the host's report.
func (t *talk) findingsWith(report check.Report, live []byte, o options) {
	if !o.json {
		t.report(report)
		fmt.Fprintln(t.out)
		t.out.Write(live)
		return
	}
	encoder := json.NewEncoder(t.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	encoder.Encode(struct {
		check.Report
		Live json.RawMessage `json:"live,omitempty"`
	}{report, live})
}
