package main

import (
	"context"
	"errors"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

const liveTimeout = 20 * time.Second

// authorize has Glance issue a token, which nobody keeps.
func (c *keyCommand) authorize(ctx context.Context, loginKey secret.Text) error {
	ctx, stop := context.WithTimeout(ctx, liveTimeout)
	defer stop()
	client, err := httpClient(c.set.CAFile)
	if err != nil {
		return err
	}
	hosts, err := glance.NewHosts(c.set.Hosts)
	if err != nil {
		return err
	}
	service, err := glance.New(glanceConfig(c.set, hosts), client)
	if err != nil {
		return err
	}
	_, err = service.Authorize(ctx, glance.Credentials{GroupID: c.group, PUID: c.set.PUID, LoginKey: loginKey})
	return err
}

// advice is what to do about each reason, for a person at a terminal.
var advice = map[protocol.Reason]string{
	protocol.ReasonNotConfigured:  "no agent is set: set puid in settings.json.",
	protocol.ReasonKeychainAbsent: "this account has no keychain that can be reached. On Linux it needs a running Secret Service (gnome-keyring, KWallet, KeePassXC) and the session's message bus: run this in the person's own desktop session.",
	protocol.ReasonKeychainLocked: "the keychain is locked, or waits for somebody: unlock it, then try again.",
	protocol.ReasonKeychainNoKey:  `the keychain holds no API key for this group: run "glance-host key set".`,
	protocol.ReasonClockWrong:     "this computer's clock is wrong: correct it, then try again.",
}

// glanceAdvice is the same for what Glance answers.
var glanceAdvice = map[glance.Code]string{
	glance.Refused:        "Glance does not accept the LoginKey: the API key is another group's or was changed, the agent does not exist, or this computer's clock is wrong.",
	glance.Unreachable:    "Glance cannot be reached: check the network and the setting webServer.",
	glance.Nonsense:       "Glance gave an answer that cannot be read: check the settings webServer and authorizationPath.",
	glance.ForeignAddress: "the setting webServer names a host that is not allowed: add it to hosts if it is yours.",
}

// plainly says what went wrong and what to do.
func plainly(err error) string {
	if e, ok := errors.AsType[*loginkey.Error](err); ok && advice[e.Reason] != "" {
		return advice[e.Reason]
	}
	if say := glanceAdvice[glance.CodeOf(err)]; say != "" {
		return say
	}
	return err.Error()
}
