// Command glance-host is the native-messaging host that a browser starts. It
// speaks JSON-RPC 2.0 in frames over stdin and stdout and is gone within a
// second of stdin's end. It listens on no port.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/pflag"
	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/greet"
	"github.com/glance-networks/agent-host/internal/starter"
	"github.com/glance-networks/agent-host/manifests"
)

// Exit codes.
const (
	exitOK      = 0
	exitBroken  = 1 // the port broke: a bad frame, or a failed write
	exitRefused = 2 // whoever started this is not on the list, or a wrong flag
)

// shortly is how long what goes on may take to end.
const shortly = 300 * time.Millisecond

func main() {
	os.Stdout = os.Stderr          // the wire is greet.Stdout: a stray print must not break a frame
	signal.Ignore(syscall.SIGPIPE) // a failed write is an error that is logged, not a death
	if greet.Early != nil {
		os.Exit(serve(context.Background(), greet.Early, admission{by: greet.Early.By, known: true}))
	}
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, greet.Stdout, os.Stderr))
}

// untilSignal ends everything as the end of stdin does. Before there is any work
// to end, a signal may simply end the program.
func untilSignal(stop context.CancelFunc) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	<-signals
	stop()
}

// run is the whole program where no known browser has started it.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	if _, ours := starter.Caller(args); !ours {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		go untilSignal(stop)
		return byHand(ctx, args, terminal{in, out, errs})
	}
	admission := admit()
	if admission.refused {
		log := newLog()
		defer log.close()
		admission.note(log.Logger)
		return exitRefused
	}
	port := greet.New(in, out)
	port.Greet(ctx)
	return serve(ctx, port, admission)
}

// serve works for one port until it ends.
func serve(ctx context.Context, port *greet.Port, admission admission) int {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	log := newLog()
	defer log.close()
	begin := sync.OnceFunc(func() {
		admission.note(log.Logger)
		log.Info("started", zap.String("version", manifests.Version), zap.String("by", admission.by.Image), zap.Int("pid", os.Getpid()))
	})
	server := port.Server
	server.Log(portLog{log.Logger})
	port.OnRead(resting())
	work := newWork(server, log, port.Hello.Policy, func() {
		go untilSignal(stop)
		begin()
	})
	work.register(server)
	work.takeOver(ctx, port.Hello.Sessions)
	err := server.Serve(ctx)
	begin() // a host that had nothing to do leaves a line too
	work.close(shortly)
	switch {
	case errors.Is(err, syscall.EPIPE): // a browser that closes does not wait until it was told everything
		log.Info("ended: the browser went in the middle of a frame")
		return exitBroken
	case err != nil && !errors.Is(err, context.Canceled):
		log.Error("port broke", zap.Error(err))
		return exitBroken
	}
	log.Info("ended")
	return exitOK
}

// byHand serves a person, who started this in a shell.
func byHand(ctx context.Context, args []string, t terminal) int {
	if len(args) > 0 {
		switch args[0] {
		case "key":
			return key(ctx, args[1:], t)
		case "live":
			return liveByHand(ctx, args[1:], t)
		}
	}
	flags := pflag.NewFlagSet("glance-host", pflag.ContinueOnError)
	flags.SetOutput(t.errs)
	version := flags.Bool("version", false, "print the version and end")
	flags.Usage = func() {
		fmt.Fprint(t.errs, "glance-host is started by a browser, through its host manifest. By hand it can only:\n", keyUsage, "  glance-host live         tries the real services, and reports what they did\n")
		flags.PrintDefaults()
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, pflag.ErrHelp):
		return exitOK
	case err != nil:
		return exitRefused
	case *version:
		fmt.Fprintln(t.errs, "glance-host", manifests.Version)
		return exitOK
	}
	fmt.Fprintln(t.errs, "glance-host: not started by the Glance extension: nothing was done. Install it with glance-installer and open the browser.")
	return exitRefused
}
