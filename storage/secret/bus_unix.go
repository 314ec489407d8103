//go:build (dragonfly && cgo) || (freebsd && cgo) || linux || netbsd || openbsd

package secret

import (
	"errors"
	"slices"

	"github.com/godbus/dbus/v5"
)

// reachable asks for the session's message bus. Without this question the library would start a bus and an empty keychain of its own
// and leave both running, and what is stored there is lost for the next session.
func reachable() error {
	bus, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return err
	}
	return bus.Close()
}

// lockedNames are the answers of a Secret Service that is locked or keeps this program out.
var lockedNames = []string{"org.freedesktop.Secret.Error.IsLocked", "org.freedesktop.DBus.Error.AccessDenied"}

func lockedOnBus(err error) bool {
	var e dbus.Error
	return errors.As(err, &e) && slices.Contains(lockedNames, e.Name)
}
