package check

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/manifests"
)

// found is what a browser takes from a manifest.
type found struct {
	program string
	listed  bool // our extension may call
}

var (
	anOrigin = regexp.MustCompile(`^chrome-extension://[^/*?#]+/$`)
	anAddOn  = regexp.MustCompile(`(?i)^(\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}|[a-z0-9._-]*@[a-z0-9._-]+)$`)
)

// readManifest reads a manifest as a browser of the family does. The fault is
// the first reason why it would not take the manifest at all; every one of them
// looks the same to the extension: "host not found".
func readManifest(family manifests.Family, d browsers.Desk, path string, text []byte) (found, string) {
	f, fault := parse(family, text)
	if fault != "" {
		return found{}, fault
	}
	for _, rule := range []func() string{
		func() string { return strange(family, f) },
		func() string { return f.is("name", manifests.Identity().Host) },
		func() string { return described(family, f) },
		func() string { return f.is("type", "stdio") },
	} {
		if fault := rule(); fault != "" {
			return found{}, fault
		}
	}
	program, fault := programOf(d, path, f)
	if fault != "" {
		return found{}, fault
	}
	listed, fault := callers(family, f)
	return found{program, listed}, fault
}

// strange: Firefox refuses a manifest with any key that it does not know.
func strange(family manifests.Family, f fields) string {
	if family != manifests.Firefox {
		return ""
	}
	for name := range f {
		if !slices.Contains([]string{"name", "description", "path", "type", "allowed_extensions"}, name) {
			return fmt.Sprintf("it has the key %q, and Firefox refuses every key that it does not know", name)
		}
	}
	return ""
}

func (f fields) text(name string) (string, string) {
	var value *string
	if raw, ok := f[name]; !ok || json.Unmarshal(raw, &value) != nil || value == nil {
		return "", fmt.Sprintf("%q is missing or not a text", name)
	}
	return *value, ""
}

func (f fields) is(name, want string) string {
	value, fault := f.text(name)
	if fault == "" && value != want {
		fault = fmt.Sprintf("%q is %q instead of %q", name, value, want)
	}
	return fault
}

func described(family manifests.Family, f fields) string {
	value, fault := f.text("description")
	if fault == "" && value == "" && family == manifests.Chromium {
		fault = `"description" is empty, and Chromium browsers want one`
	}
	return fault
}

func programOf(d browsers.Desk, manifest string, f fields) (string, string) {
	program, fault := f.text("path")
	switch {
	case fault != "":
		return "", fault
	case program == "":
		return "", `"path" is empty`
	case d.Absolute(program):
		return program, ""
	case d.System == browsers.Windows:
		return d.Join(d.Parent(manifest), program), ""
	}
	return "", fmt.Sprintf("the path %q is not absolute", program)
}

// callers: one bad entry in the list costs the whole manifest.
func callers(family manifests.Family, f fields) (bool, string) {
	name, good, ours := "allowed_origins", anOrigin, manifests.Origins()
	if family == manifests.Firefox {
		name, good, ours = "allowed_extensions", anAddOn, manifests.Identity().Firefox
	}
	var list []string
	if err := json.Unmarshal(f[name], &list); err != nil || len(list) == 0 {
		return false, fmt.Sprintf("%q is missing, empty or not a list of texts", name)
	}
	listed := false
	for _, entry := range list {
		if !good.MatchString(entry) {
			return false, badCaller(name, entry)
		}
		listed = listed || slices.Contains(ours, entry)
	}
	return listed, ""
}

func badCaller(list, entry string) string {
	if strings.HasPrefix(entry, "chrome-extension://") && !strings.HasSuffix(entry, "/") {
		return fmt.Sprintf("%q in %q lacks the slash at its end", entry, list)
	}
	return fmt.Sprintf("%q in %q is not an extension's name, and one bad entry costs the whole manifest", entry, list)
}
