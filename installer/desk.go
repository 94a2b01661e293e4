package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/installer/plan"
)

var (
	errOthersHome = errors.New("this home belongs to another person: run this as that person, without sudo")
	errNoPrograms = errors.New("the folder for programs is not known: set ProgramFiles to its full path and run this again")
)

// deskFor is this desk, as far as a scope needs it: what is for everybody lies in
// nobody's home. An empty scope is the person's.
func deskFor(scope browsers.Scope) (browsers.Desk, error) {
	desk, err := browsers.NewDesk(browsers.System(runtime.GOOS), os.Getenv)
	switch scope {
	case browsers.Whole:
		if !desk.Absolute(desk.Ours(scope)) {
			return desk, errNoPrograms
		}
		return desk, nil
	case browsers.User, "":
		if err == nil && machine.OthersHome(desk.Home) {
			err = errOthersHome
		}
		if err != nil && scope != "" {
			err = fmt.Errorf("%w, or for everybody with --scope %s", err, browsers.Whole)
		}
		return desk, err
	}
	return desk, fmt.Errorf("no scope %q: --scope takes %s or %s", scope, browsers.User, browsers.Whole)
}

// forbidden is a change for everybody by somebody who may not make it.
type forbidden struct{ failure *plan.Failure }

func (f forbidden) Error() string { return f.failure.Error() }

// administers finds out whether a failure is for want of an administrator.
func administers(scope browsers.Scope, err error) error {
	var failure *plan.Failure
	if scope == browsers.Whole && errors.As(err, &failure) && errors.Is(failure.Err, fs.ErrPermission) {
		return forbidden{failure}
	}
	return err
}
