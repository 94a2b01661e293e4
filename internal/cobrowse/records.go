package cobrowse

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// maxRecords is how many records a desk remembers; those that were seen longest
// ago are forgotten first.
const maxRecords = 500

// records remembers which visitor id each record was last seen with, so that one
// id on two records is noticed, watched or not. The zero value has none. Its lock
// is taken after every other.
type records struct {
	mu   sync.Mutex
	seen []sighting // the latest last
}

// sighting is a record and the visitor id that it had.
type sighting struct {
	record    protocol.Record
	visitorID string
}

// see notes a record's visitor id, which may be empty, and gives the one before.
func (r *records) see(record protocol.Record, visitorID string) (before string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := slices.IndexFunc(r.seen, func(s sighting) bool { return sameRecord(s.record, record) })
	if at >= 0 {
		before = r.seen[at].visitorID
		r.seen = slices.Delete(r.seen, at, at+1)
	}
	if visitorID == "" {
		return before
	}
	if len(r.seen) == maxRecords {
		r.seen = slices.Delete(r.seen, 0, 1)
	}
	r.seen = append(r.seen, sighting{record, visitorID})
	return before
}

// others are the titles, or where there is none the ids, of the other records
// with a visitor id, in order, each once. A case and its contact, say, which are titled with
// the same customer's name, are no two customers.
func (r *records) others(record protocol.Record, visitorID string) (titles []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.seen {
		if s.visitorID == visitorID && !sameRecord(s.record, record) && !sameCustomer(s.record, record) {
			titles = append(titles, cmp.Or(s.record.Title, s.record.ID))
		}
	}
	slices.Sort(titles)
	return slices.Compact(titles)
}

// sameCustomer reports whether two records of different types are titled alike.
func sameCustomer(a, b protocol.Record) bool {
	name := func(r protocol.Record) string { return strings.ToLower(strings.Join(strings.Fields(r.Title), " ")) }
	return a.Type != b.Type && name(a) != "" && name(a) == name(b)
}

// remember notes whom a record means, and has shown what that is news to.
func (d *Desk) remember(record protocol.Record, identity Identity) {
	visitorID := ""
	if d.names(identity) {
		visitorID = identity.VisitorID
	}
	before := d.records.see(record, visitorID)
	for _, id := range []string{before, visitorID} {
		if s := d.subjectOf(id); s != nil {
			s.refresh()
		}
	}
}

// subjectOf is the subject of a visitor id, if there is one.
func (d *Desk) subjectOf(visitorID string) *subject {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.subjects[d.subjectKey(Identity{VisitorID: visitorID}, protocol.Record{})]
}
