package presence

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/glance-networks/agent-host/internal/glance"
)

// follow is the following of one visitor.
type follow struct {
	*Follower
	visitor string
	look    <-chan struct{}
	tell    func(News)
	waits   *backoff.ExponentialBackOff
	state   News
	devices devices

	stood         time.Time // when the last socket began to stand
	noSocketUntil time.Time
}

// newWaits has full jitter, so that many desks do not come back in step.
func newWaits() *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{InitialInterval: 500 * time.Millisecond, Multiplier: 2, RandomizationFactor: 1, MaxInterval: retryMax}
}

func (f *follow) run(ctx context.Context) {
	f.set(News{Known: Checking})
	for ctx.Err() == nil {
		err := f.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		if errors.Is(err, ErrDropped) && time.Since(f.stood) > steady {
			continue // one quick reconnect before the break is shown
		}
		f.set(News{Known: CantTell, Err: err})
		f.pause(ctx, f.waits.NextBackOff())
	}
}

// connect follows until something breaks, over the socket or over REST.
func (f *follow) connect(ctx context.Context) error {
	token, err := f.Tokens.Token(ctx)
	if err != nil {
		return err
	}
	if f.Dialect == Mirror && time.Now().After(f.noSocketUntil) {
		stream, err := f.Service.Watch(ctx, token, f.Group, f.visitor)
		if err == nil {
			return f.stream(ctx, stream, token)
		}
		if !socketRefused(err) {
			return f.refused(token, err)
		}
		f.noSocketUntil = time.Now().Add(socketMemo)
	}
	return f.poll(ctx)
}

// socketRefused tells a service that has no such socket from one that failed.
func socketRefused(err error) bool {
	var failure *glance.Error
	if !errors.As(err, &failure) {
		return false
	}
	switch failure.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusUpgradeRequired, http.StatusNotImplemented, http.StatusOK:
		return true
	}
	return false
}

// refused forgets a token that Glance does not accept, so that the next
// attempt asks for a new one.
func (f *follow) refused(token glance.Token, err error) error {
	if glance.CodeOf(err) == glance.Refused {
		f.Tokens.Forget(token)
	}
	return err
}

// set tells a new state.
func (f *follow) set(news News) {
	f.state = news
	f.tell(news)
}

func (f *follow) pause(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-f.look:
	}
}
