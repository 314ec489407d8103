package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/exchange"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// BulkEdit is the panel that changes fields of many records. It is shown before, while and after it works.
type BulkEdit struct {
	p       *Records
	pick    app.Pick
	n       int
	names   []string   // of the fields to change
	form    *form.Form // nil before the first field is chosen
	more    *kit.Button
	fields  *fyne.Container
	preview *kit.Paragraph
	over    *Overlay
	latest  async.Latest
	stop    func()
}

// EditChosen opens the panel that changes fields of all selected records.
func (p *Records) EditChosen() {
	pick, ok := p.pick()
	if !ok || p.entity.ReadOnly {
		return
	}
	b := &BulkEdit{p: p, pick: pick, n: p.Chosen(), fields: kit.Column(0), preview: kit.NewParagraph("", fine(look.Dim)), stop: func() {}}
	b.more = kit.NewMenuButton(words.T("+ Field"), b.items)
	b.over = panel(p.env, 520, words.T("Change %s", p.several(b.n)),
		[]fyne.CanvasObject{b.fields, kit.Row(0, b.more), b.preview},
		kit.NewPrimary(words.T("Change"), b.run))
	b.over.OnClose = b.latest.Stop
	p.bulk = b
	b.over.Open(b.more)
}

// Bulk returns the panel that changes many records, as it was opened last; nil if it never was.
func (p *Records) Bulk() *BulkEdit { return p.bulk }

// items are the fields that can be added.
func (b *BulkEdit) items() []*fyne.MenuItem {
	var out []*fyne.MenuItem
	for _, f := range append(present.FormFields(b.p.entity), b.owner()...) {
		if !f.ReadOnly && !slices.Contains(b.names, f.Name) {
			out = append(out, fyne.NewMenuItem(words.T(f.Label), func() { b.add(f.Name) }))
		}
	}
	return out
}

func (b *BulkEdit) owner() []crm.Field {
	for _, row := range b.p.entity.Form {
		for _, name := range row {
			if name == crm.FieldOwner {
				return nil
			}
		}
	}
	f, _ := b.p.entity.Field(crm.FieldOwner)
	return []crm.Field{f}
}

// add lets one more field be changed; what was typed in the others stays. An amount brings its currency.
func (b *BulkEdit) add(name string) {
	r := crm.NewRecord(b.p.entity.Name, "")
	if b.form != nil {
		r, _ = b.form.Read() // half typed values are checked at the end
	}
	b.names = append(b.names, name)
	if f, _ := b.p.entity.Field(name); f.Kind == crm.Money {
		b.names = append(b.names, f.Currency)
	}
	rows := make([][]string, len(b.names))
	for i, n := range b.names {
		rows[i] = []string{n}
	}
	b.form = form.NewPart(b.p.env.form(), b.p.entity, r, rows)
	b.form.OnType = b.typed
	replace(b.fields, b.form.Content())
	b.look()
	if o := b.form.Editor(name).Focus(); o != nil {
		b.p.env.Window.Canvas().Focus(o)
	}
}

// Set fills one field as if it were typed.
func (b *BulkEdit) Set(name string, value any) {
	if !slices.Contains(b.names, name) {
		b.add(name)
	}
	b.form.Set(name, value)
}

// typed previews once typing rests.
func (b *BulkEdit) typed() {
	b.stop()
	b.stop = b.p.env.Run.After(200*time.Millisecond, b.look)
}

func (b *BulkEdit) look() {
	r, err := b.form.Read()
	if err != nil {
		b.say("") // what is wrong stands under the field
		return
	}
	names, scene := b.names, present.Scene{Now: b.p.env.Now()}
	async.Run(b.latest.Next(b.p.env.Context), b.p.env.Run, func(ctx context.Context) (string, error) {
		return present.BulkPreview(ctx, b.p.env.App, b.pick, r, names, scene)
	}, func(text string, err error) {
		if err != nil {
			text = words.Error(err)
		}
		b.say(text)
	})
}

func (b *BulkEdit) say(text string) {
	b.preview.SetText(text)
	if b.over != nil && b.over.Shown() {
		b.over.Arrange()
	}
}

// Preview returns what the panel says that would happen.
func (b *BulkEdit) Preview() string { return b.preview.Text }

// run changes all records.
func (b *BulkEdit) run() {
	if b.form == nil {
		b.p.env.Window.Canvas().Focus(b.more)
		return
	}
	r, err := b.form.Read()
	if err != nil {
		return // shown under the field
	}
	values := crm.Values{}
	for _, name := range b.names {
		values[name] = r.Get(name)
	}
	b.stop()
	b.over.Close()
	b.p.work(words.T("Changing %s …", b.p.several(b.n)), func(ctx context.Context, tell func(app.Progress)) (crm.Batch, error) {
		return b.p.env.App.ChangeAll(ctx, b.pick, func(crm.Record) crm.Values { return values }, tell)
	})
}

// Run presses the panel's button.
func (b *BulkEdit) Run() { b.run() }

// DeleteChosen moves all selected records to the trash.
func (p *Records) DeleteChosen() {
	pick, ok := p.pick()
	if !ok || p.entity.ReadOnly {
		return
	}
	p.work(words.T("Deleting %s …", p.several(p.Chosen())), func(ctx context.Context, tell func(app.Progress)) (crm.Batch, error) {
		return p.env.App.DeleteAll(ctx, pick, tell)
	})
}

// TagChosen asks which tags to add to all selected records and which to take away.
func (p *Records) TagChosen() {
	if f, ok := p.entity.Field("tags"); !ok || f.Kind != crm.Tags || p.Chosen() == 0 {
		return
	}
	add, remove := form.NewInput(words.T("fair, key account"), nil), form.NewInput("", nil)
	var over *Overlay
	done := func() { over.Close(); p.TagChosenWith(add.Text, remove.Text) }
	add.OnSubmitted, remove.OnSubmitted = func(string) { done() }, func(string) { done() }
	over = panel(p.env, 420, words.T("Tags of %s", p.several(p.Chosen())),
		[]fyne.CanvasObject{kit.NewField(words.T("Add"), add), kit.NewField(words.T("Take away"), remove)}, kit.NewPrimary(words.T("Change"), done))
	add.OnEscape, remove.OnEscape = over.Close, over.Close
	over.Open(add)
}

// TagChosenWith adds and takes away tags, parted by commas.
func (p *Records) TagChosenWith(add, remove string) {
	pick, ok := p.pick()
	if !ok {
		return
	}
	change := app.Retag("tags", tagsOf(add), tagsOf(remove))
	p.work(words.T("Tagging %s …", p.several(p.Chosen())), func(ctx context.Context, tell func(app.Progress)) (crm.Batch, error) {
		return p.env.App.ChangeAll(ctx, pick, change, tell)
	})
}

func tagsOf(text string) []string {
	var out []string
	for _, t := range strings.Split(text, ",") {
		if t = strings.TrimSpace(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// ExportChosen asks for a file and writes the selected records into it, or all of the list where none are selected.
func (p *Records) ExportChosen() {
	name := present.ExportName(p.env.App.File, p.entity.Name, p.env.Now())
	ask(p.env, words.T("Export as .csv, .xlsx, .vcf or labels (.pdf)"), words.T("File"), name, words.T("Export"), p.ExportTo)
}

// ExportTo writes what is selected, or the list, into a CSV file.
func (p *Records) ExportTo(file string) {
	pick, ok := p.pick()
	if !ok {
		pick = app.Pick{Query: p.query()}
	}
	work(p.env, words.T("Exporting …"), func(ctx context.Context, tell func(app.Progress)) (int64, error) {
		n, err := exchange.ExportList(ctx, p.env.App, pick.Ask(), file, func(done, total int64) { tell(app.Progress{Done: done, Total: total}) })
		if err == nil {
			err = p.env.App.LogExport(ctx, app.Export{What: p.entity.Name, Records: n, Where: file})
		}
		return n, err
	}, func(n int64) {
		offerOpen(p.env, words.T("Exported %s to %s", present.Records(p.entity, n), file), file)
	}, p.FocusList)
}

// work changes many records, see [work]; the list has the keys again afterwards.
func (p *Records) work(title string, do func(ctx context.Context, tell func(app.Progress)) (crm.Batch, error)) {
	work(p.env, title, do, func(b crm.Batch) { sayChanged(p.env, b) }, p.FocusList)
}
