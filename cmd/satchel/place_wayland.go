//go:build wayland

package main

import (
	"fyne.io/fyne/v2"

	"satchel/ui"
)

// placeOf is not known: Wayland keeps it from programs.
func placeOf(fyne.Window) ui.Place { return ui.Place{} }

func putInPlace(fyne.Window, ui.Stay) {}
