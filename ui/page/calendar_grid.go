package page

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/present"
)

// calendarGrid draws a week or a month by itself and takes pointer and keys. Hours are those of the clock on the wall.
type calendarGrid struct {
	widget.BaseWidget
	p       *Calendar
	cal     present.Calendar
	month   bool
	day     int // the chosen day, from 0
	minute  int // the chosen time of it; allDay above the hours
	item    int // the chosen item of it, -1 = none
	top     int // first hour in view
	focused bool
	shift   bool
	boxes   []calendarBox // of the last drawing, for the pointer
	drag    *calendarDrag
	pointer *fyne.Position  // nil while the keys are used
	opened  calendarBox     // over the others, with all of its words
	marks   *fyne.Container // over the days, what follows pointer and keys
	drawn   calendarLook
}

// calendarLook is what the drawing of the days depends on, beside the days.
type calendarLook struct {
	top int
	of  time.Month
}

func (g *calendarGrid) look() calendarLook { return calendarLook{g.top, g.p.day.Month()} }

// allDay is the minute of what has no hour.
const allDay = -1

// calendarBox is where an item is drawn; item -1 stands for those that found no room.
type calendarBox struct {
	x, y, w, h float32
	day, item  int
	of         int // the item in whose place the others are counted
	lines      int
	cut        bool // there is no room for all of the words
	short      bool // a word has no room and is cut
	bare       bool // without its icon
	open       bool // over the others, with all of the words
}

type calendarDrag struct {
	box  calendarBox
	grab fyne.Position // in the box
	at   fyne.Position
}

var (
	_ fyne.Focusable      = (*calendarGrid)(nil)
	_ fyne.Tappable       = (*calendarGrid)(nil)
	_ fyne.DoubleTappable = (*calendarGrid)(nil)
	_ fyne.Draggable      = (*calendarGrid)(nil)
	_ fyne.Scrollable     = (*calendarGrid)(nil)
	_ desktop.Keyable     = (*calendarGrid)(nil)
	_ desktop.Hoverable   = (*calendarGrid)(nil)
)

func newCalendarGrid(p *Calendar) *calendarGrid {
	g := &calendarGrid{p: p, item: -1, top: 7, minute: 9 * 60, marks: container.NewWithoutLayout()}
	g.ExtendBaseWidget(g)
	return g
}

// set shows days; the chosen item stays chosen while it is there.
func (g *calendarGrid) set(c present.Calendar, month bool, day int) {
	var was present.CalendarItem
	if i := g.current(); i != nil {
		was = *i
	}
	g.cal, g.month, g.day, g.item, g.drag = c, month, min(max(day, 0), len(c.Days)-1), -1, nil
	for d := range c.Days {
		for n, i := range c.Days[d].Items {
			if i.Ref == was.Ref && i.Kind == was.Kind && was.Ref.ID != "" && (d == g.day || i.At != was.At) {
				g.day, g.item = d, n
				g.minute = g.minuteOf(i)
			}
		}
	}
	g.Refresh()
}

func (g *calendarGrid) minuteOf(i present.CalendarItem) int {
	if i.AllDay {
		return allDay
	}
	return i.From
}

func (g *calendarGrid) current() *present.CalendarItem {
	if g.day < 0 || g.day >= len(g.cal.Days) || g.item < 0 || g.item >= len(g.cal.Days[g.day].Items) {
		return nil
	}
	return &g.cal.Days[g.day].Items[g.item]
}

// chosen is the moment of the chosen place.
func (g *calendarGrid) chosen() time.Time { return g.moment(g.day, g.minute) }

// moment is a time of a day by the clock on the wall.
func (g *calendarGrid) moment(day, minute int) time.Time {
	y, m, d := g.cal.Days[day].Start.Date()
	minute = max(minute, 0)
	return time.Date(y, m, d, minute/60, minute%60, 0, 0, g.cal.Days[day].Start.Location())
}

// step chooses the next item, or the one before, on whatever day it is.
func (g *calendarGrid) step(by int) {
	day, n := g.day, g.item+by
	if g.item < 0 && by < 0 {
		n = -1
	}
	for day >= 0 && day < len(g.cal.Days) {
		if items := g.cal.Days[day].Items; n >= 0 && n < len(items) {
			g.day, g.item, g.minute = day, n, g.minuteOf(items[n])
			g.p.day = g.cal.Days[day].Start
			g.pointer = nil
			g.reveal()
			return
		}
		if day += by; by > 0 {
			n = 0
		} else if day >= 0 {
			n = len(g.cal.Days[day].Items) - 1
		}
	}
}

// at chooses the item at the chosen place, none if there is none.
func (g *calendarGrid) at() {
	g.item = -1
	for n, i := range g.cal.Days[g.day].Items {
		here := g.month || i.AllDay == (g.minute == allDay) && (i.AllDay || i.From <= g.minute+29 && i.To > g.minute)
		if here && g.item < 0 {
			g.item = n
		}
	}
}

// reveal brings the chosen hour into view.
func (g *calendarGrid) reveal() {
	hour := max(g.minute, 0) / 60
	rows := int((g.Size().Height - g.above()) / calendarHour())
	switch {
	case g.minute == allDay:
	case hour < g.top:
		g.top = hour
	case rows > 1 && hour >= g.top+rows:
		g.top = hour - rows + 1
	}
	g.update()
}

// update shows what was chosen; the days are drawn anew only where they look otherwise.
func (g *calendarGrid) update() {
	if g.drawn == g.look() {
		g.mark()
	} else {
		g.Refresh()
	}
}

// move goes by days and half hours; in a month by days and weeks.
func (g *calendarGrid) move(days, halves int) {
	if g.month {
		days, halves = days+7*halves, 0
	}
	if to := g.day + days; to < 0 || to >= len(g.cal.Days) {
		g.p.Go(g.cal.Days[g.day].Start.AddDate(0, 0, days))
		return
	}
	g.day += days
	g.p.day = g.cal.Days[g.day].Start
	switch {
	case halves < 0 && g.minute <= 0:
		g.minute = allDay
	case halves > 0 && g.minute == allDay:
		g.minute = 0
	case halves != 0:
		g.minute = min(max(g.minute/30*30+30*halves, 0), 24*60-30)
	}
	g.at()
	g.reveal()
}

// carry moves the chosen item by days and quarters of an hour.
func (g *calendarGrid) carry(days, quarters int) {
	i := g.current()
	if i == nil {
		return
	}
	t := i.At.Time().In(g.p.env.Zone)
	if i.AllDay {
		quarters = 0
	}
	y, m, d := t.Date()
	g.p.Move(*i, time.Date(y, m, d+days, t.Hour(), t.Minute()+15*quarters, 0, 0, t.Location()))
}

// TypedKey implements fyne.Focusable.
func (g *calendarGrid) TypedKey(e *fyne.KeyEvent) {
	g.pointer = nil
	arrow := map[fyne.KeyName][2]int{fyne.KeyLeft: {-1, 0}, fyne.KeyRight: {1, 0}, fyne.KeyUp: {0, -1}, fyne.KeyDown: {0, 1}}
	if by, ok := arrow[e.Name]; ok {
		if g.shift {
			g.carry(by[0], by[1])
		} else {
			g.move(by[0], by[1])
		}
		return
	}
	if isLetter(string(e.Name)) && !g.p.env.Letters.On() {
		return
	}
	switch e.Name {
	case fyne.KeyPageUp:
		g.p.Turn(-1)
	case fyne.KeyPageDown:
		g.p.Turn(1)
	case fyne.KeyT, fyne.KeyHome:
		g.p.Today()
	case fyne.KeyN:
		g.p.Create()
	case fyne.KeyM:
		g.p.Show(CalendarMonth)
	case fyne.KeyL:
		g.p.Show(CalendarList)
	case fyne.KeyW:
		g.p.Show(CalendarWeek)
	case fyne.KeyReturn, fyne.KeyEnter:
		if i := g.current(); i != nil {
			g.p.openItem(*i)
		} else {
			g.p.Create()
		}
	default:
		keyToWindow(g, e)
	}
}

// TypedRune implements fyne.Focusable.
func (g *calendarGrid) TypedRune(rune) {}

// KeyDown implements desktop.Keyable: Shift makes the arrows carry the chosen item.
func (g *calendarGrid) KeyDown(e *fyne.KeyEvent) {
	g.shift = g.shift || e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight
}

// KeyUp implements desktop.Keyable.
func (g *calendarGrid) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		g.shift = false
	}
}

// FocusGained implements fyne.Focusable.
func (g *calendarGrid) FocusGained() { g.focused = true; g.mark() }

// FocusLost implements fyne.Focusable.
func (g *calendarGrid) FocusLost() { g.focused, g.shift = false, false; g.mark() }

// MouseIn implements desktop.Hoverable.
func (g *calendarGrid) MouseIn(e *desktop.MouseEvent) { g.point(&e.Position) }

// MouseMoved implements desktop.Hoverable.
func (g *calendarGrid) MouseMoved(e *desktop.MouseEvent) { g.point(&e.Position) }

// MouseOut implements desktop.Hoverable.
func (g *calendarGrid) MouseOut() { g.point(nil) }

func (g *calendarGrid) point(at *fyne.Position) {
	was, _ := g.pointed()
	g.pointer = at
	if is, _ := g.pointed(); is != was {
		g.mark()
	}
}

// pointed is the box of the item below the pointer.
func (g *calendarGrid) pointed() (calendarBox, bool) {
	if g.pointer == nil {
		return calendarBox{}, false
	}
	b, ok := g.hit(*g.pointer)
	return b, ok && b.item >= 0
}

// Tapped implements fyne.Tappable: on an item it opens, elsewhere it chooses the place.
func (g *calendarGrid) Tapped(e *fyne.PointEvent) {
	g.p.env.Window.Canvas().Focus(g)
	if b, ok := g.hit(e.Position); ok {
		g.day, g.item = b.day, b.item
		if i := g.current(); i != nil {
			g.p.openItem(*i)
			return
		}
		g.p.day = g.cal.Days[b.day].Start // what found no room is in the list
		g.p.Show(CalendarList)
		return
	}
	if day, minute, ok := g.place(e.Position); ok {
		g.day, g.minute = day, minute/30*30
		g.p.day = g.cal.Days[day].Start
		g.at()
		g.update()
	}
}

// DoubleTapped implements fyne.DoubleTappable: something new at that time.
func (g *calendarGrid) DoubleTapped(e *fyne.PointEvent) {
	if _, ok := g.hit(e.Position); ok {
		g.Tapped(e)
		return
	}
	if day, minute, ok := g.place(e.Position); ok {
		g.day, g.minute = day, minute/30*30
		g.p.create(g.chosen())
	}
}

// Dragged implements fyne.Draggable.
func (g *calendarGrid) Dragged(e *fyne.DragEvent) {
	if g.drag == nil {
		from := e.Position.SubtractXY(e.Dragged.DX, e.Dragged.DY)
		b, ok := g.hit(from)
		if !ok || b.item < 0 {
			return
		}
		g.drag = &calendarDrag{box: b, grab: from.SubtractXY(b.x, b.y)}
	}
	g.drag.at = e.Position
	g.mark()
}

// DragEnd implements fyne.Draggable: the item is where it was let go, in quarters of an hour.
func (g *calendarGrid) DragEnd() {
	d := g.drag
	g.drag = nil
	if d == nil {
		return
	}
	i := g.cal.Days[d.box.day].Items[d.box.item]
	day, _, ok := g.place(d.at)
	_, minute, _ := g.place(fyne.NewPos(d.at.X, d.at.Y-d.grab.Y+1))
	switch {
	case !ok:
		g.Refresh()
		return
	case g.month:
		minute = g.minuteOf(i)
	case minute >= 0:
		minute = (minute + 7) / 15 * 15
	}
	g.day, g.item = d.box.day, d.box.item
	g.p.day = g.cal.Days[day].Start
	g.p.Move(i, g.moment(day, minute))
	g.Refresh()
}

// Scrolled implements fyne.Scrollable.
func (g *calendarGrid) Scrolled(e *fyne.ScrollEvent) {
	if g.month || e.Scrolled.DY == 0 {
		return
	}
	by := 1
	if e.Scrolled.DY > 0 {
		by = -1
	}
	rows := int((g.Size().Height - g.above()) / calendarHour())
	g.top = min(max(g.top+by, 0), max(24-rows, 0))
	g.Refresh()
}
