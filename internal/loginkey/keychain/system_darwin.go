package keychain

import (
	"errors"
	"os/exec"
)

// Exit codes of /usr/bin/security: the low byte of the system's status.
const (
	exitInteraction = 36  // errSecInteractionNotAllowed
	exitAuth        = 51  // errSecAuthFailed
	exitCancelled   = 128 // userCanceledErr
)

// obstacle is nil: the system has a keychain, and says itself whether it is locked.
func obstacle() error { return nil }

func missing() error { return nil }

// cause is why /usr/bin/security failed.
func cause(err error) error {
	exit := new(exec.ExitError)
	if !errors.As(err, &exit) {
		return absent("the keychain's program cannot be started")
	}
	switch exit.ExitCode() {
	case exitInteraction, exitAuth, exitCancelled:
		return locked("the keychain is locked, or access was refused")
	}
	return absent("the keychain cannot be used")
}
