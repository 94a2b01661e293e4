package main

import (
	"context"
	"errors"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/live"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// tryKey has Glance issue a token for a LoginKey of a source, which nobody keeps.
func (c *keyCommand) tryKey(ctx context.Context, source loginkey.Source) error {
	client, err := httpClient(c.set.CAFile)
	if err != nil {
		return err
	}
	hosts, err := glance.NewHosts(c.set.Hosts)
	if err != nil {
		return err
	}
	config := live.Of(c.set, hosts)
	config.Client, config.Keys, config.GroupID = client, source, c.group
	for _, step := range live.Run(ctx, config, protocol.LiveSignIn, protocol.LiveAuthorization).Steps {
		if step.State != protocol.LiveOK {
			return errors.New(step.Says + " glance-host live tells more.")
		}
	}
	return nil
}

// plainly says what went wrong and what to do.
func plainly(err error) string { return live.Advice(err) }
