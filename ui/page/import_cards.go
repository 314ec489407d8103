package page

import (
	"context"
	"maps"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/app/exchange"
	"satchel/ui/async"
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
	if n > 0 {
		p.begin.Enable()
	}
	p.bar.Refresh()
	cards := []fyne.CanvasObject{p.summary()}
	if len(plan.Refused) > 0 {
		cards = append(cards, p.refusedCard(plan.Refused, plan.More))
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
	if p.plan.Dialect.Delimiter != 0 {
		lines = append(lines, p.choices(words.T("Dates like 3/4/2026"), []string{words.T("Decide by the column"), words.T("Day first"), words.T("Month first")}, p.dates(), p.setDates))
	}
	for _, note := range p.plan.Notes {
		lines = append(lines, kit.NewParagraph(words.Say(note), fine(look.Amber)))
	}
	return kit.NewCard(kit.Column(look.GapCard, lines...))
}

func (p *Import) choices(label string, labels []string, on int, do func(int)) fyne.CanvasObject {
	var chips []fyne.CanvasObject
	for i, w := range labels {
		chips = append(chips, kit.NewChip(w, i == on, func() { do(i) }))
	}
	return kit.Column(6, kit.NewText(label, fine(look.Dim)), kit.Flow(6, chips...))
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

// refusedCard lists the rows that are left out, with the place and the reason.
func (p *Import) refusedCard(list []exchange.Refusal, more int64) fyne.CanvasObject {
	table := kit.NewTable(refusals(list), kit.TableColumn{Title: words.T("Row"), Min: 60}, kit.TableColumn{Title: words.T("Column"), Min: 110, Weight: 0.4}, kit.TableColumn{Title: words.T("Reason"), Weight: 2})
	body := []fyne.CanvasObject{
		kit.Bold(words.N(int64(len(list))+more, "%s row needs you", "%s rows need you")),
		dimmed(words.T("These rows are left out. Put them right in the file and check it again, or import the others now.")), tall(table, len(list)),
	}
	if more > 0 {
		body = append(body, dimmed(words.T("%s more are not listed.", present.Number(more))))
	}
	return kit.NewCard(kit.Column(look.Gap, body...))
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
		button := choice(present.TargetLabel(p.entity, c), func() []*fyne.MenuItem { return p.targets(c) })
		if c.Field == "" {
			button.Kind = kit.Quiet
		}
		cells = append(cells, kit.Plain(c.Header), kit.Row(0, button, kit.Spacer()), kit.NewText(samples(c), fine(look.Dim)))
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
	for _, t := range present.Targets(p.entity) {
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
	titles, rows := present.Previewed(p.entity, p.plan)
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
	p.bar.SetCount(present.ResultText(r))
	p.begin.SetText(words.T("Import"))
	buttons := []fyne.CanvasObject{kit.Spacer()}
	if r.Batch != "" {
		buttons = append(buttons, kit.NewButton(words.T("Undo"), func() { p.undo(r.Batch) }))
	}
	e := p.entity
	buttons = append(buttons, kit.NewPrimary(words.T("Show the %s", words.Small(words.T(e.Plural))), func() { p.env.Go(Route{Name: "records", Entity: e.Name}) }))
	cards := []fyne.CanvasObject{kit.NewCard(kit.Column(look.GapCard, kit.Metric(present.ResultText(r)),
		dimmed(words.T("The import is one action: Undo takes back all of it, also what it changed in records that existed.")), kit.Row(look.Gap, buttons...)))}
	if len(r.Refused) > 0 {
		cards = append(cards, p.refusedCard(r.Refused, r.More))
	}
	replace(p.cards, cards...)
	p.content.Refresh()
}

// undo takes the import back whole.
func (p *Import) undo(batch string) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Undone, error) {
		return p.env.App.TakeBack(ctx, batch)
	}, func(u crm.Undone, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		text := words.T("The import was taken back")
		if n := len(u.Kept); n > 0 {
			text += "; " + words.N(int64(n), "%s record stays because of later edits", "%s records stay because of later edits")
		}
		p.env.Say(text, "")
		p.Check()
	})
}

// tall gives a table the height of its rows, up to eight.
func tall(t *kit.Table, rows int) fyne.CanvasObject {
	return &fyne.Container{Layout: tableHeight(min(max(rows, 2), 8)), Objects: []fyne.CanvasObject{t}}
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
		least := o.MinSize().Height
		share := []float32{0, 0.27, 0.55, 1}
		x, next := size.Width*share[i%3], size.Width*share[i%3+1]
		o.Move(fyne.NewPos(x, y+(h-least)/2))
		o.Resize(fyne.NewSize(next-x-look.Gap, least))
		if i%3 == 2 {
			y, h = y+h, look.Size(look.SizeControl)+4
		}
	}
}
