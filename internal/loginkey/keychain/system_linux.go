package keychain

import (
	"fmt"
	"os"

	secretservice "github.com/zalando/go-keyring/secret_service"
)

const lockedProperty = "org.freedesktop.Secret.Collection.Locked"

// obstacle says why the keychain cannot be read now. It asks the keychain
// itself: the library would have the person asked to unlock it, again at each
// try, and would start a message bus where there is none.
func obstacle() error {
	if err := missing(); err != nil {
		return err
	}
	service, err := secretservice.NewSecretService()
	if err != nil {
		return absent("the session's message bus does not answer")
	}
	state, err := service.GetLoginCollection().GetProperty(lockedProperty)
	if err != nil {
		return absent("no Secret Service, or no keyring in it")
	}
	if is, known := state.Value().(bool); !known || is {
		return locked("the keyring is locked")
	}
	return nil
}

// missing says that this account has no message bus, over which alone a
// keychain is reached.
func missing() error {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && address != "autolaunch:" {
		return nil
	}
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(fmt.Sprintf("/run/user/%d/%s", os.Getuid(), name)); err == nil {
			return nil
		}
	}
	return absent("this account has no message bus of a session")
}

// cause is why a call failed that found nothing in its way before: the person
// did not unlock, or the keychain went away.
func cause(error) error {
	if err := obstacle(); err != nil {
		return err
	}
	return absent("the Secret Service refused")
}
