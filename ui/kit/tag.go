package kit

import (
	"fyne.io/fyne/v2"
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

// Tag is a short word about a state, on the tint of its tone. In a Flow that is narrower it takes further lines.
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

// Wrapped implements wrapping.
func (t *Tag) Wrapped(width float32) fyne.Size {
	return labelSize(t.Text, t.style(), width-2*tagPad).AddWidthHeight(2*tagPad, 0)
}

// CreateRenderer implements fyne.Widget.
func (t *Tag) CreateRenderer() fyne.WidgetRenderer {
	back, label := box(), newLabel()
	return draw(&drawing{
		owner:   t,
		objects: append([]fyne.CanvasObject{back}, label.objects()...),
		min: func() fyne.Size {
			n := t.Natural()
			return fyne.NewSize(min(n.Width, 48), n.Height)
		},
		layout: func(s fyne.Size) {
			widest := label.layout(t.Text, t.style(), tagPad, s.Width-2*tagPad, s.Height)
			back.Resize(fyne.NewSize(min(s.Width, widest+2*tagPad), s.Height))
		},
		restyle: func() {
			fill, _ := t.Tone.colors()
			paint(back, fill, "", 0, look.RadiusTag)
		},
	})
}
