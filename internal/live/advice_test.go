package live_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/live"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// Each reason for which there is no LoginKey has its advice, and so has each
// code of Glance's that a check can meet.
func TestEachReasonHasItsAdvice(t *testing.T) {
	const own = "own words"
	for _, reason := range protocol.Reasons {
		kind, _, _ := strings.Cut(string(reason), "_")
		if reason == protocol.ReasonSignInOff || kind != "auth" && kind != "keychain" && kind != "clock" && kind != "sign" && kind != "certificate" {
			continue
		}
		if say := live.Advice(&loginkey.Error{Reason: reason, Err: errors.New(own)}); strings.Contains(say, own) {
			t.Errorf("%s: %s", reason, say)
		}
	}
	for _, code := range []glance.Code{glance.Refused, glance.Unreachable, glance.Nonsense, glance.ForeignAddress, glance.Cancelled, glance.Silent} {
		if say := live.Advice(&glance.Error{Op: own, Code: code}); strings.Contains(say, own) {
			t.Errorf("%s: %s", code, say)
		}
	}
}
