package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Tone is the state a tag or banner tells by colour, besides its words.
type Tone int

// The tones.
const (
	Neutral Tone = iota
	Red          // late, breached, refused
	Amber        // soon, missing
	Green        // met, fine
	Blue         // neutral fact, planned
	Teal         // here, the next step
)

// colors returns the surface and the text of a tone.
func (t Tone) colors() (fill, text fyne.ThemeColorName) {
	switch t {
	case Red:
		return look.RedTint, look.Red
	case Amber:
		return look.AmberTint, look.Amber
	case Green:
		return look.GreenTint, look.Green
	case Blue:
		return look.BlueTint, look.Blue
	case Teal:
		return look.AccentTint, look.Accent
	}
	return look.Hover, look.Dim
}

const tagPad = 8 // left and right of a tag's text

// Tag is a short word about a state, on the tint of its tone.
type Tag struct {
	widget.BaseWidget
	Text string
	Tone Tone
}

var _ fyne.Widget = (*Tag)(nil)

// NewTag returns a tag.
func NewTag(text string, tone Tone) *Tag {
	t := &Tag{Text: text, Tone: tone}
	t.ExtendBaseWidget(t)
	return t
}

// Set changes text and tone.
func (t *Tag) Set(text string, tone Tone) { t.Text, t.Tone = text, tone; t.Refresh() }

func (t *Tag) style() Style {
	_, text := t.Tone.colors()
	return Style{Size: look.SizeSmall, Color: text}
}

// Natural returns the size of the whole tag.
func (t *Tag) Natural() fyne.Size {
	return fyne.NewSize(t.style().measure(oneLine(t.Text)).Width+2*tagPad, look.Size(look.SizeTag))
}

// CreateRenderer implements fyne.Widget.
func (t *Tag) CreateRenderer() fyne.WidgetRenderer {
	back, label := box(), canvas.NewText("", nil)
	return draw(&drawing{
		owner:   t,
		objects: []fyne.CanvasObject{back, label},
		min: func() fyne.Size {
			n := t.Natural()
			return fyne.NewSize(min(n.Width, 48), n.Height)
		},
		layout: func(s fyne.Size) {
			style := t.style()
			label.Text = ellipsis(oneLine(t.Text), s.Width-2*tagPad+0.5, func(s string) float32 { return style.measure(s).Width })
			width := min(s.Width, style.measure(label.Text).Width+2*tagPad)
			back.Resize(fyne.NewSize(width, s.Height))
			place(label, tagPad, 0, width-2*tagPad, s.Height)
		},
		restyle: func() {
			fill, _ := t.Tone.colors()
			paint(back, fill, "", 0, look.RadiusTag)
			t.style().apply(label, oneLine(t.Text))
		},
	})
}
