// Command glance-installer introduces the host to the browsers of the person who
// runs it, or of everybody on the machine: install, remove and check, each with
// --plan, which prints what would be done and does nothing.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime"

	"github.com/spf13/pflag"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/check"
	"github.com/glance-networks/agent-host/installer/hello"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/installer/plan"
)

// Exit codes.
const (
	exitOK      = 0
	exitProblem = 1 // check found one, or nothing could be done
	exitUsage   = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// options are what the flags say.
type options struct {
	plan     bool
	scope    string
	host     string
	browsers []string
	all      bool
	json     bool
	live     bool
	visitor  string
	twice    bool
}

// verb is one thing the program does, with the flags that it takes.
type verb struct {
	flags func(*pflag.FlagSet, *options)
	do    func(context.Context, *talk, browsers.Desk, options) int
}

var verbs = map[string]verb{
	"install": {func(f *pflag.FlagSet, o *options) { which(f, o); where(f, o); whose(f, o) }, install},
	"remove":  {whose, remove},
	"check": {func(f *pflag.FlagSet, o *options) {
		which(f, o)
		f.BoolVar(&o.json, "json", false, "print a report for support")
		f.BoolVar(&o.live, "live", false, "also have the installed host try the real services, and report what they did")
		f.StringVar(&o.visitor, "visitor", "", "with --live: the id of somebody on the website, who is looked up and not signalled")
		f.BoolVar(&o.twice, "twice", false, "with --live: also try whether a LoginKey may be used twice, which spends one")
	}, examine},
}

func which(f *pflag.FlagSet, o *options) {
	f.StringSliceVar(&o.browsers, "browser", nil, "only this browser, such as chrome; may be repeated")
}

func where(f *pflag.FlagSet, o *options) {
	f.StringVar(&o.host, "host", "", "the host program (default: glance-host beside this program)")
	f.BoolVar(&o.all, "all", false, "every browser that is known, here or not")
}

func whose(f *pflag.FlagSet, o *options) {
	f.StringVar(&o.scope, "scope", string(browsers.User), "user: for you; system: for everybody on this machine, as its administrator")
}

// run is the whole program between its arguments and its exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	say := &talk{out, errs}
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		say.usage()
		return exitOK
	}
	v, ok := verbs[args[0]]
	if !ok {
		say.wrong("there is no " + args[0])
		return exitUsage
	}
	var o options
	flags := pflag.NewFlagSet(args[0], pflag.ContinueOnError)
	flags.SetOutput(errs)
	flags.BoolVar(&o.plan, "plan", false, "print what would be done, and do nothing")
	v.flags(flags, &o)
	switch err := flags.Parse(args[1:]); {
	case errors.Is(err, pflag.ErrHelp):
		return exitOK
	case err != nil:
		say.wrong(err.Error())
		return exitUsage
	case flags.NArg() > 0:
		say.wrong("it takes no " + flags.Arg(0))
		return exitUsage
	}
	return begin(ctx, say, v, o)
}

func begin(ctx context.Context, say *talk, v verb, o options) int {
	desk, err := deskFor(browsers.Scope(o.scope))
	if err == nil {
		err = plan.Known(desk.System, o.browsers)
	}
	if err != nil {
		say.cannot(err)
		return exitProblem
	}
	return v.do(ctx, say, desk, o)
}

func install(_ context.Context, say *talk, desk browsers.Desk, o options) int {
	program, err := hostProgram(desk, o.host)
	if err != nil {
		say.cannot(err)
		return exitProblem
	}
	p, err := plan.Install(desk, machine.This{}, plan.Request{Scope: browsers.Scope(o.scope), Program: program, Only: o.browsers, All: o.all})
	return finish(say, p, err, o)
}

func remove(_ context.Context, say *talk, desk browsers.Desk, o options) int {
	scope := browsers.Scope(o.scope)
	p, err := plan.NewRemoval(desk, machine.This{}, scope)
	if err == nil && len(p.Steps) == 0 {
		say.nothing(desk, machine.This{}, scope)
		return exitOK
	}
	return finish(say, p, err, o)
}

// finish prints a plan and, unless that is all, does it.
func finish(say *talk, p plan.Plan, err error, o options) int {
	if err == nil {
		say.plan(p)
		err = p.Refused()
	}
	var kept []plan.Step
	if err == nil && !o.plan && p.Changes() {
		kept, err = p.Apply()
	}
	if err != nil {
		say.cannot(administers(p.Scope, err))
		return exitProblem
	}
	if o.plan {
		say.planned()
		return exitOK
	}
	say.done(p, kept)
	return exitOK
}

func examine(ctx context.Context, say *talk, desk browsers.Desk, o options) int {
	r := check.Request{Desk: desk, View: machine.This{}, Processor: runtime.GOARCH, Only: o.browsers, Greet: hello.Say}
	if o.plan {
		say.places(check.Places(r))
		return exitOK
	}
	report := check.Run(ctx, r)
	if o.live {
		if !tryLive(ctx, say, desk, report, o) {
			return exitProblem
		}
		return exitOK
	}
	if o.json {
		say.json(report)
	} else {
		say.report(report)
	}
	if !report.OK {
		return exitProblem
	}
	return exitOK
}
