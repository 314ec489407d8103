package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// BoardColumn is the head of one column of a Board.
type BoardColumn struct {
	Title string
	Count string   // how many cards, in words for the person
	Worth []string // amounts, one for each currency, the largest first; as many are shown as there is room for in some lines
	Empty string   // in place of cards where there are none
}

// Card is what a Board shows of one record.
type Card struct {
	Title string  // bold, in two lines where one is too short
	Line  string  // dim, below it
	Left  string  // in the third line; never shortened for what is at its right
	Right string  // in the third line at the right, or above it where there is no room; in a line of its own on a narrow card
	Tag   CardTag // in place of Right
	Mark  CardTag // above Right or Tag; beside it on a narrow card
}

// CardTag is a word about a card's state; without Text there is none.
type CardTag struct {
	Text string
	Tone Tone
}

// Cards gives a Board its content. All calls come from the UI goroutine and must return at once.
type Cards interface {
	Columns() []BoardColumn
	// Len is the exact number of cards of a column.
	Len(column int) int
	// Card returns a card, or false if it is not loaded yet.
	Card(column, i int) (Card, bool)
	// Need asks to load the cards first to last, both included, and to call Refresh when they are there.
	Need(column, first, last int)
}

// Board shows cards in columns, of which each scrolls by itself and may hold any number: only what is in view is drawn. Cards are
// dragged from column to column; the arrow keys walk over them.
type Board struct {
	widget.BaseWidget
	OnSelect func(column, i int)                    // the cursor went to a card
	OnOpen   func(column, i int)                    // Enter or double tap
	OnMove   func(column, i, to int)                // a card was let fall onto another column
	OnMenu   func(column, i int, pos fyne.Position) // secondary tap, at a place of the canvas
	OnLeave  func()                                 // Up on the first card, for a search field above

	cards  Cards
	body   *boardBody
	column int // of the cursor; -1: none
	row    int
}

var _ fyne.Widget = (*Board)(nil)

// NewBoard returns a board over cards.
func NewBoard(cards Cards) *Board {
	b := &Board{cards: cards, column: -1}
	b.body = newBoardBody(b)
	b.ExtendBaseWidget(b)
	return b
}

// Reload draws anew after the content changed: cards that are missing are asked for again. Cursor and places stay.
func (b *Board) Reload() {
	b.body.marked = false
	for _, l := range b.body.lanes {
		l.asked = span{-1, -1}
	}
	b.body.update()
}

// Refresh draws anew what changed.
func (b *Board) Refresh() { b.body.update() }

// Cursor returns the card that the keys work on; column -1 for none.
func (b *Board) Cursor() (column, i int) {
	if b.column >= 0 && (b.column >= len(b.body.lanes) || b.row >= b.cards.Len(b.column)) {
		return -1, 0
	}
	return b.column, b.row
}

// Select moves the cursor to a card and brings it into view; a card that does not exist takes the cursor away.
func (b *Board) Select(column, i int) {
	if column < 0 || column >= len(b.cards.Columns()) || i < 0 || i >= b.cards.Len(column) {
		b.column, b.row = -1, 0
		b.body.update()
		return
	}
	b.column, b.row = column, i
	b.body.reveal()
	b.body.update()
	if b.OnSelect != nil {
		b.OnSelect(column, i)
	}
}

// Top returns the first card in view of a column.
func (b *Board) Top(column int) int { return b.body.lanes[column].place.top }

// Focus gives the board the keys, once it is on a canvas. Without a cursor the first card gets it.
func (b *Board) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(b.body); c != nil {
		c.Focus(b.body)
	}
	if column, _ := b.Cursor(); column < 0 {
		b.body.sideways(1)
	}
}

// Parts implements Composite.
func (b *Board) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{b.body} }

// CreateRenderer implements fyne.Widget.
func (b *Board) CreateRenderer() fyne.WidgetRenderer {
	window := container.NewClip(b.body)
	window.ExtendBaseWidget(window) // or it would not pass its first size on
	return draw(&drawing{
		owner:   b,
		objects: []fyne.CanvasObject{window},
		min: func() fyne.Size {
			return fyne.NewSize(laneLeast()+2*laneEdge, laneHead(1)+cardShape{narrow: true}.height())
		},
		layout: func(s fyne.Size) {
			place(window, 0, 0, s.Width, s.Height)
			b.body.reveal()
			b.body.update()
		},
		restyle: func() {}, // update does it
	})
}

// Sizes of a board.
const (
	laneGap  float32 = 12
	laneEdge float32 = 14 // around all columns
	lanePad  float32 = 10 // inside of a column
	cardGap  float32 = 8
	cardPad  float32 = 11

	cardLines = 3 // of every card
)

func cardLine() float32 { return look.Size(look.SizeTag) }

// laneHead is the height of a column's head with so many lines of amounts.
func laneHead(amounts int) float32 { return float32(1+amounts)*cardLine() + 2*cardGap }

func laneLeast() float32 { return 14.2 * look.Size(look.SizeText) } // narrowest column
func laneWide() float32  { return 18 * look.Size(look.SizeText) }   // from here on an amount and a tag share a line
func laneMost() float32  { return 24 * look.Size(look.SizeText) }

// cardShape says which lines the cards of a board have beyond the three of each.
type cardShape struct {
	narrow bool // what comes next stands below the amount, not beside it
	marked bool // some card has a mark: it gets a line, so that it takes no room from a name
	long   bool // some title takes two lines
}

func (c cardShape) height() float32 {
	lines := cardLines
	if c.narrow {
		lines++
	}
	if c.marked {
		lines++
	}
	if c.long {
		lines++
	}
	return float32(lines)*cardLine() + 2*cardPad
}

// laneCover hides what scrolls below a head or beyond the columns.
func laneCover(fill fyne.ThemeColorName, radius float32) *canvas.Rectangle {
	r := box()
	paint(r, fill, "", 0, radius)
	return r
}
