package story

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// The colours of a button's left part, as a browser computes them.
const (
	colourAbsent    = "rgb(51, 170, 225)"
	colourPresent   = "rgb(248, 103, 23)"
	colourInSession = "rgb(24, 122, 67)"
)

// steady is how long a control has to stand before a press on it counts, with
// time for the browser to report that it does.
const steady = 750 * time.Millisecond

// look is what the agent sees of the button, read through its closed shadow root.
type look struct {
	Presence string   // the class that gives the colour
	Colour   string   // of the left part
	Words    string   // in the left part
	Next     string   // in the right part, before the links
	Below    string   // the sentence under the button, while it shows
	Links    []string // what can be done
	Busy     bool
	KeyField bool // a field for a key is open
}

const readLook = `function() {
	const seen = (node) => node?.checkVisibility() ? node : null;
	const text = (selector) => seen(this.querySelector(selector))?.innerText.trim() ?? "";
	return {
		Presence: this.className.replace("glance", "").trim(),
		Colour: getComputedStyle(this.querySelector(".left")).backgroundColor,
		Words: text(".left"), Next: text(".next"), Below: text(".below"),
		Links: [...this.querySelectorAll("button")].filter(seen).map((b) => b.innerText.trim()),
		Busy: this.getAttribute("aria-busy") === "true",
		KeyField: seen(this.querySelector("input")) !== null,
	};
}`

func (l look) String() string {
	return fmt.Sprintf("[%s %s] %q | %q %q below %q key field %v", l.Presence, l.Colour, l.Words, l.Next, l.Links, l.Below, l.KeyField)
}

// says reports whether a text stands anywhere on the button.
func (l look) says(text string) bool {
	all := strings.ToLower(strings.Join([]string{l.Words, l.Next, l.Below}, "\n"))
	return strings.Contains(all, strings.ToLower(text))
}

func (l look) offers(link string) bool { return slices.Contains(l.Links, link) }

func isAbsent(l look) bool {
	return l.Presence == "absent" && l.Colour == colourAbsent && !l.Busy && !l.KeyField
}

func isPresent(l look) bool {
	return l.Presence == "present" && l.Colour == colourPresent && !l.Busy && !l.KeyField
}

// button waits until the agent's button is as wanted.
func (s *script) button(ctx context.Context, what string, want func(look) bool) error {
	var last look
	err := browser.Until(ctx, "the button to show "+what, func(ctx context.Context) (bool, error) {
		seen, err := ReadButton(ctx, s.stage.agent)
		if err != nil {
			return false, err
		}
		last = seen
		return want(last), nil
	})
	if err != nil && !errors.Is(err, browser.ErrNoElement) {
		err = fmt.Errorf("%w; it shows %v", err, last)
	}
	return err
}

// click presses the control of one action with a real mouse.
func (s *script) click(ctx context.Context, action string) error {
	return s.stage.agent.ClickClosed(ctx, fmt.Sprintf(`button[data-action=%q]`, action), steady)
}

const standing = `function() {
	const {x, y, width, height} = this.getBoundingClientRect();
	return {X: x, Y: y, Width: width, Height: height};
}`

// beside waits until the button stands on the line of the customer's name, to
// the right of it and wholly in view.
func (s *script) beside(ctx context.Context) error {
	return browser.Until(ctx, "the button to stand beside the name", func(ctx context.Context) (bool, error) {
		var name browser.Box
		err := s.stage.agent.Evaluate(ctx, "("+standing+`).call(document.querySelector("main h1"))`, &name)
		if err != nil {
			return false, err
		}
		var pill browser.Box
		err = s.stage.agent.CallClosed(ctx, ".pill", standing, &pill)
		_, middle := pill.Centre()
		return pill.X > name.X && middle > name.Y && middle < name.Y+name.Height, err
	})
}
