package browser

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Tab is one open tab.
type Tab struct {
	ID  string
	URL string
}

// Open opens an address in a new tab with the extension in it.
func (b *Browser) Open(ctx context.Context, address string) (*Page, error) {
	return b.open(ctx, address, chromedp.WithNewWindow(false))
}

// Window opens an address in a window of its own, so that it is seen beside the
// others.
func (b *Browser) Window(ctx context.Context, address string) (*Page, error) {
	return b.open(ctx, address, chromedp.WithNewWindow(true))
}

// Customer opens an address in a window with a profile of its own, without the
// extension: someone else's browser.
func (b *Browser) Customer(ctx context.Context, address string) (*Page, error) {
	return b.open(ctx, address, chromedp.WithNewBrowserContext())
}

func (b *Browser) open(ctx context.Context, address string, option chromedp.ContextOption) (*Page, error) {
	p, err := b.attach(ctx, option)
	if err != nil {
		return nil, fmt.Errorf("opening a tab: %w", err)
	}
	if err := p.Go(ctx, address); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// attach makes a page of a new or an existing target. The tab lives as long as
// the browser, whatever becomes of ctx.
func (b *Browser) attach(ctx context.Context, option chromedp.ContextOption) (*Page, error) {
	tab, end := chromedp.NewContext(b.root, option)
	done := make(chan error, 1)
	go func() { done <- chromedp.Do(tab) }()
	select {
	case err := <-done:
		if err != nil {
			end()
			return nil, err
		}
		return &Page{browser: b, ctx: tab, target: chromedp.FromContext(tab).Target, close: end}, nil
	case <-ctx.Done():
		go end()
		return nil, ctx.Err()
	}
}

// Tabs lists the open tabs.
func (b *Browser) Tabs(ctx context.Context) ([]Tab, error) {
	var tabs []Tab
	infos, err := b.targets(ctx, "page")
	for _, info := range infos {
		tabs = append(tabs, Tab{ID: string(info.TargetID), URL: info.URL})
	}
	return tabs, err
}

// WaitTab waits for a tab whose address matches, and takes hold of it.
func (b *Browser) WaitTab(ctx context.Context, what string, match func(address string) bool) (*Page, error) {
	var id target.ID
	err := Until(ctx, "a tab with "+what, func(ctx context.Context) (bool, error) {
		tabs, err := b.Tabs(ctx)
		for _, tab := range tabs {
			if match(tab.URL) {
				id = target.ID(tab.ID)
				return true, nil
			}
		}
		return false, err
	})
	if err != nil {
		return nil, err
	}
	return b.attach(ctx, chromedp.WithTargetID(id))
}

func (b *Browser) targets(ctx context.Context, kind string) ([]*target.Info, error) {
	result, err := call(ctx, b, target.GetTargets, target.GetTargetsParams{})
	if err != nil {
		return nil, err
	}
	var infos []*target.Info
	for _, info := range result.TargetInfos {
		if info.Type == kind {
			infos = append(infos, info)
		}
	}
	return infos, nil
}
