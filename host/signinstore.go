package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/fsnotify/fsnotify"

	"github.com/glance-networks/agent-host/internal/filelock"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/loginkey/keychain"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/internal/signin"
)

// keychainStore keeps a sign-in in the operating system's keychain.
type keychainStore struct {
	account string // the name there
	folder  string // of the lock, and of the file that tells other hosts of a change
}

// Names in the folder.
const (
	signInLock    = "lock"
	signInChanged = "changed"
)

// signInAccount is the name under which the keychain lists a sign-in.
func signInAccount(config signin.Config) string {
	return "sign-in as " + config.ClientID + " at " + config.Issuer
}

// Read implements signin.Store.
func (s keychainStore) Read(ctx context.Context) (secret.Text, error) {
	text, err := keychain.ReadText(ctx, s.account)
	return text, storeError(err)
}

// Write implements signin.Store.
func (s keychainStore) Write(ctx context.Context, text secret.Text) error {
	err := keychain.WriteText(ctx, s.account, text)
	if err == nil {
		_ = os.WriteFile(filepath.Join(s.folder, signInChanged), nil, 0o600) // who misses it looks before the next request
	}
	return storeError(err)
}

// Lock implements signin.Store.
func (s keychainStore) Lock(ctx context.Context) (unlock func(), err error) {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return nil, err
	}
	return filelock.Lock(ctx, filepath.Join(s.folder, signInLock))
}

// watch calls changed after each change by a host of this account, until ctx ends.
func (s keychainStore) watch(ctx context.Context, changed func()) error {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return err
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer w.Close()
	if err := w.Add(s.folder); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-w.Events:
			if filepath.Base(e.Name) == signInChanged && e.Op != fsnotify.Chmod {
				changed()
			}
		case <-w.Errors: // something was lost
			changed()
		}
	}
}

func storeError(err error) error {
	refused := new(loginkey.Error)
	if !errors.As(err, &refused) {
		return err
	}
	switch refused.Reason {
	case protocol.ReasonKeychainNoKey:
		return signin.ErrNothing
	case protocol.ReasonKeychainLocked:
		return signin.ErrLocked
	}
	return signin.ErrAbsent
}
