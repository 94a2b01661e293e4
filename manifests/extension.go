package manifests

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed extension.json
var extensionJSON []byte

// FirefoxMinimum is the oldest Firefox with everything that the extension uses.
const FirefoxMinimum = "142.0"

// ExtensionManifest returns the extension's manifest.json for a family:
// extension.json's part for all, its part for the family, the version (one to
// four numbers up to 65535, as stores demand) and who the extension is.
//
// Without sites it is the store's flavour, which needs no site at its install.
// With them it is the managed one, which is packed for an organisation: their
// origins are required, so that a browser which is told to install it has
// granted them. A site is an origin or a match pattern of a site rule.
func ExtensionManifest(family Family, version string, sites ...string) ([]byte, error) {
	if !storeVersion(version) {
		return nil, fmt.Errorf("manifests: version %q is not one to four numbers with dots, such as 1.2.3", version)
	}
	required, err := origins(sites)
	if err != nil {
		return nil, err
	}
	var parts map[string]map[string]any
	if err := json.Unmarshal(extensionJSON, &parts); err != nil {
		return nil, fmt.Errorf("manifests: extension.json: %w", err)
	}
	manifest := parts["all"]
	switch family {
	case Chromium:
		manifest["key"] = Identity().ChromiumKey
		manifest["storage"] = map[string]string{"managed_schema": ManagedFile}
	case Firefox:
		gecko := map[string]any{
			"id": Identity().Firefox[0], "strict_min_version": FirefoxMinimum,
			// What leaves the browser, for the host: a record's name, address and visitor id.
			"data_collection_permissions": map[string][]string{"required": {"personallyIdentifyingInfo", "websiteContent"}},
		}
		manifest["browser_specific_settings"] = map[string]any{"gecko": gecko}
	default:
		return nil, unknownFamily(family)
	}
	maps.Copy(manifest, parts[string(family)])
	manifest["version"] = version
	if len(required) > 0 {
		manifest["host_permissions"] = required
	}
	return render(manifest)
}

// site is a match pattern with a host of at least one label, whole or behind
// "*.", or an origin without a path.
var site = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^https://((?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)(?:/\S*)?$`)
})

// origins are what has to be granted for sites: a grant has no path. Each is
// named once, in the order of the alphabet, so that the same sites give the
// same manifest.
func origins(sites []string) ([]string, error) {
	var all []string
	for _, pattern := range sites {
		parts := site().FindStringSubmatch(pattern)
		if parts == nil {
			return nil, fmt.Errorf("manifests: the site %q is not like https://crm.example.com/* or https://*.example.com/*", pattern)
		}
		all = append(all, "https://"+strings.ToLower(parts[1])+"/*")
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func storeVersion(version string) bool {
	numbers := strings.Split(version, ".")
	for _, number := range numbers {
		n, err := strconv.ParseUint(number, 10, 16)
		if err != nil || strconv.FormatUint(n, 10) != number {
			return false
		}
	}
	return len(numbers) <= 4
}
