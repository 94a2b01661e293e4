// Package lookup waits for a session to start by asking Glance in turn:
// cancellable, one asking however many wait for the same key, and paced.
package lookup

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/glance-networks/agent-host/internal/glance"
)

// Service asks once whether a session with this key runs.
type Service interface {
	Lookup(ctx context.Context, credentials glance.Credentials, key string) (glance.Found, error)
}

// Credentials gives what to ask with. It is called before each asking, so that
// a LoginKey is never held longer than allowed.
type Credentials func(ctx context.Context) (glance.Credentials, error)

// patience is how many failures in a row end a waiting. What is not a passing
// failure (a refusal, nonsense, a foreign address) ends it at once.
const patience = 3

// Poller waits for sessions. Safe for concurrent use.
type Poller struct {
	Service Service
	Pace    time.Duration // between askings; an answer's Retry-After is honoured

	mu    sync.Mutex
	waits map[string]*wait
}

// wait is the one asking for a key, shared by all who wait for it.
type wait struct {
	kick    chan struct{}
	cancel  context.CancelFunc
	waiters int

	done  chan struct{} // closed when found or err is set
	found glance.Found
	err   error
}

// Once asks a single time.
func (p *Poller) Once(ctx context.Context, credentials Credentials, key string) (glance.Found, error) {
	with, err := credentials(ctx)
	if err != nil {
		return glance.Found{}, err
	}
	return p.Service.Lookup(ctx, with, key)
}

// Wait returns when a session with this key runs, when asking fails for good,
// or when the context ends. The first caller's credentials are used for all.
func (p *Poller) Wait(ctx context.Context, credentials Credentials, key string) (glance.Found, error) {
	w := p.join(credentials, key)
	defer p.leave(key, w)
	select {
	case <-ctx.Done():
		return glance.Found{}, ctx.Err()
	case <-w.done:
		return w.found, w.err
	}
}

// Kick has a waiting for this key ask now.
func (p *Poller) Kick(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w := p.waits[key]; w != nil {
		select {
		case w.kick <- struct{}{}:
		default:
		}
	}
}

func (p *Poller) join(credentials Credentials, key string) *wait {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w := p.waits[key]; w != nil {
		w.waiters++
		return w
	}
	ctx, cancel := context.WithCancel(context.Background())
	w := &wait{kick: make(chan struct{}, 1), cancel: cancel, waiters: 1, done: make(chan struct{})}
	if p.waits == nil {
		p.waits = map[string]*wait{}
	}
	p.waits[key] = w
	go func() {
		defer close(w.done)
		w.found, w.err = p.poll(ctx, credentials, key, w.kick)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.forget(key, w)
	}()
	return w
}

// leave ends the asking when nobody waits any more.
func (p *Poller) leave(key string, w *wait) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.waiters--; w.waiters == 0 {
		w.cancel()
		p.forget(key, w)
	}
}

// forget makes the next caller begin anew. The lock is held.
func (p *Poller) forget(key string, w *wait) {
	if p.waits[key] == w {
		delete(p.waits, key)
	}
}

func (p *Poller) poll(ctx context.Context, credentials Credentials, key string, kick <-chan struct{}) (glance.Found, error) {
	waits := &backoff.ExponentialBackOff{InitialInterval: p.Pace, Multiplier: 2, RandomizationFactor: 0.5, MaxInterval: 30 * time.Second}
	for failures := 0; ; {
		found, err := p.Once(ctx, credentials, key)
		if err == nil && found.Running {
			return found, nil
		}
		next := jitter(p.Pace)
		if err != nil {
			failures++
			if failures >= patience || !passing(err) || ctx.Err() != nil {
				return glance.Found{}, err
			}
			next = max(waits.NextBackOff(), retryAfter(err))
		} else {
			failures = 0
			waits.Reset()
		}
		if err := sleep(ctx, next, kick); err != nil {
			return glance.Found{}, err
		}
	}
}

// jitter spreads the askings of many desks by a tenth.
func jitter(pace time.Duration) time.Duration {
	return pace - pace/20 + rand.N(pace/10+1)
}

func sleep(ctx context.Context, wait time.Duration, kick <-chan struct{}) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
	case <-kick:
	}
	return nil
}

// passing reports whether asking again may help.
func passing(err error) bool { return glance.CodeOf(err) == glance.Unreachable }

// retryAfter is what the service asked for, within a minute.
func retryAfter(err error) time.Duration {
	var failure *glance.Error
	if errors.As(err, &failure) {
		return min(failure.RetryAfter, time.Minute)
	}
	return 0
}
