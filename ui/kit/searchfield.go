package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// SearchField is a field to find things while typing. Esc clears it; Down goes on
// to what was found.
type SearchField struct {
	widget.Entry
	OnDown   func() // Down or Enter: move the focus to the list
	OnEscape func() // Esc in an empty field

	hint Hint
}

var (
	_ fyne.Widget       = (*SearchField)(nil)
	_ fyne.Shortcutable = (*SearchField)(nil)
)

// NewSearchField returns a field; changed is called for every change of its text.
func NewSearchField(placeholder string, changed func(text string)) *SearchField {
	f := &SearchField{}
	f.PlaceHolder, f.OnChanged = placeholder, changed
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer implements fyne.Widget.
func (f *SearchField) CreateRenderer() fyne.WidgetRenderer {
	return InPage(f, &f.Entry, f.Entry.CreateRenderer())
}

// Resize implements fyne.CanvasObject.
func (f *SearchField) Resize(s fyne.Size) {
	f.hint.Fit(&f.Entry, s.Width)
	f.Entry.Resize(s)
}

// TypedKey implements fyne.Focusable.
func (f *SearchField) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		if f.Text != "" {
			f.SetText("")
		} else if f.OnEscape != nil {
			f.OnEscape()
		}
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		if f.OnDown != nil {
			f.OnDown()
		}
	default:
		f.Entry.TypedKey(e)
	}
}

// TypedShortcut implements fyne.Shortcutable: what a text field does not know
// belongs to the window.
func (f *SearchField) TypedShortcut(s fyne.Shortcut) { typedShortcut(&f.Entry, f, s) }

func typedShortcut(e *widget.Entry, o fyne.CanvasObject, s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy, *fyne.ShortcutCut, *fyne.ShortcutPaste, *fyne.ShortcutSelectAll, *fyne.ShortcutUndo, *fyne.ShortcutRedo:
		e.TypedShortcut(s)
		return
	}
	if k, ok := s.(fyne.KeyboardShortcut); ok && isCursorKey(k.Key()) {
		e.TypedShortcut(s) // moving by words
		return
	}
	toWindow(o, s)
}

func isCursorKey(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}
