package browser

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// WaitLimit bounds each wait whose context has no earlier deadline.
const WaitLimit = time.Minute

// A wait looks again after a tenth of the time that it has taken so far, within
// these bounds: looking costs the browser as much as it costs us.
const (
	pollFirst = 20 * time.Millisecond
	pollLast  = 250 * time.Millisecond
)

// Until asks again and again until ok answers true. The error of a wait that
// ran out holds what was waited for and the last answer.
func Until(ctx context.Context, what string, ok func(context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, WaitLimit)
	defer cancel()
	for since := time.Now(); ; {
		done, err := ok(ctx)
		if done && err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return waitError(ctx, what, err)
		case <-time.After(min(max(pollFirst, time.Since(since)/10), pollLast)):
		}
	}
}

func waitError(ctx context.Context, what string, last error) error {
	if last != nil && ctx.Err() != last {
		return fmt.Errorf("waiting for %s: %w (last: %v)", what, ctx.Err(), last)
	}
	return fmt.Errorf("waiting for %s: %w", what, ctx.Err())
}

func cmpOr(value, otherwise int) int { return cmp.Or(value, otherwise) }

// extra turns NAME or NAME=value into a flag.
func extra(arg string) chromedp.ExecAllocatorOption {
	if name, value, found := strings.Cut(arg, "="); found {
		return chromedp.Flag(name, value)
	}
	return chromedp.Flag(arg, true)
}
