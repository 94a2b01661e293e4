package live

import (
	"context"
	"fmt"
	"strings"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// schemes are those that programs of Glance's register, and what they do.
var schemes = []struct{ scheme, does string }{
	{glance.SchemeClassic, "shows and views screens"},
	{glance.SchemePanorama, "joins cobrowse sessions"},
}

// programs looks for Glance's programs on this computer. None is started, so
// what they make of an address is not seen: the report names it with its letter.
func (r *run) programs(_ context.Context, s *step) {
	found, stale := []string{}, []string{}
	for _, of := range schemes {
		p := r.Look(of.scheme)
		held, back := protocol.LiveNo, "nothing is registered"
		switch {
		case p.Installed():
			held, back = protocol.LiveYes, fmt.Sprintf("%s, %s", p.Name, baseOf(p.Path))
			found = append(found, of.scheme+":")
		case p.Stale:
			back = fmt.Sprintf("%s is registered, and it is gone", baseOf(p.Path))
			stale = append(stale, of.scheme+":")
		}
		s.fact(protocol.LiveDocumented, held, back, "A program that %s is registered for %s:", of.does, of.scheme)
		if p.Installed() && !p.Ours {
			s.fact(protocol.LiveInferred, protocol.LiveNo, "", "It is Glance's, by its name and by where it lies; else each agent is asked once")
		}
	}
	r.addresses(s)
	switch {
	case len(found) == len(schemes):
		s.say("Both of Glance's programs are registered.")
	case len(found) > 0:
		s.say("A program is registered for %s alone.", strings.Join(found, " and "))
	case len(stale) > 0:
		s.fail("What is registered for %s is gone: install Glance's program again.", strings.Join(stale, " and "))
	default:
		s.leave("No program of Glance's is registered here: where agents share screens or join with Panorama, install it.", "")
	}
}

// baseOf is a file's name alone: its folder may name a person.
func baseOf(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

// addresses names what the programs would be started with.
func (r *run) addresses(s *step) {
	t := r.Glance.Programs
	for _, of := range []struct {
		letter        protocol.LiveLetter
		does, address string
	}{
		{protocol.LiveDocumented, "shows the agent's screen", t.Show},
		{protocol.LiveDocumented, "shows it signed in", t.ShowSignedIn},
		{protocol.LiveNotPublic, "views the customer's screen", t.View},
		{protocol.LiveNotPublic, "views it signed in", t.ViewSignedIn},
		{protocol.LiveSample, "joins a session in Panorama; the name for agent video is not public", t.Panorama},
		{protocol.LiveSample, "joins it signed in", t.PanoramaSigned},
	} {
		if of.address != "" {
			s.fact(of.letter, protocol.LiveNotSeen, "not tried: it would start the program", "%s %s", of.address, of.does)
		}
	}
}
