package browser

import (
	"context"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Worlds lists the origins of those whose scripts are in the page and its
// frames, the page's own among them; an extension's content script has the
// extension's origin.
func (p *Page) Worlds(ctx context.Context) ([]string, error) {
	var mu sync.Mutex
	var origins []string
	listening, stop := context.WithCancel(p.ctx)
	defer stop()
	err := chromedp.Listen(listening, func(event any) {
		if made, ok := event.(*runtime.EventExecutionContextCreated); ok {
			mu.Lock()
			defer mu.Unlock()
			origins = append(origins, made.Context.Origin)
		}
	})
	if err != nil {
		return nil, err
	}
	// Only a new beginning tells of the worlds that are there already.
	if _, err := call(ctx, p, runtime.Disable, cdp.Empty{}); err != nil {
		return nil, err
	}
	if _, err := call(ctx, p, runtime.Enable, cdp.Empty{}); err != nil {
		return nil, err
	}
	if err := p.Evaluate(ctx, "1", nil); err != nil { // its answer comes behind all events
		return nil, err
	}
	mu.Lock()
	defer mu.Unlock()
	return origins, nil
}
