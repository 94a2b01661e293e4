package story

import (
	"context"
	"fmt"
	"strings"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
)

// popupPage is the extension's own window, open over the agent's page.
type popupPage interface {
	window
	Evaluate(ctx context.Context, expression string, out any) error
	Close()
}

// openPopup presses the extension's button in the browser's toolbar.
func (s *script) openPopup(ctx context.Context) (popupPage, error) {
	if s.stage.chromium != nil {
		return some[popupPage](s.stage.chromium.Popup(ctx, s.stage.agent.(*browser.Page)))
	}
	return some[popupPage](s.stage.agent.(*firefox.Page).Popup(ctx))
}

// popupSays opens the popup over the agent's page, waits until it says each of
// some sentences, looks at it with see, keeps its picture, and closes it.
func (s *script) popupSays(ctx context.Context, see func(context.Context, popupPage) error, sentences ...string) error {
	open, err := s.openPopup(ctx)
	if err != nil {
		return err
	}
	defer open.Close()
	var text string
	err = browser.Until(ctx, "the popup to say it all", func(ctx context.Context) (bool, error) {
		err := open.Evaluate(ctx, "document.body.innerText", &text)
		for _, sentence := range sentences {
			if !strings.Contains(text, sentence) {
				return false, err
			}
		}
		return true, err
	})
	if err != nil {
		return fmt.Errorf("%w; it says %q", err, text)
	}
	if err := see(ctx, open); err != nil {
		return err
	}
	s.popup, err = open.Screenshot(ctx)
	return err
}

// offersNothing sees that nobody can be asked from the popup.
func offersNothing(ctx context.Context, open popupPage) error {
	var offered int
	err := open.Evaluate(ctx, `document.querySelectorAll('[data-action="start"]').length`, &offered)
	if err == nil && offered > 0 {
		err = fmt.Errorf("the popup offers a button")
	}
	return err
}

func (s *script) agentAndPopup() []window {
	if s.popup == nil {
		return s.agentOnly()
	}
	return []window{s.stage.agent, s.popup}
}
