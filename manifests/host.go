package manifests

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Family is a family of browsers: they share manifests.
type Family string

// The families.
const (
	Chromium Family = "chromium" // Chrome, Edge, Brave, Vivaldi, Opera
	Firefox  Family = "firefox"
)

// absolute reports whether a path is a full one on any system: /…, C:\\… or \\\\….
func absolute(path string) bool {
	drive := len(path) > 2 && (path[0]|0x20) >= 'a' && (path[0]|0x20) <= 'z' && path[1:3] == `:\`
	return drive || strings.HasPrefix(path, "/") || strings.HasPrefix(path, `\\`)
}

// HostManifest returns the native-messaging host manifest of a family. The path
// of the host's program must be absolute. The two families' manifests differ
// because Firefox refuses a manifest with any property that it does not know.
func HostManifest(family Family, path string) ([]byte, error) {
	if !absolute(path) {
		return nil, fmt.Errorf("manifests: the host's path %q is not absolute", path)
	}
	manifest := hostManifest{Name: Identity().Host, Description: Identity().Description, Path: path, Type: "stdio"}
	switch family {
	case Chromium:
		manifest.Origins = Origins()
	case Firefox:
		manifest.Extensions = Identity().Firefox
	default:
		return nil, unknownFamily(family)
	}
	return render(manifest)
}

type hostManifest struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Path        string   `json:"path"`
	Type        string   `json:"type"`
	Origins     []string `json:"allowed_origins,omitempty"`
	Extensions  []string `json:"allowed_extensions,omitempty"`
}

func unknownFamily(family Family) error {
	return fmt.Errorf("manifests: no browser family %q: it is %q or %q", family, Chromium, Firefox)
}

func render(manifest any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(manifest)
	return text.Bytes(), err
}
