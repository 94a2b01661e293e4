package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/check"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/installer/plan"
	"github.com/glance-networks/agent-host/manifests"
)

// talk is all that the program says. Its rules: what was asked for goes to
// standard output, what went wrong to standard error; every message ends with
// what to do next; paths stand alone on their lines, so that they can be copied.
type talk struct {
	out, errs io.Writer
}

func (t *talk) usage() {
	fmt.Fprintf(t.out, `glance-installer %s introduces the Glance Agent Host to this person's browsers.

  glance-installer install   put the host and its manifests there
  glance-installer check     see whether each browser would find and start it
  glance-installer remove    take away exactly what install put

check --live also tries sign-in and each of Glance's services, and reports what they did.
Each takes --plan, which prints what would be done and does nothing. With
--scope system an administrator installs and removes for everybody here.
Run glance-installer install --help for the flags of a command.
`, manifests.Version)
}

// wrong is a command line that is not understood.
func (t *talk) wrong(what string) {
	fmt.Fprintf(t.errs, "glance-installer: %s. Run: glance-installer help\n", what)
}

// cannot is why nothing was done, and what to do about it.
func (t *talk) cannot(err error) {
	var refusal *plan.Refusal
	var failure *plan.Failure
	var forbidden forbidden
	switch {
	case errors.As(err, &forbidden):
		fmt.Fprintf(t.errs, "glance-installer: nothing was changed, because of\n  %s\n  only an administrator may change what is there for everybody: %s.\n", forbidden.failure.Path, administrators(runtime.GOOS))
		t.halves(forbidden.failure.Left)
	case errors.As(err, &refusal):
		fmt.Fprintf(t.errs, "glance-installer: nothing was changed:\n  %s\n  %s. %s.\n", refusal.Step.Path, refusal.Step.Note, refused(refusal.Step))
	case errors.As(err, &failure):
		what, do := machine.Why(failure.Err)
		fmt.Fprintf(t.errs, "glance-installer: nothing was changed, because of\n  %s\n  %s: %s, and run this again.\n", failure.Path, what, do)
		t.halves(failure.Left)
	default:
		fmt.Fprintf(t.errs, "glance-installer: nothing was changed: %v.\n", err)
	}
}

// administrators is how somebody becomes one on a system.
func administrators(system string) string {
	if browsers.System(system) == browsers.Windows {
		return "run this from a command prompt that was opened with Run as administrator"
	}
	return "run this with sudo"
}

// halves is what could not be taken back.
func (t *talk) halves(left error) {
	if left != nil {
		fmt.Fprintf(t.errs, "  Taking back what was begun failed too (%v): run this again, it goes on from there.\n", left)
	}
}

func refused(step plan.Step) string {
	switch {
	case step.State == plan.Blocked:
		return "Move it away and run this again"
	case step.Kind == plan.Value:
		return "Delete that key, if nobody needs it, and run this again"
	}
	return "It is never overwritten: move it away, if nobody needs it, and run this again"
}

// plan prints every step, what is there already included.
func (t *talk) plan(p plan.Plan) {
	into := ""
	if len(p.Browsers) > 0 {
		into = " into " + strings.Join(p.Browsers, ", ")
	}
	fmt.Fprintf(t.out, "%s %s%s, for %s\n", p.Verb, manifests.Version, into, whom(p.Scope))
	for _, step := range p.Steps {
		fmt.Fprintf(t.out, "  %-9s %-8s %s\n", step.State, step.Kind, step.Path)
		if detail := details(p.Desk.System, step); detail != "" {
			fmt.Fprintf(t.out, "%21s%s\n", "", detail)
		}
	}
	if len(p.Absent) > 0 {
		fmt.Fprintf(t.out, "  left alone, not found or not asked for: %s\n", strings.Join(p.Absent, ", "))
	}
}

func whom(scope browsers.Scope) string {
	if scope == browsers.Whole {
		return "everybody on this machine"
	}
	return "this person"
}

// details are the rest of a step on one line.
func details(system browsers.System, step plan.Step) string {
	var parts []string
	add := func(format string, value ...any) { parts = append(parts, fmt.Sprintf(format, value...)) }
	if step.For != "" {
		add("%s, evidence %s", step.For, step.Evidence)
	}
	if step.Value != "" {
		add("%s", step.Value)
	}
	if step.Mode != 0 && system != browsers.Windows {
		add("mode %04o", step.Mode)
	}
	if step.Kind == plan.Program && step.Size > 0 {
		add("%d bytes", step.Size)
	}
	if step.Kind == plan.Program && step.Sum != "" {
		add("sha256 %s", step.Sum)
	}
	if step.Note != "" {
		add("%s", step.Note)
	}
	return strings.Join(parts, "; ")
}

// planned ends --plan.
func (t *talk) planned() {
	fmt.Fprintln(t.out, "Nothing was done. Run it without --plan to do this.")
}

// done ends an install or a removal.
func (t *talk) done(p plan.Plan, kept []plan.Step) {
	for _, step := range kept {
		if step.Kind == plan.Program {
			fmt.Fprintf(t.out, "  still in use, and taken with the next install or removal: %s\n", step.Path)
		}
	}
	switch {
	case p.Verb == "remove":
		t.removed(p)
	case !p.Changes():
		fmt.Fprintln(t.out, "Nothing to change: all of it is there already. See whether it works: glance-installer check")
	default:
		fmt.Fprintln(t.out, "Installed. Load the extension in the browser, then see whether all is well: glance-installer check")
	}
}

// nothing ends a removal that found nothing to do.
func (t *talk) nothing(desk browsers.Desk, view machine.View, scope browsers.Scope) {
	other, verb := browsers.Whole, "glance-installer remove --scope system"
	if scope == browsers.Whole {
		other, verb = browsers.User, "glance-installer remove"
	}
	fmt.Fprintf(t.out, "Nothing is installed for %s, so nothing was removed.\n", whom(scope))
	if entries, _ := plan.Installed(desk, view, other); len(entries) > 0 {
		fmt.Fprintf(t.out, "It is installed for %s. To remove that: %s\n", whom(other), verb)
	}
}

func (t *talk) removed(p plan.Plan) {
	own := p.Desk.Remembers(p.Scope)
	for _, step := range p.Kept() {
		if step.Path == own {
			fmt.Fprintf(t.out, "Removed. The host's own log and events stay: delete this folder if nobody needs them:\n  %s\n", own)
			return
		}
	}
	fmt.Fprintln(t.out, "Removed. Take the extension out of the browser too, if it is not to come back.")
}

// places ends check --plan.
func (t *talk) places(list []string) {
	fmt.Fprintf(t.out, "check %s would look at\n", manifests.Version)
	for _, path := range list {
		fmt.Fprintf(t.out, "  %s\n", path)
	}
	fmt.Fprintln(t.out, "and start each host that a browser would start, say hello, and end it.\nNothing was done. Run it without --plan to do this.")
}

func (t *talk) json(report check.Report) {
	encoder := json.NewEncoder(t.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	encoder.Encode(report)
}

func (t *talk) report(report check.Report) {
	problems := 0
	for _, f := range report.Findings {
		fmt.Fprintf(t.out, "%-8s %s\n", f.Level, strings.TrimSpace(f.Browser+"  "+f.Path))
		fmt.Fprintf(t.out, "%9s%s\n", "", f.What)
		if f.Do != "" {
			fmt.Fprintf(t.out, "%9s-> %s\n", "", f.Do)
		}
		if f.Level == check.Problem {
			problems++
		}
	}
	fmt.Fprintf(t.out, "for an OpenID provider, if agents sign in at one, the client's redirect addresses:\n%9s%s\n", "", strings.Join(report.Redirects, "\n         "))
	if problems == 0 {
		fmt.Fprintln(t.out, "All is well. If the button is missing all the same, look into the extension's popup: it says why.")
		return
	}
	fmt.Fprintf(t.out, "%d to put right: do what the first arrow says, then run glance-installer check again.\n", problems)
}
