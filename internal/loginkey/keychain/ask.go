package keychain

import (
	"context"

	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// turn is held by the call that the keychain is answering. A call that nobody
// waits for any more keeps it, so that at most one hangs.
var turn = make(chan struct{}, 1)

type answer[T any] struct {
	value T
	err   error
}

// ask makes a call of the library, which takes no context and may wait for a
// person: once time is up the call is left to end by itself.
func ask[T any](ctx context.Context, call func() (T, error)) (T, error) {
	var none T
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return none, silent(ctx)
	}
	done := make(chan answer[T], 1)
	go func() {
		defer func() { <-turn }()
		done <- caught(call)
	}()
	select {
	case a := <-done:
		return a.value, a.err
	case <-ctx.Done():
		return none, silent(ctx)
	}
}

// caught makes a panic of the library an error: it trusts the shape of what a
// keychain answers, and breaks when a connection ends while it waits.
func caught[T any](call func() (T, error)) (a answer[T]) {
	defer func() {
		if recover() != nil {
			a = answer[T]{err: absent("the keychain broke off")}
		}
	}()
	value, err := call()
	return answer[T]{value, err}
}

// silent is the error of a call that was not waited for any longer.
func silent(ctx context.Context) error {
	if ctx.Err() == context.Canceled {
		return &loginkey.Error{Reason: protocol.ReasonKeychainLocked, Err: context.Canceled}
	}
	return &loginkey.Error{Reason: protocol.ReasonKeychainLocked, Err: errSilent}
}
