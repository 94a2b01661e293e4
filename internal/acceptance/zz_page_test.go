package acceptance

import (
	"context"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/story"
)

func TestZZPage(t *testing.T) {
	d := openDesk(t, nil)
	d.try("press", func(t *testing.T, ctx context.Context) {
		d.visitor(t, vera)
		d.contact(t, ctx, "1001")
		shows(t, ctx, d.Agent, "presence", present)
		for range 3 {
			press(t, ctx, d.Agent, start)
			pause(ctx, 700*time.Millisecond)
			seen, err := story.ReadButton(ctx, d.Agent)
			t.Log(seen, err, d.signals())
			var said string
			must(t, d.Agent.CallClosed(ctx, ".left", `function() { const root = this.getRootNode(); const node = this; const host = root.host; const box = node.getBoundingClientRect();
			const ps = (e, p) => { const { content, display, pointerEvents } = getComputedStyle(e, p); return [content, display, pointerEvents].join("/"); };
			const others = [...root.querySelectorAll("*")].filter((other) => !other.contains(node) && !node.contains(other));
			return JSON.stringify({parent: host.parentElement?.localName, turning: CSS.supports("selector(:active-view-transition)") && document.documentElement.matches(":active-view-transition"), after: [ps(document.documentElement, "::after"), ps(host, "::before"), ps(host, "::after")], next: host.nextElementSibling?.outerHTML ?? "", top: [...document.querySelectorAll(":modal, :popover-open, :fullscreen")].map(e => e.outerHTML.slice(0, 60)),
				pseudo: others.flatMap(e => [[e.className, ps(e, "::before"), ps(e, "::after")]]).filter(([, a, b]) => !/^(none|normal)/.test(a) || !/^(none|normal)/.test(b)),
				veils: others.map(e => [e.className, getComputedStyle(e).pointerEvents, e.checkVisibility(), JSON.stringify(e.getBoundingClientRect())]).filter(([, p]) => p === "none"), sheets: root.adoptedStyleSheets.map(s => s.cssRules.length + " " + s.cssRules[0]?.cssText.slice(0, 30)), box}); }`, &said))
			t.Log(said)
		}
	})
}
