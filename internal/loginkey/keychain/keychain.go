// Package keychain keeps a group's API key in the operating system's keychain
// and signs LoginKeys with it on this machine: Secret Service on Linux, Keychain
// on macOS, Credential Manager on Windows. Whoever can use the account that the
// keychain belongs to can act as any agent of the group.
package keychain

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// Service is the name under which the keychain lists what is ours; the account
// is the group's number.
const Service = "Glance Agent Host"

const (
	readTimeout  = 10 * time.Second // nobody is asked anything
	writeTimeout = 2 * time.Minute  // the system may ask the person to unlock
	maxKey       = 512              // bytes of an API key
)

var (
	errSilent = errors.New("the keychain did not answer in time")
	errNoKey  = errors.New("the keychain holds no API key of this group")

	errNotStored = errors.New("the keychain did not store the API key")
)

// Read gives the group's API key. It does not have the person asked to unlock
// the keychain on Linux and Windows: a locked one is an error. Errors are of
// type *loginkey.Error, with one of the keychain reasons.
func Read(ctx context.Context, group int64) (secret.Text, error) {
	key, err := ReadText(ctx, account(group))
	if err == nil && Check(key) != nil {
		return secret.Text{}, &loginkey.Error{Reason: protocol.ReasonKeychainNoKey, Err: errors.New("what the keychain holds is no API key")}
	}
	return key, err
}

// ReadText gives what is kept of ours under another account's name, as Read does.
func ReadText(ctx context.Context, account string) (secret.Text, error) {
	ctx, stop := context.WithTimeout(ctx, readTimeout)
	defer stop()
	return ask(ctx, func() (secret.Text, error) {
		if err := obstacle(); err != nil {
			return secret.Text{}, err
		}
		value, err := keyring.Get(Service, account)
		if err != nil {
			return secret.Text{}, explain(err)
		}
		return secret.New(value), nil
	})
}

// Write stores the group's API key, in place of an earlier one. The key must
// have passed Check. A person may be asked to unlock the keychain.
func Write(ctx context.Context, group int64, key secret.Text) error {
	return change(ctx, missing, func() error { return set(account(group), key) })
}

// WriteText keeps a text of ours under another account's name. Nobody is asked
// anything: a locked keychain is an error.
func WriteText(ctx context.Context, account string, text secret.Text) error {
	return change(ctx, obstacle, func() error { return set(account, text) })
}

// set reads again what it stored: macOS's tool reports no failure to store.
func set(account string, text secret.Text) error {
	if err := keyring.Set(Service, account, text.Reveal()); err != nil {
		return err
	}
	if stored, err := keyring.Get(Service, account); err != nil || stored != text.Reveal() {
		return errNotStored
	}
	return nil
}

// Remove forgets the group's API key.
func Remove(ctx context.Context, group int64) error {
	return change(ctx, missing, func() error { return keyring.Delete(Service, account(group)) })
}

func change(ctx context.Context, hindered func() error, call func() error) error {
	ctx, stop := context.WithTimeout(ctx, writeTimeout)
	defer stop()
	_, err := ask(ctx, func() (struct{}, error) {
		if err := hindered(); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, explain(call())
	})
	return err
}

func account(group int64) string { return strconv.FormatInt(group, 10) }

// explain turns an error of the library into one of ours. Its text is left out:
// it is the system's, and may be anything.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return &loginkey.Error{Reason: protocol.ReasonKeychainNoKey, Err: errNoKey}
	}
	return cause(err)
}

func locked(why string) error {
	return &loginkey.Error{Reason: protocol.ReasonKeychainLocked, Err: errors.New(why)}
}

func absent(why string) error {
	return &loginkey.Error{Reason: protocol.ReasonKeychainAbsent, Err: errors.New(why)}
}
