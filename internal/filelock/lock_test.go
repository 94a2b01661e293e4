package filelock_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/filelock"
)

func TestLockIsWaitedForNoLongerThanAsked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := filelock.Lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := filelock.Lock(ctx, path); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "close all browsers") {
		t.Errorf("error %v", err)
	}
	unlock()
	unlock, err = filelock.Lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}
