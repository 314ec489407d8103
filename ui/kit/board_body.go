package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// boardBody draws all columns of a board and takes its pointer and keys.
type boardBody struct {
	widget.BaseWidget
	b       *Board
	lanes   []*lane
	style   styleKey
	x       float32 // how far the columns are scrolled to the left
	objects []fyne.CanvasObject

	top, bottom *canvas.Rectangle
	ghost       *cardSlot // what is being dragged
	drag        *cardDrag // nil: nothing is
	hover       [2]int    // column and row under the pointer, -1: none
	focus       bool
	asking      bool // inside Need
	long        bool // a title takes two lines
	marked      bool // a card has a mark
	amounts     int  // lines that the amounts of the column with most of them take
}

// lane is one column.
type lane struct {
	place            scroller
	slots            []*cardSlot
	asked            span // the cards Need was last called for
	back, cap, strip *canvas.Rectangle
	title, count     *canvas.Text
	worth            [worthMost]*canvas.Text
	empty            *canvas.Text
	bar              *scrollbar
}

func newBoardBody(b *Board) *boardBody {
	d := &boardBody{b: b, hover: [2]int{-1, -1}}
	d.ExtendBaseWidget(d)
	return d
}

// extent of a column's cards. The gap above the first card belongs to the head.
func (d *boardBody) extent(column int) extent {
	return extent{rows: d.b.cards.Len(column), row: d.row(), view: d.view()}
}

func (d *boardBody) view() float32 { return max(d.Size().Height-2*laneEdge-d.head(), 0) }

// laneWidth shares the width out; where columns would become too narrow they go on to the right.
func (d *boardBody) laneWidth() float32 {
	n := float32(max(len(d.lanes), 1))
	return min(max((d.Size().Width-2*laneEdge-(n-1)*laneGap)/n, laneLeast()), laneMost())
}

// shape of all cards.
func (d *boardBody) shape() cardShape { return cardShape{d.laneWidth() < laneWide(), d.marked, d.long} }

// row is the height from one card to the next.
func (d *boardBody) row() float32 { return d.shape().height() + cardGap }

// mark gives all cards a line for marks once one in view has one.
func (d *boardBody) mark() {
	for column, l := range d.lanes {
		first, last := l.place.visible(d.extent(column))
		for i := first; i <= last; i++ {
			if card, _ := d.b.cards.Card(column, i); card.Mark.Text != "" {
				d.marked = true
				return
			}
		}
	}
}

func (d *boardBody) laneX(column int) float32 {
	return laneEdge + float32(column)*(d.laneWidth()+laneGap) - d.x
}

// mostX is how far the columns can be scrolled.
func (d *boardBody) mostX() float32 {
	n := float32(len(d.lanes))
	return max(2*laneEdge+n*d.laneWidth()+max(n-1, 0)*laneGap-d.Size().Width, 0)
}

// columnAt returns the column at x, -1 if there is none.
func (d *boardBody) columnAt(x float32) int {
	for i := range d.lanes {
		if left := d.laneX(i); x >= left && x < left+d.laneWidth() {
			return i
		}
	}
	return -1
}

// cardAt returns the card at a place; column -1 if there is none.
func (d *boardBody) cardAt(pos fyne.Position) (column, i int) {
	column = d.columnAt(pos.X)
	y := pos.Y - laneEdge - d.head()
	if column < 0 || y < 0 || y >= d.view() {
		return -1, 0
	}
	e := d.extent(column)
	place := d.lanes[column].place
	i = place.top + int((y+place.off)/e.row)
	if i >= e.rows {
		return -1, 0
	}
	return column, i
}

// update brings what is drawn into line with content, places and cursor.
func (d *boardBody) update() {
	size := d.Size()
	if size.Height <= 0 || size.Width <= 0 {
		return
	}
	d.prepare(size)
	d.count()
	if !d.marked {
		d.mark()
	}
	d.prepare(size)
	d.x = min(d.x, d.mostX())
	d.draw()
	if d.lengthen() {
		d.prepare(size)
		d.draw()
	}
	place(d.top, 0, 0, size.Width, laneEdge)
	place(d.bottom, 0, size.Height-laneEdge+1, size.Width, laneEdge)
}

func (d *boardBody) draw() {
	for i, head := range d.b.cards.Columns() {
		d.lane(i, head)
	}
}

// lengthen gives all cards a second line for the title once one in view is cut without; it tells whether it did.
func (d *boardBody) lengthen() bool {
	if d.long {
		return false
	}
	d.long = slices.ContainsFunc(d.lanes, func(l *lane) bool {
		return slices.ContainsFunc(l.slots, func(s *cardSlot) bool { return s.used && s.cut })
	})
	return d.long
}

// prepare makes what a change of theme, size or columns asks for.
func (d *boardBody) prepare(size fyne.Size) {
	style := styleKey{look.Current(), look.IsDark(), size.Width}
	slots := int(d.view()/d.row()) + 2
	n := len(d.b.cards.Columns())
	if style == d.style && n == len(d.lanes) && (n == 0 || slots == len(d.lanes[0].slots)) {
		return
	}
	if style != d.style {
		d.style, d.long = style, false
	}
	places := make([]scroller, n)
	for i, l := range d.lanes {
		if i < n {
			places[i] = l.place
		}
	}
	d.lanes = make([]*lane, n)
	for i := range d.lanes {
		d.lanes[i] = d.newLane(i, slots)
		d.lanes[i].place = places[i]
	}
	d.top, d.bottom = laneCover(look.BG, 0), laneCover(look.BG, 0)
	d.ghost = newCardSlot()
	d.ghost.show(false)
	d.arrange()
	canvas.Refresh(d)
}

func (d *boardBody) newLane(column, slots int) *lane {
	l := &lane{asked: span{-1, -1}, back: laneCover(look.Side, look.RadiusCard), cap: laneCover(look.Side, look.RadiusCard), strip: laneCover(look.Side, 0)}
	l.title, l.count, l.empty = canvas.NewText("", nil), canvas.NewText("", nil), canvas.NewText("", nil)
	for i := range l.worth {
		l.worth[i] = canvas.NewText("", nil)
	}
	l.count.Alignment, l.empty.Alignment = fyne.TextAlignTrailing, fyne.TextAlignCenter
	l.bar = newScrollbar(func(pos float64) {
		l.place.to(pos, d.extent(column))
		d.update()
	})
	for range slots {
		l.slots = append(l.slots, newCardSlot())
	}
	return l
}

// arrange orders the objects: columns, their cards, what covers them where they scroll away, and the card in hand.
func (d *boardBody) arrange() {
	d.objects = nil
	add := func(o ...fyne.CanvasObject) { d.objects = append(d.objects, o...) }
	for _, l := range d.lanes {
		add(l.back, l.empty)
		for _, s := range l.slots {
			add(s.objects...)
		}
	}
	for _, l := range d.lanes {
		add(l.cap, l.strip, l.title, l.count, l.bar)
		for _, t := range l.worth {
			add(t)
		}
	}
	add(d.top, d.bottom)
	add(d.ghost.objects...)
}

// lane draws one column.
func (d *boardBody) lane(column int, head BoardColumn) {
	l, e := d.lanes[column], d.extent(column)
	x, w := d.laneX(column), d.laneWidth()
	height := d.Size().Height - 2*laneEdge
	fill, outline := look.Side, look.Line
	if d.drag != nil && d.drag.to == column {
		fill, outline = look.AccentTint, look.Accent
	}
	for _, r := range []*canvas.Rectangle{l.back, l.cap, l.strip} {
		paint(r, fill, "", 0, r.CornerRadius)
	}
	paint(l.back, fill, outline, 1, look.RadiusCard)
	place(l.back, x, laneEdge, w, height)
	place(l.cap, x+1, laneEdge+1, w-2, d.head()-cardGap/2)
	place(l.strip, x+1, laneEdge+d.head()/2, w-2, d.head()/2-3)
	if e.rows > 0 {
		head.Empty = ""
	}
	head.draw(l, x+lanePad, w-2*lanePad, d.head())
	l.place.by(0, e)
	first, last := l.place.visible(e)
	missing := false
	for _, s := range l.slots {
		s.used = false
	}
	for i := first; i <= last; i++ {
		s := l.slots[i%len(l.slots)]
		s.used = true
		card, loaded := d.b.cards.Card(column, i)
		s.fill(card, loaded, d.state(column, i), w-2*lanePad, d.shape())
		s.move(x+lanePad, laneEdge+d.head()+float32(i-first)*e.row-l.place.off)
		missing = missing || !loaded
	}
	for _, s := range l.slots {
		s.show(s.used)
	}
	place(l.bar, x+w-scrollbarWidth, laneEdge+d.head(), scrollbarWidth, e.view)
	l.bar.set(l.place.position(e), e.most(), float64(e.view))
	d.ask(column, span{first, last}, missing)
	for _, o := range []fyne.CanvasObject{l.back, l.cap, l.strip} {
		o.Refresh()
	}
}

// draw writes name, number and worth of a column.
func (head BoardColumn) draw(l *lane, x, w, high float32) {
	bold, dim := Style{Size: look.SizeFine, Bold: true}, worthStyle
	count := Style{Size: look.SizeFine, Bold: true, Color: look.Dim}
	room := count.measure(head.Count).Width
	line := cardLine()
	write(l.title, bold, head.Title, w-room-look.Gap)
	write(l.count, count, head.Count, w)
	lines := head.worth(w)
	for i, t := range l.worth {
		text := ""
		if i < len(lines) {
			text = lines[i]
		}
		write(t, dim, text, w)
		place(t, x, laneEdge+cardGap+float32(1+i)*line, w, line)
	}
	write(l.empty, dim, head.Empty, w)
	place(l.title, x, laneEdge+cardGap, w-room-look.Gap, line)
	place(l.count, x+w-room, laneEdge+cardGap, room, line)
	place(l.empty, x, laneEdge+high+cardGap, w, line)
}

// write sets a text as far as it fits.
func write(t *canvas.Text, s Style, text string, room float32) {
	text = ellipsis(oneLine(text), room+0.5, func(x string) float32 { return s.measure(x).Width })
	if colour := s.color(); t.Text != text || t.Color != colour || t.TextSize != s.size() {
		s.apply(t, text)
		t.Refresh()
	}
}

// ask calls Need once for a range with missing cards, and again only after the range changed or was complete in between.
func (d *boardBody) ask(column int, want span, missing bool) {
	l := d.lanes[column]
	if !missing {
		l.asked = span{-1, -1}
		return
	}
	if d.asking || l.asked == want {
		return
	}
	l.asked, d.asking = want, true
	d.b.cards.Need(column, want.first, want.last)
	d.asking = false
}

func (d *boardBody) state(column, i int) cardState {
	return cardState{
		cursor: d.b.column == column && d.b.row == i, focus: d.focus,
		hovered: d.hover == [2]int{column, i},
		away:    d.drag != nil && d.drag.column == column && d.drag.row == i,
	}
}

// reveal brings the cursor into view.
func (d *boardBody) reveal() {
	column, i := d.b.Cursor()
	if column < 0 || len(d.lanes) != len(d.b.cards.Columns()) {
		return
	}
	d.lanes[column].place.show(i, d.extent(column))
	left, w := d.laneX(column), d.laneWidth()
	if left < laneEdge {
		d.x += left - laneEdge
	} else if over := left + w + laneEdge - d.Size().Width; over > 0 {
		d.x += over
	}
	d.x = max(min(d.x, d.mostX()), 0)
}

// CreateRenderer implements fyne.Widget.
func (d *boardBody) CreateRenderer() fyne.WidgetRenderer { return &boardRenderer{d} }

type boardRenderer struct{ d *boardBody }

// Destroy implements fyne.WidgetRenderer.
func (r *boardRenderer) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r *boardRenderer) Objects() []fyne.CanvasObject { return r.d.objects }

// MinSize implements fyne.WidgetRenderer.
func (r *boardRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// Layout implements fyne.WidgetRenderer.
func (r *boardRenderer) Layout(fyne.Size) {}

// Refresh implements fyne.WidgetRenderer.
func (r *boardRenderer) Refresh() { r.d.update() }
