package page

import (
	"context"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// cell is one value that is edited in the list, with the editors of the form.
type cell struct {
	form   *form.Form
	column int
	next   int // column to go on to after saving, -1: none
}

// EditCell edits a value in the list; false if it is none that a person writes.
func (p *Records) EditCell(i, column int) bool {
	if p.board != nil || p.form != nil || column < 0 || column >= len(p.columns) {
		return false
	}
	names := p.writable(p.columns[column].Field)
	row, ok := p.window.Row(i)
	if len(names) == 0 || !ok || p.entity.Locked(row.Record) {
		return false
	}
	if p.cell != nil && p.cell.form.Dirty() {
		return true // what is typed there is saved or dropped first
	}
	ref := row.Record.Ref()
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Record, error) { return p.env.App.Get(ctx, ref) },
		func(r crm.Record, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.openCell(i, column, names, r)
		})
	return true
}

// writable are the fields behind a column: itself, with its currency, or where it follows from others, those.
func (p *Records) writable(name string) []string {
	f, ok := p.entity.Field(name)
	switch {
	case !ok || f.Name == crm.FieldID || f.Name == crm.FieldCreatedAt || f.Name == crm.FieldModifiedAt:
		return nil
	case f.Kind == crm.Money:
		return []string{name, f.Currency}
	case !f.ReadOnly:
		return []string{name}
	case f.Group == "":
		return nil
	}
	var out []string
	for _, n := range p.entity.Group(f.Group) {
		if o, _ := p.entity.Field(n); !o.ReadOnly && o.Kind == f.Kind {
			out = append(out, n)
		}
	}
	return out
}

func (p *Records) openCell(i, column int, names []string, r crm.Record) {
	f := form.NewPart(p.env.form(), p.entity, r, [][]string{names})
	c := &cell{form: f, column: column, next: -1}
	f.OnFail = p.env.Fail
	f.OnOpen = func(ref crm.Ref) { p.closeCell(); p.open(ref) }
	f.OnSave = func(saved crm.Record, b crm.Batch) {
		p.closeCell()
		if b.Changes > 0 {
			p.env.Say(present.Did(b), b.ID)
		}
		if c.next >= 0 {
			p.EditCell(i, c.next)
		}
	}
	f.OnKeys(form.Keys{
		Enter: func() { c.next = -1; p.saveCell() }, Escape: p.closeCell,
		Tab: func(by int) { c.next = p.nextWritable(column, by); p.saveCell() },
	})
	p.cell = c
	box := kit.NewSurface(look.Pane, 0, kit.Pad{Top: 8, Right: 10, Bottom: 10, Left: 10}, f.Content())
	box.Outline, box.Radius = look.Accent, look.RadiusControl
	p.table.Select(i)
	p.table.Hold(i, column, box)
	if o := f.First(); o != nil {
		p.env.Window.Canvas().Focus(o)
	}
}

// nextWritable is the next column to the right, or the left, that a person writes; -1 for none.
func (p *Records) nextWritable(column, by int) int {
	for c := column + by; c >= 0 && c < len(p.columns); c += by {
		if len(p.writable(p.columns[c].Field)) > 0 {
			return c
		}
	}
	return -1
}

// saveCell stores the value; unchanged it only goes on.
func (p *Records) saveCell() {
	c := p.cell
	if c == nil {
		return
	}
	if c.form.Dirty() {
		c.form.Save()
		return
	}
	i := p.table.Cursor()
	p.closeCell()
	if c.next >= 0 {
		p.EditCell(i, c.next)
	}
}

// closeCell drops what is being edited in the list.
func (p *Records) closeCell() {
	if p.cell == nil {
		return
	}
	p.cell = nil
	p.table.Release()
	p.FocusList()
}

// CellForm returns the editor in the list, nil if there is none.
func (p *Records) CellForm() *form.Form {
	if p.cell == nil {
		return nil
	}
	return p.cell.form
}

// CellTab saves the cell and goes on to the next one, or the one before (-1).
func (p *Records) CellTab(by int) {
	if c := p.cell; c != nil {
		c.next = p.nextWritable(c.column, by)
		p.saveCell()
	}
}

// EditChosenCell edits the cell that the keys are on; without one, the first that a person writes.
func (p *Records) EditChosenCell() {
	c := p.table.Column()
	if c < 0 {
		c = p.nextWritable(-1, 1)
	}
	if !p.EditCell(p.table.Cursor(), c) {
		p.env.Say(words.T("This value follows from others; it cannot be edited here."), "")
	}
}
