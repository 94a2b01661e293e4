package live

import (
	"context"
	"net/http"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// presence asks for a visitor that nobody is, for the ids that it takes, for the
// visitor that was named, and opens the socket.
func (r *run) presence(ctx context.Context, s *step) {
	if !r.Presence {
		s.leave("Presence is off (the setting presence).", "")
		return
	}
	if !r.absent(ctx, s) {
		return
	}
	if len(s.Change) > 0 {
		s.mend("As it is set presence does not answer; with the settings below it does.")
	} else {
		s.say("Presence answers.")
	}
	r.refused(ctx, s)
	r.ids(ctx, s)
	r.visitor(ctx, s)
	r.socket(ctx, s)
	for _, f := range unseen {
		s.fact(f.letter, protocol.LiveNotSeen, "not tried: it would reach a customer", "%s", f.text)
	}
}

// unseen is what only a customer could show.
var unseen = []struct {
	letter protocol.LiveLetter
	text   string
}{
	{protocol.LiveNotPublic, "A signal for the terms is answered with a status of 200 to 299, and for an absent visitor with 404 or visitornotpresent"},
	{protocol.LiveSample, "What becomes of the terms and of the session is told as terms, visitorsessionstart and visitorsessionend"},
	{protocol.LiveInferred, "An agent may end a session by calling GLANCE.Cobrowse.Visitor.stopSession"},
	{protocol.LiveNotPublic, "Terms, starts and sessions take no longer than termsSeconds, startSeconds, waitSeconds, lateSeconds and lostSeconds allow"},
}

// refused shows presence a token that cannot be right.
func (r *run) refused(ctx context.Context, s *step) {
	err := r.lookupVisitor(ctx, r.cfg, glance.Token{Value: secret.New("not.a.token")})
	s.fact(protocol.LiveNotPublic, yes(glance.CodeOf(err) == glance.Refused), r.back(err), "A wrong token is refused there with 401 or 403")
}

// absent asks for nobody, in the way that is set and in the others.
func (r *run) absent(ctx context.Context, s *step) bool {
	err := r.lookupVisitor(ctx, r.cfg, r.token)
	back := r.back(err)
	found := r.cfg
	if err != nil && r.last != nil {
		found, err = r.findPresence(ctx, err)
	}
	origin, otherwise := found.PresenceOrigin != r.cfg.PresenceOrigin, found.PresenceAbsent != r.cfg.PresenceAbsent
	say := "without an origin"
	if r.cfg.PresenceOrigin != "" {
		say = "that name the origin " + r.cfg.PresenceOrigin
	}
	s.fact(protocol.LiveInferred, held(err == nil, origin), back, "Calls of presence %s are answered", say)
	s.fact(protocol.LiveSample, held(err == nil, otherwise), back, "Of an absent visitor presence tells %s", absence(r.cfg.PresenceAbsent))
	if err != nil {
		s.fail("Presence does not answer as it should: %s Ask Glance whether the group has Presence, and what is registered for it.", Advice(err))
		return false
	}
	if origin {
		s.change("presenceOrigin", found.PresenceOrigin)
	}
	if otherwise {
		s.change("presenceAbsent", found.PresenceAbsent)
	}
	r.cfg = found
	return true
}

func absence(how glance.Absent) string {
	if how == glance.Absent404 {
		return "by the status 404"
	}
	return "an object without visitorpresent"
}

// findPresence tries the organisation's origins where a good token is refused,
// and takes a 404 for an absent visitor where a wrong token gets another answer.
func (r *run) findPresence(ctx context.Context, err error) (glance.Config, error) {
	if glance.CodeOf(err) == glance.Refused {
		for _, origin := range r.Origins {
			cfg := r.cfg
			cfg.PresenceOrigin = origin
			if again := r.lookupVisitor(ctx, cfg, r.token); again == nil || r.status() == http.StatusNotFound && r.tells(ctx, &cfg) {
				return cfg, nil
			}
		}
		return r.cfg, err
	}
	cfg := r.cfg
	if r.status() == http.StatusNotFound && r.tells(ctx, &cfg) {
		return cfg, nil
	}
	return r.cfg, err
}

// tells reports whether a wrong token is not answered with 404 too, and sets
// that a 404 is an absent visitor.
func (r *run) tells(ctx context.Context, cfg *glance.Config) bool {
	wrong := glance.Token{Value: secret.New("not.a.token")}
	if r.lookupVisitor(ctx, *cfg, wrong); r.last == nil || r.status() == http.StatusNotFound {
		return false
	}
	cfg.PresenceAbsent = glance.Absent404
	return r.lookupVisitor(ctx, *cfg, r.token) == nil
}

func (r *run) status() int {
	if r.last == nil {
		return 0
	}
	return r.last.Status
}

// lookupVisitor asks for nobody.
func (r *run) lookupVisitor(ctx context.Context, cfg glance.Config, token glance.Token) error {
	client, err := r.client(cfg)
	if err != nil {
		return err
	}
	visitor, err := client.LookupVisitor(ctx, token, r.GroupID, nobody())
	if err == nil && visitor.Present {
		return &glance.Error{Op: "lookupvisitor", Code: glance.Nonsense}
	}
	return err
}
