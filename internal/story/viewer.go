package story

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glance-networks/agent-host/internal/browser"
)

// viewerOpens waits for the viewer of a session and sees that it is the only one.
func (s *script) viewerOpens(ctx context.Context, key string) (err error) {
	if err := s.stage.sim.Joined(ctx, key); err != nil {
		return fmt.Errorf("no viewer was opened for %s: %w", key, err)
	}
	s.viewer, err = s.stage.browser.WaitTab(ctx, "the viewer", func(address string) bool {
		return strings.HasPrefix(address, s.stage.sim.WebServer+"/agentjoin/")
	})
	if err != nil {
		return err
	}
	return errors.Join(s.viewerShows(ctx, key), s.openedOnce(key), s.cleanAddresses(ctx))
}

// viewerShows waits until the viewer's page says whose session it is in, and as whom.
func (s *script) viewerShows(ctx context.Context, key string) error {
	return browser.Until(ctx, "the viewer to be in the session "+key, func(ctx context.Context) (bool, error) {
		text, err := s.viewer.Text(ctx)
		return strings.Contains(text, key) && strings.Contains(text, agentID), err
	})
}

func (s *script) openedOnce(key string) error {
	times := 0
	for _, o := range s.stage.sim.ViewerOpens() {
		if o.Key != key {
			continue
		}
		times++
		if !o.Valid || !o.Running || o.Method != "POST" || o.PUID != agentID {
			return fmt.Errorf("the viewer was opened wrongly: %+v", o)
		}
	}
	if times != 1 {
		return fmt.Errorf("the viewer was opened %d times", times)
	}
	return nil
}
