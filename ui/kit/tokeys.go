package kit

import "fyne.io/fyne/v2"

// keyToWindow hands a key that the focused widget does not use to the window's own: Fyne gives keys to the focused widget alone.
func keyToWindow(e *fyne.KeyEvent) {
	if c := focusedCanvas(); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// runeToWindow does the same with a typed letter.
func runeToWindow(r rune) {
	if c := focusedCanvas(); c != nil && c.OnTypedRune() != nil {
		c.OnTypedRune()(r)
	}
}

// focusedCanvas is that of the window whose widget has the keys.
func focusedCanvas() fyne.Canvas {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if w.Canvas().Focused() != nil {
			return w.Canvas()
		}
	}
	return nil
}
