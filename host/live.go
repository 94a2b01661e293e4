package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/live"
	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
)

const liveUsage = `glance-host live tries the real services, step by step: sign-in, authorization, presence, lookup, viewer, programs.
Of each thing that is taken for granted of Glance it says whether it held, what came back, and which setting
to change where it did not. Nothing reaches a customer. One LoginKey that cannot be right is shown to each
service, to see what a refusal looks like. The report holds no secret: it can be sent to support.
`

// liveConfig is what is tried with the settings that count here.
func (w *work) liveConfig() (live.Config, error) {
	loaded := w.loaded()
	set := loaded.Settings
	client, err := httpClient(set.CAFile)
	if err != nil {
		return live.Config{}, err
	}
	hosts, err := w.hosts("")
	if err != nil {
		return live.Config{}, err
	}
	c := live.Of(set, hosts)
	c.Client, c.Origins, c.Look = client, live.OriginsOf(loaded.Rules), w.programs.Look
	if !isBasic(set) {
		c.Keys = w.keySource(set, client, func(string) {})
	}
	return c, nil
}

// tryLive tries the real services; one check at a time.
func (w *work) tryLive(ctx context.Context, p protocol.LiveParams) (protocol.LiveReport, error) {
	if !w.trying.TryLock() {
		return protocol.LiveReport{}, &protocol.Error{Code: protocol.CodeTooMany, Message: "a check is under way: wait for its report"}
	}
	defer w.trying.Unlock()
	c, err := w.liveConfig()
	if err != nil {
		w.log.Error("cannot check", zap.Error(err))
		return protocol.LiveReport{}, cannotWork(err)
	}
	if p.Visitor != "" && !c.KeyPattern.MatchString(p.Visitor) {
		return protocol.LiveReport{}, &protocol.Error{Code: protocol.CodeInvalidParams, Message: "this cannot be a visitor id: it does not match keyPattern"}
	}
	c.Visitor, c.Twice = p.Visitor, p.Twice
	defer c.Client.CloseIdleConnections()
	return live.Run(ctx, c), nil
}

// liveByHand serves glance-host live.
func liveByHand(ctx context.Context, args []string, t terminal) int {
	var p protocol.LiveParams
	flags := pflag.NewFlagSet("glance-host live", pflag.ContinueOnError)
	flags.SetOutput(t.errs)
	asJSON := flags.Bool("json", false, "print the report as JSON")
	flags.StringVar(&p.Visitor, "visitor", "", "the id of somebody on the website, who is looked up and not signalled")
	flags.BoolVar(&p.Twice, "twice", false, "also try whether a LoginKey may be used twice, which spends one")
	flags.Usage = func() { fmt.Fprint(t.errs, liveUsage); flags.PrintDefaults() }
	switch err := flags.Parse(args); {
	case errors.Is(err, pflag.ErrHelp):
		return exitOK
	case err != nil || flags.NArg() > 0:
		flags.Usage()
		return exitRefused
	}
	log := newLog()
	defer log.close()
	w := newWork(native.NewServer(strings.NewReader(""), io.Discard, portLog{log.Logger}), log, "", func() {})
	defer w.close(shortly)
	report, err := w.tryLive(ctx, p)
	if err != nil {
		fmt.Fprintln(t.errs, "glance-host live:", liveTrouble(err))
		return exitFailed
	}
	printLive(t.out, report, *asJSON)
	if !report.OK {
		return exitFailed
	}
	return exitOK
}

func printLive(out io.Writer, report protocol.LiveReport, asJSON bool) {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		encoder.Encode(report)
		return
	}
	fmt.Fprint(out, live.Text(report, administratorFile()))
}

// administratorFile is where an administrator's settings belong.
func administratorFile() string {
	if folders := settings.DefaultDirs().Administrator; len(folders) > 0 {
		return filepath.Join(folders[0], "settings.json")
	}
	return "settings.json"
}

// liveTrouble says why nothing could be tried at all.
func liveTrouble(err error) string {
	var e *protocol.Error
	if !errors.As(err, &e) || e.Data == nil {
		return err.Error()
	}
	switch e.Data.Reason {
	case protocol.ReasonSettingsUnreadable:
		return "caFile cannot be read, or holds no certificate: correct the setting."
	case protocol.ReasonForeignAddress:
		return "webServer or presenceServer is not on an allowed host: add it to hosts if it is yours."
	}
	return "the settings cannot be used: the host's log says which."
}
