package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/pflag"

	"github.com/glance-networks/agent-host/internal/loginkey/keychain"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/internal/settings"
)

// exitFailed is the exit code of a command that was understood and not done.
const exitFailed = 1

const keyUsage = `glance-host key keeps a group's API key in this account's keychain:
  glance-host key set      asks for the key and stores it
  glance-host key status   says whether one is stored, and whether it is used
  glance-host key test     signs with it, and with --live has Glance check that
  glance-host key remove   forgets it
`

// holdingKey says in plain words what a key on a desk means.
const holdingKey = `An API key on this computer: whoever can use this account, and any program that runs in it, can read
the key and act as ANY agent of group %d: join any of its sessions and see any customer's screen, until
the key is changed at Glance. Signing out of Glance or disabling one agent does not end that.
A sign-in service of your organisation (setting authUrl) keeps the key off every desk: prefer it.
`

// terminal is what a person types into and reads.
type terminal struct {
	in        io.Reader
	out, errs io.Writer
}

// keyCommand is one command about the API key.
type keyCommand struct {
	terminal
	set   settings.Settings
	group int64
	yes   bool
	live  bool
}

// key serves glance-host key. A key is never taken from the arguments: every
// program can read them, and a shell keeps them.
func key(ctx context.Context, args []string, t terminal) int {
	commands := map[string]func(*keyCommand, context.Context) error{
		"set": (*keyCommand).store, "status": (*keyCommand).status, "test": (*keyCommand).test, "remove": (*keyCommand).remove,
	}
	c := &keyCommand{terminal: t, set: settings.Load(settings.DefaultDirs(), settings.By{}).Settings}
	flags := pflag.NewFlagSet("glance-host key", pflag.ContinueOnError)
	flags.SetOutput(t.errs)
	flags.Int64Var(&c.group, "group", c.set.GroupID, "the Glance group; otherwise the setting groupId")
	flags.BoolVar(&c.yes, "yes", false, "set: do not ask whether the key may be stored here")
	flags.BoolVar(&c.live, "live", false, "test: have Glance authorize this agent")
	flags.Usage = func() { fmt.Fprint(t.errs, keyUsage); flags.PrintDefaults() }
	err := flags.Parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		return exitOK
	}
	run := commands[flags.Arg(0)]
	switch {
	case flags.NArg() > 1:
		fmt.Fprintln(t.errs, "glance-host key: an API key is not taken from the command line: every program can read it there, and the shell keeps it. If you typed it there, have Glance change it. Run \"glance-host key set\" and paste it when asked.")
		return exitRefused
	case err != nil || run == nil:
		flags.Usage()
		return exitRefused
	case c.group <= 0:
		fmt.Fprintln(t.errs, "glance-host key: which group? Add --group and its number.")
		return exitRefused
	}
	if err := run(c, ctx); err != nil {
		fmt.Fprintf(t.errs, "glance-host key %s: %s\n", flags.Arg(0), plainly(err))
		return exitFailed
	}
	return exitOK
}

func (c *keyCommand) store(ctx context.Context) error {
	fmt.Fprintf(c.errs, holdingKey, c.group)
	if err := c.agreed(ctx); err != nil {
		return err
	}
	text, err := c.hidden(ctx, fmt.Sprintf("API key of group %d (nothing is shown): ", c.group))
	if err != nil {
		return err
	}
	key := secret.New(text)
	if err := keychain.Check(key); err != nil {
		return err
	}
	if err := keychain.Write(ctx, c.group, key); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "The API key of group %d is in the keychain.\n", c.group)
	c.hint()
	return nil
}

// hint says what is left to do before a stored key is used.
func (c *keyCommand) hint() {
	if c.set.LoginKeySource != "keychain" {
		fmt.Fprintln(c.out, `It is not used yet: an administrator sets "loginKeySource": "keychain" in settings.json.`)
	} else if c.set.GroupID != c.group {
		fmt.Fprintf(c.out, "It is not used: the settings are for group %d.\n", c.set.GroupID)
	}
}

func (c *keyCommand) status(ctx context.Context) error {
	if _, err := keychain.Read(ctx, c.group); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "An API key of group %d is in the keychain.\n", c.group)
	c.hint()
	return nil
}

func (c *keyCommand) remove(ctx context.Context) error {
	if err := keychain.Remove(ctx, c.group); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "The API key of group %d is no longer in the keychain. Whoever read it before still has it: if that may be, have Glance change it.\n", c.group)
	return nil
}

func (c *keyCommand) test(ctx context.Context) error {
	source := keychain.Source{GroupID: c.group, PUID: c.set.PUID, Validity: c.set.LoginKeyValidity}
	key, err := source.Get(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "ok: signed for agent %s of group %d until %s\n", c.set.PUID, c.group, key.Expires.Format(time.DateTime))
	if !c.live {
		return nil
	}
	if err := c.tryKey(ctx, source); err != nil {
		return err
	}
	fmt.Fprintln(c.out, "ok: Glance accepts it")
	return nil
}
