package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Focusable      = (*tableBody)(nil)
	_ fyne.Scrollable     = (*tableBody)(nil)
	_ fyne.DoubleTappable = (*tableBody)(nil)
	_ fyne.Shortcutable   = (*tableBody)(nil)
	_ desktop.Mouseable   = (*tableBody)(nil)
	_ desktop.Hoverable   = (*tableBody)(nil)
	_ desktop.Keyable     = (*tableBody)(nil)
)

// MouseDown implements desktop.Mouseable. Selecting on the press, not the tap,
// spares the wait for a second tap.
func (b *tableBody) MouseDown(e *desktop.MouseEvent) {
	t := b.t
	if c := fyne.CurrentApp().Driver().CanvasForObject(b); c != nil {
		c.Focus(b)
	}
	i := b.t.rowAt(e.Position.Y)
	if i < 0 {
		return
	}
	ctrl := e.Modifier&fyne.KeyModifierShortcutDefault != 0
	switch {
	case e.Button == desktop.MouseButtonSecondary:
		if !t.chosen.has(i) {
			t.moveTo(i, false)
		}
		if t.OnMenu != nil {
			t.OnMenu(i, e.AbsolutePosition)
		}
	case e.Button != desktop.MouseButtonPrimary:
	case ctrl && t.OnFollow != nil && t.OnFollow(i, t.columnAt(e.Position.X)):
	case t.Multi && ctrl:
		t.chosen.toggle(i)
		t.cursor, t.anchor = i, i
		t.selectionChanged()
	default:
		t.moveTo(i, e.Modifier&fyne.KeyModifierShift != 0)
		if c := t.columnAt(e.Position.X); c >= 0 && t.OnPress != nil {
			t.OnPress(i, c)
		}
	}
}

// MouseUp implements desktop.Mouseable.
func (b *tableBody) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped implements fyne.DoubleTappable.
func (b *tableBody) DoubleTapped(e *fyne.PointEvent) {
	i := b.t.rowAt(e.Position.Y)
	if i < 0 {
		return
	}
	if c := b.t.columnAt(e.Position.X); c >= 0 && b.t.edit(i, c) {
		return
	}
	if b.t.OnOpen != nil {
		b.t.OnOpen(i)
	}
}

// MouseIn implements desktop.Hoverable.
func (b *tableBody) MouseIn(e *desktop.MouseEvent) { b.setHover(b.t.rowAt(e.Position.Y)) }

// MouseMoved implements desktop.Hoverable.
func (b *tableBody) MouseMoved(e *desktop.MouseEvent) { b.setHover(b.t.rowAt(e.Position.Y)) }

// MouseOut implements desktop.Hoverable.
func (b *tableBody) MouseOut() { b.setHover(-1) }

func (b *tableBody) setHover(i int) {
	if i == b.hover {
		return
	}
	before := b.hover
	b.hover = i
	b.updateRow(before)
	b.updateRow(i)
}

// Scrolled implements fyne.Scrollable.
func (b *tableBody) Scrolled(e *fyne.ScrollEvent) {
	b.hover = -1
	if e.Scrolled.DX != 0 {
		b.t.scrollAcross(float64(b.t.left - e.Scrolled.DX))
	}
	b.t.scrollTo(b.t.place.position(b.t.extent()) - float64(e.Scrolled.DY))
}

// FocusGained implements fyne.Focusable.
func (b *tableBody) FocusGained() { b.focus = true; b.updateRow(b.t.cursor) }

// FocusLost implements fyne.Focusable.
func (b *tableBody) FocusLost() { b.focus, b.shift = false, false; b.updateRow(b.t.cursor) }

// TypedRune implements fyne.Focusable.
func (b *tableBody) TypedRune(r rune) {
	if b.t.OnType != nil && r != ' ' && r != '?' {
		b.t.OnType(r)
		return
	}
	runeToWindow(r)
}

// KeyDown implements desktop.Keyable.
func (b *tableBody) KeyDown(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		b.shift = true
	}
}

// KeyUp implements desktop.Keyable.
func (b *tableBody) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		b.shift = false
	}
}

// TypedKey implements fyne.Focusable.
func (b *tableBody) TypedKey(e *fyne.KeyEvent) {
	t := b.t
	page := max(int(b.Size().Height/t.extent().row)-1, 1)
	switch e.Name {
	case fyne.KeyUp:
		if t.cursor <= 0 && t.OnLeave != nil {
			t.OnLeave()
			return
		}
		t.moveBy(-1, b.shift)
	case fyne.KeyDown:
		t.moveBy(1, b.shift)
	case fyne.KeyPageUp:
		t.moveBy(-page, b.shift)
	case fyne.KeyPageDown:
		t.moveBy(page, b.shift)
	case fyne.KeyHome:
		t.moveTo(0, b.shift)
	case fyne.KeyEnd:
		t.moveTo(t.rows.Len()-1, b.shift)
	case fyne.KeyLeft:
		t.moveAcross(-1)
	case fyne.KeyRight:
		t.moveAcross(1)
	case fyne.KeyF2:
		if !t.edit(t.cursor, t.column) {
			keyToWindow(e)
		}
	case desktop.KeyMenu:
		t.menu()
	case fyne.KeyF10:
		if !b.shift {
			keyToWindow(e)
			return
		}
		t.menu()
	case fyne.KeyEscape:
		if t.column < 0 {
			keyToWindow(e)
			return
		}
		t.column = -1
		b.showCell()
	case fyne.KeyReturn, fyne.KeyEnter:
		if t.edit(t.cursor, t.column) {
			return
		}
		if t.cursor >= 0 && t.OnOpen != nil {
			t.OnOpen(t.cursor)
		}
	case fyne.KeySpace:
		if t.Multi && t.cursor >= 0 {
			t.chosen.toggle(t.cursor)
			t.anchor = t.cursor
			t.selectionChanged()
		}
	default:
		keyToWindow(e)
	}
}

// TypedShortcut implements fyne.Shortcutable: select all. Every other shortcut
// belongs to the window.
func (b *tableBody) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok {
		b.t.SelectAll()
		return
	}
	toWindow(b, s)
}

// toWindow hands a shortcut on to the window's own: Fyne gives it to the focused
// widget alone.
func toWindow(o fyne.CanvasObject, s fyne.Shortcut) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(o).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

func (t *Table) moveBy(rows int, extend bool) {
	if t.cursor < 0 {
		rows = 0
	}
	t.moveTo(max(t.cursor, 0)+rows, extend)
}

// moveTo moves the cursor to row i, or the nearest, and selects it; extend keeps
// the beginning of the range.
func (t *Table) moveTo(i int, extend bool) {
	n := t.rows.Len()
	if n == 0 {
		return
	}
	before := t.cursor
	t.cursor = min(max(i, 0), n-1)
	t.origin, t.follow = t.place, true
	t.place.show(t.cursor, t.extent())
	if extend && t.Multi && before >= 0 {
		t.chosen.set(min(t.anchor, n-1), t.cursor)
	} else {
		t.anchor = t.cursor
		t.chosen.set(t.cursor, t.cursor)
	}
	t.selectionChanged()
}
