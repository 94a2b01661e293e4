package loginkey

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Keeper keeps one spare LoginKey at hand while anybody wants it warm. A key
// that is taken is never given again. Safe for concurrent use.
type Keeper struct {
	source Source
	hold   time.Duration
	status func(error)

	mu    sync.Mutex
	warm  int
	spare Key
	anew  int // how often Renew was called
	wake  chan struct{}
}

// NewKeeper makes a Keeper whose spare is held for at most hold (MaxHold at
// the most). status is told after each attempt to get a spare: nil when it
// was got. Run does the work.
func NewKeeper(source Source, hold time.Duration, status func(error)) *Keeper {
	return &Keeper{source: source, hold: min(hold, MaxHold), status: status, wake: make(chan struct{}, 1)}
}

// Warm asks for a spare from now on; the returned function, called once, ends
// that. When nobody wants it warm the spare is forgotten.
func (k *Keeper) Warm() (cool func()) {
	k.mu.Lock()
	k.warm++
	k.mu.Unlock()
	k.poke()
	return sync.OnceFunc(func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.warm--; k.warm == 0 {
			k.spare = Key{}
		}
	})
}

// Take gives the spare, or gets a key when there is none that is fresh.
func (k *Keeper) Take(ctx context.Context) (Key, error) {
	k.mu.Lock()
	key := k.spare
	k.spare = Key{}
	k.mu.Unlock()
	if key.FreshAt(time.Now(), k.hold) {
		k.poke()
		return key, nil
	}
	return k.source.Get(ctx)
}

// Renew forgets the spare and gets another at once: it is no longer the same
// agent's, or there is one who is signed in at last.
func (k *Keeper) Renew() {
	k.mu.Lock()
	k.spare = Key{}
	k.anew++
	k.mu.Unlock()
	k.poke()
}

// Hold is how long a key may be held once got.
func (k *Keeper) Hold() time.Duration { return k.hold }

// Run keeps the spare fresh until the context ends: renewed ahead, and tried
// again with growing waits after a failure.
func (k *Keeper) Run(ctx context.Context) {
	waits := &backoff.ExponentialBackOff{InitialInterval: time.Second, Multiplier: 2, RandomizationFactor: 0.5, MaxInterval: time.Minute}
	for {
		var pause <-chan time.Time
		k.calm()
		if k.wanted() {
			pause = time.After(k.renew(ctx, waits))
		}
		select {
		case <-ctx.Done():
			return
		case <-k.wake:
		case <-pause:
		}
	}
}

// renew gets a spare if the present one is stale, and returns when to look again.
func (k *Keeper) renew(ctx context.Context, waits *backoff.ExponentialBackOff) time.Duration {
	k.mu.Lock()
	due, anew := k.dueIn(time.Now()), k.anew
	k.mu.Unlock()
	if due > 0 {
		return due
	}
	key, err := k.source.Get(ctx)
	if errors.Is(ctx.Err(), context.Canceled) {
		return time.Minute
	}
	k.status(err)
	if err != nil {
		return waits.NextBackOff()
	}
	waits.Reset()
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.warm > 0 && k.anew == anew {
		k.spare = key
	}
	return max(k.dueIn(time.Now()), time.Second)
}

// dueIn is how long the spare may still be kept before a new one is got: nine
// tenths of its time, so that it is never stale at the click.
func (k *Keeper) dueIn(now time.Time) time.Duration {
	if !k.spare.FreshAt(now, k.hold) {
		return 0
	}
	end := min(k.hold, k.spare.Expires.Sub(k.spare.Got))
	return max(0, k.spare.Got.Add(end*9/10).Sub(now))
}

// wanted is false where a spare could never be used.
func (k *Keeper) wanted() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.warm > 0 && k.hold > 0
}

// calm takes back a poke that the next look answers anyway.
func (k *Keeper) calm() {
	select {
	case <-k.wake:
	default:
	}
}

func (k *Keeper) poke() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}
