package live

import (
	"context"
	"fmt"
	"strings"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// ids tries the visitor ids that keyPattern admits and sources disagree about.
func (r *run) ids(ctx context.Context, s *step) {
	client, err := r.client(r.cfg)
	if err != nil {
		return
	}
	taken := func(id string) bool {
		if !r.KeyPattern.MatchString(id) {
			return true
		}
		_, err := client.LookupVisitor(ctx, r.token, r.GroupID, id)
		return err == nil || r.status() < 400 || r.status() >= 500
	}
	var dropped []string
	characters := ""
	for _, c := range []string{".", "_", "~", "-"} {
		if taken(nobody() + c + "x") {
			characters += c
		} else {
			dropped = append(dropped, c)
		}
	}
	longest := 63
	for _, n := range []int{63, 62, 50} {
		if longest = n; taken(ofLength(n)) {
			break
		}
		dropped = append(dropped, fmt.Sprintf("%d characters", n))
	}
	s.fact(protocol.LiveInferred, yes(len(dropped) == 0), refusedIDs(dropped), "Presence takes the visitor ids that keyPattern admits")
	if len(dropped) > 0 {
		s.change("keyPattern", pattern(characters, longest))
	}
}

func refusedIDs(dropped []string) string {
	if len(dropped) == 0 {
		return ""
	}
	return "refused: " + strings.Join(dropped, " ")
}

func ofLength(n int) string { return (nobody() + nobody() + nobody() + nobody())[:n] }

// pattern is a keyPattern: a hyphen comes last, where it stands for itself.
func pattern(characters string, longest int) string {
	return fmt.Sprintf("^[A-Za-z0-9%s]{1,%d}$", characters, longest)
}
