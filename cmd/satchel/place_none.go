//go:build wayland || !cgo

package main

import (
	"fyne.io/fyne/v2"

	"satchel/ui"
)

func reachScreen() error { return nil }

// placeOf is not known: Wayland keeps it from programs. Without cgo there is no window; the linter reads the program so.
func placeOf(fyne.Window) ui.Place { return ui.Place{} }

func putInPlace(fyne.Window, ui.Stay) {}

func raise(w fyne.Window) { w.RequestFocus() }

// watchUse hears nothing: only what is done by commands counts as use.
func watchUse(fyne.Window, func()) {}
