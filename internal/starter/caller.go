package starter

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/manifests"
)

// Caller gives the extension that the browser says it starts the host for,
// if it is ours. Chromium's first argument is the extension's origin; Firefox's
// are the manifest's path and the add-on's id.
func Caller(args []string) (string, bool) {
	if len(args) == 0 {
		return "", false
	}
	if slices.Contains(manifests.Origins(), args[0]) {
		return args[0], true
	}
	if len(args) >= 2 && filepath.IsAbs(args[0]) && strings.HasSuffix(args[0], ".json") && slices.Contains(manifests.Identity().Firefox, args[1]) {
		return args[1], true
	}
	return "", false
}
