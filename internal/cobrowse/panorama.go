package cobrowse

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// place is where the session is joined.
func (s *subject) place() protocol.OpenLocation { return cmp.Or(s.session.Place, s.Location) }

// opens carries out an opening that is this program's to do: Panorama's. Any
// other, and one that the system alone can do, is the extension's.
func (s *subject) opens(effect string) {
	if s.place() == protocol.OpenPanorama && s.Share.Programs != nil {
		s.do(func() { s.openPanorama(effect) })
	}
}

// offersOpening reports whether an opening is the extension's to do.
func (s *subject) offersOpening() bool {
	return s.place() != protocol.OpenPanorama || s.Share.Programs == nil || s.session.Effect == s.browsers
}

// openPanorama starts the program that joins a session. That its address was
// made is recorded before it is started: it is started once. No lock is held.
func (s *subject) openPanorama(effect string) {
	program := s.Share.Programs.Look(glance.SchemePanorama)
	switch {
	case !program.Installed():
		s.input(Input{Kind: InOpenFailed, Effect: effect, Reason: protocol.ReasonClientMissing})
		s.do(func() {
			s.awaitClient(glance.SchemePanorama, func() bool { return s.missesPanorama(protocol.ReasonClientMissing) })
		})
		return
	case !s.Share.Programs.Knows(program):
		s.mu.Lock()
		s.other = program
		s.mu.Unlock()
		s.input(Input{Kind: InOpenFailed, Effect: effect, Reason: protocol.ReasonClientOther})
		return
	case !program.Startable():
		s.mu.Lock()
		s.browsers = effect
		s.show()
		s.mu.Unlock()
		return
	}
	ctx, stop := context.WithTimeout(s.ctx, effectTime)
	defer stop()
	ticket, err := s.ticket(ctx, effect)
	if err != nil {
		return // what became of it is taken already
	}
	in := Input{Kind: InOpened, Effect: effect}
	if err := s.Share.Programs.Launch(program, secret.New(ticket.URL)); err != nil {
		s.Logger.Warn("Panorama did not start", zap.Error(err))
		in = Input{Kind: InOpenFailed, Effect: effect, Reason: launchReason(err)}
	}
	s.input(in)
}

// panoramaTicket is the address that joins a session, as a ticket.
func (s *subject) panoramaTicket(ctx context.Context, c claim) (glance.Ticket, Input) {
	in := glance.Invitation{Key: c.key, Username: s.Agent.SignOn.Username, Video: s.Share.Video}
	if s.Share.SignIn && !c.basic {
		agent, err := s.credentials(c.with)(ctx)
		if err != nil {
			return glance.Ticket{}, failedOpening(err)
		}
		in.Agent = &agent
	}
	address, err := s.Service.ProgramAddress(glance.TaskPanorama, in)
	if err != nil {
		return glance.Ticket{}, Input{Kind: InOpenFailed, Reason: addressReason(err)}
	}
	u, err := url.Parse(address.Reveal())
	if err != nil {
		return glance.Ticket{}, Input{Kind: InOpenFailed, Reason: protocol.ReasonNoAddress}
	}
	return glance.Ticket{URL: u, Method: http.MethodGet}, Input{}
}

// startIn begins or goes on with a session in Panorama.
func (s *subject) startIn(w *watched, p protocol.ActParams) error {
	switch {
	case s.Share.Programs == nil || !s.Share.offers(protocol.ActPanorama) && s.Location != protocol.OpenPanorama:
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotOffered)
	case !s.active():
		return s.start(p)
	case p.Session != s.session.ID:
		return refuse(protocol.CodeNotAllowed, protocol.ReasonNotPossibleNow)
	}
	return s.must(Input{Kind: InOpen, Place: protocol.OpenPanorama})
}

// clientReasons are why Panorama did not start.
var clientReasons = []protocol.Reason{
	protocol.ReasonClientMissing, protocol.ReasonClientOther, protocol.ReasonClientFailed, protocol.ReasonNoDisplay, protocol.ReasonNoAddress,
}

// missesPanorama reports whether the session could not be opened in Panorama, for
// this reason.
func (s *subject) missesPanorama(reason protocol.Reason) bool {
	return s.session.State == Blocked && s.place() == protocol.OpenPanorama && s.session.Reason == reason
}

// reopens is where a session is opened again: in the browser where Panorama did
// not start, else where it was.
func (s *subject) reopens() protocol.OpenLocation {
	if !slices.ContainsFunc(clientReasons, s.missesPanorama) {
		return ""
	}
	if s.Location != protocol.OpenPanorama {
		return s.Location
	}
	return protocol.OpenTab
}

// showPanorama adds to a view what can be done where Panorama did not start, and
// that what happens in it is not told.
func (s *subject) showPanorama(view *protocol.View) {
	if s.place() != protocol.OpenPanorama || s.Share.Programs == nil {
		return
	}
	if view.Reason == "" && (view.Face == protocol.FaceJoined || view.Face == protocol.FaceHandedOver) {
		view.Reason = protocol.ReasonInPanorama
	}
	if view.Face != protocol.FaceBlocked || !slices.ContainsFunc(clientReasons, s.missesPanorama) {
		return
	}
	first := protocol.ActPanorama
	switch {
	case view.Reason == protocol.ReasonClientMissing && s.Share.Programs.Look(glance.SchemePanorama).Installed():
		view.Reason = protocol.ReasonClientReady
	case view.Reason == protocol.ReasonClientMissing && s.Share.Download:
		first = protocol.ActDownload
	case view.Reason == protocol.ReasonClientMissing:
		return
	case view.Reason == protocol.ReasonClientOther:
		first = protocol.ActAgree
		view.Screen = &protocol.Screen{Kind: protocol.ActPanorama, Since: s.session.Since, Face: protocol.FaceClientOther, Program: described(s.other)}
	}
	view.Actions = slices.Insert(view.Actions, 0, first)
}
