package secret_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/secret"
)

func TestNothingPrintsASecret(t *testing.T) {
	const planted = "planted-login-key"
	held := struct{ Key secret.Text }{secret.New(planted)}
	hidden := struct{ key secret.Text }{secret.New(planted)}
	asJSON, _ := json.Marshal(held)
	asXML, _ := xml.Marshal(held)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", held.Key)
	printed := []string{
		fmt.Sprint(held), fmt.Sprintf("%v %+v %#v %s %q %x", held, held, held, held, held, held),
		fmt.Sprintf("%#v %x %q", held.Key, held.Key, held.Key), fmt.Sprintf("%v %+v %#v", hidden, hidden, hidden), string(asJSON), string(asXML), log.String(),
		fmt.Errorf("wrap: %v: %w", held.Key, errors.New("x")).Error(),
	}
	for _, text := range printed {
		if strings.Contains(text, planted) || strings.Contains(text, fmt.Sprintf("%x", planted)) {
			t.Errorf("printed in clear: %s", text)
		}
	}
	if held.Key.Reveal() != planted || held.Key.Empty() || !(secret.Text{}).Empty() {
		t.Error("Reveal or Empty is wrong")
	}
}
