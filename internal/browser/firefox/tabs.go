package firefox

import (
	"context"
	"errors"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
)

// Open opens an address in a new tab, in front of the others.
func (b *Browser) Open(ctx context.Context, address string) (*Page, error) {
	return b.open(ctx, address, map[string]any{"type": "tab", "focus": true})
}

// Window opens an address in a window of its own, so that it is seen beside the
// others.
func (b *Browser) Window(ctx context.Context, address string) (*Page, error) {
	return b.open(ctx, address, map[string]any{"type": "window", "focus": true})
}

// Customer opens an address in a private window, to which the extension and
// the agent's cookies do not come: someone else's browser.
func (b *Browser) Customer(ctx context.Context, address string) (*Page, error) {
	return b.open(ctx, address, map[string]any{"type": "window", "private": true, "focus": true})
}

func (b *Browser) open(ctx context.Context, address string, how map[string]any) (*Page, error) {
	var made struct{ Handle string }
	if err := b.first.call(ctx, "WebDriver:NewWindow", how, &made); err != nil {
		return nil, fmt.Errorf("opening a tab: %w", err)
	}
	p := &Page{browser: b, tab: made.Handle}
	if how["type"] == "window" {
		if err := p.resize(ctx); err != nil {
			return nil, err
		}
	}
	if err := p.Go(ctx, address); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Tabs lists the open tabs.
func (b *Browser) Tabs(ctx context.Context) ([]browser.Tab, error) {
	var handles []string
	if err := b.remote.call(ctx, "WebDriver:GetWindowHandles", nil, &handles); err != nil {
		return nil, err
	}
	var tabs []browser.Tab
	for _, handle := range handles {
		address, err := (&Page{browser: b, tab: handle}).URL(ctx)
		if gone := new(Failure); errors.As(err, &gone) && gone.Kind == "no such window" {
			continue
		}
		if err != nil {
			return nil, err
		}
		tabs = append(tabs, browser.Tab{ID: handle, URL: address})
	}
	return tabs, nil
}

// WaitTab waits for a tab whose address matches, and takes hold of it.
func (b *Browser) WaitTab(ctx context.Context, what string, match func(address string) bool) (*Page, error) {
	var page *Page
	err := browser.Until(ctx, "a tab with "+what, func(ctx context.Context) (bool, error) {
		tabs, err := b.Tabs(ctx)
		for _, tab := range tabs {
			if match(tab.URL) {
				page = &Page{browser: b, tab: tab.ID}
				return true, nil
			}
		}
		return false, err
	})
	return page, err
}

// current gives the handle of the tab that commands go to.
func (b *Browser) current(ctx context.Context) (string, error) {
	var answer struct{ Value string }
	err := b.remote.call(ctx, "WebDriver:GetWindowHandle", nil, &answer)
	return answer.Value, err
}
