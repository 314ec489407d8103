package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// press is what all pressable widgets share: hover, focus, keys, pointer shape.
// The widget embeds it and sets press.do.
type press struct {
	widget.BaseWidget
	do       func() // nil: nothing happens
	hovered  bool
	focused  bool
	disabled bool
}

var (
	_ fyne.Tappable      = (*press)(nil)
	_ fyne.Focusable     = (*press)(nil)
	_ fyne.Disableable   = (*press)(nil)
	_ desktop.Hoverable  = (*press)(nil)
	_ desktop.Cursorable = (*press)(nil)
)

func (p *press) activate() {
	if p.do != nil && !p.disabled {
		p.do()
	}
}

// Tapped implements fyne.Tappable.
func (p *press) Tapped(*fyne.PointEvent) { p.activate() }

// TypedKey implements fyne.Focusable: Enter and Space press.
func (p *press) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.activate()
	default:
		keyToWindow(e)
	}
}

// TypedRune implements fyne.Focusable.
func (p *press) TypedRune(r rune) { runeToWindow(r) }

// FocusGained implements fyne.Focusable.
func (p *press) FocusGained() {
	p.focused = true
	p.Refresh()
	if p.hovered {
		return // pressed by the pointer: it must not move away from under it
	}
	if c := focusedCanvas(); c != nil {
		if o, ok := c.Focused().(fyne.CanvasObject); ok {
			Reveal(o)
		}
	}
}

// FocusLost implements fyne.Focusable.
func (p *press) FocusLost() { p.focused = false; p.Refresh() }

// MouseIn implements desktop.Hoverable.
func (p *press) MouseIn(*desktop.MouseEvent) { p.hovered = true; p.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *press) MouseOut() { p.hovered = false; p.Refresh() }

// Cursor implements desktop.Cursorable.
func (p *press) Cursor() desktop.Cursor {
	if p.do == nil || p.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// Disable implements fyne.Disableable.
func (p *press) Disable() { p.disabled = true; p.Refresh() }

// Enable implements fyne.Disableable.
func (p *press) Enable() { p.disabled = false; p.Refresh() }

// Disabled implements fyne.Disableable.
func (p *press) Disabled() bool { return p.disabled }
