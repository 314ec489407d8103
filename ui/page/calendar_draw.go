package page

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// CreateRenderer implements fyne.Widget.
func (g *calendarGrid) CreateRenderer() fyne.WidgetRenderer {
	r := &calendarRenderer{g: g}
	r.draw()
	return r
}

type calendarRenderer struct {
	g       *calendarGrid
	objects []fyne.CanvasObject
}

func (r *calendarRenderer) Destroy()                     {}
func (r *calendarRenderer) Layout(fyne.Size)             { r.draw() }
func (r *calendarRenderer) MinSize() fyne.Size           { return fyne.NewSize(240, 200) }
func (r *calendarRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *calendarRenderer) Refresh()                     { r.draw(); canvas.Refresh(r.g) }

func (r *calendarRenderer) draw() {
	g := r.g
	r.objects = nil
	if len(g.cal.Days) == 0 || g.Size().Width <= 0 {
		return
	}
	g.arrange()
	g.drawn = g.look()
	p := &calendarPen{g: g}
	p.days()
	if !g.month {
		p.hourLines()
	}
	for _, b := range g.boxes {
		p.box(b, fyne.NewPos(b.x, b.y), "")
	}
	g.marks.Resize(g.Size())
	g.mark()
	r.objects = append(p.objects, g.marks)
}

// mark draws what follows the pointer and the keys, over the days, which stay as they are.
func (g *calendarGrid) mark() {
	p := &calendarPen{g: g}
	if g.drawn != (calendarLook{}) {
		p.marks()
	}
	g.marks.Objects = p.objects
	g.marks.Refresh()
}

// calendarPen draws one object over the other.
type calendarPen struct {
	g       *calendarGrid
	objects []fyne.CanvasObject
}

func (r *calendarPen) rect(x, y, w, h float32, fill, stroke fyne.ThemeColorName) {
	o := canvas.NewRectangle(color.Transparent)
	if stroke != "" {
		o.StrokeColor, o.StrokeWidth, o.CornerRadius = look.Color(stroke), 1.5, look.RadiusTag
		o.FillColor = look.Unseen(o.StrokeColor)
	}
	if fill != "" {
		o.FillColor = look.Color(fill)
	}
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
	r.objects = append(r.objects, o)
}

// text draws one line that ends where its room ends.
func (r *calendarPen) text(x, y, w, h float32, s string, style kit.Style) {
	r.at(kit.NewText(s, style), x, y, w, h)
}

func (r *calendarPen) at(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
	r.objects = append(r.objects, o)
}

func (r *calendarPen) days() {
	g := r.g
	r.rect(0, 0, g.Size().Width, g.Size().Height, look.Pane, "")
	today := crm.DateOf(g.p.env.Now())
	for d, day := range g.cal.Days {
		x, w := g.column(d)
		style := kit.Style{Size: look.SizeSmall, Color: look.Dim}
		label, wide := words.Time(day.Start, "Mon 2 Jan"), w > 9*look.Size(look.SizeText)
		if w < 6*look.Size(look.SizeText) {
			label = words.Time(day.Start, "Mon 2")
		}
		y, h := float32(0), g.Size().Height
		if g.month {
			y, h = calendarHead()+float32(d/7)*g.weekHeight(), g.weekHeight()
			if d < 7 {
				r.text(x+8, 6, w-10, calendarLine()-2, words.Time(day.Start, "Mon"), style)
			}
			label = strconv.Itoa(day.Start.Day())
			if day.Start.Day() == 1 {
				label = words.Time(day.Start, "2 Jan")
			}
			if day.Start.Month() == g.p.day.Month() {
				style.Color = look.Text
			}
			r.rect(x, y, w, 1, look.Line, "")
		}
		if crm.DateOf(day.Start) == today {
			style = kit.Style{Size: look.SizeSmall, Color: look.Accent, Bold: true}
			if wide {
				label += " · " + words.T("today")
			}
			r.rect(x, y, w, h, look.BG, "")
		}
		r.rect(x, y, 1, h, look.Line, "")
		up := float32(6)
		if g.month {
			up = 2
		}
		r.text(x+8, y+up, w-10, calendarLine()-2, label, style)
	}
}

func (r *calendarPen) hourLines() {
	g := r.g
	r.rect(0, g.above()-1, g.Size().Width, 1, look.Line, "")
	for h := g.top; h < 24; h++ {
		y := g.above() + float32(h-g.top)*calendarHour()
		if y > g.Size().Height-10 {
			return
		}
		r.rect(calendarSide(), y, g.Size().Width-calendarSide(), 1, look.Line, "")
		r.text(8, y+2, calendarSide()-10, calendarLine()-4, strconv.Itoa(h)+":00", kit.Style{Size: look.SizeTiny, Color: look.Dim})
	}
}

// marks draws the chosen place, the item that shows all of its words, and the one that is dragged.
func (r *calendarPen) marks() {
	g := r.g
	chosen, focused := calendarBox{}, false
	if g.focused {
		r.cursor()
		chosen, focused = g.boxOf(g.day, g.item)
	}
	shown, ok := g.pointed()
	if !ok {
		shown, ok = chosen, focused
	}
	g.opened = calendarBox{}
	if focused && (shown != chosen || !chosen.cut) {
		r.rect(chosen.x, chosen.y, chosen.w, chosen.h, "", look.Accent)
	}
	switch d := g.drag; {
	case d != nil:
		r.box(d.box, d.at.Subtract(d.grab), look.Accent)
	case ok && shown.cut:
		stroke := look.Line
		if shown == chosen {
			stroke = look.Accent
		}
		g.opened = g.open(shown)
		r.box(g.opened, fyne.NewPos(g.opened.x, g.opened.y), stroke)
	}
}

// cursor outlines the chosen place; an item that is chosen there has an outline of its own.
func (r *calendarPen) cursor() {
	g := r.g
	x, w := g.column(g.day)
	switch {
	case g.month:
		r.rect(x+1, calendarHead()+float32(g.day/7)*g.weekHeight()+1, w-2, g.weekHeight()-2, "", look.Accent)
	case g.item >= 0:
	case g.minute == allDay:
		r.rect(x+1, calendarHead(), w-2, g.above()-calendarHead()-2, "", look.Accent)
	default:
		y := g.above() + (float32(g.minute)/60-float32(g.top))*calendarHour()
		if y >= g.above()-1 && y < g.Size().Height {
			r.rect(x+1, y, w-2, calendarHour()/2, "", look.Accent)
		}
	}
}

func (r *calendarPen) box(b calendarBox, at fyne.Position, stroke fyne.ThemeColorName) {
	if b.item < 0 {
		more := words.T("+ %s more", words.Number(int64(r.hidden(b))))
		if kit.Lines(more, calendarStyle, b.w-7) > 1 {
			more = "+ " + words.Number(int64(r.hidden(b)))
		}
		r.rect(at.X, at.Y, b.w, b.h, look.Hover, "")
		r.text(at.X+5, at.Y+1, b.w-7, min(b.h, calendarLine()-2), more, kit.Style{Size: look.SizeSmall, Color: look.Dim})
		return
	}
	i := r.g.cal.Days[b.day].Items[b.item]
	fill, ink := toneColors(i.Tone)
	r.rect(at.X, at.Y, b.w, b.h, fill, stroke)
	if b.w <= 16 || b.h < calendarLine()/2 {
		return
	}
	left, room := b.inner()
	middle := at.Y + min(calendarLine(), b.h)/2 // of the first line
	if !b.bare {
		side := look.Size(look.SizeSmall)
		icon := kit.NewIcon(i.Icon)
		icon.Color = ink
		r.at(icon, at.X+5, middle-side/2, side, side)
	}
	said, _ := kit.CutWords(r.g.label(b), calendarStyle, room)
	text := kit.NewParagraph(said, kit.Style{Size: look.SizeSmall, Color: ink})
	text.Most, text.Stride = b.lines, calendarStride
	stride := calendarStride * look.Size(look.SizeSmall)
	r.at(text, at.X+left, middle-stride/2, room, stride*float32(b.lines))
}

// label is what the item of a box says. In a week the place tells the hour; in a narrow month it comes last, if there is room for it.
func (g *calendarGrid) label(b calendarBox) string {
	i := g.cal.Days[b.day].Items[b.item]
	_, w := g.column(0)
	said, narrow := i.Short, w-4 < calendarIconic()
	if b.open && narrow { // a word in place of the icon
		said = i.Label
	}
	if !g.month || i.AllDay || narrow && b.cut {
		return said
	}
	clock := i.At.Time().In(g.p.env.Zone).Format("15:04")
	if narrow {
		return said + " · " + clock
	}
	return clock + " " + said
}

// hidden counts the items that a box stands for.
func (r *calendarPen) hidden(b calendarBox) int {
	items, n := r.g.cal.Days[b.day].Items, 0
	if !r.g.month && b.y >= r.g.above()-1 {
		here := items[b.of]
		for _, i := range items {
			if !i.AllDay && i.Lane >= r.g.lanes()-1 && i.From < here.To && i.To > here.From {
				n++
			}
		}
		return n
	}
	for _, i := range items {
		if r.g.month || i.AllDay {
			n++
		}
	}
	for _, o := range r.g.boxes {
		if o.day == b.day && o.item >= 0 && (r.g.month || o.y < r.g.above()-1) {
			n--
		}
	}
	return n
}

func toneColors(t present.Tone) (fill, ink fyne.ThemeColorName) {
	switch t {
	case "red":
		return look.RedTint, look.Red
	case "amber":
		return look.AmberTint, look.Amber
	case "green":
		return look.GreenTint, look.Green
	case "blue":
		return look.BlueTint, look.Blue
	case "teal":
		return look.AccentTint, look.Accent
	}
	return look.Hover, look.Dim
}
