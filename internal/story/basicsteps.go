package story

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// The agent's account at Glance, for a sign-in by hand.
const (
	username = "alex.glance.net"
	password = "a password that only Glance sees"
)

// basic takes the sign-in away, and leaves presence turned on in the settings.
func (s *script) basic(ctx context.Context) error {
	if err := s.stage.change(ctx, map[string]any{"loginKeySource": "none", "username": username}); err != nil {
		return err
	}
	if err := s.stage.agent.Go(ctx, s.stage.crmURL+"/contacts/"+vera.ID); err != nil {
		return err
	}
	err := s.button(ctx, "that Glance asks for the sign-in", func(b look) bool {
		return b.Presence == "neutral" && !b.Busy && b.says("Cobrowse") && b.says("opens Glance to sign in")
	})
	if err != nil {
		return err
	}
	return s.popupSays(ctx, func(context.Context, popupPage) error { return nil },
		"No Glance sign-in is set up on this computer: press Cobrowse", "loginKeySource is none, so it stays off")
}

// basicOpens sees what was asked of the viewer, and that it asks for the sign-in.
func (s *script) basicOpens(ctx context.Context) (err error) {
	lookups, keys := s.stage.sim.Calls(glancesim.CallLookup), s.stage.sim.Calls(glancesim.CallLoginKey)
	if err := s.click(ctx, "start"); err != nil {
		return err
	}
	s.viewer, err = s.stage.browser.WaitTab(ctx, "the viewer's sign-in", func(address string) bool {
		return strings.HasPrefix(address, s.stage.sim.WebServer+"/login/")
	})
	if err != nil {
		return err
	}
	if err := s.viewer.WaitFor(ctx, fmt.Sprintf(`document.querySelector("input[name=username]")?.value === %q && `, username)+visible("input[type=password]")); err != nil {
		return err
	}
	if s.stage.sim.Calls(glancesim.CallLookup) != lookups || s.stage.sim.Calls(glancesim.CallLoginKey) != keys {
		return errors.New("a LoginKey or a lookup was asked for")
	}
	return errors.Join(s.openedBasically(1), s.cleanAddresses(ctx))
}

// openedBasically looks at the viewers that were opened without a sign-in.
func (s *script) openedBasically(times int) error {
	const query = "SessionKey=vera-visitor&wait=1&username=" + username
	for _, o := range s.stage.sim.ViewerOpens() {
		if o.PUID != "" || o.Valid {
			continue
		}
		times--
		if o.Query != query || o.Method != "GET" || !o.Wait || o.Key != vera.VisitorID || o.Username != username {
			return fmt.Errorf("the viewer was opened wrongly: %+v", o)
		}
	}
	if times != 0 {
		return fmt.Errorf("the viewer was opened %d times too few", times)
	}
	return nil
}

func (s *script) basicHandedOver(ctx context.Context) error {
	if err := s.stage.agent.Front(ctx); err != nil {
		return err
	}
	return s.button(ctx, "that the viewer asks for the sign-in", func(b look) bool {
		return b.Presence == "neutral" && !b.Busy && b.says("Viewer open for Vera") && b.says("sign in to Glance there") && b.offers("Open again")
	})
}

// basicSession signs in by hand; the viewer waits, as it was told to.
func (s *script) basicSession(ctx context.Context) error {
	if err := s.viewer.ClickOn(ctx, "input[type=password]"); err != nil {
		return err
	}
	if err := s.viewer.Type(ctx, password); err != nil {
		return err
	}
	if err := s.viewer.ClickOn(ctx, "#log-in"); err != nil {
		return err
	}
	if err := s.viewer.WaitFor(ctx, `document.querySelector("#status")?.textContent === "Waiting for the session to start"`); err != nil {
		return err
	}
	if err := s.customer.ClickOn(ctx, "#glance-start"); err != nil {
		return err
	}
	return browser.Until(ctx, "the viewer to be with Vera", func(ctx context.Context) (bool, error) {
		text, err := s.viewer.Text(ctx)
		return strings.Contains(text, "In session with "+vera.VisitorID) && strings.Contains(text, username), err
	})
}

// basicLog ends what runs, and reads what the desk knew of it: the opening.
func (s *script) basicLog(ctx context.Context) error {
	if err := errors.Join(s.customer.ClickOn(ctx, "#glance-end"), s.openedBasically(1)); err != nil {
		return err
	}
	s.viewer.Close()
	s.logPage.Close()
	before := append(told(), s.toldOfKeys()...)
	return s.readLog(ctx, append(before, toldOfBasic()...), len(before))
}

// toldOfBasic is what the log has to hold of the right-click, and of the basic join.
func toldOfBasic() []tale {
	return []tale{
		{who: vera, key: vera.VisitorID, kind: protocol.KeyVisitor, steps: []string{"asked", "signal_begun", "terms_displayed", "terms_declined"}},
		{who: vera, key: vera.VisitorID, kind: protocol.KeyVisitor, steps: []string{"basic_asked", "open_begun", "ticket_given", "opened"}},
	}
}
