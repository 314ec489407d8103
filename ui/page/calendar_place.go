package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
)

var calendarStyle = kit.Style{Size: look.SizeSmall} // of the words of an item

const (
	calendarStrip  = 3       // how many lines there are for what has no hour
	calendarStride = 1.3     // from line to line of an item, in the size of its letters
	calendarGap    = 2       // between items of a stack
	calendarLength = 30 * 60 // seconds that are drawn as long as they are
)

// Measures of the grid grow with the text: the height of an hour, of an item of one line, and of the names of the days.
func calendarHour() float32 { return 3.15 * look.Size(look.SizeText) }
func calendarLine() float32 { return 1.43 * look.Size(look.SizeText) }
func calendarHead() float32 { return 2.15 * look.Size(look.SizeText) }

// calendarSide is the width of the hours' column.
func calendarSide() float32 { return 3.7 * look.Size(look.SizeText) }

// calendarHigh is the height of an item of so many lines; the first is where that of an item of one line is.
func calendarHigh(lines int) float32 {
	if lines <= 1 {
		return calendarLine()
	}
	return calendarLine()/2 + (float32(lines)-0.5)*calendarStride*look.Size(look.SizeSmall) + 2
}

// calendarFits is how many lines find room in a height.
func calendarFits(high float32) int {
	return max(int((high+0.1-2-calendarLine()/2)/(calendarStride*look.Size(look.SizeSmall))+0.5), 1)
}

// calendarShare gives each of a stack of items one line and what is left of the room to those that need more, from the top.
func calendarShare(needs []int, room float32) []int {
	room -= float32(len(needs))*(calendarHigh(1)+calendarGap) - calendarGap
	lines := make([]int, len(needs))
	for k, need := range needs {
		lines[k] = max(min(need, calendarFits(calendarHigh(1)+room)), 1)
		room -= calendarHigh(lines[k]) - calendarHigh(1)
	}
	return lines
}

// calendarIconic is how wide an item is at least whose icon stands beside its words.
func calendarIconic() float32 { return 8 * look.Size(look.SizeSmall) }

// inner is where the words of an item begin, and the room they have.
func (b calendarBox) inner() (left, room float32) {
	if b.bare {
		return 5, b.w - 7
	}
	side := look.Size(look.SizeSmall)
	return 8 + side, b.w - side - 10
}

// above is the room above the hours: names of days and what has no hour.
func (g *calendarGrid) above() float32 {
	return calendarHead() + calendarStrip*(calendarLine()+calendarGap) + 4
}

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
func (g *calendarGrid) weekHeight() float32 {
	return (g.Size().Height - calendarHead()) / float32(g.weeks())
}

// weeks are how many rows a month has.
func (g *calendarGrid) weeks() int { return max(len(g.cal.Days)/7, 1) }

// place finds the day and the minute at a point; false outside of all days.
func (g *calendarGrid) place(at fyne.Position) (day, minute int, ok bool) {
	x, w := g.column(0)
	if at.X < x || at.Y < calendarHead() || w <= 0 {
		return 0, 0, false
	}
	day = min(int((at.X-x)/w), 6)
	switch {
	case g.month:
		day += 7 * min(int((at.Y-calendarHead())/g.weekHeight()), g.weeks()-1)
		minute = 9 * 60
	case at.Y < g.above():
		minute = allDay
	default:
		minute = min(max(g.top*60+int((at.Y-g.above())/calendarHour()*60), 0), 24*60-15)
	}
	return day, minute, day < len(g.cal.Days)
}

// hit finds the item at a point. One that is opened over others has only what they leave of it: the pointer opens them in turn.
func (g *calendarGrid) hit(at fyne.Position) (calendarBox, bool) {
	for _, b := range g.boxes {
		if b.has(at) {
			return b, true
		}
	}
	if g.opened.has(at) {
		return g.boxOf(g.opened.day, g.opened.item)
	}
	return calendarBox{}, false
}

// has tells whether a point is in the box.
func (b calendarBox) has(at fyne.Position) bool {
	return at.X >= b.x && at.X < b.x+b.w && at.Y >= b.y && at.Y < b.y+b.h
}

// boxOf finds where an item is drawn.
func (g *calendarGrid) boxOf(day, item int) (calendarBox, bool) {
	for _, b := range g.boxes {
		if b.day == day && b.item == item && item >= 0 {
			return b, true
		}
	}
	return calendarBox{}, false
}

// arrange computes where the items are.
func (g *calendarGrid) arrange() {
	g.boxes, g.opened = g.boxes[:0], calendarBox{}
	for d := range g.cal.Days {
		if g.month {
			below := calendarLine() - 1 // the number of the day
			y := calendarHead() + float32(d/7)*g.weekHeight() + below
			g.stack(d, y, g.weekHeight()-below-2, func(present.CalendarItem) bool { return true })
			continue
		}
		g.stack(d, calendarHead()+2, calendarStrip*(calendarLine()+calendarGap), func(i present.CalendarItem) bool { return i.AllDay })
		g.hours(d)
	}
}

// stack puts items one below the other. Where there are more than find room, the last line counts the rest; in a month that stands beside
// the number of the day.
func (g *calendarGrid) stack(d int, y, high float32, wanted func(present.CalendarItem) bool) {
	x, w := g.column(d)
	var list []int
	for n, i := range g.cal.Days[d].Items {
		if wanted(i) {
			list = append(list, n)
		}
	}
	room := max(int((high+calendarGap)/(calendarLine()+calendarGap)), 1)
	beside := g.month && len(list) > room
	if beside {
		list = list[:room]
	} else if len(list) > room {
		list = append(list[:room-1], -1)
	}
	first, needs := len(g.boxes), make([]int, len(list))
	for k, n := range list {
		b := calendarBox{x: x + 2, w: w - 4, day: d, item: n}
		needs[k] = g.needs(&b)
		g.boxes = append(g.boxes, b)
	}
	for k, lines := range calendarShare(needs, high) {
		b := &g.boxes[first+k]
		b.y, b.h, b.lines, b.cut = y, calendarHigh(lines), lines, lines < needs[k] || b.short
		y += b.h + calendarGap
	}
	if beside {
		top := g.boxes[first].y - calendarLine()
		g.boxes = append(g.boxes, calendarBox{x: x + 0.55*w, y: top + 2, w: 0.45*w - 2, h: calendarLine() - 2, day: d, item: -1})
	}
}

// needs is how many lines the words of a box take. They take the place of the icon where it is narrow, or else a word would be cut.
func (g *calendarGrid) needs(b *calendarBox) int {
	if b.item < 0 {
		return 1
	}
	text := g.label(*b)
	fit := func() (lines, cut int) {
		_, room := b.inner()
		fits, cut := kit.CutWords(text, calendarStyle, room)
		return kit.Lines(fits, calendarStyle, room), cut
	}
	b.bare = b.w < calendarIconic()
	n, cut := fit()
	if cut > 0 && !b.bare {
		b.bare = true
		if less, left := fit(); left < cut {
			n, cut = less, left
		} else {
			b.bare = false
		}
	}
	b.short = cut > 0
	return n
}

// lanes is how many items stand side by side, each wide enough for a word; the others are counted.
func (g *calendarGrid) lanes() int {
	_, w := g.column(0)
	return min(max(int(w/(3.8*look.Size(look.SizeText))), 1), 4)
}

func (g *calendarGrid) hours(d int) {
	x, w := g.column(d)
	most, first := g.lanes(), len(g.boxes)
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
	for k := first; k < len(g.boxes); k++ {
		g.fill(&g.boxes[k], g.boxes[first:])
	}
}

// fill gives a box among those of its hours as many lines as it has room for. What has no length, or one shorter than it is drawn, may
// reach down to what is next. Lines of less than a word are no help.
func (g *calendarGrid) fill(b *calendarBox, day []calendarBox) {
	needs := g.needs(b)
	b.lines = min(needs, calendarFits(b.h))
	if _, room := b.inner(); room < 5*look.Size(look.SizeSmall) {
		b.lines = 1
	} else if b.lines < needs && g.cal.Days[b.day].Items[b.of].Seconds < calendarLength {
		end := g.Size().Height
		for _, o := range day {
			if o.y > b.y && o.x < b.x+b.w && o.x+o.w > b.x {
				end = min(end, o.y)
			}
		}
		b.lines = min(needs, calendarFits(end-b.y-1))
		b.h = max(b.h, min(calendarHigh(b.lines), end-b.y-1))
	}
	b.cut = b.lines < needs || b.short
}

// open is the box of an item whose words are cut, as wide as its day and as each of them, and high enough for all.
func (g *calendarGrid) open(b calendarBox) calendarBox {
	x, w := g.column(b.day)
	b.x, b.w, b.cut, b.open = x+2, w-4, false, true
	_, room := b.inner()
	for _, word := range strings.Fields(g.label(b)) {
		b.w = max(b.w, w-4+kit.NewText(word, calendarStyle).Natural().Width-room+1)
	}
	b.w = min(b.w, g.Size().Width-4)
	b.x = min(b.x, g.Size().Width-b.w-2)
	b.lines = min(g.needs(&b), calendarFits(g.Size().Height-calendarHead()-2))
	b.h = max(b.h, calendarHigh(b.lines))
	b.y = max(min(b.y, g.Size().Height-b.h-2), calendarHead())
	for _, o := range g.boxes { // halves of lines are no words: they are covered whole
		if (o.day != b.day || o.item != b.item) && o.x < b.x+b.w && b.x < o.x+o.w && o.y < b.y+b.h {
			for line := 1; line <= o.lines; line++ {
				if end := o.y + calendarHigh(line); end > b.y+b.h {
					b.h = min(end, g.Size().Height-2) - b.y
					break
				}
			}
		}
	}
	return b
}
