package page

import (
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/exchange"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// mostColumns is how many columns of a file are offered for mapping; those beyond are recognised by their names alone.
const mostColumns = 60

// show builds the cards of a checked file.
func (p *Import) show() {
	plan := p.plan
	p.bar.SetCount(present.PlanText(plan))
	n := plan.New + plan.Existing
	p.begin.SetText(words.N(n, "Import %s row", "Import %s rows"))
	if n > 0 && len(plan.Undecided) == 0 {
		p.begin.Enable()
	}
	p.bar.Refresh()
	cards := []fyne.CanvasObject{p.summary()}
	if len(p.kept) > 0 {
		cards = append([]fyne.CanvasObject{p.keptCard()}, cards...)
	}
	if len(plan.Refused) > 0 {
		cards = append(cards, p.refusedCard(plan.Refused, plan.More, true))
	}
	if plan.Dialect.Delimiter != 0 {
		cards = append(cards, p.mappingCard())
	}
	if card := p.previewCard(); card != nil {
		cards = append(cards, card)
	}
	replace(p.cards, cards...)
	p.content.Refresh()
}

// summary is what an import would do, and what is assumed.
func (p *Import) summary() fyne.CanvasObject {
	var tags []fyne.CanvasObject
	for _, word := range present.FileForm(p.plan) {
		tags = append(tags, kit.NewTag(word, kit.Neutral))
	}
	lines := []fyne.CanvasObject{
		kit.Metric(present.PlanText(p.plan)), kit.Flow(look.Gap, tags...),
		p.choices(words.T("Records that exist already"), []string{words.T("Fill their empty fields"), words.T("Overwrite"), words.T("Leave as they are")}, p.existing(), p.setExisting),
	}
	if len(p.plan.Sheets) > 1 {
		lines = append(lines, p.choices(words.T("Table"), p.plan.Sheets, slices.Index(p.plan.Sheets, p.plan.Dialect.Sheet), func(i int) {
			p.options = exchange.Options{Sheet: p.plan.Sheets[i], Overwrite: p.options.Overwrite, Leave: p.options.Leave}
			p.Check()
		}))
	}
	if p.plan.Blanks > 0 {
		on := 0
		if p.options.Blanks {
			on = 1
		}
		lines = append(lines, p.choices(words.N(int64(p.plan.Blanks), "%s text such as \"Select\", \"N/A\" or \"?\"", "%s texts such as \"Select\", \"N/A\" or \"?\""),
			[]string{words.T("Take it as it stands"), words.T("Take it as empty")}, on, func(i int) {
				p.options.Blanks = i == 1
				p.Check()
			}))
	}
	if len(p.plan.Undecided) > 0 {
		lines = append(lines, kit.NewParagraph(words.T("The days in %s can be read in two ways. Say which number comes first; then the import can begin.", strings.Join(p.plan.Undecided, ", ")), fine(look.Amber)))
	}
	if p.plan.Dialect.Delimiter != 0 && p.plan.Dialect.Sheet == "" {
		lines = append(lines, p.dialect()...)
	}
	if p.plan.Dialect.Delimiter != 0 {
		lines = append(lines, p.choices(words.T("Dates like 3/4/2026"), []string{words.T("Decide by the column"), words.T("Day first"), words.T("Month first")}, p.dates(), p.setDates))
	}
	for _, note := range p.plan.Notes {
		lines = append(lines, kit.NewParagraph(words.Say(note), fine(look.Amber)))
	}
	return kit.NewCard(kit.Column(look.GapCard, lines...))
}

// choiceLabel is the width of what is chosen, left of its answers.
const choiceLabel = 200

func (p *Import) choices(label string, labels []string, on int, do func(int)) fyne.CanvasObject {
	var chips []fyne.CanvasObject
	for i, w := range labels {
		chips = append(chips, kit.NewChip(w, i == on, func() { do(i) }))
	}
	return kit.Row(look.Gap, kit.FixedWidth(choiceLabel*look.Scale(), kit.NewParagraph(label, fine(look.Dim))), kit.Grow(kit.Flow(6, chips...)))
}

func (p *Import) existing() int {
	switch {
	case p.options.Leave:
		return 2
	case p.options.Overwrite:
		return 1
	}
	return 0
}

func (p *Import) setExisting(i int) {
	p.options.Overwrite, p.options.Leave = i == 1, i == 2
	p.Check()
}

var dateOrders = []exchange.DateOrder{exchange.DateAuto, exchange.DayFirst, exchange.MonthFirst}

func (p *Import) dates() int {
	for i, o := range dateOrders {
		if o == p.options.DateOrder {
			return i
		}
	}
	return 0
}

func (p *Import) setDates(i int) {
	p.options.DateOrder = dateOrders[i]
	p.Check()
}

// refusedCard lists the rows that are left out, with the place and the reason; before the import each can be put right.
func (p *Import) refusedCard(list []exchange.Refusal, more int64, repairable bool) fyne.CanvasObject {
	table := kit.NewTable(refusals(list), kit.TableColumn{Title: words.T("Row"), Min: 60}, kit.TableColumn{Title: words.T("Column"), Min: 110, Weight: 0.4}, kit.TableColumn{Title: words.T("Reason"), Weight: 2})
	n := int64(len(list)) + more
	says := words.T("These rows were left out. Put them right in the file and import it again; what is there already stays one.")
	if n == 1 {
		says = words.T("This row was left out. Put it right in the file and import that again; what is there already stays one.")
	}
	below := kit.Column(look.Gap)
	if repairable {
		says = words.T("These rows are left out. Open one to put it right here, put them right in the file and check it again, or import the others now.")
		if n == 1 {
			says = words.T("This row is left out. Open it to put it right here, put it right in the file and check that again, or import the others now.")
		}
		p.openRefused = func(i int) {
			replace(below, p.repair(list[i], func() { replace(below) }))
			p.content.Refresh()
		}
		table.OnOpen = p.openRefused
	}
	body := []fyne.CanvasObject{kit.Bold(words.N(n, "%s row needs you", "%s rows need you")), dimmed(says), tall(table, len(list)), below}
	if more > 0 {
		body = append(body, dimmed(words.T("%s more are not listed.", present.Number(more))))
	}
	return kit.NewCard(kit.Column(look.Gap, body...))
}

// repairColumns is how many cells of a row stand side by side.
const repairColumns = 3

// repair shows the cells of a refused row to be put right; the row is checked again with all others.
func (p *Import) repair(r exchange.Refusal, done func()) fyne.CanvasObject {
	if r.Cells == nil {
		return dimmed(words.T("This row is too large, or too far down the list, to be put right here. Put it right in the file."))
	}
	labels, cells := p.plan.Labels(), r.Cells
	if before := p.options.Repairs[r.Row]; slices.Equal(before.Was, r.Cells) {
		cells = before.Cells // what was tried already
	}
	entries := make([]*form.Input, max(len(labels), len(cells)))
	var fields []fyne.CanvasObject
	for i := range entries {
		entry := form.NewInput("", nil)
		if p.plan.Dialect.Delimiter == 0 {
			entry = form.NewArea("", 8, nil)
		}
		label := words.T("Column %d", i+1)
		if i < len(labels) {
			label = labels[i]
		}
		if i < len(cells) {
			entry.SetText(cells[i])
		}
		entries[i] = entry
		field := kit.NewField(label, entry)
		if label == r.Column {
			field.SetError(words.Error(r.Err))
		}
		fields = append(fields, field)
	}
	check := func() {
		cells := make([]string, len(entries))
		for i, e := range entries {
			cells[i] = e.Text
		}
		p.Repair(r, cells)
	}
	for len(fields)%repairColumns > 0 {
		fields = append(fields, kit.Spacer())
	}
	var rows []fyne.CanvasObject
	for some := range slices.Chunk(fields, repairColumns) {
		rows = append(rows, equal(look.GapCard, some...))
	}
	for _, e := range entries {
		if !e.MultiLine {
			e.OnSubmitted = func(string) { check() }
		}
	}
	rows = append(rows, kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Leave it out"), done), kit.NewPrimary(words.T("Check this row"), check)))
	return kit.Column(look.Gap, append([]fyne.CanvasObject{kit.Bold(words.T("Row %d", r.Row))}, rows...)...)
}

// OpenRefused shows the cells of a row that was refused, as opening it in the list does, and returns it.
func (p *Import) OpenRefused(i int) exchange.Refusal {
	p.openRefused(i)
	return p.plan.Refused[i]
}

// Repair puts a refused row right and checks the file again.
func (p *Import) Repair(r exchange.Refusal, cells []string) {
	all := map[int]exchange.Repair{}
	maps.Copy(all, p.options.Repairs)
	all[r.Row] = exchange.Repair{Was: r.Cells, Cells: cells}
	p.options.Repairs = all
	p.Check()
}

// refusals are rows of a table.
type refusals []exchange.Refusal

// Len implements kit.Rows.
func (r refusals) Len() int { return len(r) }

// Need implements kit.Rows.
func (refusals) Need(int, int) {}

// Row implements kit.Rows.
func (r refusals) Row(i int) ([]kit.Cell, bool) {
	return []kit.Cell{{Text: present.Number(int64(r[i].Row))}, {Text: r[i].Column, Look: kit.CellDim}, {Text: words.Error(r[i].Err)}}, true
}

// mappingCard says which column fills which field; each can be changed.
func (p *Import) mappingCard() fyne.CanvasObject {
	cells := gridRow(look.Dim, words.T("Column in the file"), words.T("Fills"), words.T("First values, as understood"))
	columns := p.plan.Columns
	for i, c := range columns {
		if i == mostColumns {
			break
		}
		button := choice(present.TargetLabel(p.env.App.Catalog(), p.entity, c), func() []*fyne.MenuItem { return p.targets(c) })
		if c.Field == "" {
			button.Kind = kit.Quiet
		}
		seen := kit.NewParagraph(samples(c), fine(look.Dim))
		seen.Most = 2 // what has room beside the button
		cells = append(cells, kit.Plain(c.Header), kit.Row(0, button, kit.Spacer()), seen)
	}
	body := []fyne.CanvasObject{kit.Bold(words.T("Columns")), &fyne.Container{Layout: mapping{}, Objects: cells}}
	if n := len(columns) - mostColumns; n > 0 {
		body = append(body, dimmed(words.T("%d more columns are taken by their names.", n)))
	}
	return kit.NewCard(kit.Column(look.Gap, body...))
}

func samples(c exchange.Column) string {
	text := ""
	for i, s := range c.Sample {
		if s == "" || i > 2 {
			continue
		}
		if text != "" {
			text += " · "
		}
		text += s
	}
	if c.Format != "" && text != "" {
		text += "  (" + words.T(string(c.Format)) + ")"
	}
	return text
}

func (p *Import) targets(c exchange.Column) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, t := range present.Targets(p.env.App.Catalog(), p.entity) {
		item := fyne.NewMenuItem(t.Label, func() { p.Map(c.Header, t.Path) })
		item.Checked = t.Path == c.Field
		items = append(items, item)
	}
	return items
}

// Map lets a column fill a field, "" for none, and checks the file again. Another column that fills it gives way, unless the field
// takes several.
func (p *Import) Map(header, path string) {
	chosen := exchange.Mapping{}
	maps.Copy(chosen, p.options.Mapping)
	f, _ := p.entity.Field(path)
	for other, to := range chosen {
		if to == path && path != "" && !f.IsList() {
			chosen[other] = ""
		}
	}
	chosen[header] = path
	p.options.Mapping = chosen
	p.Check()
}

// previewCard shows the first rows as records.
func (p *Import) previewCard() fyne.CanvasObject {
	titles, rows := present.Previewed(p.env.App.Catalog(), p.entity, p.plan)
	if len(rows) == 0 {
		return nil
	}
	columns := make([]kit.TableColumn, len(titles))
	for i, t := range titles {
		columns[i] = kit.TableColumn{Title: t, Weight: 1}
	}
	return kit.NewCard(kit.Column(look.Gap, kit.Bold(words.T("The first rows, as understood")), tall(kit.NewTable(textRows(rows), columns...), len(rows))))
}

// textRows are rows of plain texts.
type textRows [][]string

// Len implements kit.Rows.
func (r textRows) Len() int { return len(r) }

// Need implements kit.Rows.
func (textRows) Need(int, int) {}

// Row implements kit.Rows.
func (r textRows) Row(i int) ([]kit.Cell, bool) {
	cells := make([]kit.Cell, len(r[i]))
	for n, s := range r[i] {
		cells[n] = kit.Cell{Text: s}
	}
	return cells, true
}

// done shows what was imported; Undo takes all of it back.
func (p *Import) done(r exchange.Result) {
	p.batch = r.Batch
	p.bar.SetCount(present.ResultText(r))
	p.begin.SetText(words.T("Import"))
	buttons := []fyne.CanvasObject{kit.Spacer()}
	if r.Batch != "" {
		buttons = append(buttons, kit.NewButton(words.T("Undo"), p.Undo))
	}
	e := p.entity
	buttons = append(buttons, kit.NewPrimary(words.T("Show the %s", words.Small(words.T(e.Plural))), func() { p.env.Go(Route{Name: "records", Entity: e.Name}) }))
	cards := []fyne.CanvasObject{kit.NewCard(kit.Column(look.GapCard, kit.Metric(present.ResultText(r)),
		dimmed(words.T("The import is one action: Undo takes back all of it, also what it changed in records that existed.")), kit.Row(look.Gap, buttons...)))}
	if len(r.Refused) > 0 {
		cards = append(cards, p.refusedCard(r.Refused, r.More, false))
	}
	replace(p.cards, cards...)
	p.content.Refresh()
}

// tall gives a table the height of its rows, up to eight.
func tall(t *kit.Table, rows int) fyne.CanvasObject {
	return &fyne.Container{Layout: tableHeight(min(rows, 8)), Objects: []fyne.CanvasObject{t}}
}

type tableHeight int

// MinSize implements fyne.Layout.
func (h tableHeight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[0].MinSize().Width, look.Size(look.SizeHeader)+float32(h)*look.Size(look.SizeRow))
}

// Layout implements fyne.Layout.
func (tableHeight) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// mapping lays out three columns in rows as high as a control, but for the first, which holds titles.
type mapping struct{}

// MinSize implements fyne.Layout.
func (mapping) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(300, look.Size(look.SizeTag)+float32(len(objects)/3-1)*(look.Size(look.SizeControl)+4))
}

// Layout implements fyne.Layout.
func (mapping) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y, h := float32(0), look.Size(look.SizeTag)
	for i, o := range objects {
		share := []float32{0, 0.27, 0.55, 1}
		x, next := size.Width*share[i%3], size.Width*share[i%3+1]
		o.Resize(fyne.NewSize(next-x-look.Gap, o.MinSize().Height))
		least := o.MinSize().Height // which follows the width
		o.Resize(fyne.NewSize(next-x-look.Gap, least))
		o.Move(fyne.NewPos(x, y+(h-least)/2))
		if i%3 == 2 {
			y, h = y+h, look.Size(look.SizeControl)+4
		}
	}
}
