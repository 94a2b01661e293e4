package story

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// standIn is the name of a program that is registered as Glance's would be, and
// writes down what it is started with.
const standIn = "Glance stand-in"

func (d desk) standIn() string { return filepath.Join(d.dir, "stand-in") }

// registerStandIn has the system know the stand-in for both of Glance's schemes.
func (d desk) registerStandIn() error {
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" >> '" + d.standIn() + ".got'\n"
	entry := fmt.Sprintf("[Desktop Entry]\nType=Application\nName=%s\nExec=%q %%u\nMimeType=x-scheme-handler/glance;x-scheme-handler/glancepanorama;\n", standIn, d.standIn())
	return errors.Join(os.WriteFile(d.standIn(), []byte(script), 0o755), writeAll(map[string][]byte{
		filepath.Join(d.data(), "applications", "stand-in.desktop"): []byte(entry),
	}))
}

// more chooses what Glance's program can do.
func (s *script) more(ctx context.Context, action string) error {
	if err := s.click(ctx, "more"); err != nil {
		return err
	}
	return s.click(ctx, action)
}

// screenMissing has the role's buttons widened, and finds no program.
func (s *script) screenMissing(ctx context.Context) error {
	s.logPage.Close()
	if err := s.stage.change(ctx, map[string]any{"buttons": []string{"cobrowse", "show", "view", "panorama"}}); err != nil {
		return err
	}
	if err := s.stage.agent.Go(ctx, s.stage.crmURL+"/contacts/"+vera.ID); err != nil {
		return err
	}
	if err := s.button(ctx, "what Glance's program can do", func(b look) bool { return b.offers("More") }); err != nil {
		return err
	}
	if err := s.more(ctx, "show"); err != nil {
		return err
	}
	return s.button(ctx, "that no program is installed", func(b look) bool {
		return b.says("Glance’s program is not installed") && b.offers("Get it") && b.offers("Cobrowse instead")
	})
}

func (s *script) screenReady(ctx context.Context) error {
	if err := s.stage.desk.registerStandIn(); err != nil {
		return err
	}
	return s.button(ctx, "that the program is there", func(b look) bool { return b.says("Glance’s program is ready") })
}

// screenOther sees another program's name before it is used.
func (s *script) screenOther(ctx context.Context) error {
	if err := s.click(ctx, "show"); err != nil {
		return err
	}
	err := s.button(ctx, "which program would start", func(b look) bool {
		return b.says("“"+standIn+"” is registered for this") && b.says(s.stage.desk.standIn()) && b.offers("Start it")
	})
	if len(s.handed()) > 0 {
		err = errors.Join(err, errors.New("it was started before anybody agreed"))
	}
	return err
}

// handed is what the stand-in was started with so far.
func (s *script) handed() []string {
	text, _ := os.ReadFile(s.stage.desk.standIn() + ".got") // none: it was not started
	return strings.Fields(string(text))
}

// hands waits until the stand-in got an address, after those it had.
func (s *script) hands(ctx context.Context, address string) error {
	s.addresses = append(s.addresses, address)
	err := browser.Until(ctx, "the program to get its address", func(context.Context) (bool, error) { return len(s.handed()) >= len(s.addresses), nil })
	if got := s.handed(); err == nil && !slices.Equal(got, s.addresses) {
		err = fmt.Errorf("the program got %q, not %q", got, s.addresses)
	}
	return err
}

var shownKey = regexp.MustCompile(`key (\d{4})$`)

// sharedKey reads the key of a shared screen off the button.
func (s *script) sharedKey(ctx context.Context, words string) (key string, err error) {
	err = s.button(ctx, words+" and a key", func(b look) bool {
		if found := shownKey.FindStringSubmatch(b.Words); found != nil && b.says(words) {
			key = found[1]
		}
		return key != "" && b.says("the rest is told in Glance’s program")
	})
	return key, err
}

func (s *script) shows(ctx context.Context) error {
	if err := s.click(ctx, "agree"); err != nil {
		return err
	}
	key, err := s.sharedKey(ctx, "Showing my screen")
	s.shared = append(s.shared, key)
	return errors.Join(err, s.hands(ctx, "glance://show?key="+key))
}

func (s *script) views(ctx context.Context) error {
	if err := s.click(ctx, "dismiss"); err != nil {
		return err
	}
	if err := s.button(ctx, "the usual again", func(b look) bool { return b.offers("More") && b.says("Cobrowse") }); err != nil {
		return err
	}
	if err := s.more(ctx, "view"); err != nil {
		return err
	}
	key, err := s.sharedKey(ctx, "Viewing a screen")
	s.shared = append(s.shared, key)
	return errors.Join(err, s.hands(ctx, "glance://view?key="+key))
}

// panorama joins Vera's session in the other program, without a sign-in.
func (s *script) panorama(ctx context.Context) error {
	if err := s.click(ctx, "dismiss"); err != nil {
		return err
	}
	if err := s.button(ctx, "the usual again", func(b look) bool { return b.offers("More") && b.says("Cobrowse") }); err != nil {
		return err
	}
	if err := s.more(ctx, "panorama"); err != nil {
		return err
	}
	if err := s.button(ctx, "which program would start", func(b look) bool { return b.says(standIn) && b.offers("Start it") }); err != nil {
		return err
	}
	if err := s.click(ctx, "agree"); err != nil {
		return err
	}
	web := url.QueryEscape(strings.TrimPrefix(s.stage.sim.WebServer, "https://"))
	if err := s.hands(ctx, fmt.Sprintf("glancepanorama://agentjoin/%s/%d/%s", web, group, vera.VisitorID)); err != nil {
		return err
	}
	return s.button(ctx, "that Panorama was started", func(b look) bool { return b.says("Panorama was started") })
}

// screenLog reads what the desk knew of it.
func (s *script) screenLog(ctx context.Context) error {
	before := append(append(told(), s.toldOfKeys()...), toldOfBasic()...)
	var screens []tale
	for _, key := range s.shared {
		screens = append(screens, tale{who: vera, key: key, kind: protocol.KeyRandom, steps: []string{"launch_begun", "launched"}, of: events.TypeScreen})
	}
	return s.readLog(ctx, slices.Concat(before, screens, []tale{
		{who: vera, key: vera.VisitorID, kind: protocol.KeyVisitor, steps: []string{"basic_asked", "open_begun", "open_failed", "open_asked", "open_begun", "ticket_given", "opened"}},
	}), len(before))
}
