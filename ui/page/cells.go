package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
)

var tones = map[present.Tone]kit.Tone{"red": kit.Red, "amber": kit.Amber, "green": kit.Green, "blue": kit.Blue, "teal": kit.Teal}

// cellOf draws a presented value as a cell of a table.
func cellOf(c present.Cell) kit.Cell {
	out := kit.Cell{Text: c.Text, Tone: tones[c.Tone]}
	switch {
	case c.Tag:
		out.Look = kit.CellTag
	case c.Dim:
		out.Look = kit.CellDim
	}
	return out
}

// fine is the style of text in cards.
func fine(colour fyne.ThemeColorName) kit.Style { return kit.Style{Size: look.SizeFine, Color: colour} }

// linkText is a piece of text that leads somewhere.
type linkText struct {
	widget.BaseWidget
	text *kit.Paragraph
	do   func()
}

var (
	_ fyne.Tappable      = (*linkText)(nil)
	_ fyne.Focusable     = (*linkText)(nil)
	_ desktop.Cursorable = (*linkText)(nil)
)

func newLinkText(text string, do func()) *linkText { return newLink(text, fine(look.Accent), do) }

// newQuietLink is for an explanation that leads to where it comes from.
func newQuietLink(text string, do func()) *linkText {
	return newLink(text, kit.Style{Size: look.SizeSmall, Color: look.Dim}, do)
}

func newLink(text string, style kit.Style, do func()) *linkText {
	l := &linkText{text: kit.NewParagraph(text, style), do: do}
	l.ExtendBaseWidget(l)
	return l
}

func (l *linkText) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.text) }

// Tapped implements fyne.Tappable.
func (l *linkText) Tapped(*fyne.PointEvent) { l.do() }

// TypedKey implements fyne.Focusable.
func (l *linkText) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		l.do()
	default:
		keyToWindow(l, e)
	}
}

// TypedRune implements fyne.Focusable.
func (l *linkText) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (l *linkText) FocusGained() { l.bold(true) }

// FocusLost implements fyne.Focusable.
func (l *linkText) FocusLost() { l.bold(false) }

func (l *linkText) bold(on bool) {
	l.text.Style.Bold = on
	l.text.Refresh()
}

// Cursor implements desktop.Cursorable.
func (l *linkText) Cursor() desktop.Cursor { return desktop.PointerCursor }

// keyToWindow hands a key that a focused widget does not use to the window's own keys.
func keyToWindow(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}
