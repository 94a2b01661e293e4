package loginkey

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// issuer numbers the keys that it gives.
type issuer struct {
	mu    sync.Mutex
	given int
	life  time.Duration
	err   error
}

func (i *issuer) Get(context.Context) (Key, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.err != nil {
		return Key{}, i.err
	}
	i.given++
	return Key{Value: secret.New(fmt.Sprint(i.given)), Got: time.Now(), Expires: time.Now().Add(i.life)}, nil
}

func (i *issuer) fail(err error) { i.mu.Lock(); defer i.mu.Unlock(); i.err = err }

func (i *issuer) count() int { i.mu.Lock(); defer i.mu.Unlock(); return i.given }

// keeping runs a test in a bubble with a Keeper that runs.
func keeping(t *testing.T, i *issuer, test func(t *testing.T, k *Keeper, statuses func() []error)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var told []error
		k := NewKeeper(i, time.Hour, func(err error) { mu.Lock(); defer mu.Unlock(); told = append(told, err) })
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { k.Run(ctx) })
		defer running.Wait()
		defer stop()
		test(t, k, func() []error { synctest.Wait(); mu.Lock(); defer mu.Unlock(); return told })
	})
}

func TestAClickNeverWaits(t *testing.T) {
	i := &issuer{life: time.Hour}
	keeping(t, i, func(t *testing.T, k *Keeper, _ func() []error) {
		synctest.Wait()
		if i.count() != 0 {
			t.Fatal("a key was got before anybody wanted one")
		}
		defer k.Warm()()
		synctest.Wait()
		seen := map[string]bool{}
		for range 5 {
			i.fail(errors.New("asked at the click"))
			key, err := k.Take(t.Context())
			if err != nil || seen[key.Value.Reveal()] {
				t.Fatalf("%v, or a key was given twice", err)
			}
			seen[key.Value.Reveal()] = true
			i.fail(nil)
			time.Sleep(2 * time.Minute)
		}
	})
}

func TestNoKeyIsHeldLongerThanFiveMinutes(t *testing.T) {
	i := &issuer{life: 24 * time.Hour}
	keeping(t, i, func(t *testing.T, k *Keeper, _ func() []error) {
		defer k.Warm()()
		for minute := range 30 {
			time.Sleep(time.Minute)
			k.mu.Lock()
			age := time.Since(k.spare.Got)
			k.mu.Unlock()
			if age > MaxHold {
				t.Fatalf("after %d minutes a key is %v old", minute, age)
			}
		}
		if n := i.count(); n < 6 || n > 8 {
			t.Errorf("%d keys in 30 minutes", n)
		}
	})
}

// A Keeper that may hold nothing gets no spare, and a new key for each use.
func TestNothingIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		k := NewKeeper(i, 0, func(error) {})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { k.Run(ctx) })
		defer running.Wait()
		defer stop()
		defer k.Warm()()
		time.Sleep(time.Hour)
		if n := i.count(); n != 0 {
			t.Errorf("%d spares", n)
		}
		for n := 1; n <= 3; n++ {
			if key, err := k.Take(t.Context()); err != nil || key.Value.Reveal() != fmt.Sprint(n) {
				t.Errorf("take %d: %v", n, err)
			}
		}
	})
}

func TestNobodyWarmNobodyAsks(t *testing.T) {
	i := &issuer{life: time.Hour}
	keeping(t, i, func(t *testing.T, k *Keeper, _ func() []error) {
		cool := k.Warm()
		synctest.Wait()
		cool()
		cool()
		time.Sleep(time.Hour)
		if i.count() != 1 || !k.spare.Value.Empty() {
			t.Errorf("%d keys; the spare is kept: %v", i.count(), !k.spare.Value.Empty())
		}
	})
}

func TestFailuresAreToldAndTriedAgain(t *testing.T) {
	refused := &Error{protocol.ReasonAuthRefused, errors.New("status 403")}
	i := &issuer{life: time.Hour, err: refused}
	keeping(t, i, func(t *testing.T, k *Keeper, statuses func() []error) {
		defer k.Warm()()
		// Whoever comes to want it between the keeper's look and its try has it tried once more.
		if told := statuses(); len(told) < 1 || len(told) > 2 || !errors.Is(told[0], refused) {
			t.Fatalf("told %v", told)
		}
		time.Sleep(10 * time.Minute)
		if n := len(statuses()); n < 8 || n > 60 {
			t.Errorf("tried %d times in ten minutes", n)
		}
		i.fail(nil)
		time.Sleep(2 * time.Minute)
		told := statuses()
		if told[len(told)-1] != nil {
			t.Error("the recovery was not told")
		}
	})
}

func TestFreshAt(t *testing.T) {
	got := time.Unix(1_800_000_000, 0)
	key := Key{Value: secret.New("x"), Got: got, Expires: got.Add(10 * time.Minute)}
	cases := map[string]struct {
		key  Key
		now  time.Time
		hold time.Duration
		want bool
	}{
		"just got":            {key, got, MaxHold, true},
		"nearly too old":      {key, got.Add(MaxHold - time.Second), MaxHold, true},
		"too old":             {key, got.Add(MaxHold), MaxHold, false},
		"too old, by far":     {key, got.Add(MaxHold), time.Hour, false},
		"a shorter hold":      {key, got.Add(11 * time.Second), 10 * time.Second, false},
		"the clock went back": {key, got.Add(-time.Hour), MaxHold, false},
		"expires soon":        {Key{Value: key.Value, Got: got, Expires: got.Add(4 * time.Second)}, got, MaxHold, false},
		"no key":              {Key{}, got, MaxHold, false},
	}
	for name, c := range cases {
		if fresh := c.key.FreshAt(c.now, c.hold); fresh != c.want {
			t.Errorf("%s: %v", name, fresh)
		}
	}
}
