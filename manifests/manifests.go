// Package manifests holds what host, extension, installer and administrator all
// read: who the host and the extension are to each other, their manifests, the
// schemas of settings and site rules, and the site rules that come with the
// product. It imports nothing of ours.
package manifests

import (
	"embed"
	"io/fs"
	"slices"
)

// SettingsSchema is the JSON schema of all settings, with their defaults.
//
//go:embed settings.schema.json
var SettingsSchema []byte

// SiteRuleSchema is the JSON schema of one site rule.
//
//go:embed site-rule.schema.json
var SiteRuleSchema []byte

//go:embed sites
var sites embed.FS

// Sites holds the site rules that come with the product, one JSON file each: the
// starter rules, and Sample.
var Sites = must(fs.Sub(sites, "sites"))

// Sample is the rule of the CRM that make run shows. It is no starter rule.
const Sample = "sample-crm.json"

// Starters are the files of the starter rules in Sites, in the order of their
// names: rules for well-known CRMs, made of what their makers publish, that
// nobody has tried on the live product. Each says "unverified".
func Starters() []string {
	files := must(fs.Glob(Sites, "*.json"))
	return slices.DeleteFunc(files, func(name string) bool { return name == Sample })
}

// ID says who host and extension are to each other. An extension has one id in
// each store it is published in.
type ID struct {
	Host        string   `json:"host"` // the native-messaging host's name
	Description string   `json:"description"`
	Chromium    []string `json:"chromium"`    // extension ids
	Firefox     []string `json:"firefox"`     // add-on ids
	ChromiumKey string   `json:"chromiumKey"` // public key, from which the first of Chromium follows
}

// Identity returns identity.json, compiled in as identity.gen.go (make gen): to
// parse it at each start of a host would cost a tenth of the start. Its slices
// are shared: read them only.
func Identity() ID { return identity }

// Origins are the callers that the host answers, as a Chromium browser names
// them in the host's first argument: chrome-extension://ID/, slash included.
func Origins() []string {
	var origins []string
	for _, id := range Identity().Chromium {
		origins = append(origins, "chrome-extension://"+id+"/")
	}
	return origins
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
