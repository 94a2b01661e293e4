package live

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// lookup asks for a session that nobody has: as it is set, then in the other
// ways, nearest first.
func (r *run) lookup(ctx context.Context, s *step) {
	agent, err := r.credentials(ctx)
	if err != nil {
		s.fail("%s", Advice(err))
		return
	}
	var found glance.Config
	var first asked
	ok := false
	for i, cfg := range r.lookupWays() {
		got := r.ask(ctx, cfg, agent)
		if i == 0 {
			first = got
		}
		if found, ok = r.reads(ctx, cfg, agent, got); ok || r.last == nil || ctx.Err() != nil {
			break
		}
	}
	r.lookupFacts(s, first, found, ok)
	if !ok {
		s.fail("%s", noLookup(first.err))
		return
	}
	r.cfg = found
	s.say("Lookups are answered.")
	if len(s.Change) > 0 {
		s.mend("As it is set lookups are not understood; with the settings below they are.")
	}
	r.paced(ctx, s, agent)
	r.refusal(ctx, s, agent)
	r.joinAddress(ctx, s, agent)
}

func noLookup(err error) string {
	const ask = " Ask Glance how LookupPartnerCobrowseSession is called, and send this report."
	switch glance.CodeOf(err) {
	case glance.Unreachable, glance.ForeignAddress, glance.Cancelled:
		return Advice(err)
	case glance.Refused:
		return "Lookups refuse the LoginKey, in whatever way they are asked." + ask
	}
	return "Lookups are answered in no way that is known here." + ask
}

// asked is the answer to one lookup.
type asked struct {
	found glance.Found
	err   error
	shape string
	wait  time.Duration // that it asked for, because it came too soon
}

// maxWait is how long one step waits because Glance asked for it.
const maxWait = 2 * time.Second

// ask looks up nobody's session, and again where it came too soon.
func (r *run) ask(ctx context.Context, cfg glance.Config, agent glance.Credentials) asked {
	got := r.askOnce(ctx, cfg, agent, nobody())
	for tries := 0; got.wait > 0 && tries < 3; tries++ {
		if !pause(ctx, min(got.wait, maxWait)) {
			break
		}
		got = r.askOnce(ctx, cfg, agent, nobody())
	}
	return got
}

func (r *run) askOnce(ctx context.Context, cfg glance.Config, agent glance.Credentials, key string) asked {
	client, err := r.client(cfg)
	if err != nil {
		return asked{err: err}
	}
	found, err := client.Lookup(ctx, agent, key)
	got := asked{found: found, err: err, shape: r.back(err)}
	if e, ok := errors.AsType[*glance.Error](err); ok && e.Status == http.StatusTooManyRequests {
		got.wait = max(e.RetryAfter, time.Second)
	}
	return got
}

func pause(ctx context.Context, wait time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(wait):
		return true
	}
}

// reads decides whether an answer is one that there is no such session: it is
// in a known shape, or a wrong LoginKey gets another.
func (r *run) reads(ctx context.Context, cfg glance.Config, agent glance.Credentials, got asked) (glance.Config, bool) {
	if got.err == nil {
		return cfg, !got.found.Running
	}
	kind := map[int]glance.NotFound{http.StatusOK: glance.NotFoundObject, http.StatusNotFound: glance.NotFound404, http.StatusInternalServerError: glance.NotFound500}[r.status()]
	if kind == "" {
		return cfg, false
	}
	wrong := r.ask(ctx, cfg, forged(agent))
	if wrong.err == nil || wrong.shape == got.shape {
		return cfg, false
	}
	cfg.LookupNotFound = kind
	again := r.ask(ctx, cfg, agent)
	return cfg, again.err == nil && !again.found.Running
}

// lookupWays are all ways to ask, what is set first, and of the others those
// before that differ in less.
func (r *run) lookupWays() []glance.Config {
	var ways []glance.Config
	for _, encoding := range others(r.cfg.LookupEncoding, glance.Encodings) {
		spaces := []string{r.cfg.LookupNamespace}
		if encoding == glance.EncodeSOAP {
			spaces = others(r.cfg.LookupNamespace, glance.Namespaces)
		}
		for _, names := range others(r.cfg.LookupNames, glance.Spellings) {
			for _, space := range spaces {
				cfg := r.cfg
				cfg.LookupEncoding, cfg.LookupNames, cfg.LookupNamespace = encoding, names, space
				ways = append(ways, cfg)
			}
		}
	}
	slices.SortStableFunc(ways, func(a, b glance.Config) int { return r.differs(a) - r.differs(b) })
	return ways
}

func (r *run) differs(cfg glance.Config) (n int) {
	for _, other := range []bool{cfg.LookupEncoding != r.cfg.LookupEncoding, cfg.LookupNames != r.cfg.LookupNames, cfg.LookupNamespace != r.cfg.LookupNamespace} {
		if other {
			n++
		}
	}
	return n
}

// lookupFacts tells of each guess whether it held, and which setting to change.
func (r *run) lookupFacts(s *step, first asked, found glance.Config, ok bool) {
	guess := func(letter protocol.LiveLetter, key string, set, works any, format string, values ...any) {
		if set != works && ok {
			s.change(key, works)
		}
		s.fact(letter, held(ok, set != works), first.shape, format, values...)
	}
	guess(protocol.LiveInferred, "lookupEncoding", r.cfg.LookupEncoding, found.LookupEncoding, "Lookups are taken as %v", r.cfg.LookupEncoding)
	guess(protocol.LiveNotPublic, "lookupNames", r.cfg.LookupNames, found.LookupNames,
		"The inputs of a lookup are spelled %v, %v, %v, %v", spell(r.cfg.LookupNames, "partnerid", "partneruserid", "ssnkey", "loginkey")...)
	guess(protocol.LiveNotPublic, "lookupNotFound", r.cfg.LookupNotFound, found.LookupNotFound,
		"That there is no session is told by %s", noSession[r.cfg.LookupNotFound])
	if ok && found.LookupEncoding == glance.EncodeSOAP {
		guess(protocol.LiveInferred, "lookupNamespace", r.cfg.LookupNamespace, found.LookupNamespace, "The namespace of a lookup is %v", r.cfg.LookupNamespace)
	}
}

// noSession is how each setting of lookupNotFound reads.
var noSession = map[glance.NotFound]string{
	glance.NotFoundEmpty: "an answer without a joinurl, or with an empty one", glance.NotFoundObject: "a JSON object without a joinurl",
	glance.NotFound404: "the status 404", glance.NotFound500: "the status 500",
}

// paced asks as often as the product does, with one LoginKey, as the product does.
func (r *run) paced(ctx context.Context, s *step, agent glance.Credentials) {
	const often, again = "Lookups may be asked every %v", "A LoginKey may be used for more than one lookup"
	for range 2 {
		if r.Poll > 3*time.Second || !pause(ctx, r.Poll) {
			break
		}
		got := r.askOnce(ctx, r.cfg, agent, nobody())
		switch {
		case got.wait > 0:
			s.fact(protocol.LiveNotPublic, protocol.LiveNo, got.shape, often, r.Poll)
			s.change("pollMilliseconds", max(got.wait, 2*r.Poll).Milliseconds())
			pause(ctx, min(got.wait, maxWait))
			return
		case glance.CodeOf(got.err) == glance.Refused:
			s.fact(protocol.LiveInferred, protocol.LiveNo, got.shape, again)
			s.change("loginKeySeconds", 0)
			s.mend("Lookups are answered once for each LoginKey: with the setting below a new one is got for each.")
			return
		case got.err != nil:
			s.fact(protocol.LiveNotPublic, protocol.LiveNotSeen, got.shape, often, r.Poll)
			return
		}
	}
	s.fact(protocol.LiveNotPublic, protocol.LiveYes, "", often, r.Poll)
	s.fact(protocol.LiveInferred, protocol.LiveYes, "", again)
}

// refusal: where a wrong LoginKey looks like a missing session, an agent would
// wait in vain and never be told why.
func (r *run) refusal(ctx context.Context, s *step, agent glance.Credentials) {
	got := r.ask(ctx, r.cfg, forged(agent))
	s.fact(protocol.LiveNotPublic, yes(glance.CodeOf(got.err) == glance.Refused), got.shape, "A wrong LoginKey is refused there with 401 or 403")
	if got.err == nil && s.State == protocol.LiveOK {
		s.say("Lookups are answered, but a refused LoginKey looks like a missing session: that the settings are right shows only once a session is found.")
	}
}

// joinAddress looks up the session of the visitor that was named, if one runs,
// and makes the ticket that would open it. It is not opened.
func (r *run) joinAddress(ctx context.Context, s *step, agent glance.Credentials) {
	const text = "The address that a lookup gives is on an allowed host and holds this agent's credentials"
	if r.Visitor == "" {
		s.fact(protocol.LiveInferred, protocol.LiveNotSeen, "no visitor was named", text)
		return
	}
	pause(ctx, min(r.Poll, maxWait))
	got := r.askOnce(ctx, r.cfg, agent, r.Visitor)
	if glance.CodeOf(got.err) == glance.ForeignAddress && r.allow(s) {
		s.fact(protocol.LiveInferred, protocol.LiveNo, got.shape, text)
		s.mend("The viewer of a session is on a host that is not allowed: it could not be opened.")
		return
	}
	if got.err != nil || !got.found.Running {
		s.fact(protocol.LiveInferred, protocol.LiveNotSeen, got.shape, text)
		return
	}
	r.hide(got.found.JoinURL.Reveal())
	client, err := r.client(r.cfg)
	if err == nil {
		_, err = client.TicketFor(*got.found.JoinURL, agent)
	}
	s.fact(protocol.LiveInferred, yes(err == nil), got.shape, text)
	if err != nil {
		s.fail("The address that a lookup gives cannot be opened: %s", Advice(err))
	}
}
