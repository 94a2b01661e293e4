package live

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// authorization gets a token: as it is set, then at each other path, and there
// with each other spelling where something answers.
func (r *run) authorization(ctx context.Context, s *step) {
	agent, err := r.credentials(ctx)
	if err != nil {
		s.fail("%s", Advice(err))
		return
	}
	err = r.authorize(ctx, r.cfg, agent)
	back := r.back(err)
	found, ok := r.cfg, err == nil
	if !ok && r.last != nil {
		found, ok = r.findAuthorization(ctx, agent)
	}
	moved, respelled := found.AuthorizationPath != r.cfg.AuthorizationPath, found.AuthorizationNames != r.cfg.AuthorizationNames
	s.fact(protocol.LiveNotPublic, held(ok, moved), back, "Tokens are issued at %s", r.cfg.AuthorizationPath)
	s.fact(protocol.LiveInferred, held(ok, respelled), back, "The inputs there are spelled %s, %s, %s", spell(r.cfg.AuthorizationNames, "partnerid", "partneruserid", "loginkey")...)
	if !ok {
		r.clock(s, false)
		r.noToken(s, err)
		return
	}
	if moved {
		s.change("authorizationPath", found.AuthorizationPath)
	}
	if respelled {
		s.change("authorizationNames", found.AuthorizationNames)
	}
	r.cfg = found
	s.say("A token for presence was issued.")
	if moved || respelled {
		s.mend("As it is set no token is issued; with the settings below it is.")
	}
	r.clock(s, true)
	r.tokenFacts(ctx, s, agent)
}

// held tells of a guess where something was found: it held unless it had to be changed.
func held(found, changed bool) protocol.LiveHeld {
	if !found {
		return protocol.LiveNotSeen
	}
	return yes(!changed)
}

func spell(names glance.Names, words ...string) (spelled []any) {
	for _, word := range words {
		spelled = append(spelled, names.Of(word))
	}
	return spelled
}

func (r *run) authorize(ctx context.Context, cfg glance.Config, agent glance.Credentials) error {
	client, err := r.client(cfg)
	if err != nil {
		return err
	}
	token, err := client.Authorize(ctx, agent)
	if err == nil {
		r.token = token
		r.hide(token.Value.Reveal())
	}
	return err
}

// findAuthorization tries what was not set. Spellings are tried where there is
// a service at all.
func (r *run) findAuthorization(ctx context.Context, agent glance.Credentials) (glance.Config, bool) {
	for _, path := range others(r.cfg.AuthorizationPath, glance.AuthorizationPaths) {
		cfg := r.cfg
		cfg.AuthorizationPath = path
		for _, cfg.AuthorizationNames = range others(r.cfg.AuthorizationNames, glance.Spellings) {
			if err := r.authorize(ctx, cfg, agent); err == nil {
				return cfg, true
			}
			if r.nothingThere() || ctx.Err() != nil {
				break
			}
		}
	}
	return r.cfg, false
}

// nothingThere reports whether the last answer was that of a server without
// such a service.
func (r *run) nothingThere() bool {
	return r.last == nil || slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented, http.StatusGone}, r.last.Status)
}

// others are all values, the one that is set first.
func others[T comparable](set T, all []T) []T {
	return append([]T{set}, slices.DeleteFunc(slices.Clone(all), func(one T) bool { return one == set })...)
}

// clockSlack is how far clocks may differ without harm: half of the shortest
// life of a LoginKey.
const clockSlack = 30 * time.Second

// clock holds this computer's clock, and what expires by it, against Glance's.
func (r *run) clock(s *step, accepted bool) {
	if !r.clocked {
		return
	}
	off := r.skew.Abs() > clockSlack
	s.fact(protocol.LiveNotPublic, yes(!off), "Glance's clock is "+ahead(r.skew), "This computer's clock agrees with Glance's within %v", clockSlack)
	left := time.Until(r.expires) - r.skew
	const day = glance.MaxLoginKeyLife * time.Second
	if accepted || !off || left > 0 && left < day || r.Validity == 0 {
		return
	}
	life := min(time.Hour+max(r.skew, 0), day+min(r.skew, 0)-time.Minute).Round(time.Minute)
	if life >= time.Minute && life <= day {
		s.change("loginKeyValiditySeconds", int64(life/time.Second))
	}
}

func ahead(skew time.Duration) string {
	switch {
	case skew.Abs() <= time.Second:
		return "the same"
	case skew < 0:
		return fmt.Sprintf("%v behind", -skew)
	}
	return fmt.Sprintf("%v ahead", skew)
}

// noToken says why there is none, as far as it can be told.
func (r *run) noToken(s *step, err error) {
	left := time.Until(r.expires) - r.skew
	switch {
	case r.clocked && r.skew.Abs() > clockSlack && (left <= 0 || left > glance.MaxLoginKeyLife*time.Second):
		s.fail("By Glance's clock, which is %s, the LoginKey has expired or lasts more than a day: correct this computer's clock.", ahead(r.skew))
	case r.last == nil, glance.CodeOf(err) == glance.Refused, glance.CodeOf(err) == glance.Unreachable:
		s.fail("%s", Advice(err))
	default:
		s.fail("No token is issued there, nor at any other path that is known here: ask Glance for the address of its authorization service, and set authorizationPath.")
	}
}

// tokenFacts looks at the token, and at what a refusal looks like.
func (r *run) tokenFacts(ctx context.Context, s *step, agent glance.Credentials) {
	asked, got := time.Duration(r.cfg.TokenMinutes)*time.Minute, time.Until(r.token.Expires)-r.skew
	s.fact(protocol.LiveDocumented, yes((got-asked).Abs() < 2*time.Minute), fmt.Sprintf("%v", got.Round(time.Minute)), "A token lasts as long as it is asked for: %v", asked)
	good := r.token
	err := r.authorize(ctx, r.cfg, forged(agent))
	r.token = good
	s.fact(protocol.LiveNotPublic, yes(glance.CodeOf(err) == glance.Refused), r.back(err), "A wrong LoginKey is refused there with 401, 403, or an answer without a token")
}
