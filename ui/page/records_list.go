package page

import (
	"time"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// rows lets a table draw the window on the list.
type rows struct{ p *Records }

func (r rows) Len() int             { return r.p.window.Len() }
func (r rows) Need(first, last int) { r.p.window.Need(first, last) }
func (r rows) Row(i int) ([]kit.Cell, bool) {
	row, ok := r.p.window.Row(i)
	if !ok {
		return nil, false
	}
	cells := make([]kit.Cell, len(r.p.columns))
	for i, c := range r.p.columns {
		cells[i] = cellOf(row.Cells[c.Field])
	}
	return cells, true
}

func (p *Records) buildTable() {
	p.table = kit.NewTable(rows{p})
	p.columns = p.shownColumns()
	p.table.SetColumns(p.tableColumns()...)
	p.table.OnWidth = p.fitColumns
	p.table.Multi = true
	p.table.OnSelect = p.selected
	p.table.OnOpen = func(int) { p.Edit() }
	p.table.OnSort = p.sortBy
	p.table.OnLeave = p.Find
	p.table.OnType = p.typeToFind
	p.table.OnEdit = p.EditCell
	p.table.OnResize = p.resized
	p.table.OnMove = p.moveColumn
	p.table.OnFollow = p.FollowCell
	p.table.OnMenu = func(_ int, pos fyne.Position) { kit.ShowMenu(p.env.Window.Canvas(), pos, p.RowMenu()...) }
	p.showSort()
}

// typeToFind begins the search with the letter that was typed on the list.
func (p *Records) typeToFind(r rune) {
	p.Find()
	p.find.TypedRune(r)
}

// sortBy sorts by a column; a second press turns the order round.
func (p *Records) sortBy(column int) {
	now, desc := p.table.Sort()
	p.look.Sort = []crm.Sort{{Field: p.columns[column].Field, Desc: now == column && !desc}}
	p.showSort()
	p.restart()
	p.keepLook()
}

func (p *Records) showSort() {
	sort, at := p.look.Sort, -1
	if len(sort) == 0 {
		sort = p.entity.Sort
	}
	for i, c := range p.columns {
		if len(sort) > 0 && sort[0].Field == c.Field {
			at = i
		}
	}
	p.table.SetSort(at, at >= 0 && sort[0].Desc)
}

// changed follows new rows: count, empty state, selection.
func (p *Records) changed() {
	p.table.Reload()
	if p.window.Known() {
		p.head.SetCount(present.Number(int64(p.window.Len())))
	}
	if p.chosen.stale && p.window.Known() {
		p.findChosen()
	}
	p.showFoot()
	p.showEmpty()
	if !p.opened && (p.window.Known() || p.window.Len() > 0) {
		p.opened = true
		p.env.Run.After(time.Second/60, p.openFirst) // after the picture of the list
	}
	p.follow()
}

// openFirst shows the first record of a list that was opened without one.
func (p *Records) openFirst() {
	if _, ok := p.window.Row(0); ok && p.ref.ID == "" && !p.opening && p.form == nil && !p.narrow() && p.env.Context.Err() == nil {
		p.table.Select(0)
	}
}

// Shown tells whether the first rows of the list are in view, or that there are none.
func (p *Records) Shown() bool { return p.opened || p.board != nil && p.board.known }

// follow keeps the selection on the record that is shown, wherever it is in the list now.
func (p *Records) follow() {
	if p.ref.ID == "" || p.board != nil || p.Chosen() > 0 {
		return
	}
	p.following = true
	at := p.window.Find(func(r present.Row) bool { return r.Record.ID == p.ref.ID })
	row, loaded := p.window.Row(p.table.Cursor())
	switch {
	case at >= 0 && at != p.table.Cursor():
		p.table.Select(at)
	case at < 0 && loaded && row.Record.ID != p.ref.ID:
		p.table.ClearSelection()
	}
	p.following = false
}

// selected shows the record of the row that was selected.
func (p *Records) selected(i int) {
	if p.following {
		return
	}
	p.choose()
	p.ahead.at(i)
	row, ok := p.window.Row(i)
	if !ok || row.Record.ID == p.ref.ID {
		return
	}
	if p.dirty() {
		p.env.Say(words.T("Save or cancel what you typed first."), "")
		p.follow()
		return
	}
	p.endForm()
	if r := p.ahead.take(row.Record.Ref()); r != nil {
		p.showReady(r)
		return
	}
	p.show(row.Record.Ref())
}

// showEmpty says what goes here, or that nothing fits.
func (p *Records) showEmpty() {
	p.empty.Hidden = p.Len() > 0 || !p.counted()
	p.share()
	if p.empty.Hidden {
		return
	}
	many := words.Small(words.T(p.entity.Plural))
	var state fyne.CanvasObject
	switch {
	case p.text != "" || p.filter != nil:
		what := words.T("Nothing matches this filter")
		if p.text != "" {
			what = words.T("Nothing matches “%s”", p.text)
		}
		state = kit.EmptyState(what, words.T("All other %s are still there.", many), kit.NewButton(words.T("Clear the filter"), p.clear))
	case p.entity.ReadOnly:
		state = kit.EmptyState(words.T("No %s yet", many), words.T("Write the first one here, or in the online CRM, from where they come with the sync."), p.making("", words.T("New %s", p.one()))...)
	default:
		says := words.T("Add the first one, or bring them along from a spreadsheet.")
		if p.entity.Person || p.entity.Name == "organisation" {
			says = words.T("Add the first one, or bring them along from a spreadsheet or address book.")
		}
		state = kit.EmptyState(words.T("No %s yet", many), says, p.making(words.T("Import a file"), words.T("New %s", p.one()))...)
	}
	p.empty.Objects = []fyne.CanvasObject{kit.NewSurface(look.Pane, 0, kit.Pad{}, state)}
	p.empty.Refresh()
}

// clear lets everything pass again.
func (p *Records) clear() {
	p.rest()
	p.text, p.title = "", ""
	p.find.OnChanged = nil
	p.find.SetText("")
	p.find.OnChanged = p.typed
	p.saved = p.plain()
	p.adopt(p.saved)
}

// RowText returns what a row shows of a field, "" if it is not loaded.
func (p *Records) RowText(i int, field string) string {
	row, _ := p.window.Row(i)
	return row.Cells[field].Text
}
