package loginkey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// agent proves itself with numbered tokens, a new one after each refusal.
type agent struct {
	mu     sync.Mutex
	number int
	err    error
}

func (a *agent) Prove(context.Context) (string, secret.Text, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return "agent-7", secret.New(fmt.Sprintf("token-%d", a.number)), a.err
}

func (a *agent) Refused(bearer secret.Text) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if bearer.Reveal() == fmt.Sprintf("token-%d", a.number) {
		a.number++
	}
}

// service is an organisation's LoginKey service that takes one bearer token.
func service(t *testing.T, takes string) (source AuthURL, asked *[]string) {
	t.Helper()
	asked = new([]string)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /loginkey", func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.Header.Get("Authorization"))
		if r.Header.Get("Authorization") != "Bearer "+takes {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		expires := time.Now().Unix() + 600
		key := glance.Sign(15687, r.URL.Query().Get("partneruserid"), expires, secret.New("k"))
		json.NewEncoder(w).Encode(map[string]any{"loginKey": key.Reveal(), "groupId": 15687, "expiration": expires})
	})
	mux.HandleFunc("POST /elsewhere", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/loginkey", http.StatusTemporaryRedirect)
	})
	server := httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	return AuthURL{Address: server.URL + "/loginkey", GroupID: 15687, PUID: "nobody", Client: server.Client(), Prover: &agent{},
		Headers: map[string]secret.Text{"Authorization": secret.New("Basic fixed")}}, asked
}

func TestTheAgentIsProven(t *testing.T) {
	source, asked := service(t, "token-0")
	key, err := source.Get(t.Context())
	if err != nil || key.PUID != "agent-7" || len(*asked) != 1 {
		t.Errorf("key of %q, %v, asked with %q", key.PUID, err, *asked)
	}
}

func TestARefusedTokenIsTriedOnceMoreRenewed(t *testing.T) {
	for takes, want := range map[string]struct {
		reason protocol.Reason
		asked  int
	}{"token-1": {"", 2}, "token-2": {protocol.ReasonAuthRefused, 2}} {
		source, asked := service(t, takes)
		_, err := source.Get(t.Context())
		refused := new(Error)
		if errors.As(err, &refused); refused.Reason != want.reason || len(*asked) != want.asked {
			t.Errorf("%s: %v, asked with %q", takes, err, *asked)
		}
	}
}

func TestNobodyIsAskedWithoutAProof(t *testing.T) {
	source, asked := service(t, "token-0")
	source.Prover = &agent{err: &Error{Reason: protocol.ReasonSignInNeeded}}
	if key, err := source.Get(t.Context()); err == nil || !key.Value.Empty() || len(*asked) != 0 {
		t.Errorf("%v, asked with %q", err, *asked)
	}
}

func TestATokenDoesNotFollowARedirect(t *testing.T) {
	source, asked := service(t, "token-0")
	source.Address = source.Address[:len(source.Address)-len("loginkey")] + "elsewhere"
	if _, err := source.Get(t.Context()); err == nil || len(*asked) != 0 {
		t.Errorf("%v, asked with %q", err, *asked)
	}
}

func TestRenewGetsAnotherSpareAtOnce(t *testing.T) {
	i := &issuer{life: time.Hour}
	keeping(t, i, func(t *testing.T, k *Keeper, _ func() []error) {
		defer k.Warm()()
		synctest.Wait()
		k.Renew()
		synctest.Wait()
		if key, err := k.Take(t.Context()); err != nil || key.Value.Reveal() != "2" {
			t.Errorf("took key %s of %d, %v", key.Value.Reveal(), i.count(), err)
		}
	})
}

// slow gives a key only when it is let.
type slow struct {
	issuer
	let chan struct{}
}

func (s *slow) Get(ctx context.Context) (Key, error) {
	<-s.let
	return s.issuer.Get(ctx)
}

// A key that was asked for before Renew is the former agent's.
func TestAKeyOfTheFormerAgentIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &slow{issuer{life: time.Hour}, make(chan struct{})}
		k := NewKeeper(source, time.Hour, func(error) {})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { k.Run(ctx) })
		cool := k.Warm()
		synctest.Wait()
		k.Renew() // while the first is under way
		source.let <- struct{}{}
		synctest.Wait()
		source.let <- struct{}{}
		synctest.Wait()
		if key, err := k.Take(t.Context()); err != nil || key.Value.Reveal() != "2" {
			t.Errorf("took key %s, %v", key.Value.Reveal(), err)
		}
		cool()
		close(source.let)
		stop()
		running.Wait()
	})
}
