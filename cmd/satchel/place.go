//go:build cgo && !wayland

package main

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.3/glfw"

	"satchel/app/crm"
	"satchel/ui"
)

// reachScreen tells whether there is a screen to open a window on; Fyne itself panics without one. On the main goroutine only.
func reachScreen() (err error) {
	defer func() {
		if recover() != nil || err != nil {
			err = crm.Errorf(crm.CodeUnavailable, "There is no screen to open a window on. Start Satchel on a desktop, or use satchelctl.")
		}
	}()
	err = glfw.Init()            // without a screen it only prints a line,
	_ = glfw.GetPrimaryMonitor() // and the first use panics
	glfw.WindowHint(glfw.DepthBits, 0)
	glfw.WindowHint(glfw.StencilBits, 0) // nothing lies behind anything in a flat window, and where the processor draws, clearing both takes a fifth of each picture
	return err
}

// native is the window of the graphics library below Fyne, which knows its place on the screen; nil once it is closed.
func native(w fyne.Window) (win *glfw.Window) {
	if in, ok := w.(interface{ RunWithContext(f func()) }); ok {
		in.RunWithContext(func() { win = glfw.GetCurrentContext() })
	}
	return win
}

// placeOf is where the window is on the screen.
func placeOf(w fyne.Window) ui.Place {
	win := native(w)
	if win == nil {
		return ui.Place{}
	}
	x, y := win.GetPos()
	return ui.Place{Known: true, X: x, Y: y, Maximised: win.GetAttrib(glfw.Maximized) == glfw.True}
}

// putInPlace puts a shown window where it was left, as far as the screens that there are now allow.
func putInPlace(w fyne.Window, stay ui.Stay) {
	win := native(w)
	if win == nil {
		return
	}
	left, top, right, bottom := win.GetFrameSize()
	var areas []ui.Area
	for _, m := range glfw.GetMonitors() {
		x, y, width, height := m.GetWorkarea()
		areas = append(areas, ui.Area{X: x + left, Y: y + top, Width: width - left - right, Height: height - top - bottom})
	}
	fit := stay.Fit(areas, w.Canvas().Scale())
	if fit.Size() != stay.Size() {
		w.Resize(fit.Size())
	}
	if fit.Place.Known {
		win.SetPos(fit.Place.X, fit.Place.Y)
	}
	if fit.Place.Maximised {
		win.Maximize()
	}
}

// raise brings the window to the front.
func raise(w fyne.Window) {
	win := native(w)
	if win == nil {
		return
	}
	if win.GetAttrib(glfw.Iconified) == glfw.True {
		win.Restore()
	}
	win.Focus()
	win.RequestAttention() // for desktops that let no program come forward by itself
}

// watchUse calls used whenever a person presses, moves or turns something in the window, before the toolkit hears of it. On the main
// goroutine only.
func watchUse(w fyne.Window, used func()) {
	win := native(w)
	if win == nil {
		return
	}
	var key glfw.KeyCallback
	key = win.SetKeyCallback(func(w *glfw.Window, k glfw.Key, code int, a glfw.Action, m glfw.ModifierKey) {
		used()
		key(w, k, code, a, m)
	})
	var press glfw.MouseButtonCallback
	press = win.SetMouseButtonCallback(func(w *glfw.Window, b glfw.MouseButton, a glfw.Action, m glfw.ModifierKey) {
		used()
		press(w, b, a, m)
	})
	var move glfw.CursorPosCallback
	move = win.SetCursorPosCallback(func(w *glfw.Window, x, y float64) {
		used()
		move(w, x, y)
	})
	var turn glfw.ScrollCallback
	turn = win.SetScrollCallback(func(w *glfw.Window, x, y float64) {
		used()
		turn(w, x, y)
	})
}
