package story

import (
	"context"
	"errors"
)

// Person opens the browser on Vera's page, and her own window in the shop, and
// stays until the browser is closed or ctx ends.
func Person(ctx context.Context, o Options) error {
	o.installed = true
	s := &script{options: o}
	return s.on(ctx, func(ctx context.Context) error {
		if err := s.stage.agent.Go(ctx, s.stage.crmURL+"/contacts/"+vera.ID); err != nil {
			return err
		}
		shop, err := s.stage.browser.Customer(ctx, s.stage.sim.ShopURL)
		if err != nil {
			return err
		}
		if err := s.arrange(ctx, shop); err != nil {
			return err
		}
		s.invite()
		select {
		case <-s.stage.browser.Done():
		case <-ctx.Done():
		}
		return nil
	})
}

// arrange stands the agent's window and the customer's side by side.
func (s *script) arrange(ctx context.Context, customer Page) error {
	screen, err := s.stage.agent.Screen(ctx)
	if err != nil {
		return err
	}
	left, right := screen, screen
	left.Width = screen.Width * 11 / 20
	right.X, right.Width = screen.X+left.Width, screen.Width-left.Width
	if err := errors.Join(s.stage.agent.Place(ctx, left), customer.Place(ctx, right)); err != nil {
		return err
	}
	return s.stage.agent.Front(ctx)
}

func (s *script) invite() {
	s.say("")
	s.say("You are the agent, at Vera Visitor's page in the sample CRM. The button beside")
	s.say("her name is blue: she is not on the website.")
	s.say("")
	s.say("  1. In the other window you are Vera. Press “Sign in as Vera Visitor”: the button lights.")
	s.say("  2. Press the button. In Vera's window, press Accept.")
	s.say("  3. The viewer opens in a new tab, signed in. Press End, in either window.")
	s.say("")
	s.say("  the CRM     %s", s.stage.crmURL+"/contacts")
	s.say("  the shop    %s", s.stage.sim.ShopURL)
	s.say("  event log   %s", s.stage.desk.events())
	s.say("  host's log  %s", s.stage.desk.log())
	s.say("")
	s.say("Close the browser or press Ctrl-C to end everything.")
}
