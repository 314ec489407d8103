package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"satchel/ui/look"
)

// cardSlot draws one card.
type cardSlot struct {
	back                *canvas.Rectangle
	title, more         *canvas.Text // the title's two lines
	line, left, right   *canvas.Text
	tag, mark           slotTag
	objects             []fyne.CanvasObject
	card                Card
	loaded              bool
	state               cardState
	width               float32
	lines               cardShape
	lift                int  // lines by which what is at the right of a wide card stands higher
	cut                 bool // the title has less room than it needs
	filled, used, shown bool
}

// slotTag is a word on its tint.
type slotTag struct {
	tint  *canvas.Rectangle
	text  *canvas.Text
	width float32 // of the whole, 0 for none
}

type cardState struct{ cursor, focus, hovered, away bool }

func newCardSlot() *cardSlot {
	s := &cardSlot{back: box(), shown: true}
	s.title, s.more = canvas.NewText("", nil), canvas.NewText("", nil)
	s.line, s.left, s.right = canvas.NewText("", nil), canvas.NewText("", nil), canvas.NewText("", nil)
	s.right.Alignment = fyne.TextAlignTrailing
	s.objects = []fyne.CanvasObject{s.back, s.title, s.more, s.line, s.left, s.right}
	for _, t := range []*slotTag{&s.tag, &s.mark} {
		t.tint, t.text = box(), canvas.NewText("", nil)
		s.objects = append(s.objects, t.tint, t.text)
	}
	return s
}

// fill shows a card; what is unchanged stays untouched.
func (s *cardSlot) fill(card Card, loaded bool, state cardState, width float32, lines cardShape) {
	if s.filled && s.state == state && s.card == card && s.loaded == loaded && s.width == width && s.lines == lines {
		return
	}
	s.filled, s.card, s.loaded, s.state, s.width, s.lines = true, card, loaded, state, width, lines
	s.mood()
	room := width - 2*cardPad
	dim, fine := Style{Size: look.SizeSmall, Color: look.Dim}, Style{Size: look.SizeFine}
	s.mark.write(card.Mark, room)
	s.tag.write(card.Tag, room)
	right := card.Right
	if card.Tag.Text != "" {
		right = ""
	}
	write(s.right, dim, right, room)
	write(s.left, fine, card.Left, room)
	taken := max(s.tag.width, dim.measure(s.right.Text).Width)
	s.lift = 0
	beyond := room
	s.right.Alignment = fyne.TextAlignLeading
	if !lines.narrow {
		s.right.Alignment = fyne.TextAlignTrailing
		if taken > 0 && fine.measure(s.left.Text).Width > beside(room, taken) {
			s.lift, beyond = 1, beside(room, taken)
		}
	}
	s.head(card.Title, room)
	write(s.line, dim, card.Line, beyond)
}

// head writes the title, in two lines if cards have them and it needs them.
func (s *cardSlot) head(title string, room float32) {
	bold, most := Style{Size: look.SizeFine, Bold: true}, 1
	if s.lines.long {
		most = 2
	}
	width := func(s string) float32 { return bold.measure(s).Width }
	lines := append(clamp(title, room+0.5, most, width), "")
	s.cut = most == 1 && len(wrap(oneLine(title), room+0.5, width)) > 1
	write(s.title, bold, lines[0], room)
	write(s.more, bold, lines[1], room)
}

// beside is the room that something at the right leaves over.
func beside(room, taken float32) float32 {
	if taken == 0 {
		return room
	}
	return max(room-taken-look.Gap, 0)
}

// mood colours the card by its state.
func (s *cardSlot) mood() {
	fill, line, width := look.Pane, look.Line, look.Hairline
	switch {
	case s.state.away:
		fill = look.Hover
	case s.state.cursor && s.state.focus:
		line, width = look.Accent, 2
	case s.state.cursor:
		line = look.Accent
	case s.state.hovered:
		fill = look.Hover
	}
	paint(s.back, fill, line, width, look.RadiusCard)
	s.back.Refresh()
}

func (t *slotTag) write(tag CardTag, room float32) {
	fill, colour := tag.Tone.colors()
	style := Style{Size: look.SizeSmall, Color: colour}
	write(t.text, style, tag.Text, room-2*tagPad)
	t.width = 0
	if tag.Text != "" {
		t.width = style.measure(t.text.Text).Width + 2*tagPad
		paint(t.tint, fill, "", 0, look.RadiusTag)
	}
	t.tint.Hidden = tag.Text == ""
	t.tint.Refresh()
}

// move puts the card at a place.
func (s *cardSlot) move(x, y float32) {
	place(s.back, x, y, s.width, s.lines.height())
	line, room := cardLine(), s.width-2*cardPad
	x, y = x+cardPad, y+cardPad
	place(s.title, x, y, room, line)
	place(s.more, x, y+line, room, line)
	if s.more.Text != "" {
		y += line
	}
	place(s.line, x, y+line, room, line)
	place(s.left, x, y+2*line, room, line)
	low := y + float32(cardLines)*line
	if s.lines.narrow {
		place(s.right, x, low, room, line)
		s.tag.move(x+s.tag.width, low, line)
		low += line
	} else {
		up := y + float32(cardLines-1-s.lift)*line
		place(s.right, x, up, room, line)
		s.tag.move(x+room, up, line)
	}
	s.mark.move(x+s.mark.width, low, line)
}

// move puts the tag to the left of x.
func (t *slotTag) move(x, y, line float32) {
	h := line - 1 // two tags one above the other do not touch
	place(t.tint, x-t.width, y+(line-h)/2, t.width, h)
	place(t.text, x-t.width+tagPad, y, max(t.width-2*tagPad, 0), line)
}

// show shows or hides the whole card.
func (s *cardSlot) show(on bool) {
	if s.shown == on {
		return
	}
	s.shown = on
	for _, o := range s.objects {
		if on {
			o.Show()
		} else {
			o.Hide()
		}
	}
	if on {
		s.tag.tint.Hidden = s.card.Tag.Text == ""
		s.mark.tint.Hidden = s.card.Mark.Text == ""
	}
}
