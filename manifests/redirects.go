package manifests

// Redirects are the addresses to which a browser's identity API lets a sign-in
// come back for this extension: each Chromium browser's, then Firefox's, which
// has the SHA-1 of the add-on's id in it. An organisation registers them with
// its OpenID provider. They are compiled in (make gen): a hash would have the
// whole of cryptography made ready at each start of a host.
func Redirects() []string { return redirects }
