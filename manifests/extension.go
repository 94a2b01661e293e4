package manifests

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
)

//go:embed extension.json
var extensionJSON []byte

// FirefoxMinimum is the oldest Firefox with everything that the extension uses.
const FirefoxMinimum = "142.0"

// ExtensionManifest returns the extension's manifest.json for a family:
// extension.json's part for all, its part for the family, the version (one to
// four numbers up to 65535, as stores demand) and who the extension is.
func ExtensionManifest(family Family, version string) ([]byte, error) {
	if !storeVersion(version) {
		return nil, fmt.Errorf("manifests: version %q is not one to four numbers with dots, such as 1.2.3", version)
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
	return render(manifest)
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
