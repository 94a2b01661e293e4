package signin

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// Store keeps one text of a sign-in, as the operating system's keychain does.
// Errors are ErrNothing, ErrLocked, ErrAbsent, or that it was not stored.
type Store interface {
	Read(ctx context.Context) (secret.Text, error)
	Write(ctx context.Context, text secret.Text) error

	// Lock keeps the other hosts of this account from renewing meanwhile: a
	// provider may take a refresh token that is used twice for a stolen one.
	Lock(ctx context.Context) (unlock func(), err error)
}

// What a Store may say.
var (
	ErrNothing = errors.New("nothing is kept")
	ErrLocked  = errors.New("the keychain is locked")
	ErrAbsent  = errors.New("there is no keychain")
)

// nowhere is the store of a desk without one.
type nowhere struct{}

func (nowhere) Read(context.Context) (secret.Text, error)     { return secret.Text{}, ErrAbsent }
func (nowhere) Write(context.Context, secret.Text) error      { return ErrAbsent }
func (nowhere) Lock(context.Context) (unlock func(), _ error) { return func() {}, nil }

// kept is what outlives the host: who is signed in, and what renews that. Out
// says that a person signed out, so that nothing signs them in again by itself.
type kept struct {
	Agent   Agent
	Refresh secret.Text
	Out     bool
}

// wire is kept as it is stored.
type wire struct {
	Subject string `json:"sub,omitempty"`
	PUID    string `json:"puid,omitempty"`
	Name    string `json:"name,omitempty"`

	Groups  []string `json:"groups,omitempty"`
	Refresh string   `json:"refresh,omitempty"`
	Out     bool     `json:"out,omitempty"`
}

// recall reads what is kept. What is no sign-in of ours counts as nothing.
func (k *Keeper) recall(ctx context.Context) (kept, error) {
	text, err := k.store.Read(ctx)
	if err != nil {
		return kept{}, err
	}
	var w wire
	if json.Unmarshal([]byte(text.Reveal()), &w) != nil || !w.Out && w.Subject == "" {
		return kept{}, ErrNothing
	}
	return kept{Agent: Agent{w.Subject, w.PUID, w.Name, w.Groups}, Refresh: secret.New(w.Refresh), Out: w.Out}, nil
}

func (k *Keeper) keep(ctx context.Context, what kept) error {
	text, err := json.Marshal(wire{what.Agent.Subject, what.Agent.PUID, what.Agent.Name, what.Agent.Groups, what.Refresh.Reveal(), what.Out})
	if err != nil {
		return err
	}
	return k.store.Write(ctx, secret.New(string(text)))
}

// known is what there is to go by: the store's, or this process's own where the
// store did not take that. Nobody is an error of reason sign_in_needed.
func (k *Keeper) known(ctx context.Context) (kept, error) {
	stored, err := k.recall(ctx)
	k.mu.Lock()
	loose := k.loose
	k.mu.Unlock()
	switch {
	case loose != nil && !stored.Out:
		return *loose, nil // what the store holds beside it is older, or was never given
	case errors.Is(err, ErrLocked):
		return kept{}, &Error{Reason: protocol.ReasonKeychainLocked, Err: err}
	case err != nil:
		return kept{}, needed("nobody is signed in")
	}
	return stored, nil
}

func needed(why string) *Error {
	return &Error{Reason: protocol.ReasonSignInNeeded, Err: errors.New(why)}
}
