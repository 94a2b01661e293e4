// Command run is the program behind make run: it shows the product working, to
// a person where there is a display, and by itself otherwise or with HEADLESS=1.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/glance-networks/agent-host/internal/story"
	"github.com/glance-networks/agent-host/manifests"
	"github.com/spf13/pflag"
)

func main() {
	o := story.Options{Log: os.Stdout}
	family := pflag.String("browser", string(manifests.Chromium), "chromium or firefox")
	pflag.StringVar(&o.Out, "out", "out/run", "folder for pictures and summary.json")
	pflag.BoolVar(&o.Headless, "headless", headless(), "play the story without a window (HEADLESS=1)")
	pflag.StringVar(&o.Host, "host", "", "a built host; otherwise it is built")
	pflag.StringVar(&o.Extension, "extension", "", "a built extension; otherwise it is built")
	pflag.DurationVar(&o.Within, "within", time.Second, "how soon the button has to light")
	pflag.BoolVar(&o.Keep, "keep", false, "keep the scratch folder with its logs")
	pflag.Parse()
	o.Browser = manifests.Family(*family)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := play(ctx, o)
	interrupted := err != nil && ctx.Err() != nil
	stop()
	switch {
	case interrupted && o.Headless:
		fmt.Fprintf(os.Stderr, "interrupted; everything that was started has ended (%v)\n", err)
		os.Exit(130)
	case err != nil && !interrupted:
		fmt.Fprintln(os.Stderr, "run:", err)
		os.Exit(1)
	}
}

func play(ctx context.Context, o story.Options) error {
	if !o.Headless {
		return story.Person(ctx, o)
	}
	summary, err := story.Run(ctx, o)
	if err == nil && !summary.OK {
		err = errors.New("a step failed")
	}
	return err
}

// headless reports whether nobody can watch.
func headless() bool {
	if os.Getenv("HEADLESS") == "1" {
		return true
	}
	return runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == ""
}
