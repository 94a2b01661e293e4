// Command gen prints the extension's manifest.json for a family of browsers:
//
//	go run ./manifests/gen --browser chromium --version 1.2.3
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
	pflag.Parse()
	text, err := manifests.ExtensionManifest(manifests.Family(*browser), *version)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.Write(text)
}
