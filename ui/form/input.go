// Package form edits records: one editor for each kind of field, laid out from the entity's description, checked in place.
package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/kit"
)

// Input is a text field that keeps only the keys that text needs and hands all others to the window.
type Input struct {
	widget.Entry
	OnEscape func()                    // nil: the window gets the key
	OnKey    func(*fyne.KeyEvent) bool // sees every key first; true = used
	OnTab    func(back bool)           // Tab and Shift+Tab; nil: they go to the next field of the window

	shift bool // held down
	hint  kit.Hint
}

var (
	_ fyne.Widget       = (*Input)(nil)
	_ fyne.Shortcutable = (*Input)(nil)
)

// NewInput returns a field of one line.
func NewInput(placeholder string, changed func(string)) *Input {
	i := &Input{}
	i.PlaceHolder, i.OnChanged = placeholder, changed
	i.ExtendBaseWidget(i)
	return i
}

// NewPassword returns a field of one line that shows what is typed only on request.
func NewPassword() *Input {
	i := NewInput("", nil)
	i.Password = true
	return i
}

// NewArea returns a field of several lines that wraps.
func NewArea(placeholder string, rows int, changed func(string)) *Input {
	i := &Input{}
	i.MultiLine, i.Wrapping, i.PlaceHolder, i.OnChanged = true, fyne.TextWrapWord, placeholder, changed
	i.ExtendBaseWidget(i)
	i.SetMinRowsVisible(rows)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *Input) CreateRenderer() fyne.WidgetRenderer {
	return kit.InPage(i, &i.Entry, i.Entry.CreateRenderer())
}

// Resize implements fyne.CanvasObject.
func (i *Input) Resize(s fyne.Size) {
	i.hint.Fit(&i.Entry, s.Width)
	i.Entry.Resize(s)
}

// TypedKey implements fyne.Focusable.
func (i *Input) TypedKey(e *fyne.KeyEvent) {
	if i.OnKey != nil && i.OnKey(e) {
		return
	}
	if e.Name == fyne.KeyTab && i.OnTab != nil {
		i.OnTab(i.shift)
		return
	}
	switch e.Name {
	case fyne.KeyEscape:
		if i.OnEscape != nil {
			i.OnEscape()
			return
		}
		i.toWindow(e)
	case fyne.KeyF1, fyne.KeyF2, fyne.KeyF5:
		i.toWindow(e)
	default:
		i.Entry.TypedKey(e)
	}
}

// AcceptsTab implements fyne.Tabbable: Tab leads on from fields of several lines, too, so that nobody who has no pointer is caught there.
func (i *Input) AcceptsTab() bool { return i.OnTab != nil }

// FocusGained implements fyne.Focusable.
func (i *Input) FocusGained() {
	i.Entry.FocusGained()
	kit.Reveal(i)
}

// KeyDown implements desktop.Keyable.
func (i *Input) KeyDown(e *fyne.KeyEvent) {
	i.shift = i.shift || isShift(e)
	i.Entry.KeyDown(e)
}

// KeyUp implements desktop.Keyable.
func (i *Input) KeyUp(e *fyne.KeyEvent) {
	i.shift = i.shift && !isShift(e)
	i.Entry.KeyUp(e)
}

// FocusLost implements fyne.Focusable.
func (i *Input) FocusLost() {
	i.shift = false
	i.Entry.FocusLost()
}

func isShift(e *fyne.KeyEvent) bool {
	return e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight
}

func (i *Input) toWindow(e *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(i); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (i *Input) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy, *fyne.ShortcutCut, *fyne.ShortcutPaste, *fyne.ShortcutSelectAll, *fyne.ShortcutUndo, *fyne.ShortcutRedo:
		i.Entry.TypedShortcut(s)
		return
	}
	if k, ok := s.(fyne.KeyboardShortcut); ok {
		switch k.Key() {
		case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyBackspace, fyne.KeyDelete:
			i.Entry.TypedShortcut(s) // moving by words
			return
		}
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(i).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}
