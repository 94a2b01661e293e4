package live

import (
	"context"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// viewer asks for the viewer of a session that nobody has, without waiting for
// it: first as somebody who is not signed in, then with credentials.
func (r *run) viewer(ctx context.Context, s *step) {
	if r.Keys == nil {
		r.plainViewer(ctx, s)
		return
	}
	if !r.usable[protocol.LiveSignIn] {
		s.leave(needed[protocol.LiveSignIn], protocol.LiveSignIn)
		return
	}
	var agent glance.Credentials
	var found glance.Config
	var first opening
	ok := false
	for i, cfg := range r.viewerWays() {
		var err error
		if agent, err = r.credentials(ctx); err != nil {
			s.fail("%s", Advice(err))
			return
		}
		got := r.open(ctx, cfg, agent)
		if i == 0 {
			first = got
		}
		if found, ok = cfg, got.err == nil && !got.answer.SignIn; ok || r.last == nil || ctx.Err() != nil {
			break
		}
	}
	r.viewerFacts(ctx, s, first, found, ok)
	if ok {
		r.cfg = found
		r.twice(ctx, s, agent)
	}
}

// opening is the answer to one request for the viewer.
type opening struct {
	answer glance.Opened
	err    error
	back   string
}

func (r *run) open(ctx context.Context, cfg glance.Config, agent glance.Credentials) opening {
	client, err := r.client(cfg)
	if err != nil {
		return opening{err: err, back: r.back(err)}
	}
	ticket, err := client.TryTicket(nobody(), agent)
	if err != nil {
		return opening{err: err, back: r.back(err)}
	}
	answer, err := client.TryViewer(ctx, ticket)
	return opening{answer, err, r.back(err)}
}

// viewerWays are both ways to give credentials at both pages, what is set first.
func (r *run) viewerWays() (ways []glance.Config) {
	for _, path := range others(r.cfg.ViewerPath, glance.ViewerPaths) {
		for _, delivery := range others(r.cfg.Delivery, []glance.Delivery{glance.DeliverPost, glance.DeliverQuery}) {
			cfg := r.cfg
			cfg.ViewerPath, cfg.Delivery = path, delivery
			ways = append(ways, cfg)
		}
	}
	return ways
}

func (r *run) viewerFacts(ctx context.Context, s *step, first opening, found glance.Config, ok bool) {
	moved, otherwise := found.ViewerPath != r.cfg.ViewerPath, found.Delivery != r.cfg.Delivery
	s.fact(protocol.LiveDocumented, held(ok, moved), first.back, "The viewer is at %s", r.cfg.ViewerPath)
	s.fact(protocol.LiveDocumented, held(ok, otherwise), "", "It takes credentials that come %s", delivered[r.cfg.Delivery])
	if !ok {
		s.fail("The viewer does not take the credentials: %s", viewerTrouble(first))
		return
	}
	if moved {
		s.change("viewerPath", found.ViewerPath)
	}
	if otherwise {
		s.change("credentialDelivery", found.Delivery)
	}
	s.say("The viewer takes the credentials.")
	switch {
	case otherwise:
		s.mend("As it is set the viewer asks for a sign-in; with the settings below it takes the credentials.")
	case moved:
		s.say("The viewer takes the credentials, at another path than is set: a join without a sign-in would not find it.")
	}
	agent, err := r.credentials(ctx)
	if err != nil {
		return
	}
	wrong := r.open(ctx, found, forged(agent))
	told := wrong.err != nil || wrong.answer.SignIn
	s.fact(protocol.LiveDocumented, yes(told), wrong.back, "With a wrong LoginKey it asks for a sign-in")
	if !told && s.State == protocol.LiveOK {
		s.say("The viewer answers; whether it took the credentials cannot be told without a browser.")
	}
}

var delivered = map[glance.Delivery]string{glance.DeliverPost: "posted", glance.DeliverQuery: "in the query"}

func viewerTrouble(first opening) string {
	if first.err != nil {
		return Advice(first.err)
	}
	return "it asks for a sign-in. Check that the agent may join sessions in this group."
}

// twice opens the viewer a second time with the same LoginKey.
func (r *run) twice(ctx context.Context, s *step, agent glance.Credentials) {
	const text = "A LoginKey may be used twice"
	if !r.Twice {
		s.fact(protocol.LiveInferred, protocol.LiveNotSeen, "not tried: it would spend a LoginKey", text)
		return
	}
	got := r.open(ctx, r.cfg, agent)
	again := got.err == nil && !got.answer.SignIn
	s.fact(protocol.LiveInferred, yes(again), got.back, text)
	if !again {
		s.change("loginKeySeconds", 0)
	}
}

// plainViewer asks for the viewer of a basic join.
func (r *run) plainViewer(ctx context.Context, s *step) {
	first := r.openPlain(ctx, r.cfg)
	found, last := r.cfg, first
	for _, path := range others(r.cfg.ViewerPath, glance.ViewerPaths)[1:] {
		if last.err == nil || r.last == nil {
			break
		}
		found.ViewerPath = path
		last = r.openPlain(ctx, found)
	}
	moved := found.ViewerPath != r.cfg.ViewerPath
	s.fact(protocol.LiveDocumented, held(last.err == nil, moved), first.back, "The viewer is at %s", r.cfg.ViewerPath)
	s.fact(protocol.LiveDocumented, yes(last.err == nil && last.answer.SignIn), last.back, "Somebody who is not signed in is sent from there to the sign-in")
	switch {
	case last.err != nil:
		s.fail("The viewer does not answer: %s", Advice(first.err))
	case moved:
		s.change("viewerPath", found.ViewerPath)
		s.mend("The viewer is at another path than is set.")
	default:
		s.say("The viewer answers, and asks for a sign-in.")
	}
}

func (r *run) openPlain(ctx context.Context, cfg glance.Config) opening {
	client, err := r.client(cfg)
	if err != nil {
		return opening{err: err, back: r.back(err)}
	}
	ticket, err := client.ViewerTicket(nobody(), glance.SignOn{})
	if err != nil {
		return opening{err: err, back: r.back(err)}
	}
	answer, err := client.TryViewer(ctx, ticket)
	return opening{answer, err, r.back(err)}
}
