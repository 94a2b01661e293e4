package events

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

var ids = struct {
	sync.Mutex
	entropy ulid.MonotonicReader
}{entropy: ulid.Monotonic(rand.Reader, 0)}

// NewID returns a ULID that carries t (UTC, cut to milliseconds; outside 1970
// to 10889 the nearest end of that). Ids of one process grow as long as t does
// not go back, within a millisecond too; 80 random bits keep processes apart.
func NewID(t time.Time) string {
	ms := uint64(max(0, t.UnixMilli()))
	ms = min(ms, ulid.MaxTime())
	ids.Lock()
	defer ids.Unlock()
	id, err := ulid.New(ms, ids.entropy)
	if err != nil { // no random bits left above the last id of this millisecond
		id = ulid.MustNew(ms, rand.Reader)
	}
	return id.String()
}
