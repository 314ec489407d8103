package kit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Text is one line of text in one style. Where there is too little room it ends
// in an ellipsis; a Row gives it its natural width as long as there is room.
type Text struct {
	widget.BaseWidget
	Text  string
	Style Style
	Align fyne.TextAlign

	known measured
}

// measured is the size of a text, which the layout of a window asks for each time that it is drawn.
type measured struct {
	text  string
	style Style
	high  float32 // of the letters: the person may change it
	size  fyne.Size
}

var _ fyne.Widget = (*Text)(nil)

// NewText returns one line of text in the given style.
func NewText(text string, style Style) *Text {
	t := &Text{Text: text, Style: style}
	t.ExtendBaseWidget(t)
	return t
}

// Plain returns ordinary text.
func Plain(text string) *Text { return NewText(text, Style{}) }

// Dim returns secondary text of ordinary size.
func Dim(text string) *Text { return NewText(text, Style{Color: look.Dim}) }

// Small returns small secondary text.
func Small(text string) *Text { return NewText(text, Style{Color: look.Dim, Size: look.SizeSmall}) }

// Bold returns ordinary text in bold.
func Bold(text string) *Text { return NewText(text, Style{Bold: true}) }

// Heading returns the title of a page.
func Heading(text string) *Text { return NewText(text, Style{Bold: true, Size: look.SizeTitle}) }

// RecordTitle returns the title of a record.
func RecordTitle(text string) *Text { return NewText(text, Style{Bold: true, Size: look.SizeRecord}) }

// CardTitle returns the title of a card.
func CardTitle(text string) *Text { return NewText(text, Style{Bold: true, Size: look.SizeCard}) }

// Metric returns a number that stands alone.
func Metric(text string) *Text { return NewText(text, Style{Bold: true, Size: look.SizeMetric}) }

// SetText changes the text.
func (t *Text) SetText(text string) {
	if t.Text == text {
		return
	}
	t.Text = text
	t.Refresh()
}

// SetStyle changes the style.
func (t *Text) SetStyle(style Style) {
	if t.Style == style {
		return
	}
	t.Style = style
	t.Refresh()
}

// Natural returns the size of the whole text.
func (t *Text) Natural() fyne.Size {
	if high := t.Style.size(); t.known.text != t.Text || t.known.style != t.Style || t.known.high != high {
		t.known = measured{t.Text, t.Style, high, t.Style.measure(oneLine(t.Text))}
	}
	return t.known.size
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	line := canvas.NewText("", nil)
	fit := func(width float32) string {
		return ellipsis(oneLine(t.Text), width+0.5, func(s string) float32 { return t.Style.measure(s).Width })
	}
	return draw(&drawing{
		owner:   t,
		objects: []fyne.CanvasObject{line},
		min: func() fyne.Size {
			n := t.Natural()
			return fyne.NewSize(min(n.Width, 3*t.Style.size()), n.Height)
		},
		layout: func(s fyne.Size) {
			place(line, 0, 0, s.Width, s.Height)
			if text := fit(s.Width); text != line.Text {
				line.Text = text
				line.Refresh()
			}
		},
		restyle: func() {
			line.Alignment = t.Align
			t.Style.apply(line, fit(t.Size().Width))
		},
	})
}

// oneLine replaces line breaks and other control characters, which a line of text cannot show.
func oneLine(s string) string {
	if strings.IndexFunc(s, unicode.IsControl) < 0 {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, unicode.IsControl), " ")
}
