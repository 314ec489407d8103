package kit

import (
	"fyne.io/fyne/v2"

	"satchel/ui/look"
)

const (
	chipPad   = 10 // left and right of a chip's text
	chipCross = 14 // room of the cross after the text
)

// Chip is a small round control: a filter in force, a choice that is on or off,
// or a quiet action. In a Flow that is narrower it takes further lines. Pressing it calls OnTap; its cross, Delete and Backspace
// call OnRemove.
type Chip struct {
	press
	Text     string
	On       bool
	OnRemove func() // nil: the chip has no cross
}

var _ fyne.Widget = (*Chip)(nil)

// NewChip returns a chip; do may be nil.
func NewChip(text string, on bool, do func()) *Chip {
	c := &Chip{Text: text, On: on}
	c.do = do
	c.ExtendBaseWidget(c)
	return c
}

// NewFilterChip returns a chip that is on and can be removed.
func NewFilterChip(text string, edit, remove func()) *Chip {
	c := NewChip(text, true, edit)
	c.OnRemove = remove
	return c
}

// OnPress sets what pressing the chip does.
func (c *Chip) OnPress(do func()) { c.do = do }

// SetOn switches the chip.
func (c *Chip) SetOn(on bool) {
	if c.On != on {
		c.On = on
		c.Refresh()
	}
}

// Tapped implements fyne.Tappable. The right end of a chip is its cross.
func (c *Chip) Tapped(e *fyne.PointEvent) {
	if c.OnRemove != nil && (c.do == nil || e.Position.X >= c.Size().Width-chipPad-chipCross) {
		c.OnRemove()
		return
	}
	c.activate()
}

// TypedKey implements fyne.Focusable.
func (c *Chip) TypedKey(e *fyne.KeyEvent) {
	if c.OnRemove != nil && (e.Name == fyne.KeyDelete || e.Name == fyne.KeyBackspace) {
		c.OnRemove()
		return
	}
	c.press.TypedKey(e)
}

func (c *Chip) style() Style {
	if c.On {
		return Style{Size: look.SizeSmall, Color: look.Accent}
	}
	return Style{Size: look.SizeSmall, Color: look.Dim}
}

// Natural returns the size of the whole chip.
func (c *Chip) Natural() fyne.Size {
	return fyne.NewSize(c.style().measure(oneLine(c.Text)).Width+c.pads(), look.Size(look.SizeTag))
}

// Wrapped implements wrapping.
func (c *Chip) Wrapped(width float32) fyne.Size {
	pads := c.pads()
	return labelSize(c.Text, c.style(), width-pads).AddWidthHeight(pads, 0)
}

// pads are what a chip has beside its text.
func (c *Chip) pads() float32 {
	if c.OnRemove != nil {
		return 2*chipPad + chipCross
	}
	return 2 * chipPad
}

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	back, label, cross := box(), newLabel(), newGlyph()
	return draw(&drawing{
		owner:   c,
		objects: append(append([]fyne.CanvasObject{back}, label.objects()...), cross.Raster),
		min: func() fyne.Size {
			n := c.Natural()
			return fyne.NewSize(min(n.Width, 56), n.Height)
		},
		layout: func(s fyne.Size) {
			back.Resize(s)
			label.layout(c.Text, c.style(), chipPad, s.Width-c.pads(), s.Height)
			side := look.Size(look.SizeSmall) * 0.8
			place(cross, s.Width-chipPad-side+2, (s.Height-side)/2, side, side)
		},
		restyle: func() {
			fill, line := look.Hover, fyne.ThemeColorName("")
			if c.On {
				fill = look.AccentTint
			}
			switch {
			case c.focused:
				line = look.Accent
			case c.hovered && c.do != nil:
				line = look.Line
			}
			paint(back, fill, line, look.Hairline, look.Size(look.SizeTag)/2)
			name := ""
			if c.OnRemove != nil {
				name = "close"
			}
			cross.show(name, c.style().Color)
		},
	})
}
