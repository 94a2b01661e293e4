package story

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/sqlite"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/story/crm"
)

// tale is what the log has to hold of one session.
type tale struct {
	who   crm.Contact
	key   string
	kind  protocol.KeyKind
	steps []string
	may   []string // steps that may be there too
	of    string   // its type; empty: a cobrowse session's
}

// told are Vera's sessions, in their order.
func told() []tale {
	asked := func(steps ...string) tale {
		return tale{who: vera, key: vera.VisitorID, kind: protocol.KeyVisitor, steps: append([]string{"asked", "signal_begun"}, steps...)}
	}
	return []tale{
		asked("not_there"),
		asked("terms_displayed", "cancelled", "late_accepted", "end_begun", "session_ended"),
		asked("terms_displayed", "terms_declined"),
		asked("terms_displayed", "terms_accepted", "session_found", "open_begun", "ticket_given", "opened", "session_ended"),
	}
}

// either are steps whose place is the network's to choose, or that may be missing.
var either = []string{"signal_accepted", "session_started", "end_sent"}

func (s *script) eventLog(ctx context.Context) error { return s.readLog(ctx, told(), 0) }

// readLog reads the desk's log as a report would, while the host has it open,
// and shows it from a session on.
func (s *script) readLog(ctx context.Context, want []tale, from int) error {
	log, err := sqlite.Open(s.stage.desk.events())
	if err != nil {
		return err
	}
	defer log.Close()
	all, _, err := log.Page(ctx, events.Query{})
	if err != nil {
		return err
	}
	sessions := bySession(all)
	if err := s.showLog(ctx, sessions[min(from, len(sessions)):]); err != nil {
		return err
	}
	if len(sessions) != len(want) {
		return fmt.Errorf("the log holds %d sessions, not %d", len(sessions), len(want))
	}
	for i, session := range sessions {
		if i >= from {
			s.say("             %s", names(session))
		}
		if err := s.checkSession(session, want[i]); err != nil {
			return fmt.Errorf("session %d (%s): %w", i+1, names(session), err)
		}
	}
	return nil
}

func (s *script) checkSession(session []events.Event, want tale) error {
	var firm []string
	for i, event := range session {
		if err := s.checkEvent(event, i, want); err != nil {
			return fmt.Errorf("%s: %w", event.Name, err)
		}
		if i > 0 && event.Time.Before(session[i-1].Time) {
			return fmt.Errorf("%s is earlier than what went before", event.Name)
		}
		if !slices.Contains(either, event.Name) && !slices.Contains(want.may, event.Name) {
			firm = append(firm, event.Name)
		}
	}
	if !slices.Equal(firm, want.steps) {
		return fmt.Errorf("wanted %s", strings.Join(want.steps, " → "))
	}
	return nil
}

func (s *script) checkEvent(e events.Event, at int, want tale) error {
	record := protocol.Record{
		System: "sample-crm", Type: "contact", ID: want.who.ID, Title: want.who.Name, URL: s.stage.crmURL + "/contacts/" + want.who.ID,
	}
	switch {
	case e.Record != record:
		return fmt.Errorf("the record is %+v", e.Record)
	case e.Agent != agentID || e.Group != group || e.Desk != deskID:
		return fmt.Errorf("agent, group and desk are %s, %d, %s", e.Agent, e.Group, e.Desk)
	case e.Key != want.key || e.KeyKind != string(want.kind) || e.Type != cmp.Or(want.of, events.TypeCobrowse):
		return fmt.Errorf("key, its kind and type are %s, %s, %s", e.Key, e.KeyKind, e.Type)
	case e.Seq != int64(at+1):
		return fmt.Errorf("its place is %d, not %d", e.Seq, at+1)
	case e.Time.Before(s.stage.began) || time.Since(e.Time) < 0 || e.Time.Location() != time.UTC:
		return fmt.Errorf("its time is %v", e.Time)
	}
	return nil
}

// bySession groups events, sessions in the order in which they began.
func bySession(all []events.Event) [][]events.Event {
	var sessions [][]events.Event
	places := map[string]int{}
	for _, event := range all {
		place, known := places[event.Session]
		if !known {
			place = len(sessions)
			places[event.Session], sessions = place, append(sessions, nil)
		}
		sessions[place] = append(sessions[place], event)
	}
	return sessions
}

func names(session []events.Event) string {
	var list []string
	for _, event := range session {
		list = append(list, event.Name)
	}
	return strings.Join(list, " → ")
}
