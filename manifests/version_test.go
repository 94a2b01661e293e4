package manifests_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/glance-networks/agent-host/manifests"
)

func TestOneVersion(t *testing.T) {
	text, err := os.ReadFile("../extension/package.json")
	if err != nil {
		t.Fatal(err)
	}
	var extension struct{ Version string }
	if err := json.Unmarshal(text, &extension); err != nil || extension.Version != manifests.Version {
		t.Errorf("the extension's version is %q, the host's %q (%v)", extension.Version, manifests.Version, err)
	}
}
