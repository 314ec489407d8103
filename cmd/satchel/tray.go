package main

import (
	"context"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/godbus/dbus/v5"
)

// trayOf shows menus in the system's tray; nil where the desktop has none.
func trayOf(ctx context.Context, program fyne.App) func(*fyne.Menu) {
	if d, ok := program.(desktop.App); ok && hasTray(ctx) {
		return d.SetSystemTrayMenu
	}
	return nil
}

// hasTray tells whether there is a tray: Windows and macOS have one; elsewhere whoever shows it has a name on the session's bus. A bus
// that is not there is not started.
func hasTray(ctx context.Context) bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	ctx, stop := context.WithTimeout(ctx, time.Second) // a bus that hangs must not keep the window from opening
	defer stop()
	bus, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer func() { _ = bus.Close() }()
	var has bool
	err = bus.Auth(nil)
	if err == nil {
		err = bus.Hello()
	}
	if err == nil {
		err = bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, "org.kde.StatusNotifierWatcher").Store(&has)
	}
	return err == nil && has
}
