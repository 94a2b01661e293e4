package presence

import (
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

// A device counts for two and a half of its page's own rounds after it was last
// heard of. More than a few are not told apart.
const (
	deviceMemo = 5 * glance.PresencePace / 2
	maxDevices = 8
)

// devices are those that a visitor who is on the website was heard of from. The
// zero value has none.
type devices struct{ heard map[string]time.Time }

// hear notes what told of the visitor's presence, where it tells a device at all.
func (d *devices) hear(v glance.Visitor, now time.Time) {
	device := v.Device()
	if _, known := d.heard[device]; device == "" || !known && len(d.heard) == maxDevices {
		return
	}
	if d.heard == nil {
		d.heard = map[string]time.Time{}
	}
	d.heard[device] = now
}

// count is how many were heard of lately, and how long it is until the next of
// several is forgotten.
func (d *devices) count(now time.Time) (n int, fades time.Duration) {
	fades = deviceMemo
	for device, heard := range d.heard {
		left := deviceMemo - now.Sub(heard)
		if left <= 0 {
			delete(d.heard, device)
			continue
		}
		fades = min(fades, left)
	}
	return len(d.heard), fades
}

func (d *devices) clear() { clear(d.heard) }
