// Package filelock keeps the programs of one account from doing a thing at the
// same time.
package filelock

import (
	"context"
	"fmt"
	"os"
	"time"
)

// Lock takes the file's exclusive lock, which the system drops when this
// process dies. It waits for at most the life of ctx.
func Lock(ctx context.Context, path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		taken, err := tryLock(file)
		if taken {
			return func() { file.Close() }, nil
		}
		if err == nil {
			err = wait(ctx)
		}
		if err != nil {
			file.Close()
			return nil, fmt.Errorf("another program holds %s: close all browsers and try again: %w", path, err)
		}
	}
}

func wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(2 * time.Millisecond):
		return nil
	}
}
