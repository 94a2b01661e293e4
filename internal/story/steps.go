package story

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// steps are the story. Their numbers are those of the product's promise.
func (s *script) steps() []step {
	return []step{
		{"1. Vera is not on the website: the button is there in its absent colour, without a key field", "absent", s.contactOpens, s.agentOnly, false},
		{"1. A click says that she is not on the website and offers “Have key”", "absent-clicked", s.clickWhileAbsent, s.agentOnly, false},
		{"2. Vera opens the shop: the button lights within a second", "present", s.shopOpens, s.both, false},
		{"2. It shows the page that she is on, and follows", "page-followed", s.pageFollows, s.both, false},
		{"3. Click: Vera sees the terms, the agent waits and can cancel", "terms", s.ask, s.both, false},
		{"3. Cancel resets the agent's side", "cancelled", s.cancel, s.both, false},
		{"3. Vera accepts afterwards: the button says so and offers Join or End", "late-accept", s.lateAccept, s.both, false},
		{"3. End: she is not left alone", "late-ended", s.endLate, s.both, false},
		{"4. Click again, Vera declines: the agent is told so", "declined", s.declined, s.both, false},
		{"5. Click again, Vera accepts: the viewer opens in a new tab, signed in, in her session", "viewer", s.joins, s.viewerAndCustomer, false},
		{"5. The button shows the session", "in-session", s.inSession, s.both, false},
		{"6. The session ends: the button is back to present", "ended", s.ends, s.both, false},
		{"6. The event log holds record, agent, key, type, each step and its time, in order", "event-log", s.eventLog, s.agentAndLog, false},
		{"7. Nora's field is empty: a key field", "no-key", s.keyField, s.agentOnly, false},
		{"7. A wrong key waits", "wrong-key", s.wrongKeyWaits, s.agentOnly, false},
		{"7. It can be cancelled", "wrong-key-cancelled", s.wrongKeyCancelled, s.agentOnly, false},
		{"7. The right key: it stands beside the record's name before anything opens", "confirm", s.rightKey, s.both, false},
		{"7. Yes: the viewer opens in that session", "typed-viewer", s.confirmed, s.viewerAndCustomer, false},
		{"7. The button shows the session", "typed-in-session", s.inTypedSession, s.both, false},
		{"7. The event log says that the key was typed", "typed-log", s.typedLog, s.agentAndLog, false},
		{"8. Right-click: “Cobrowse with this contact” does what the button does", "right-click", s.rightClick, s.both, false},
		{"9. A page that shows no record: no button; the popup says why and what to do", "no-record", s.noRecord, s.agentAndPopup, false},
		{"9. A site that no rule names: the same", "no-rule", s.noRule, s.agentAndPopup, false},
		{"9. A record whose field cannot be found: no guess; button and popup say why and what to do", "no-field", s.noField, s.agentAndPopup, false},
		{"10. No sign-in is configured: button and popup say so, and that presence is off", "basic", s.basic, s.agentAndPopup, false},
		{"10. Click: the viewer opens once, to wait for Vera, and asks for the sign-in itself", "basic-viewer", s.basicOpens, s.viewerAndCustomer, false},
		{"10. The button claims no session, and can be clicked again", "basic-handed-over", s.basicHandedOver, s.agentOnly, false},
		{"10. Signed in by hand, the viewer is with Vera once she starts", "basic-session", s.basicSession, s.viewerAndCustomer, false},
		{"10. The event log says that it was a basic join", "basic-log", s.basicLog, s.agentAndLog, false},
		{"11. Show my screen, and no program of Glance’s is installed: where it comes from, and the browser instead", "no-program", s.screenMissing, s.agentOnly, false},
		{"11. One is installed: it is noticed by itself", "program-ready", s.screenReady, s.agentOnly, false},
		{"11. It is not known as Glance’s: it is shown by name before it starts", "other-program", s.screenOther, s.agentOnly, false},
		{"11. Show: it starts with one address, and the key stands on the button", "show", s.shows, s.agentOnly, false},
		{"11. View: the same", "view", s.views, s.agentOnly, false},
		{"11. Panorama joins Vera’s session", "panorama", s.panorama, s.agentOnly, false},
		{"11. The event log holds each with its type", "screen-log", s.screenLog, s.agentAndLog, false},
		{"The installer’s check of all this is green", "checked", s.checked, s.agentOnly, false},
		{"The installer takes the host away: nothing of it is left, and what was recorded stays", "removed", s.removed, s.agentOnly, false},
		{"No LoginKey is left in any page, history, log, database or profile file", "no-secret", s.noSecret, s.agentOnly, true},
	}
}

func (s *script) contactOpens(ctx context.Context) error {
	if err := s.stage.agent.Go(ctx, s.stage.crmURL+"/contacts/"+vera.ID); err != nil {
		return err
	}
	if err := s.button(ctx, "absence", isAbsent); err != nil {
		return err
	}
	return s.beside(ctx)
}

func (s *script) clickWhileAbsent(ctx context.Context) error {
	if err := s.click(ctx, "start"); err != nil {
		return err
	}
	return s.button(ctx, "that she is not there", func(b look) bool {
		return b.says("not on the website") && b.offers("Have key")
	})
}

func (s *script) shopOpens(ctx context.Context) (err error) {
	if s.customer, err = s.stage.browser.Customer(ctx, s.stage.shopURL()); err != nil {
		return err
	}
	opened := time.Now()
	if err := s.button(ctx, "presence", isPresent); err != nil {
		return err
	}
	lit := time.Since(opened)
	s.say("             lit %d ms after the shop had loaded", lit.Milliseconds())
	if lit > s.options.Within {
		return fmt.Errorf("the button lit after %v, not within %v", lit, s.options.Within)
	}
	return nil
}

func (s *script) pageFollows(ctx context.Context) error {
	shop := strings.TrimSuffix(strings.TrimPrefix(s.stage.sim.ShopURL, "https://"), "/")
	if err := s.onPage(ctx, shop); err != nil {
		return err
	}
	if err := s.customer.ClickOn(ctx, `a[href="/products"]`); err != nil {
		return err
	}
	if err := s.customer.WaitFor(ctx, `location.pathname === "/products" && document.readyState === "complete"`); err != nil {
		return err
	}
	return s.onPage(ctx, "/products")
}

func (s *script) onPage(ctx context.Context, page string) error {
	return s.button(ctx, "the page "+page, func(b look) bool { return isPresent(b) && strings.Contains(b.Next, page) })
}

// ask clicks the button and waits until the terms are on the customer's page.
func (s *script) ask(ctx context.Context) error {
	if err := s.click(ctx, "start"); err != nil {
		return err
	}
	if err := s.customer.WaitFor(ctx, visible("#glance-accept")); err != nil {
		return err
	}
	return s.button(ctx, "the wait", func(b look) bool {
		return b.Busy && b.says("waiting for vera") && b.says("accept") && b.offers("Cancel")
	})
}

func (s *script) cancel(ctx context.Context) error {
	if err := s.click(ctx, "cancel"); err != nil {
		return err
	}
	return s.button(ctx, "presence again", isPresent)
}

func (s *script) lateAccept(ctx context.Context) error {
	if err := s.customer.ClickOn(ctx, "#glance-accept"); err != nil {
		return err
	}
	return s.button(ctx, "the late acceptance", func(b look) bool {
		return b.says("accepted") && b.offers("Join") && b.offers("End")
	})
}

func (s *script) endLate(ctx context.Context) error {
	if err := s.click(ctx, "end"); err != nil {
		return err
	}
	return s.sessionOver(ctx)
}

func (s *script) declined(ctx context.Context) error {
	if err := s.ask(ctx); err != nil {
		return err
	}
	if err := s.customer.ClickOn(ctx, "#glance-decline"); err != nil {
		return err
	}
	return s.button(ctx, "that she declined", func(b look) bool { return b.says("vera declined") })
}

func (s *script) joins(ctx context.Context) error {
	if err := s.ask(ctx); err != nil {
		return err
	}
	if err := s.customer.ClickOn(ctx, "#glance-accept"); err != nil {
		return err
	}
	return s.viewerOpens(ctx, vera.VisitorID)
}

func (s *script) inSession(ctx context.Context) error {
	if err := s.stage.agent.Front(ctx); err != nil {
		return err
	}
	return s.button(ctx, "the session", func(b look) bool {
		return b.Presence == "in_session" && b.Colour == colourInSession && b.says("With Vera")
	})
}

func (s *script) ends(ctx context.Context) error {
	if err := s.customer.ClickOn(ctx, "#glance-end"); err != nil {
		return err
	}
	return s.sessionOver(ctx)
}

// sessionOver waits until no session runs and the button is back to present.
func (s *script) sessionOver(ctx context.Context) error {
	err := browser.Until(ctx, "the session to end", func(context.Context) (bool, error) {
		return !s.stage.sim.SessionRuns(vera.VisitorID), nil
	})
	if err != nil {
		return err
	}
	return s.button(ctx, "presence again", isPresent)
}

func visible(selector string) string {
	return fmt.Sprintf("document.querySelector(%q)?.checkVisibility()", selector)
}
