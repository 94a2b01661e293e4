package story

import (
	"context"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// Page is a tab as the story uses it, Chromium's or Firefox's.
type Page interface {
	Go(ctx context.Context, address string) error
	Front(ctx context.Context) error
	Evaluate(ctx context.Context, expression string, out any) error
	WaitFor(ctx context.Context, expression string) error
	Text(ctx context.Context) (string, error)
	History(ctx context.Context) ([]string, error)
	Screenshot(ctx context.Context) ([]byte, error)
	ClickOn(ctx context.Context, selector string) error
	ClickClosed(ctx context.Context, selector string, steady time.Duration) error
	ChooseMenu(ctx context.Context, selector string, item browser.MenuItem) error
	CallClosed(ctx context.Context, selector, function string, out any) error
	Type(ctx context.Context, text string) error
	Place(ctx context.Context, at browser.Box) error
	Screen(ctx context.Context) (browser.Box, error)
	Close()
}

// worker is the extension's own side, from where its storage is seen.
type worker interface {
	Evaluate(ctx context.Context, expression string, out any) error
	Release()
}

// engine is a browser that gives pages and workers of its own kind.
type engine[P Page, W worker] interface {
	First() P
	Open(ctx context.Context, address string) (P, error)
	Customer(ctx context.Context, address string) (P, error)
	WaitTab(ctx context.Context, what string, match func(address string) bool) (P, error)
	Worker(ctx context.Context) (W, error)
	StopWorker(ctx context.Context) error
	Grant(ctx context.Context, origin string) error
	Done() <-chan struct{}
	Close() error
}

// anyBrowser is a browser as the story uses it, of whatever kind.
type anyBrowser engine[Page, worker]

// uniform makes anyBrowser of an engine.
type uniform[P Page, W worker] struct{ engine[P, W] }

func (u uniform[P, W]) First() Page { return u.engine.First() }

func (u uniform[P, W]) Open(ctx context.Context, address string) (Page, error) {
	page, err := u.engine.Open(ctx, address)
	return some[Page](page, err)
}

func (u uniform[P, W]) Customer(ctx context.Context, address string) (Page, error) {
	page, err := u.engine.Customer(ctx, address)
	return some[Page](page, err)
}

func (u uniform[P, W]) WaitTab(ctx context.Context, what string, match func(string) bool) (Page, error) {
	page, err := u.engine.WaitTab(ctx, what, match)
	return some[Page](page, err)
}

func (u uniform[P, W]) Worker(ctx context.Context) (worker, error) {
	made, err := u.engine.Worker(ctx)
	return some[worker](made, err)
}

// some keeps a nil of one kind from passing for a value of another.
func some[T any](value T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return value, nil
}
