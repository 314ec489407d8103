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

// calendarStrip is how many lines there are for what has no hour.
const calendarStrip = 3

// Measures of the grid grow with the text: the height of an hour, of an item without one or in a month, and of the names of the days.
func calendarHour() float32 { return 3.15 * look.Size(look.SizeText) }
func calendarLine() float32 { return 1.43 * look.Size(look.SizeText) }
func calendarHead() float32 { return 2.15 * look.Size(look.SizeText) }

// calendarSide is the width of the hours' column.
func calendarSide() float32 { return 3.7 * look.Size(look.SizeText) }

// above is the room above the hours: names of days and what has no hour.
func (g *calendarGrid) above() float32 { return calendarHead() + calendarStrip*(calendarLine()+2) + 4 }

// column is the left edge and the width of a day's column.
func (g *calendarGrid) column(day int) (x, w float32) {
	side := calendarSide()
	if g.month {
		side = 0
	}
	w = (g.Size().Width - side) / 7
	return side + float32(day%7)*w, w
}

// weekHeight is the height of a row of a month.
func (g *calendarGrid) weekHeight() float32 { return (g.Size().Height - calendarHead()) / 6 }

// place finds the day and the minute at a point; false outside of all days.
func (g *calendarGrid) place(at fyne.Position) (day, minute int, ok bool) {
	x, w := g.column(0)
	if at.X < x || at.Y < calendarHead() || w <= 0 {
		return 0, 0, false
	}
	day = min(int((at.X-x)/w), 6)
	switch {
	case g.month:
		day += 7 * min(int((at.Y-calendarHead())/g.weekHeight()), 5)
		minute = 9 * 60
	case at.Y < g.above():
		minute = allDay
	default:
		minute = min(max(g.top*60+int((at.Y-g.above())/calendarHour()*60), 0), 24*60-15)
	}
	return day, minute, day < len(g.cal.Days)
}

func (g *calendarGrid) hit(at fyne.Position) (calendarBox, bool) {
	for _, b := range g.boxes {
		if at.X >= b.x && at.X < b.x+b.w && at.Y >= b.y && at.Y < b.y+b.h {
			return b, true
		}
	}
	return calendarBox{}, false
}

// arrange computes where the items are.
func (g *calendarGrid) arrange() {
	g.boxes = g.boxes[:0]
	for d := range g.cal.Days {
		if g.month {
			y := calendarHead() + float32(d/7)*g.weekHeight() + calendarLine() + 2
			g.stack(d, y, int((g.weekHeight()-calendarLine()-4)/(calendarLine()+2)), func(present.CalendarItem) bool { return true })
			continue
		}
		g.stack(d, calendarHead()+2, calendarStrip, func(i present.CalendarItem) bool { return i.AllDay })
		g.hours(d)
	}
}

// stack puts items one below the other; where there are more than room, the last line counts the rest.
func (g *calendarGrid) stack(d int, y float32, room int, wanted func(present.CalendarItem) bool) {
	x, w := g.column(d)
	var list []int
	for n, i := range g.cal.Days[d].Items {
		if wanted(i) {
			list = append(list, n)
		}
	}
	for k, n := range list {
		if k == room-1 && len(list) > room {
			n = -1
		}
		if k >= room {
			break
		}
		g.boxes = append(g.boxes, calendarBox{x: x + 2, y: y, w: w - 4, h: calendarLine(), day: d, item: n})
		y += calendarLine() + 2
	}
}

// lanes is how many items stand side by side, each wide enough for a word; the others are counted.
func (g *calendarGrid) lanes() int {
	_, w := g.column(0)
	return min(max(int(w/(3.8*look.Size(look.SizeText))), 1), 4)
}

func (g *calendarGrid) hours(d int) {
	x, w := g.column(d)
	most := g.lanes()
	for n, i := range g.cal.Days[d].Items {
		if i.AllDay || i.Lane >= most {
			continue
		}
		y := g.above() + (float32(i.From)/60-float32(g.top))*calendarHour()
		h := float32(i.To-i.From) / 60 * calendarHour()
		if cut := g.above() - y; cut > 0 {
			y, h = y+cut, h-cut
		}
		h = min(h, g.Size().Height-y)
		if h < 6 {
			continue
		}
		lane := (w - 4) / float32(min(max(i.Lanes, 1), most))
		b := calendarBox{x: x + 2 + float32(i.Lane)*lane, y: y, w: lane - 1, h: h - 1, day: d, item: n, of: n}
		if i.Lane == most-1 && i.Lanes > most {
			b.item = -1
		}
		g.boxes = append(g.boxes, b)
	}
}

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
	r.objects = nil
	if len(r.g.cal.Days) == 0 || r.g.Size().Width <= 0 {
		return
	}
	r.g.arrange()
	r.days()
	if !r.g.month {
		r.hourLines()
	}
	r.cursor()
	for _, b := range r.g.boxes {
		r.box(b, fyne.NewPos(b.x, b.y))
	}
	if d := r.g.drag; d != nil {
		r.box(d.box, d.at.Subtract(d.grab))
	}
}

func (r *calendarRenderer) rect(x, y, w, h float32, fill, stroke fyne.ThemeColorName) {
	o := canvas.NewRectangle(color.Transparent)
	if fill != "" {
		o.FillColor = look.Color(fill)
	}
	if stroke != "" {
		o.StrokeColor, o.StrokeWidth, o.CornerRadius = look.Color(stroke), 1.5, look.RadiusTag
	}
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
	r.objects = append(r.objects, o)
}

// text draws one line that ends where its room ends.
func (r *calendarRenderer) text(x, y, w, h float32, s string, style kit.Style) {
	t := kit.NewText(s, style)
	t.Move(fyne.NewPos(x, y))
	t.Resize(fyne.NewSize(w, h))
	r.objects = append(r.objects, t)
}

func (r *calendarRenderer) days() {
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

func (r *calendarRenderer) hourLines() {
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

// cursor outlines the chosen place while the keys are here.
func (r *calendarRenderer) cursor() {
	g := r.g
	if !g.focused {
		return
	}
	x, w := g.column(g.day)
	switch {
	case g.month:
		r.rect(x+1, calendarHead()+float32(g.day/7)*g.weekHeight()+1, w-2, g.weekHeight()-2, "", look.Accent)
	case g.minute == allDay:
		r.rect(x+1, calendarHead(), w-2, g.above()-calendarHead()-2, "", look.Accent)
	default:
		y := g.above() + (float32(g.minute)/60-float32(g.top))*calendarHour()
		if y >= g.above()-1 && y < g.Size().Height {
			r.rect(x+1, y, w-2, calendarHour()/2, "", look.Accent)
		}
	}
}

func (r *calendarRenderer) box(b calendarBox, at fyne.Position) {
	if b.item < 0 {
		more := words.T("+ %s more", words.Number(int64(r.hidden(b))))
		if b.w < 4.5*look.Size(look.SizeText) {
			more = "+ " + words.Number(int64(r.hidden(b)))
		}
		r.rect(at.X, at.Y, b.w, b.h, look.Hover, "")
		r.text(at.X+5, at.Y+1, b.w-7, min(b.h, calendarLine()-2), more, kit.Style{Size: look.SizeSmall, Color: look.Dim})
		return
	}
	i := r.g.cal.Days[b.day].Items[b.item]
	fill, ink := toneColors(i.Tone)
	stroke := fyne.ThemeColorName("")
	if b.day == r.g.day && b.item == r.g.item && r.g.focused {
		stroke = look.Accent
	}
	r.rect(at.X, at.Y, b.w, b.h, fill, stroke)
	if b.w <= 16 || b.h < calendarLine()/2 {
		return
	}
	label, style := i.Short, kit.Style{Size: look.SizeSmall, Color: ink}
	if r.g.month && !i.AllDay { // in a week the place tells the hour
		label = i.At.Time().In(r.g.p.env.Zone).Format("15:04") + " " + label
	}
	side := look.Size(look.SizeSmall)
	icon := kit.NewIcon(i.Icon)
	icon.Color = ink
	icon.Move(fyne.NewPos(at.X+5, at.Y+1+(calendarLine()-2-side)/2))
	icon.Resize(fyne.NewSize(side, side))
	r.objects = append(r.objects, icon)
	r.text(at.X+8+side, at.Y+1, b.w-side-10, min(b.h, calendarLine()-2), label, style)
}

// hidden counts the items that a box stands for.
func (r *calendarRenderer) hidden(b calendarBox) int {
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
