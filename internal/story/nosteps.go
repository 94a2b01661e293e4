package story

import (
	"context"
	"errors"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/story/crm"
)

// mira is the customer whose record is laid out without the visitor id's field.
var mira = crm.Contacts[5]

// noRecord has Vera decline what she was asked, and goes to a page of the CRM
// that shows her visitor id but is nobody's record.
func (s *script) noRecord(ctx context.Context) error {
	if err := s.customer.ClickOn(ctx, "#glance-decline"); err != nil {
		return err
	}
	if err := s.button(ctx, "that she declined", func(b look) bool { return b.says("vera declined") }); err != nil {
		return err
	}
	return s.noButtonAt(ctx, s.stage.crmURL+"/dashboard", "the rule “Sample CRM” finds no record on this page: open a customer’s record")
}

// noRule goes to a page of the shop that Vera is not on.
func (s *script) noRule(ctx context.Context) error {
	return s.noButtonAt(ctx, s.stage.sim.ShopURL+"cart", "No site rule names this page", "open a customer’s record in your CRM, or press Add this site")
}

// noButtonAt opens a page that gets no button, and has the popup say why.
func (s *script) noButtonAt(ctx context.Context, address string, sentences ...string) error {
	if err := s.stage.agent.Go(ctx, address); err != nil {
		return err
	}
	if err := s.popupSays(ctx, offersNothing, sentences...); err != nil {
		return err
	}
	switch _, err := ReadButton(ctx, s.stage.agent); {
	case err == nil:
		return fmt.Errorf("there is a button at %s", address)
	case !errors.Is(err, browser.ErrNoElement):
		return err
	}
	return nil
}

// noField opens Mira's record, which tells of Vera's visitor id in a note: that
// Vera is there does not light the button, and nobody can be asked.
func (s *script) noField(ctx context.Context) error {
	signals, opens := s.stage.sim.Calls(glancesim.CallSignalVisitor), len(s.stage.sim.ViewerOpens())
	if err := s.stage.agent.Go(ctx, s.stage.crmURL+"/contacts/"+mira.ID); err != nil {
		return err
	}
	if err := s.button(ctx, "that the field is missing", isWithoutField); err != nil {
		return err
	}
	err := s.popupSays(ctx, offersNothing, "was not found on this page", "open the part of the record that shows it, or ask your administrator")
	if err != nil {
		return err
	}
	if err := s.button(ctx, "the same as before", isWithoutField); err != nil {
		return err
	}
	if s.stage.sim.Calls(glancesim.CallSignalVisitor) != signals || len(s.stage.sim.ViewerOpens()) != opens {
		return errors.New("somebody was signalled, or a viewer opened")
	}
	return s.nothingToStart(ctx)
}

func isWithoutField(l look) bool {
	return l.Presence == "neutral" && l.says("No visitor ID on this page") && !l.Busy && !l.KeyField && l.offers("Why") && l.offers("Have key") && !l.offers("Cobrowse")
}

func (s *script) nothingToStart(ctx context.Context) error {
	err := s.stage.agent.CallClosed(ctx, `button[data-action="start"]`, "function() {}", nil)
	if errors.Is(err, browser.ErrNoElement) {
		return nil
	}
	return errors.Join(errors.New("the page has a button that asks somebody"), err)
}
