package live

import (
	"strings"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/secret"
)

// forged are the same credentials with a signature that cannot be right.
func forged(agent glance.Credentials) glance.Credentials {
	key := agent.LoginKey.Reveal()
	at := strings.LastIndexByte(key, '$') + 1
	if at < len(key) {
		wrong := "A"
		if key[at] == 'A' {
			wrong = "B"
		}
		key = key[:at] + wrong + key[at+1:]
	}
	agent.LoginKey = secret.New(key)
	return agent
}
