package manifests

import (
	"encoding/json"
	"fmt"
)

// ManagedFile is the name, in the extension, of the schema of its managed storage.
const ManagedFile = "managed.json"

// ManagedSchema returns the schema of what an administrator may set for the
// extension in the browser's own policy: the settings that do not decide where
// secrets go, locked or as defaults, and site rules. It holds only the keywords
// that Chromium knows there; the host checks the rest.
func ManagedSchema() ([]byte, error) {
	var all struct {
		Properties map[string]struct {
			Type        string   `json:"type"`
			Enum        []string `json:"enum"`
			Layer       string   `json:"x-layer"`
			Description string   `json:"description"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(SettingsSchema, &all); err != nil {
		return nil, fmt.Errorf("manifests: settings.schema.json: %w", err)
	}
	settings := map[string]any{}
	for key, s := range all.Properties {
		switch {
		case s.Layer == "file":
		case len(s.Enum) > 0:
			settings[key] = map[string]any{"type": "string", "enum": s.Enum, "description": s.Description}
		case s.Type == "array": // Chromium takes no list without items
			settings[key] = map[string]any{"type": s.Type, "items": map[string]string{"type": "string"}, "description": s.Description}
		default:
			settings[key] = map[string]any{"type": s.Type, "description": s.Description}
		}
	}
	text := map[string]string{"type": "string"}
	return render(map[string]any{"type": "object", "properties": map[string]any{
		"locked":   map[string]any{"type": "object", "description": "Settings that nobody can change.", "properties": settings},
		"defaults": map[string]any{"type": "object", "description": "Settings that a person can change where they are a person's.", "properties": settings},
		"sites":    map[string]any{"type": "array", "description": "Site rules, each as the text of its JSON file.", "items": text},
	}})
}
