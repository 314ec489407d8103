package page

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

func fieldsOf(columns []crm.ViewColumn) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Field
	}
	return out
}

func filterText(f crm.Expr) string {
	if f == nil {
		return ""
	}
	return f.String()
}

// shownColumns are those that a person chose, or else the entity's own, as many as fit.
func (p *Records) shownColumns() []crm.ViewColumn {
	if len(p.look.Columns) > 0 {
		return slices.Clone(p.look.Columns)
	}
	var out []crm.ViewColumn
	for _, n := range columnsFor(p.entity, p.table.Width()) {
		out = append(out, crm.ViewColumn{Field: p.entity.Columns[n].Field})
	}
	return out
}

// fitColumns shows as many of the entity's own columns as have room, when the list became wider or narrower.
func (p *Records) fitColumns() {
	if now := fieldsOf(p.shownColumns()); !slices.Equal(now, fieldsOf(p.columns)) {
		p.changeColumns()
	}
}

// showColumns gives the table the columns of the list.
func (p *Records) showColumns() {
	p.columns = p.shownColumns()
	p.table.SetColumns(p.tableColumns()...)
	p.showSort()
}

func (p *Records) tableColumns() []kit.TableColumn {
	out := make([]kit.TableColumn, len(p.columns))
	for i, c := range p.columns {
		f, _ := p.entity.Field(c.Field)
		weight := float32(0.8)
		for _, own := range p.entity.Columns {
			if own.Field == c.Field {
				weight = own.Weight
			}
		}
		t := kit.TableColumn{Title: words.T(f.Label), Weight: weight, Width: c.Width, Sortable: true}
		if f.IsNumber() {
			t.Align = fyne.TextAlignTrailing
		}
		if t.Min = least(p.entity, f); f.IsTime() || f.HasAnswers() {
			t.Weight /= 4 // they are short
		}
		out[i] = t
	}
	return out
}

// least is the width, with text of normal size, below which a column tells nothing.
func least(e *crm.Entity, f crm.Field) float32 {
	switch {
	case f.Max > 0 && f.Max <= 3: // a code
		return 64
	case slices.Contains(e.Title, f.Name):
		return 120
	case f.Kind == crm.Bool:
		return 56
	case f.HasAnswers():
		return 92 // the longest answers are short
	case f.Kind == crm.Duration: // their names say what they are
		return 124
	case f.IsNumber():
		return 80
	case present.IsDeadline(e, f.Name):
		return 112 // "! overdue 30 min" fits
	case f.IsTime():
		return 96 // "8 months ago" fits
	}
	return 104
}

// columnsFor chooses the columns, by their number, that have room in a list of the given width; zero is one that is not known yet. Title,
// deadline, state, times and amounts (their sum stands below the list) stay as long as there are others, then what a record belongs to; the
// lightest go first. Many have the same subject: whose they are tells them apart, and is worth more than their state.
func columnsFor(e *crm.Entity, width float32) []int {
	keep := make([]int, len(e.Columns))
	for i := range keep {
		keep[i] = i
	}
	state, _ := present.StateField(e)
	worth := func(n int) float32 {
		c := e.Columns[n]
		f, _ := e.Field(c.Field)
		switch {
		case slices.Contains(e.Title, f.Name):
			return c.Weight + 20
		case f.Kind == crm.Link && e.Has("subject") && state.Name != "":
			return c.Weight + 15.5
		case f.Name == state.Name:
			return c.Weight + 15
		case present.IsDeadline(e, f.Name):
			return c.Weight + 16
		case f.IsTime() || f.IsNumber():
			return c.Weight + 10
		case f.Kind == crm.Link:
			return c.Weight + 5
		}
		return c.Weight
	}
	columns := func() (list []kit.TableColumn) {
		for _, n := range keep {
			f, _ := e.Field(e.Columns[n].Field)
			c := kit.TableColumn{Min: least(e, f)}
			switch long := e.Columns[n].Weight >= 2; { // to read a subject or a name whole is worth more than a third column
			case !slices.Contains(e.Title, f.Name):
			case long && len(keep) > 2:
				c.Min = 200
			case len(keep) == 3:
				c.Min = 150
			}
			list = append(list, c)
		}
		return list
	}
	for width > 0 && len(keep) > 2 && kit.LeastWidth(columns()) > width {
		lightest := slices.MinFunc(keep, func(a, b int) int { return cmp.Compare(worth(a), worth(b)) })
		keep = slices.DeleteFunc(keep, func(n int) bool { return n == lightest })
	}
	return keep
}

// setColumns shows the columns that a person chose.
func (p *Records) setColumns(columns []crm.ViewColumn) {
	p.look.Columns = columns
	p.changeColumns()
	p.keepLook()
}

// changeColumns shows the columns of the list; it is read anew if it has others.
func (p *Records) changeColumns() {
	before := fieldsOf(p.columns)
	p.showColumns()
	for _, c := range p.columns {
		if !slices.Contains(before, c.Field) {
			p.load()
			return
		}
	}
}

// resized keeps the widths that a person gave.
func (p *Records) resized() {
	for i, w := range p.table.Widths() {
		p.columns[i].Width = w
	}
	p.look.Columns = slices.Clone(p.columns)
	p.keepLook()
}

// moveColumn moves a column to another place.
func (p *Records) moveColumn(from, to int) {
	if from < 0 || from >= len(p.columns) || to < 0 || to >= len(p.columns) || from == to {
		return
	}
	list := slices.Clone(p.columns)
	c := list[from]
	p.setColumns(slices.Insert(slices.Delete(list, from, from+1), to, c))
}

// ShiftColumn moves the column of the chosen cell to the left (-1) or the right (+1).
func (p *Records) ShiftColumn(by int) {
	from := p.chosenColumn()
	if to := from + by; to >= 0 && to < len(p.columns) {
		p.moveColumn(from, to)
		p.table.SetColumn(to)
	}
}

// WidenColumn makes the column of the chosen cell wider or narrower.
func (p *Records) WidenColumn(by float32) { p.table.Widen(p.chosenColumn(), by) }

// FitColumn makes the column of the chosen cell as wide as what it shows.
func (p *Records) FitColumn() { p.table.Fit(p.chosenColumn()) }

// chosenColumn is the column of the cell that the keys are on, else the first.
func (p *Records) chosenColumn() int { return max(p.table.Column(), 0) }

// ResetColumns shows the columns of the entity, as wide as they are by themselves.
func (p *Records) ResetColumns() { p.setColumns(nil) }

// ToggleColumn shows a field as the last column, or takes its column away; one always stays.
func (p *Records) ToggleColumn(field string) {
	list := slices.Clone(p.columns)
	i := slices.IndexFunc(list, func(c crm.ViewColumn) bool { return c.Field == field })
	switch {
	case i < 0:
		list = append(list, crm.ViewColumn{Field: field})
	case len(list) > 1:
		list = slices.Delete(list, i, i+1)
	}
	p.setColumns(list)
}

// SetCompact makes the rows low or normal.
func (p *Records) SetCompact(on bool) {
	p.look.Compact, p.table.Compact = on, on
	p.table.Reload()
	p.keepLook()
}

// columnFields are the fields that can be columns, in the order of the form.
func (p *Records) columnFields() []crm.Field {
	var out []crm.Field
	seen := map[string]bool{}
	add := func(f crm.Field) {
		if f.Kind != crm.LongText && f.Name != crm.FieldID && f.Name != "outside_id" && !seen[f.Name] {
			seen[f.Name] = true
			out = append(out, f)
		}
	}
	for _, c := range p.entity.Columns {
		if f, ok := p.entity.Field(c.Field); ok {
			add(f)
		}
	}
	for _, f := range present.FormFields(p.entity) {
		add(f)
	}
	for _, f := range p.entity.Fields {
		add(f)
	}
	return out
}

// ChooseColumns opens the panel with all fields that can be columns.
func (p *Records) ChooseColumns() {
	flow := kit.Flow(6)
	var over *Overlay
	draw := func() {
		flow.Objects = nil
		for _, f := range p.columnFields() {
			on := slices.ContainsFunc(p.columns, func(c crm.ViewColumn) bool { return c.Field == f.Name })
			flow.Add(kit.NewChip(words.T(f.Label), on, nil))
		}
		for i, f := range p.columnFields() {
			chip := flow.Objects[i].(*kit.Chip)
			chip.OnPress(func() {
				p.ToggleColumn(f.Name)
				chip.SetOn(slices.ContainsFunc(p.columns, func(c crm.ViewColumn) bool { return c.Field == f.Name }))
			})
		}
	}
	draw()
	body := kit.Column(look.GapCard, kit.Bold(words.T("Columns")), flow,
		dimmed(words.T("Drag a title to move its column, its edge to size it; press the edge twice to fit it.")),
		kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("As at first"), func() { p.ResetColumns(); draw(); over.Arrange() }),
			kit.NewPrimary(words.T("Done"), func() { over.Close() })))
	over = NewOverlay(p.env.Window, 520, kit.Pad{Top: 18, Right: 20, Bottom: 18, Left: 20}, body)
	over.Open(flow.Objects[0].(fyne.Focusable))
}
