package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
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
		cells[i] = cellOf(row.Cells[c])
	}
	return cells, true
}

func (p *Records) buildTable() {
	var columns []kit.TableColumn
	p.columns = columnsFor(p.entity, p.env.Window.Canvas().Size().Width)
	for _, n := range p.columns {
		c := p.entity.Columns[n]
		f, _ := p.entity.Field(c.Field)
		column := kit.TableColumn{Title: f.Label, Weight: c.Weight, Sortable: true}
		if f.IsNumber() {
			column.Align = fyne.TextAlignTrailing
		}
		if f.IsTime() {
			column.Min, column.Weight = 104, c.Weight/4 // "! overdue 30 min" fits
		}
		if f.HasAnswers() {
			column.Min, column.Weight = 78, c.Weight/4 // the longest answers are short
		}
		columns = append(columns, column)
	}
	p.table = kit.NewTable(rows{p}, columns...)
	p.table.OnSelect = p.selected
	p.table.OnOpen = func(int) { p.Edit() }
	p.table.OnSort = p.sortBy
	p.table.OnLeave = p.Find
	p.table.OnMenu = func(_ int, pos fyne.Position) { kit.ShowMenu(p.env.Window.Canvas(), pos, p.actions()...) }
	p.showSort(p.entity.Sort)
}

// columnsFor chooses the columns, by their number, that fit into a window of the given width: in a small one at most four. Title,
// state and times stay, the lightest of the others go.
func columnsFor(e *crm.Entity, window float32) []int {
	const small, few = 1150, 4
	keep := make([]int, len(e.Columns))
	for i := range keep {
		keep[i] = i
	}
	state, _ := present.StateField(e)
	for window > 0 && window < small && len(keep) > few {
		drop := -1
		for at, n := range keep {
			c := e.Columns[n]
			f, _ := e.Field(c.Field)
			fixed := f.IsTime() || f.Name == state.Name || slices.Contains(e.Title, f.Name)
			if !fixed && (drop < 0 || c.Weight < e.Columns[keep[drop]].Weight) {
				drop = at
			}
		}
		if drop < 0 {
			break
		}
		keep = slices.Delete(keep, drop, drop+1)
	}
	return keep
}

// sortBy sorts by a column; a second press turns the order round.
func (p *Records) sortBy(column int) {
	field := p.entity.Columns[p.columns[column]].Field
	now, desc := p.table.Sort()
	p.sort = []crm.Sort{{Field: field, Desc: now == column && !desc}}
	p.showSort(p.sort)
	p.restart()
}

func (p *Records) showSort(sort []crm.Sort) {
	at := -1
	for i, c := range p.columns {
		if len(sort) > 0 && sort[0].Field == p.entity.Columns[c].Field {
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
	p.showEmpty()
	if !p.opened && (p.window.Known() || p.window.Len() > 0) {
		p.opened = true
		if _, ok := p.window.Row(0); ok && p.ref.ID == "" && p.form == nil && !p.narrow() {
			p.table.Select(0)
		}
	}
	p.follow()
}

// Shown tells whether the first rows of the list are in view, or that there are none.
func (p *Records) Shown() bool { return p.opened || p.board != nil && p.board.known }

// follow keeps the selection on the record that is shown, wherever it is in the list now.
func (p *Records) follow() {
	if p.ref.ID == "" || p.board != nil {
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
	row, ok := p.window.Row(i)
	if !ok || row.Record.ID == p.ref.ID {
		return
	}
	if p.form != nil && p.form.Dirty() {
		p.env.Say("Save or cancel what you typed first.", "")
		p.follow()
		return
	}
	p.endForm()
	p.show(crm.Ref{Entity: p.entity.Name, ID: row.Record.ID})
}

// showEmpty says what goes here, or that nothing fits.
func (p *Records) showEmpty() {
	p.empty.Hidden = p.Len() > 0 || !p.counted()
	if p.empty.Hidden {
		return
	}
	one, many := strings.ToLower(p.entity.Label), strings.ToLower(p.entity.Plural)
	var state fyne.CanvasObject
	switch {
	case p.text != "" || p.filter != nil:
		what := "Nothing matches this filter"
		if p.text != "" {
			what = "Nothing matches “" + p.text + "”"
		}
		state = kit.EmptyState(what, "All other "+many+" are still there.", kit.NewButton("Clear the filter", p.clear))
	case p.entity.ReadOnly:
		state = kit.EmptyState("No "+many+" yet", "They are written in the online CRM and come with the sync.")
	default:
		state = kit.EmptyState("No "+many+" yet", "Add the first one, or bring them along from a spreadsheet or address book.",
			p.making("Import a file", "New "+one)...)
	}
	p.empty.Objects = []fyne.CanvasObject{kit.NewSurface(look.Pane, 0, kit.Pad{}, state)}
	p.empty.Refresh()
}

// clear lets everything pass again.
func (p *Records) clear() {
	p.rest()
	p.filter, p.text, p.title = nil, "", ""
	p.find.OnChanged = nil
	p.find.SetText("")
	p.find.OnChanged = p.typed
	p.head.SetTitle(p.entity.Plural)
	p.showChips()
	p.restart()
}
