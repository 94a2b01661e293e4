package manifests

import (
	"crypto/sha1"
	"fmt"
)

// Redirects are the addresses to which a browser's identity API lets a sign-in
// come back for this extension: each Chromium browser's, then Firefox's, which
// has the SHA-1 of the add-on's id in it. An organisation registers them with
// its OpenID provider.
func Redirects() []string {
	var addresses []string
	for _, id := range Identity().Chromium {
		addresses = append(addresses, "https://"+id+".chromiumapp.org/")
	}
	for _, id := range Identity().Firefox {
		addresses = append(addresses, fmt.Sprintf("https://%x.extensions.allizom.org/", sha1.Sum([]byte(id))))
	}
	return addresses
}
