package story

import (
	"context"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// Page is a tab of either browser.
type Page interface {
	Go(ctx context.Context, address string) error
	Reload(ctx context.Context) error
	URL(ctx context.Context) (string, error)
	Front(ctx context.Context) error
	Evaluate(ctx context.Context, expression string, out any) error
	WaitFor(ctx context.Context, expression string) error
	Text(ctx context.Context) (string, error)
	History(ctx context.Context) ([]string, error)
	Screenshot(ctx context.Context) ([]byte, error)
	ClickOn(ctx context.Context, selector string) error
	ClickClosed(ctx context.Context, selector string, steady time.Duration) error
	Steady(ctx context.Context, selector string, steady time.Duration) (browser.Box, error)
	Click(ctx context.Context, x, y float64) error
	Move(ctx context.Context, x, y float64) error
	Down(ctx context.Context, x, y float64) error
	Up(ctx context.Context, x, y float64) error
	ChooseMenu(ctx context.Context, selector string, item browser.MenuItem) error
	CallClosed(ctx context.Context, selector, function string, out any) error
	Type(ctx context.Context, text string) error
	Press(ctx context.Context, key string) error
	Place(ctx context.Context, at browser.Box) error
	Screen(ctx context.Context) (browser.Box, error)
	Close()
}

// Worker is the extension's own side, from where its storage is seen.
type Worker interface {
	Evaluate(ctx context.Context, expression string, out any) error
	Release()
}

// engine is a browser that gives pages and workers of its own kind.
type engine[P Page, W Worker] interface {
	First() P
	Open(ctx context.Context, address string) (P, error)
	Window(ctx context.Context, address string) (P, error)
	Customer(ctx context.Context, address string) (P, error)
	WaitTab(ctx context.Context, what string, match func(address string) bool) (P, error)
	Tabs(ctx context.Context) ([]browser.Tab, error)
	Worker(ctx context.Context) (W, error)
	StopWorker(ctx context.Context) error
	Extension() string
	Grant(ctx context.Context, origin string) error
	Beside(ctx context.Context, folder string) error
	Done() <-chan struct{}
	Close() error
}

// Browser is a browser of whatever kind.
type Browser engine[Page, Worker]

// uniform makes a Browser of an engine.
type uniform[P Page, W Worker] struct{ engine[P, W] }

func (u uniform[P, W]) First() Page { return u.engine.First() }

func (u uniform[P, W]) Open(ctx context.Context, address string) (Page, error) {
	page, err := u.engine.Open(ctx, address)
	return some[Page](page, err)
}

func (u uniform[P, W]) Window(ctx context.Context, address string) (Page, error) {
	page, err := u.engine.Window(ctx, address)
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

func (u uniform[P, W]) Worker(ctx context.Context) (Worker, error) {
	made, err := u.engine.Worker(ctx)
	return some[Worker](made, err)
}

// some keeps a nil of one kind from passing for a value of another.
func some[T any](value T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return value, nil
}
