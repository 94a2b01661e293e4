// Command gen prints the extension's manifest.json for a family of browsers, or
// the schema of its managed storage:
//
//	go run ./manifests/gen --browser chromium --version 1.2.3
//	go run ./manifests/gen --managed
package main

import (
	"fmt"
	"os"

	"github.com/glance-networks/agent-host/manifests"
	"github.com/spf13/pflag"
)

func main() {
	browser := pflag.String("browser", "chromium", "chromium or firefox")
	version := pflag.String("version", "", "the extension's version, such as 1.2.3")
	managed := pflag.Bool("managed", false, "the schema of managed storage instead")
	pflag.Parse()
	text, err := print(*managed, manifests.Family(*browser), *version)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.Write(text)
}

func print(managed bool, family manifests.Family, version string) ([]byte, error) {
	if managed {
		return manifests.ManagedSchema()
	}
	return manifests.ExtensionManifest(family, version)
}
