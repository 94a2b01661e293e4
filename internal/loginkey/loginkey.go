// Package loginkey says where a LoginKey comes from and keeps one at hand, so
// that a click never waits for it.
package loginkey

import (
	"context"
	"fmt"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// MaxHold is how long a LoginKey is held at most, whatever a setting says.
const MaxHold = 5 * time.Minute

// Key is one LoginKey, got at one moment and used for one purpose.
type Key struct {
	Value   secret.Text
	PUID    string    // the agent whom it proves
	Expires time.Time // as its issuer says
	Got     time.Time
}

// FreshAt reports whether the key may still be used at that moment: held no
// longer than hold, and not within a few seconds of its expiry.
func (k Key) FreshAt(now time.Time, hold time.Duration) bool {
	const margin = 5 * time.Second
	age := now.Sub(k.Got)
	return !k.Value.Empty() && age >= 0 && age < min(hold, MaxHold) && now.Add(margin).Before(k.Expires)
}

// Source gets a new LoginKey. Its errors are of type *Error.
type Source interface {
	Get(ctx context.Context) (Key, error)
}

// Error is why no LoginKey was got. It holds nothing that a server sent.
type Error struct {
	Reason protocol.Reason
	Err    error
}

func (e *Error) Error() string { return fmt.Sprintf("login key: %s: %v", e.Reason, e.Err) }

func (e *Error) Unwrap() error { return e.Err }
