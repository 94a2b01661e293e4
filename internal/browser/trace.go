package browser

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// Event is one event of a trace, as far as it says what ran. Times are in
// microseconds, of the browser's own clock.
type Event struct {
	Name    string
	URL     string // of the script that ran
	Process int
	Thread  int
	At      float64
	Took    float64 // 0 of what has no length
	CPU     float64 // of Took, how long its thread had a processor
}

// Trace records what runs in the whole browser while something is done, and
// returns the script calls, timers and frames of it.
func (p *Page) Trace(ctx context.Context, during func(context.Context) error) (list []Event, err error) {
	listening, stop := context.WithCancel(p.ctx)
	defer stop()
	complete := make(chan bool, 1)
	err = chromedp.Listen(listening, func(event any) {
		switch told := event.(type) {
		case *tracing.EventDataCollected:
			for _, value := range told.Value {
				list = append(list, readEvent(value)...)
			}
		case *tracing.EventTracingComplete:
			complete <- told.DataLossOccurred
		}
	})
	if err != nil {
		return nil, err
	}
	config := &tracing.TraceConfig{IncludedCategories: []string{"devtools.timeline", "disabled-by-default-devtools.timeline", "v8"}, ExcludedCategories: []string{"*"}}
	if _, err := call(ctx, p, tracing.Start, tracing.StartParams{TraceConfig: config}); err != nil {
		return nil, err
	}
	err = during(ctx)
	if _, errEnd := call(context.WithoutCancel(ctx), p, tracing.End, cdp.Empty{}); errEnd != nil {
		return nil, errors.Join(err, errEnd)
	}
	select {
	case lost := <-complete: // behind all data
		if lost {
			err = errors.Join(err, errors.New("the browser lost a part of its trace"))
		}
	case <-ctx.Done():
		return nil, errors.Join(err, ctx.Err())
	}
	return sinceStart(list), err
}

// started is the event with which a trace begins. What a former trace had on is
// turned off a little later, and then is in the next one's events.
const started = "TracingStartedInBrowser"

// nativeCall is a call that the browser makes, and that no task of its own is for.
const nativeCall = "v8.callFunction"

func sinceStart(list []Event) []Event {
	var start float64
	for _, event := range list {
		if event.Name == started {
			start = max(start, event.At)
		}
	}
	return slices.DeleteFunc(list, func(event Event) bool { return event.At < start })
}

// readEvent reads what the browser wrote of one event, if it is one of those
// that matter.
func readEvent(text []byte) []Event {
	var raw struct {
		Name          string
		Pid, Tid      int
		Ts, Dur, Tdur float64
		Args          struct{ Data json.RawMessage }
	}
	if json.Unmarshal(text, &raw) != nil || !traced[raw.Name] {
		return nil
	}
	var data struct{ URL string }
	_ = json.Unmarshal(raw.Args.Data, &data) // of some it is no object, and has no address
	return []Event{{raw.Name, data.URL, raw.Pid, raw.Tid, raw.Ts, raw.Dur, raw.Tdur}}
}

// traced are the events that say what scripts do and what has them run.
var traced = map[string]bool{
	started: true, "EvaluateScript": true, "FunctionCall": true, "TimerInstall": true, "TimerFire": true,
	nativeCall: true, "RequestAnimationFrame": true, "FireAnimationFrame": true, "RequestIdleCallback": true, "FireIdleCallback": true,
}

// Inject runs a script in a world of its own in the page, as another extension's
// content script does. In a trace it has the address that is given.
func (p *Page) Inject(ctx context.Context, address, script string) error {
	tree, err := call(ctx, p, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return err
	}
	world, err := call(ctx, p, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: tree.FrameTree.Frame.ID, WorldName: address})
	if err != nil {
		return err
	}
	return evaluate(ctx, p, runtime.EvaluateParams{Expression: script + "\n//# sourceURL=" + address, ContextID: world.ExecutionContextID}, nil)
}

// Forget ends what finding an element began: that the browser tells of each
// change in the page's tree, which costs a page that changes much.
func (p *Page) Forget(ctx context.Context) error {
	_, err := call(ctx, p, dom.Disable, cdp.Empty{})
	return err
}
