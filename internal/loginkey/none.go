package loginkey

import (
	"context"
	"errors"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// None gives no LoginKeys: no sign-in is configured, and viewers ask for it.
type None struct{}

// Take always fails, with an *Error.
func (None) Take(context.Context) (Key, error) {
	return Key{}, &Error{Reason: protocol.ReasonSignInOff, Err: errors.New("loginKeySource is none")}
}

// Warm has nothing to keep warm.
func (None) Warm() (cool func()) { return func() {} }

// Hold is how long a key may be held: there is none.
func (None) Hold() time.Duration { return 0 }
