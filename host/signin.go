package main

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/native"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
	"github.com/glance-networks/agent-host/internal/signin"
	"github.com/glance-networks/agent-host/manifests"
)

// Values of settings.
const (
	fromAuthURL   = "authUrl"     // of loginKeySource
	byOpenID      = "oidc"        // of authProof
	byCertificate = "certificate" //
	puidOfClaim   = "claim"       // of puidFrom
	puidOfUser    = "osUser"      //
)

// signInTime is how long one message about the sign-in may take.
const signInTime = 18 * time.Second

// signsIn reports whether agents sign in at an OpenID provider.
func signsIn(set settings.Settings) bool {
	return set.LoginKeySource == fromAuthURL && set.AuthProof == byOpenID
}

// buildSignIn makes what signs agents in; nil where none is configured. Nothing
// is read and nobody is asked yet.
func (w *work) buildSignIn() (*signin.Keeper, error) {
	set := w.loaded().Settings
	if !signsIn(set) {
		return nil, nil
	}
	client, err := httpClient(set.CAFile)
	if err != nil {
		return nil, err
	}
	config := signin.Config{
		Issuer: set.OIDCIssuer, ClientID: set.OIDCClientID, Scopes: set.OIDCScopes, Token: signin.Kind(set.OIDCToken),
		Groups: set.GroupsClaim, Hosts: set.OIDCHosts, Redirects: manifests.Redirects(),
	}
	if set.PUIDFrom == puidOfClaim {
		config.PUIDClaim = set.PUIDClaim
	}
	store := keychainStore{account: signInAccount(config), folder: filepath.Join(stateFolder(), "sign-in")}
	keeper := signin.New(config, client, store, w.tellSignIn)
	w.tasks.Go(func() { w.watchSignIn(store, keeper) })
	return keeper, nil
}

// watchSignIn follows what other browsers of this person do: Switch agent in one
// of them is for all.
func (w *work) watchSignIn(store keychainStore, keeper *signin.Keeper) {
	err := store.watch(w.ctx, func() {
		if keeper.Look(w.ctx) {
			w.another()
		}
	})
	if err != nil {
		w.log.Warn("sign-ins in other browsers are not watched: they count at the next request", zap.Error(err))
	}
}

// registerSignIn tells the server who answers about the sign-in.
func (w *work) registerSignIn(server *native.Server) {
	server.HandleConcurrent(protocol.MethodSignIn, w.aboutSignIn(func(ctx context.Context, k *signin.Keeper, _ protocol.Empty) (protocol.SignInState, error) {
		return k.State(ctx), nil
	}))
	server.HandleConcurrent(protocol.MethodSignInBegin, native.Handle(w.beginSignIn))
	server.HandleConcurrent(protocol.MethodSignInFinish, native.Handle(w.finishSignIn))
	server.HandleConcurrent(protocol.MethodSignOut, w.aboutSignIn(w.signOut))
}

// aboutSignIn answers off where no sign-in is configured.
func (w *work) aboutSignIn(method func(context.Context, *signin.Keeper, protocol.Empty) (protocol.SignInState, error)) native.Handler {
	return native.Handle(func(ctx context.Context, p protocol.Empty) (protocol.SignInState, error) {
		keeper, err := w.signIn()
		if err != nil {
			return protocol.SignInState{}, cannotWork(err)
		}
		if keeper == nil {
			return protocol.SignInState{State: protocol.SignInOff}, nil
		}
		ctx, stop := context.WithTimeout(ctx, signInTime)
		defer stop()
		return method(ctx, keeper, p)
	})
}

func (w *work) beginSignIn(ctx context.Context, p protocol.SignInBeginParams) (protocol.SignInBeginResult, error) {
	keeper, err := w.signInNow()
	if err != nil {
		return protocol.SignInBeginResult{}, err
	}
	ctx, stop := context.WithTimeout(ctx, signInTime)
	defer stop()
	address, attempt, err := keeper.Begin(ctx, p.Redirect, signin.Mode{Silent: p.Silent, Anew: p.Anew})
	if err != nil {
		return protocol.SignInBeginResult{}, w.noSignIn(err)
	}
	return protocol.SignInBeginResult{Address: address, Attempt: attempt}, nil
}

// finishSignIn answers with who is signed in, or with the refusal and all that
// the provider said of it.
func (w *work) finishSignIn(ctx context.Context, p protocol.SignInFinishParams) (protocol.SignInState, error) {
	keeper, err := w.signInNow()
	if err != nil {
		return protocol.SignInState{}, err
	}
	ctx, stop := context.WithTimeout(ctx, signInTime)
	defer stop()
	if _, err := keeper.Finish(ctx, p.Attempt, p.RedirectedTo); err != nil {
		w.log.Warn("not signed in", zap.Error(err))
		return signin.StateOf(err), nil
	}
	w.log.Info("signed in")
	w.another()
	return keeper.State(ctx), nil
}

// signOut forgets the agent and every token. The extension then starts another
// host in this one's place, so that nothing in memory outlives it either.
func (w *work) signOut(ctx context.Context, keeper *signin.Keeper, _ protocol.Empty) (protocol.SignInState, error) {
	unrevoked, err := keeper.SignOut(ctx)
	if err != nil {
		return protocol.SignInState{}, w.noSignIn(err)
	}
	if unrevoked {
		w.log.Warn("signed out here; the provider could not be told to revoke the tokens")
	}
	w.signedOut()
	w.another()
	return keeper.State(ctx), nil
}

// another has everything that was got for one agent got anew for the next.
func (w *work) another() {
	w.mu.Lock()
	renew := slices.Clone(w.renewKeys)
	w.mu.Unlock()
	for _, anew := range renew {
		anew()
	}
}

// signInNow is what signs in, or why none can.
func (w *work) signInNow() (*signin.Keeper, error) {
	keeper, err := w.signIn()
	switch {
	case err != nil:
		return nil, cannotWork(err)
	case keeper == nil:
		return nil, refuse(protocol.ReasonSignInOff)
	}
	return keeper, nil
}

func (w *work) noSignIn(err error) *protocol.Error {
	w.log.Warn("not signed in", zap.Error(err))
	return refuse(signin.StateOf(err).Reason)
}

func refuse(reason protocol.Reason) *protocol.Error {
	return &protocol.Error{Code: protocol.CodeNotAllowed, Message: string(reason), Data: &protocol.ErrorData{Reason: reason}}
}

func (w *work) tellSignIn(state protocol.SignInState) {
	w.log.Info("sign-in", zap.String("state", string(state.State)), zap.String("reason", string(state.Reason)))
	if err := w.server.Push(protocol.PushSignIn, state); err != nil {
		w.log.Error("sign-in not pushed", zap.Error(err))
	}
}
