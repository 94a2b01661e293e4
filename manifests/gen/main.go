// Command gen prints the extension's manifest.json for a family of browsers, or
// the schema of its managed storage:
//
//	go run ./manifests/gen --browser chromium --version 1.2.3
//	go run ./manifests/gen --flavour managed --sites 'https://crm.example.com/*,https://*.help.example.com/*'
//	go run ./manifests/gen --managed
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/glance-networks/agent-host/manifests"
	"github.com/spf13/pflag"
)

type options struct {
	managedSchema    bool
	family           manifests.Family
	version, flavour string
	sites            []string
}

func main() {
	var o options
	browser := pflag.String("browser", "chromium", "chromium or firefox")
	pflag.StringVar(&o.version, "version", manifests.Version, "the extension's version, such as 1.2.3")
	pflag.StringVar(&o.flavour, "flavour", "store", "store: a site is allowed when it is first used; managed: the sites are required")
	pflag.StringSliceVar(&o.sites, "sites", nil, "the managed flavour's sites, as match patterns with commas between them")
	pflag.BoolVar(&o.managedSchema, "managed", false, "the schema of managed storage instead")
	pflag.Parse()
	o.family = manifests.Family(*browser)
	text, err := print(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.Write(text)
}

func print(o options) ([]byte, error) {
	switch {
	case o.managedSchema:
		return manifests.ManagedSchema()
	case o.flavour != "store" && o.flavour != "managed":
		return nil, fmt.Errorf("there is no flavour %q: it is store or managed", o.flavour)
	case o.flavour == "managed" && len(o.sites) == 0:
		return nil, errors.New("the managed flavour is made for sites: name them, like --sites 'https://crm.example.com/*'")
	case o.flavour == "store" && len(o.sites) > 0:
		return nil, errors.New("the store's flavour requires no sites: leave out --sites, or say --flavour managed")
	}
	return manifests.ExtensionManifest(o.family, o.version, o.sites...)
}
