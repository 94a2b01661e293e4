package lookup

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/secret"
)

type service struct {
	mu    sync.Mutex
	asked []time.Time
	err   error
	runs  bool
}

func (s *service) Lookup(context.Context, glance.Credentials, string) (glance.Found, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, time.Now())
	join := secret.New("https://www.glance.net/")
	return glance.Found{Running: s.runs, JoinURL: &join}, s.err
}

func (s *service) set(runs bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs, s.err = runs, err
}

func (s *service) count() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.asked) }

func pass(context.Context) (glance.Credentials, error) { return glance.Credentials{}, nil }

func TestManyWaitOneAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{}
		p := &Poller{Service: s, Pace: 2 * time.Second}
		var waiting sync.WaitGroup
		for range 10 {
			waiting.Go(func() {
				if found, err := p.Wait(t.Context(), pass, "k"); err != nil || !found.Running {
					t.Errorf("%+v %v", found, err)
				}
			})
		}
		time.Sleep(20 * time.Second)
		if n := s.count(); n < 9 || n > 12 {
			t.Errorf("asked %d times in 20 s at a pace of 2 s", n)
		}
		s.set(true, nil)
		waiting.Wait()
	})
}

func TestCancelEndsTheAsking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{}
		p := &Poller{Service: s, Pace: 2 * time.Second}
		ctx, stop := context.WithCancel(t.Context())
		go stop()
		if _, err := p.Wait(ctx, pass, "k"); !errors.Is(err, context.Canceled) {
			t.Errorf("err %v", err)
		}
		synctest.Wait()
		n := s.count()
		time.Sleep(time.Minute)
		if s.count() != n || len(p.waits) != 0 {
			t.Error("the asking went on")
		}
	})
}

func TestKickAsksNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{}
		p := &Poller{Service: s, Pace: time.Minute}
		began := time.Now()
		go func() { time.Sleep(time.Second); s.set(true, nil); p.Kick("k"); p.Kick("another") }()
		if _, err := p.Wait(t.Context(), pass, "k"); err != nil || time.Since(began) != time.Second {
			t.Errorf("err %v after %v", err, time.Since(began))
		}
	})
}

func TestPatience(t *testing.T) {
	cases := map[string]struct {
		err  error
		asks int
		min  time.Duration
	}{
		"refused":      {&glance.Error{Code: glance.Refused}, 1, 0},
		"nonsense":     {&glance.Error{Code: glance.Nonsense}, 1, 0},
		"foreign":      {&glance.Error{Code: glance.ForeignAddress}, 1, 0},
		"unreachable":  {&glance.Error{Code: glance.Unreachable}, patience, 2 * time.Second},
		"asks to wait": {&glance.Error{Code: glance.Unreachable, RetryAfter: 20 * time.Second}, patience, 40 * time.Second},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &service{err: c.err}
				p := &Poller{Service: s, Pace: 2 * time.Second}
				began := time.Now()
				if _, err := p.Wait(t.Context(), pass, "k"); !errors.Is(err, c.err) || s.count() != c.asks || time.Since(began) < c.min {
					t.Errorf("err %v, asked %d times in %v", err, s.count(), time.Since(began))
				}
			})
		})
	}
}

func TestAFailureThatPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{err: &glance.Error{Code: glance.Unreachable}}
		p := &Poller{Service: s, Pace: 2 * time.Second}
		go func() { time.Sleep(time.Second); s.set(true, nil) }()
		if found, err := p.Wait(t.Context(), pass, "k"); err != nil || !found.Running {
			t.Errorf("%+v %v", found, err)
		}
	})
}
