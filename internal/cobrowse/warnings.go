package cobrowse

import (
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// Limits of what is warned of at once.
const (
	maxWarnings   = 5
	maxTwoRecords = maxWarnings - 2 // leaves room for the other kinds
)

// warnings is what speaks against the record's visitor id being the one customer,
// for as long as nothing has been signalled.
func (s *subject) warnings(record protocol.Record) (all []protocol.Warning) {
	if !s.validKey(s.visitorID) || !s.open() {
		return nil
	}
	others := s.records.others(record, s.visitorID)
	for _, title := range others[:min(len(others), maxTwoRecords)] {
		all = append(all, protocol.Warning{Kind: protocol.WarnTwoRecords, Title: title})
	}
	if s.news.Devices > 1 {
		all = append(all, protocol.Warning{Kind: protocol.WarnTwoDevices})
	}
	if s.elsewhere {
		all = append(all, protocol.Warning{Kind: protocol.WarnColleague})
	}
	return all
}

// open reports whether the record's visitor may still be signalled, or joined.
func (s *subject) open() bool {
	switch s.session.State {
	case None, Ended, Withdrawn:
		return true
	case Confirm:
		return s.presenceSpeaks()
	}
	return false
}

// shown are the warnings that a face does not say itself.
func shown(all []protocol.Warning, face protocol.Face) []protocol.Warning {
	if face == protocol.FaceElsewhere {
		all = slices.DeleteFunc(all, func(w protocol.Warning) bool { return w.Kind == protocol.WarnColleague })
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// kinds are warnings as the event log has them, each once.
func kinds(all []protocol.Warning) string {
	var words []string
	for _, w := range all {
		if word := string(w.Kind); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
