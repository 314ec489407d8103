package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Field stands around a control of a form: its label above, and below it what is
// wrong with the value, or else a hint.
type Field struct {
	widget.BaseWidget
	label   *Text
	note    *Paragraph
	control fyne.CanvasObject
	hint    string
	all     *fyne.Container
}

var _ fyne.Widget = (*Field)(nil)

// NewField puts label above control.
func NewField(label string, control fyne.CanvasObject) *Field {
	f := &Field{
		label:   Small(label),
		note:    NewParagraph("", Style{Size: look.SizeSmall, Color: look.Dim}),
		control: control,
	}
	f.note.Hide()
	f.all = Column(4, f.label, control, f.note)
	f.ExtendBaseWidget(f)
	return f
}

// Control returns what the field stands around.
func (f *Field) Control() fyne.CanvasObject { return f.control }

// Parts implements Composite.
func (f *Field) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{f.all} }

// SetLabel names the field anew.
func (f *Field) SetLabel(label string) {
	f.label.Text = label
	f.label.Refresh()
}

// HideLabel leaves the label out, where one stands elsewhere.
func (f *Field) HideLabel() { f.label.Hide() }

// SetHint sets the sentence shown while nothing is wrong.
func (f *Field) SetHint(sentence string) *Field {
	f.hint = sentence
	f.SetError("")
	return f
}

// SetError says what is wrong with the value; "" takes it back.
func (f *Field) SetError(sentence string) {
	text, colour := f.hint, look.Dim
	if sentence != "" {
		text, colour = sentence, look.Red
	}
	if f.note.Text == text && f.note.Style.Color == colour {
		return // a form says it of every field each time that it is read
	}
	f.note.Text, f.note.Style.Color = text, colour
	f.note.Hidden = text == ""
	f.note.Refresh()
	f.all.Refresh()
	f.Refresh()
}

// Note returns the sentence below the control.
func (f *Field) Note() string { return f.note.Text }

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.all) }
