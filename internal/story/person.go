package story

import "context"

// Person opens the browser on Vera's page, and her own window in the shop, and
// stays until the browser is closed or ctx ends.
func Person(ctx context.Context, o Options) error {
	s := &script{options: o}
	return s.on(ctx, func(ctx context.Context) error {
		if err := s.stage.agent.Go(ctx, s.stage.crmURL+"/contacts/"+vera.ID); err != nil {
			return err
		}
		if _, err := s.stage.browser.Customer(ctx, s.stage.sim.ShopURL); err != nil {
			return err
		}
		if err := s.stage.agent.Front(ctx); err != nil {
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
