// Glancesim is a Glance that runs on this machine: it prints one line of JSON
// with its addresses and the file of its certificate authority, and serves until
// it is interrupted or its standard input ends.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/pflag"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/secret"
)

// started is the line that is printed.
type started struct {
	WebServer      string   `json:"webServer"`
	PresenceServer string   `json:"presenceServer"`
	DirectServer   string   `json:"directServer"`
	AuthURL        string   `json:"authUrl"`
	ShopURL        string   `json:"shopUrl"`
	Hosts          []string `json:"hosts"`
	CAFile         string   `json:"caFile"`
	SPKI           string   `json:"spki"`
	GroupID        int64    `json:"groupId"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "glancesim:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	options, caFile, err := parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	sim, err := glancesim.Start(options)
	if err != nil {
		return err
	}
	defer sim.Close()
	if caFile == "" {
		dir, err := os.MkdirTemp("", "glancesim")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		caFile = filepath.Join(dir, "ca.pem")
	}
	if err := os.WriteFile(caFile, sim.CA(), 0o644); err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(started{sim.WebServer, sim.PresenceServer, sim.DirectServer,
		sim.AuthURL, sim.ShopURL, sim.HostEntries(), caFile, sim.SPKI(), options.Group}); err != nil {
		return err
	}
	untilStopped()
	return nil
}

func parse(args []string) (options glancesim.Options, caFile string, err error) {
	flags := pflag.NewFlagSet("glancesim", pflag.ContinueOnError)
	flags.Int64Var(&options.Group, "group", 15687, "the Glance group")
	key := flags.String("api-key", "test-api-key", "the group's API key")
	flags.StringVar(&options.AuthHeader, "auth-header", "", `header that /loginkey wants, as "Name: value"`)
	flags.StringVar(&options.ShopVisitor, "visitor", "", "visitor id of the shop's sign-in link (default vera-visitor)")
	flags.BoolVar(&options.RejectReplay, "reject-replay", false, "a LoginKey opens a viewer only once")
	flags.StringVar(&options.ListenWeb, "listen-web", "", "address of the web server (default 127.0.0.1:0, as all of these)")
	flags.StringVar(&options.ListenPresence, "listen-presence", "", "address of presence")
	flags.StringVar(&options.ListenDirect, "listen-direct", "", "address of presence's named server")
	flags.StringVar(&options.ListenAuth, "listen-auth", "", "address of the LoginKey service")
	flags.StringVar(&options.ListenShop, "listen-shop", "", "address of the shop")
	flags.StringVar(&caFile, "ca-file", "", "where to write the certificate authority (default: a scratch file)")
	err = flags.Parse(args)
	options.APIKey = secret.New(*key)
	return options, caFile, err
}

// untilStopped waits for an interrupt or the end of standard input.
func untilStopped() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	<-ctx.Done()
}
