package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"

	"go.uber.org/zap"

	"github.com/glance-networks/agent-host/internal/settings"
	"github.com/glance-networks/agent-host/internal/signin"
)

// who is what a sign-in told of the agent, for the roles. It is kept so that the
// next host knows it before anybody is asked; it opens nothing.
type who struct {
	Names  []string `json:"names"`
	Groups []string `json:"groups"`
}

func (w who) nobody() bool { return len(w.Names)+len(w.Groups) == 0 }

func whoFile() string { return filepath.Join(stateFolder(), "sign-in", "who.json") }

func readWho() (w who) {
	if text, err := os.ReadFile(whoFile()); err == nil && len(text) < settings.MaxPolicy {
		_ = json.Unmarshal(text, &w)
	}
	return w
}

// signedIn remembers who is signed in. Where that changes what counts here,
// another host is asked for.
func (w *work) signedIn(a signin.Agent) {
	now := who{Groups: a.Groups}
	for _, name := range []string{a.PUID, a.Subject} {
		if name != "" {
			now.Names = append(now.Names, name)
		}
	}
	if !w.heardOf(now) {
		return
	}
	text, err := json.Marshal(now)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(whoFile()), 0o700)
	}
	if err == nil {
		err = os.WriteFile(whoFile(), text, 0o600)
	}
	if err != nil {
		w.log.Warn("the agent's roles cannot be kept", zap.Error(err))
	}
	w.renewIfChanged()
}

// signedOut forgets who was.
func (w *work) signedOut() {
	_ = os.Remove(whoFile())
	if w.heardOf(who{}) {
		w.renewIfChanged()
	}
}

// heardOf notes who is signed in, and reports whether that is news to this host.
func (w *work) heardOf(now who) bool {
	w.loaded()
	w.mu.Lock()
	defer w.mu.Unlock()
	news := !reflect.DeepEqual(now, w.who)
	w.who = now
	return news
}

func (w *work) renewIfChanged() {
	w.tasks.Go(func() {
		if !reflect.DeepEqual(w.loaded(), w.read()) {
			w.renew()
		}
	})
}
