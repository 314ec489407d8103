package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Boarder is a page whose list can also be shown as a board.
type Boarder interface {
	// HasBoard tells whether these records stand in columns.
	HasBoard() bool
	// ToggleBoard changes between list and board.
	ToggleBoard()
	// Shift moves the card of the cursor to the next column (+1) or the one before (-1).
	Shift(by int)
	// CanShift tells whether there is such a card.
	CanShift() bool
}

var _ Boarder = (*Records)(nil)

// boardView shows the list of a page as cards in columns, by stage or status.
type boardView struct {
	p       *Records
	board   present.Board
	windows []*present.Window[present.BoardCard]
	widget  *kit.Board
	latest  async.Latest
	known   bool   // totals were read
	current string // id of the record that the cursor follows, also into another column
}

func newBoardView(p *Records) *boardView {
	v := &boardView{p: p}
	v.widget = kit.NewBoard(cards{v})
	v.widget.OnOpen = func(column, i int) {
		if card, ok := v.windows[column].Row(i); ok {
			p.show(card.Record.Ref())
		}
	}
	v.widget.OnSelect = func(column, i int) {
		if card, ok := v.windows[column].Row(i); ok {
			v.current = card.Record.ID
		}
	}
	v.widget.OnMove = v.move
	v.widget.OnLeave = p.Find
	v.widget.OnMenu = func(column, i int, pos fyne.Position) {
		kit.ShowMenu(p.env.Window.Canvas(), pos, v.items(column, i)...)
	}
	return v
}

// cards lets the board draw the windows on the columns.
type cards struct{ v *boardView }

func (c cards) Columns() []kit.BoardColumn {
	out := make([]kit.BoardColumn, len(c.v.board.Lanes))
	for i, l := range c.v.board.Lanes {
		out[i] = kit.BoardColumn{Title: l.Label, Count: present.Number(l.N), Worth: l.Sums, Empty: words.T("nothing here")}
	}
	return out
}

func (c cards) Len(column int) int           { return c.v.windows[column].Len() }
func (c cards) Need(column, first, last int) { c.v.windows[column].Need(first, last) }
func (c cards) Card(column, i int) (kit.Card, bool) {
	card, ok := c.v.windows[column].Row(i)
	if !ok {
		return kit.Card{}, false
	}
	return kit.Card{
		Title: card.Title, Line: card.Line, Left: card.Left, Right: card.Right,
		Tag: kit.CardTag{Text: card.Tag.Text, Tone: tones[card.Tag.Tone]}, Mark: kit.CardTag{Text: card.Mark.Text, Tone: tones[card.Mark.Tone]},
	}, true
}

// load reads totals and cards anew; what is shown stays until they are there.
func (v *boardView) load() {
	q := v.p.query()
	async.Run(v.latest.Next(v.p.env.Context), v.p.env.Run, func(ctx context.Context) (present.Board, error) {
		return present.LoadBoard(ctx, v.p.env.App, q)
	}, func(b present.Board, err error) {
		if err != nil {
			v.p.env.Fail(err)
			return
		}
		v.show(q, b)
	})
}

// show takes new totals over, and reads the cards in view of every column.
func (v *boardView) show(q crm.Query, b present.Board) {
	for len(v.windows) < len(b.Lanes) {
		w := present.NewWindow[present.BoardCard](v.p.env.Context, v.p.env.Run.Start, v.p.env.Run.Soon, v.p.env.Run.After)
		w.Changed, w.Fail = v.changed, v.p.env.Fail
		v.windows = append(v.windows, w)
	}
	v.windows = v.windows[:len(b.Lanes)]
	v.board, v.known = b, true
	v.p.head.SetCount(b.Total)
	for i, l := range b.Lanes {
		part := q
		part.Where = crm.AllOf(q.Where, b.Where(l))
		w := v.windows[i]
		w.Count = func(context.Context) (int64, error) { return l.N, nil }
		w.Load = func(ctx context.Context, offset, limit int) ([]present.BoardCard, error) {
			part := part
			part.Offset, part.Limit = offset, limit
			cards, err := present.LoadCards(ctx, v.p.env.App, part, v.p.env.Now())
			for _, card := range cards {
				look.ReadFonts(card.Title + card.Line)
			}
			return cards, err
		}
		w.Reload()
	}
	v.p.showEmpty()
	v.widget.Reload()
}

// changed draws what was read, and takes the cursor along with a card that is elsewhere now.
func (v *boardView) changed() {
	v.widget.Reload()
	if _, card, ok := v.card(); !ok && v.current == "" || ok && card.Record.ID == v.current {
		return
	}
	for column, w := range v.windows {
		if at := w.Find(func(c present.BoardCard) bool { return c.Record.ID == v.current }); at >= 0 {
			v.widget.Select(column, at)
			return
		}
	}
}

// card is the one of the cursor.
func (v *boardView) card() (column int, card present.BoardCard, ok bool) {
	column, i := v.widget.Cursor()
	if column < 0 || column >= len(v.windows) {
		return -1, card, false
	}
	card, ok = v.windows[column].Row(i)
	return column, card, ok
}

// items are what can be done with a card.
func (v *boardView) items(column, i int) []*fyne.MenuItem {
	card, ok := v.windows[column].Row(i)
	if !ok {
		return nil
	}
	out := []*fyne.MenuItem{fyne.NewMenuItem(words.T("Open|verb"), func() { v.p.show(card.Record.Ref()) }), fyne.NewMenuItemSeparator()}
	for to, l := range v.board.Lanes {
		if to != column && l.Value != "" {
			out = append(out, fyne.NewMenuItem(words.T("Move to %s", l.Label), func() { v.move(column, i, to) }))
		}
	}
	return out
}

// move asks what a move needs to know, and moves a card to another column.
func (v *boardView) move(column, i, to int) {
	card, ok := v.windows[column].Row(i)
	if !ok || to < 0 || to >= len(v.board.Lanes) || v.board.Lanes[to].Value == "" {
		return
	}
	ref, lane := card.Record.Ref(), v.board.Lanes[to]
	switch {
	case ref.Entity == "lead" && lane.Value == crm.LeadWon:
		v.p.convert(ref) // winning a lead makes a customer of it
	case lane.Value == crm.DealLost && v.p.entity.Has("lost_reason"):
		v.p.askWhy(card.Title, func(why string) { v.store(ref, lane, why) })
	default:
		v.store(ref, lane, "")
	}
}

func (v *boardView) store(ref crm.Ref, lane present.Lane, why string) {
	p, field := v.p, v.board.Field.Name
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Batch, error) {
		return p.env.App.Move(ctx, ref, field, lane.Value, why)
	}, func(b crm.Batch, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		v.current = ref.ID
		p.env.Say(present.Did(b), b.ID)
		v.load()
	})
}

// HasBoard implements Boarder.
func (p *Records) HasBoard() bool { return present.HasBoard(p.entity) }

// ToggleBoard implements Boarder.
func (p *Records) ToggleBoard() {
	if p.HasBoard() {
		r := p.Route()
		r.Board, r.ID = p.board == nil, ""
		p.env.Go(r)
	}
}

// CanShift implements Boarder.
func (p *Records) CanShift() bool {
	if p.board == nil || p.split.ShowRight {
		return false
	}
	_, _, ok := p.board.card()
	return ok
}

// Shift implements Boarder.
func (p *Records) Shift(by int) {
	if !p.CanShift() {
		return
	}
	column, i := p.board.widget.Cursor()
	p.board.move(column, i, column+by)
}

// Board returns the board in place of the list, nil if there is none.
func (p *Records) Board() *kit.Board {
	if p.board == nil {
		return nil
	}
	return p.board.widget
}

// Totals are what the columns of the board say.
func (p *Records) Totals() present.Board { return p.board.board }

// modes are the buttons that change between list, board and report; without a board there is the report alone.
func (p *Records) modes() []fyne.CanvasObject {
	mode := func(label string, do func()) *kit.Button { return kit.NewButton(label, do) }
	p.asList = mode(words.T("List"), func() {
		switch {
		case p.board != nil:
			p.ToggleBoard()
		case p.report.on:
			p.ToggleReport()
		}
	})
	p.asReport = mode(words.T("Report"), func() {
		if !p.report.on {
			p.ToggleReport()
		}
	})
	out := []fyne.CanvasObject{p.asList}
	if p.HasBoard() {
		asBoard := mode(words.T("Board"), func() {
			if p.board == nil {
				p.ToggleBoard()
			}
		})
		if p.board != nil {
			asBoard.Kind = kit.Active
		}
		out = append(out, asBoard)
	}
	return append(out, p.asReport)
}

// markMode shows which of them is in use.
func (p *Records) markMode() {
	for b, on := range map[*kit.Button]bool{p.asList: p.board == nil && !p.report.on, p.asReport: p.report.on} {
		b.Kind = kit.Outlined
		if on {
			b.Kind = kit.Active
		}
		b.Refresh()
	}
}
