package story

import (
	"context"

	"github.com/glance-networks/agent-host/internal/browser"
)

// menuItem is the product's item in the menu of a right-click.
var menuItem = browser.MenuItem{ID: "cobrowse", Title: "Cobrowse with this contact"}

// rightClick has Vera come back, and asks her by a right-click on her name.
func (s *script) rightClick(ctx context.Context) error {
	s.viewer.Close()
	if err := s.customer.ClickOn(ctx, "#glance-end"); err != nil {
		return err
	}
	if err := s.customer.WaitFor(ctx, "!"+visible("#glance-bar")); err != nil {
		return err
	}
	if err := s.customer.Go(ctx, s.stage.shopURL()); err != nil {
		return err
	}
	if err := s.stage.agent.Go(ctx, s.stage.crmURL+"/contacts/"+vera.ID); err != nil {
		return err
	}
	if err := s.button(ctx, "presence", isPresent); err != nil {
		return err
	}
	if err := s.stage.agent.ChooseMenu(ctx, "main h1", menuItem); err != nil {
		return err
	}
	return s.customer.WaitFor(ctx, visible("#glance-accept"))
}
