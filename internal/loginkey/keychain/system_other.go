//go:build !linux && !darwin

package keychain

// obstacle is nil: Credential Manager is there and open as long as somebody is
// signed in.
func obstacle() error { return nil }

func missing() error { return nil }

// cause is the same for all failures: without a signed-in person, as for a
// service's account, there is no Credential Manager.
func cause(error) error { return absent("the account has no keychain that can be used") }
