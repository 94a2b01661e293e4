package presence

import (
	"context"
	"sync"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

// Tokens keeps one authorization token for everybody. Issuing one is
// expensive (D), so it is used until shortly before it expires.
type Tokens struct {
	// Authorize gets a new token.
	Authorize func(ctx context.Context) (glance.Token, error)

	mu    sync.Mutex
	token glance.Token
}

// Token implements TokenSource. Concurrent callers wait for one request.
func (t *Tokens) Token(ctx context.Context) (glance.Token, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const ahead = 30 * time.Second
	if !t.token.Value.Empty() && time.Now().Add(ahead).Before(t.token.Expires) {
		return t.token, nil
	}
	token, err := t.Authorize(ctx)
	if err != nil {
		return glance.Token{}, err
	}
	t.token = token
	return token, nil
}

// Clear forgets whatever token there is: it was another agent's.
func (t *Tokens) Clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token = glance.Token{}
}

// Forget implements TokenSource.
func (t *Tokens) Forget(token glance.Token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == token {
		t.token = glance.Token{}
	}
}
