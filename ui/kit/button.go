package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"satchel/ui/look"
)

// ButtonKind says how much a button asks for attention.
type ButtonKind int

// The kinds of button. A screen has one Primary: the next step.
const (
	Outlined ButtonKind = iota
	Primary
	Quiet  // text only, until the pointer is over it
	Danger // takes away what Undo cannot bring back
	Active // outlined, and the one in force among its neighbours
)

// Button runs a function when it is pressed by pointer, Enter or Space.
type Button struct {
	press
	Text string
	Icon string // name of an icon before the text; empty: none
	Tail string // name of a small icon after the text; empty: none
	Kind ButtonKind
	// Shrinks lets it be narrower than its text, which then ends in an ellipsis: for values, which may be long.
	Shrinks bool
}

var _ fyne.Widget = (*Button)(nil)

// NewButton returns an outlined button.
func NewButton(text string, do func()) *Button { return newButton(text, Outlined, do) }

// NewPrimary returns the button of the next step.
func NewPrimary(text string, do func()) *Button { return newButton(text, Primary, do) }

// NewQuiet returns a button without outline.
func NewQuiet(text string, do func()) *Button { return newButton(text, Quiet, do) }

// NewDanger returns a button for what cannot be undone.
func NewDanger(text string, do func()) *Button { return newButton(text, Danger, do) }

func newButton(text string, kind ButtonKind, do func()) *Button {
	b := &Button{Text: text, Kind: kind}
	b.do = do
	b.ExtendBaseWidget(b)
	return b
}

// SetText changes the text.
func (b *Button) SetText(text string) { b.Text = text; b.Refresh() }

// SetKind changes the kind.
func (b *Button) SetKind(kind ButtonKind) { b.Kind = kind; b.Refresh() }

// Natural returns the size of the whole button.
func (b *Button) Natural() fyne.Size {
	w, _, _, _ := b.parts()
	return fyne.NewSize(w+2*buttonPad, look.Size(look.SizeControl))
}

const buttonPad, buttonGap = 11, 6

// parts returns the widths of the content, of its text, and of the icons before and after it.
func (b *Button) parts() (width, text, side, tailSide float32) {
	side, tailSide = look.Size(look.SizeIcon), look.Size(look.SizeIcon)*0.75
	text = Style{}.measure(b.Text).Width
	width = text
	if b.Icon != "" {
		width += side
		if b.Text != "" {
			width += buttonGap
		}
	}
	if b.Tail != "" {
		width += buttonGap + tailSide
	}
	return width, text, side, tailSide
}

// colors returns fill, outline and text in the present state.
func (b *Button) colors() (fill, line, text fyne.ThemeColorName) {
	fill, line, text = look.Pane, look.Line, look.Text
	switch b.Kind {
	case Primary:
		fill, line, text = look.Accent, look.Accent, look.OnAccent
	case Quiet:
		fill, line, text = "", "", look.Dim
	case Danger:
		text = look.Red
	case Active:
		fill, text = look.AccentTint, look.Accent
	}
	if b.disabled {
		return look.Hover, look.Line, look.Dim
	}
	if b.hovered {
		switch b.Kind {
		case Outlined, Quiet:
			fill = look.Hover
		case Danger:
			fill = look.RedTint
		}
	}
	return fill, line, text
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	back, label := box(), canvas.NewText("", nil)
	icon, tail := newGlyph(), newGlyph()
	return draw(&drawing{
		owner:   b,
		objects: []fyne.CanvasObject{back, icon.Raster, label, tail.Raster},
		min: func() fyne.Size {
			n := b.Natural()
			if b.Shrinks {
				n.Width = min(n.Width, 48)
			}
			return n
		},
		layout: func(s fyne.Size) {
			back.Resize(s)
			w, text, side, tailSide := b.parts()
			label.Text = b.Text
			if short := w + 2*buttonPad - s.Width; b.Shrinks && short > 0 {
				label.Text = ellipsis(b.Text, text-short+0.5, func(s string) float32 { return Style{}.measure(s).Width })
				w, text = w-short, text-short
			}
			x := (s.Width - w) / 2
			if b.Icon != "" {
				place(icon, x, (s.Height-side)/2, side, side)
				x += side + buttonGap
			}
			place(label, x, 0, text, s.Height)
			place(tail, x+text+buttonGap, (s.Height-tailSide)/2, tailSide, tailSide)
		},
		restyle: func() {
			fill, line, text := b.colors()
			paint(back, fill, line, look.Hairline, look.RadiusControl)
			if b.focused {
				paint(back, fill, focusColor(fill), 2, look.RadiusControl)
			}
			Style{Color: text}.apply(label, b.Text)
			icon.show(b.Icon, text)
			tail.show(b.Tail, text)
		},
	})
}

// focusColor is the colour of the focus ring on a surface.
func focusColor(fill fyne.ThemeColorName) fyne.ThemeColorName {
	if fill == look.Accent {
		return look.Text
	}
	return look.Accent
}
