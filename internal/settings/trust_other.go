//go:build !unix

package settings

import "io/fs"

// distrust is left to the access lists that the installer sets.
func distrust(fs.FileInfo, bool) string { return "" }
