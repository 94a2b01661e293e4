package manifests

// Version is the product's: host, extension and installer carry the same one.
const Version = "0.1.0"
