package kit

import (
	"fyne.io/fyne/v2"

	"satchel/ui/look"
)

// StatusLine is the quiet line at the foot of the window: what is saved and what
// waits at the left, the keys at the right.
type StatusLine struct {
	press
	state *Text
	keys  *Text
	row   *fyne.Container // of both
}

var _ fyne.Widget = (*StatusLine)(nil)

// NewStatusLine returns the status line. do opens what lies behind the state and
// may be nil.
func NewStatusLine(state, keys string, do func()) *StatusLine {
	s := &StatusLine{state: Small(state), keys: Small(keys)}
	s.row = Row(look.PadBar, s.state, Spacer(), s.keys)
	s.do = do
	s.ExtendBaseWidget(s)
	return s
}

// SetState changes the left text. A tone other than Neutral colours it; its words
// must tell the same.
func (s *StatusLine) SetState(text string, tone Tone) {
	colour := look.Dim
	if tone != Neutral {
		_, colour = tone.colors()
	}
	s.state.Style.Color = colour
	s.state.Text = text
	s.Refresh()
	s.state.Refresh()
	s.fit(s.Size().Width)
	s.row.Refresh()
	s.row.Layout.Layout(s.row.Objects, s.row.Size()) // a longer text needs more of the width, which stays the same
}

// fit leaves the keys out where the state needs the room.
func (s *StatusLine) fit(width float32) {
	s.keys.Hidden = width > 0 && s.state.Natural().Width+s.keys.Natural().Width+4*look.PadBar > width
}

// CreateRenderer implements fyne.Widget.
func (s *StatusLine) CreateRenderer() fyne.WidgetRenderer {
	line := NewSurface(look.Side, EdgeTop, Pad{Top: look.Hairline, Right: look.PadBar, Left: look.PadBar}, s.row)
	all := Stack(line)
	return draw(&drawing{
		owner:   s,
		objects: []fyne.CanvasObject{all},
		min: func() fyne.Size {
			return fyne.NewSize(all.MinSize().Width, look.Size(look.SizeStatus))
		},
		layout: func(size fyne.Size) {
			s.fit(size.Width)
			all.Resize(size)
		},
		restyle: func() {
			line.Outline = ""
			if s.focused {
				line.Outline = look.Accent
			}
			line.Refresh()
		},
	})
}
