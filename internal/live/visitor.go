package live

import (
	"context"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// visitor looks up the visitor that was named.
func (r *run) visitor(ctx context.Context, s *step) {
	const fields, server = "Of a visitor presence tells url, browser, browserver and platform", "A visitor's own server is on an allowed host and can be reached"
	client, err := r.client(r.cfg)
	if err != nil || r.Visitor == "" {
		s.fact(protocol.LiveSample, protocol.LiveNotSeen, "no visitor was named", fields)
		s.fact(protocol.LiveInferred, protocol.LiveNotSeen, "no visitor was named", server)
		return
	}
	visitor, err := client.LookupVisitor(ctx, r.token, r.GroupID, r.Visitor)
	back := r.back(err)
	if err != nil || !visitor.Present {
		s.fact(protocol.LiveSample, protocol.LiveNotSeen, back, fields)
		s.fact(protocol.LiveInferred, protocol.LiveNotSeen, "the visitor is not on the website", server)
		return
	}
	s.fact(protocol.LiveSample, yes(visitor.URL != "" && visitor.Browser != ""), back, fields)
	r.named(ctx, s, client, server)
}

const signalable = "Who is present was connected within five seconds, and can be signalled"

// named finds the visitor's own server, the only one that takes signals, and
// reaches for it without telling it anything.
func (r *run) named(ctx context.Context, s *step, client *glance.Client, text string) {
	direct, err := r.findVisitor(ctx, client)
	back, allowed := r.back(err), true
	if glance.CodeOf(err) == glance.ForeignAddress && r.allow(s) {
		allowed = false
		if client, err = r.client(r.cfg); err == nil {
			direct, err = r.findVisitor(ctx, client)
		}
	}
	switch {
	case glance.CodeOf(err) == glance.ForeignAddress:
		s.fact(protocol.LiveInferred, protocol.LiveNo, back, "%s", text)
		s.fail("The visitor's own server is on a host that is not allowed, and that cannot be one: no signal could reach them.")
	case err != nil:
		s.fact(protocol.LiveInferred, protocol.LiveNotSeen, back, "%s", text)
	case !direct.Found:
		s.fact(protocol.LiveDocumented, protocol.LiveNo, back, signalable)
		s.fact(protocol.LiveInferred, protocol.LiveNotSeen, back, "%s", text)
	case client.Reach(ctx, direct) != nil:
		s.fact(protocol.LiveInferred, protocol.LiveNo, "no connection", "%s", text)
		s.fail("The visitor's own server cannot be reached from here: no signal could reach them. Have the network let it through.")
	default:
		s.fact(protocol.LiveDocumented, protocol.LiveYes, "", signalable)
		s.fact(protocol.LiveInferred, yes(allowed), back, "%s", text)
		if !allowed {
			s.mend("The visitor's own server is on a host that is not allowed: no signal could reach them.")
		}
	}
}

func (r *run) findVisitor(ctx context.Context, client *glance.Client) (glance.Direct, error) {
	r.last = nil
	return client.FindVisitor(ctx, r.token, r.GroupID, r.Visitor)
}
