package story

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/story/crm"
)

// nora is the customer whose record holds no visitor id.
var nora = crm.Contacts[2]

// wrongKey is longer than any that the shop gives.
const wrongKey = "00000"

func (s *script) keyField(ctx context.Context) error {
	s.viewer.Close()
	if err := s.stage.agent.Go(ctx, s.stage.crmURL+"/contacts/"+nora.ID); err != nil {
		return err
	}
	return s.button(ctx, "a key field", isKeyField)
}

func isKeyField(l look) bool {
	return l.Presence == "neutral" && l.KeyField && !l.Busy && l.offers("Join")
}

// typeKey types a key into the field and presses Join.
func (s *script) typeKey(ctx context.Context, key string) error {
	if err := s.stage.agent.ClickClosed(ctx, "input", steady); err != nil {
		return err
	}
	if err := s.stage.agent.Type(ctx, key); err != nil {
		return err
	}
	return s.click(ctx, "key")
}

func (s *script) wrongKeyWaits(ctx context.Context) error {
	if err := s.typeKey(ctx, wrongKey); err != nil {
		return err
	}
	return s.button(ctx, "the wait for that key", func(b look) bool {
		return b.Busy && b.says("with key "+wrongKey) && b.offers("Cancel") && b.offers("Have another key")
	})
}

func (s *script) wrongKeyCancelled(ctx context.Context) error {
	if err := s.click(ctx, "cancel"); err != nil {
		return err
	}
	return s.button(ctx, "the key field again", isKeyField)
}

// guestStarts has a customer whom nobody knows start a session, and reads its key.
func (s *script) guestStarts(ctx context.Context) error {
	if err := s.customer.ClickOn(ctx, "#sign-out"); err != nil {
		return err
	}
	if err := s.customer.WaitFor(ctx, `document.readyState === "complete" && `+visible("#sign-in")); err != nil {
		return err
	}
	if err := s.customer.ClickOn(ctx, "#glance-start"); err != nil {
		return err
	}
	if err := s.customer.WaitFor(ctx, visible("#glance-bar")); err != nil {
		return err
	}
	var bar string
	err := s.customer.Evaluate(ctx, `document.querySelector("#glance-text").textContent`, &bar)
	s.key = bar[strings.LastIndexByte(bar, ' ')+1:]
	if err == nil && len(s.key) != 4 {
		err = fmt.Errorf("the customer reads %q", bar)
	}
	return err
}

func (s *script) rightKey(ctx context.Context) error {
	if err := s.guestStarts(ctx); err != nil {
		return err
	}
	if err := s.typeKey(ctx, s.key); err != nil {
		return err
	}
	err := s.button(ctx, "key and name side by side", func(b look) bool {
		return strings.Contains(b.Words, s.key) && strings.Contains(b.Next, nora.Name) && b.offers("Yes") && b.offers("No")
	})
	if opens := len(s.stage.sim.ViewerOpens()); err == nil && opens != 1 {
		err = errors.New("a viewer opened before the agent said yes")
	}
	return err
}

func (s *script) confirmed(ctx context.Context) error {
	if err := s.click(ctx, "confirm"); err != nil {
		return err
	}
	return s.viewerOpens(ctx, s.key)
}

func (s *script) inTypedSession(ctx context.Context) error {
	if err := s.stage.agent.Front(ctx); err != nil {
		return err
	}
	return s.button(ctx, "the session", func(b look) bool { return b.Presence == "in_session" && b.says("With Nora") })
}

// typedLog waits until the log holds what was typed and what came of it.
func (s *script) typedLog(ctx context.Context) error {
	s.logPage.Close()
	before := told()
	return s.readLog(ctx, append(before, s.toldOfKeys()...), len(before))
}

// toldOfKeys are Nora's sessions. Of the second's end the lookup may have told by
// the time it is read, or the sign-in was taken away before.
func (s *script) toldOfKeys() []tale {
	return []tale{
		{who: nora, key: wrongKey, kind: protocol.KeyTyped, steps: []string{"wait_begun", "cancelled"}},
		{
			who: nora, key: s.key, kind: protocol.KeyTyped,
			steps: []string{"wait_begun", "session_found", "confirmed", "open_begun", "ticket_given", "opened"},
			may:   []string{"session_ended", "left"},
		},
	}
}
