package signin

import (
	"context"
	"errors"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// State tells who is signed in, as far as that can be known without asking the
// provider: the keychain is looked into, and nothing is renewed.
func (k *Keeper) State(ctx context.Context) protocol.SignInState {
	k.mu.Lock()
	last := k.last
	k.mu.Unlock()
	known, err := k.known(ctx)
	if err == nil && (known.Out || known.Refresh.Empty() && k.fresh(known.Agent.Subject) == nil) {
		err = needed("nothing renews the sign-in")
	}
	switch {
	case err != nil && reasonOf(err) != protocol.ReasonSignInNeeded:
		return StateOf(err)
	case err != nil && last.State != protocol.SignInRefused:
		last = StateOf(err)
	case err == nil && (last.State != protocol.SignInRefused || last.Reason == protocol.ReasonKeychainLocked):
		last = protocol.SignInState{State: protocol.SignInDone, Name: known.Agent.Name, Kept: !known.Refresh.Empty() && !k.isLoose()}
	}
	last.Out = known.Out
	return last
}

// Look looks whether another host of this account signed the agent out, or
// another one in, and reports whether it did.
func (k *Keeper) Look(ctx context.Context) (changed bool) {
	known, err := k.known(ctx)
	if err != nil && reasonOf(err) != protocol.ReasonSignInNeeded {
		return false // a locked keychain tells nothing
	}
	subject := known.Agent.Subject
	k.mu.Lock()
	changed = k.who != subject
	k.who = subject
	if changed {
		k.session = nil
	}
	k.mu.Unlock()
	if changed {
		k.say(k.State(ctx))
	}
	return changed
}

func (k *Keeper) isLoose() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.loose != nil
}

// failed tells why nobody can be proven, and gives it back. That somebody has to
// sign in says less than why a person's try at it came to nothing.
func (k *Keeper) failed(err error) error {
	k.mu.Lock()
	tried := k.tried && k.last.State == protocol.SignInRefused
	k.mu.Unlock()
	if !tried || reasonOf(err) != protocol.ReasonSignInNeeded {
		k.say(StateOf(err))
	}
	return err
}

// notIn does the same of a sign-in that came to nothing. Whoever is signed in
// already stays so.
func (k *Keeper) notIn(err error) error {
	k.mu.Lock()
	somebody := k.session != nil
	k.tried = true
	k.mu.Unlock()
	if !somebody {
		k.say(StateOf(err))
	}
	return err
}

// StateOf is the state that an error amounts to.
func StateOf(err error) protocol.SignInState {
	state := protocol.SignInState{State: protocol.SignInRefused, Reason: reasonOf(err)}
	if refused := new(Error); errors.As(err, &refused) {
		state.Said = refused.Said
	}
	if state.Reason == protocol.ReasonSignInNeeded {
		state.State = protocol.SignInNeeded
	}
	return state
}

func reasonOf(err error) protocol.Reason {
	if refused := new(Error); errors.As(err, &refused) {
		return refused.Reason
	}
	return protocol.ReasonInternal
}

// say tells of a state that is another than the last.
func (k *Keeper) say(state protocol.SignInState) {
	k.mu.Lock()
	changed := k.last != state
	k.last = state
	k.tried = k.tried && state.State == protocol.SignInRefused
	k.mu.Unlock()
	if changed && k.tell != nil {
		k.tell(state)
	}
}
