package live

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

const socketPatience = 3 * time.Second // for a socket's first word

// socket opens the agent's websocket on nobody.
func (r *run) socket(ctx context.Context, s *step) {
	const dialect = "It tells at once whether the visitor is connected, in the dialect of the visitor's side"
	if r.Dialect == presence.REST {
		s.fact(protocol.LiveNotPublic, protocol.LiveNotSeen, "presenceDialect is rest", "The agent's websocket is at %s", r.cfg.SocketPath)
		return
	}
	opens, speaks, back := r.listen(ctx, r.cfg.SocketPath)
	found := r.cfg.SocketPath
	for _, path := range others(r.cfg.SocketPath, glance.SocketPaths)[1:] {
		if opens || ctx.Err() != nil {
			break
		}
		if o, k, _ := r.listen(ctx, path); o && k {
			opens, speaks, found = true, true, path
		}
	}
	moved := found != r.cfg.SocketPath
	s.fact(protocol.LiveNotPublic, yes(opens && !moved), back, "The agent's websocket is at %s", r.cfg.SocketPath)
	if opens {
		s.fact(protocol.LiveNotPublic, yes(speaks), "", dialect)
	} else {
		s.fact(protocol.LiveNotPublic, protocol.LiveNotSeen, "", dialect)
	}
	switch {
	case moved:
		s.change("presenceSocketPath", found)
		r.cfg.SocketPath = found
	case !opens || !speaks:
		s.change("presenceDialect", presence.REST)
	}
	r.socketSays(s, opens, speaks, moved)
	if opens && speaks {
		refused, back := r.refusedSocket(ctx)
		s.fact(protocol.LiveNotPublic, yes(refused), back, "It refuses a wrong token with 401 or 403, or closes with 1008, 4401 or 4403")
	}
}

// refusedSocket shows the websocket a token that cannot be right.
func (r *run) refusedSocket(ctx context.Context) (refused bool, back string) {
	client, err := r.client(r.cfg)
	if err != nil {
		return false, r.back(err)
	}
	ctx, stop := context.WithTimeout(ctx, socketPatience)
	defer stop()
	stream, err := client.Watch(ctx, glance.Token{Value: secret.New("not.a.token")}, r.GroupID, nobody())
	if err != nil {
		return glance.CodeOf(err) == glance.Refused, r.back(err)
	}
	defer stream.Close()
	switch _, err = stream.Next(ctx); {
	case err == nil:
		return false, "101, and it is answered"
	case glance.CodeOf(err) == glance.Refused:
		return true, ""
	}
	return false, "101, then the end: " + strings.TrimPrefix(err.Error(), "glance: ")
}

func (r *run) socketSays(s *step, opens, speaks, moved bool) {
	switch {
	case s.State != protocol.LiveOK:
	case opens && !speaks:
		s.mend("Presence answers, and its websocket speaks another dialect: a button would not follow the customer. Asked in turn it does.")
	case moved:
		s.say("Presence answers; its websocket is elsewhere, so that it would be asked in turn and not be followed.")
	case !opens:
		s.say("Presence answers; there is no websocket that is known here, so that it is asked in turn.")
	}
}

// listen reports whether a path is a websocket, and whether it says the first word.
func (r *run) listen(ctx context.Context, path string) (opens, speaks bool, back string) {
	cfg := r.cfg
	cfg.SocketPath = path
	client, err := r.client(cfg)
	if err != nil {
		return false, false, r.back(err)
	}
	ctx, stop := context.WithTimeout(ctx, socketPatience)
	defer stop()
	stream, err := client.Watch(ctx, r.token, r.GroupID, nobody())
	if err != nil {
		return false, false, r.back(err)
	}
	defer stream.Close()
	update, err := stream.Next(ctx)
	switch {
	case err == nil:
		return true, update.Kind != "", fmt.Sprintf("101, then that the visitor is %s", update.Kind)
	case ctx.Err() != nil:
		return true, false, "101, then nothing that is known here"
	}
	return true, false, "101, then the end: " + strings.TrimPrefix(err.Error(), "glance: ")
}
