package browser

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Worker is the extension's service worker. One that is held never falls
// asleep: Release it before that is measured.
type Worker struct{ page *Page }

var errNoWorker = errors.New("the extension's service worker does not run")

// Worker waits for the extension's service worker and takes hold of it. The
// worker is first asked things that answer at once: evaluating a promise before
// chrome is there crashes it.
func (b *Browser) Worker(ctx context.Context) (*Worker, error) {
	var worker *Worker
	err := Until(ctx, "the service worker", func(ctx context.Context) (bool, error) {
		id, err := b.workerTarget(ctx)
		if err != nil {
			return false, err
		}
		page, err := b.attach(ctx, func(c *chromedp.Context) {
			chromedp.WithTargetID(id)(c)
			chromedp.WithDetachOnCancel()(c)
		})
		if err != nil {
			return false, err
		}
		worker = &Worker{page}
		if err := worker.ready(ctx); err != nil {
			worker.Release()
			return false, err
		}
		return true, nil
	})
	return worker, err
}

func (w *Worker) ready(ctx context.Context) error {
	const expression = `typeof chrome === "object" && !!chrome.runtime?.id && self.registration?.active?.state === "activated"`
	return Until(ctx, "the service worker to be ready", func(ctx context.Context) (bool, error) {
		yes := true
		result, err := call(ctx, w.page, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, ReturnByValue: &yes})
		if err != nil {
			return false, err
		}
		var answer bool
		err = decode(result.Result, result.ExceptionDetails, &answer)
		return answer, err
	})
}

// Evaluate runs an expression in the worker as Page.Evaluate does.
func (w *Worker) Evaluate(ctx context.Context, expression string, out any) error {
	return w.page.Evaluate(ctx, expression, out)
}

// Release lets go of the worker, which then may fall asleep.
func (w *Worker) Release() { w.page.Close() }

// StopWorker kills the service worker and returns when it is gone. The next
// event wakes a new one.
func (b *Browser) StopWorker(ctx context.Context) error {
	id, err := b.workerTarget(ctx)
	if err != nil {
		return err
	}
	if _, err := call(ctx, b, target.CloseTarget, target.CloseTargetParams{TargetID: id}); err != nil {
		return fmt.Errorf("stopping the service worker: %w", err)
	}
	return Until(ctx, "the service worker to be gone", func(ctx context.Context) (bool, error) {
		now, err := b.workerTarget(ctx)
		return now != id && (err == nil || errors.Is(err, errNoWorker)), nil
	})
}

func (b *Browser) workerTarget(ctx context.Context) (target.ID, error) {
	infos, err := b.targets(ctx, "service_worker")
	if err != nil {
		return "", err
	}
	for _, info := range infos {
		if strings.HasPrefix(info.URL, "chrome-extension://"+b.extension+"/") {
			return info.TargetID, nil
		}
	}
	return "", errNoWorker
}
