package live

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/presence"
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

// ids tries the visitor ids that keyPattern admits and sources disagree about.
func (r *run) ids(ctx context.Context, s *step) {
	client, err := r.client(r.cfg)
	if err != nil {
		return
	}
	taken := func(id string) bool {
		if !r.KeyPattern.MatchString(id) {
			return true
		}
		_, err := client.LookupVisitor(ctx, r.token, r.GroupID, id)
		return err == nil || r.status() < 400 || r.status() >= 500
	}
	var dropped []string
	characters := ""
	for _, c := range []string{".", "_", "~", "-"} {
		if taken(nobody() + c + "x") {
			characters += c
		} else {
			dropped = append(dropped, c)
		}
	}
	longest := 63
	for _, n := range []int{63, 62, 50} {
		if longest = n; taken(ofLength(n)) {
			break
		}
		dropped = append(dropped, fmt.Sprintf("%d characters", n))
	}
	s.fact(protocol.LiveInferred, yes(len(dropped) == 0), refusedIDs(dropped), "Presence takes the visitor ids that keyPattern admits")
	if len(dropped) > 0 {
		s.change("keyPattern", pattern(characters, longest))
	}
}

func refusedIDs(dropped []string) string {
	if len(dropped) == 0 {
		return ""
	}
	return "refused: " + strings.Join(dropped, " ")
}

func ofLength(n int) string { return (nobody() + nobody() + nobody() + nobody())[:n] }

// pattern is a keyPattern: a hyphen comes last, where it stands for itself.
func pattern(characters string, longest int) string {
	return fmt.Sprintf("^[A-Za-z0-9%s]{1,%d}$", characters, longest)
}

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
