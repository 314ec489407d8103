package page

import (
	"context"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/present"
	"satchel/ui/words"
)

// show opens a record at the right. It is read while the list draws the row that was chosen, which therefore does not wait for it.
func (p *Records) show(ref crm.Ref) { p.showWith(p.env.Run, ref) }

func (p *Records) showWith(run async.Runner, ref crm.Ref) {
	p.turn(ref)
	p.read(run)
}

// turn gives a record the right side.
func (p *Records) turn(ref crm.Ref) {
	if ref != p.ref {
		p.inline = nil
		p.view, p.kind, p.events = nil, "", eventsAtOnce
		p.hasty = p.hasty && p.opening
	}
	p.opening = false
	p.ref = ref
	p.split.ShowRight = true
	p.split.Refresh()
}

// reload reads the record shown anew; what is on the screen stays until it is there.
func (p *Records) reload() { p.read(p.env.Run) }

func (p *Records) read(run async.Runner) {
	ref, kind, events := p.ref, p.kind, p.events
	async.Run(p.loading.Next(p.env.Context), run, func(ctx context.Context) (present.Detail, error) {
		return p.detailOf(ctx, ref, kind, events)
	}, func(d present.Detail, err error) {
		switch {
		case ref != p.ref:
		case p.form != nil:
			p.underneath(d.Record, err)
		case crm.CodeOf(err) == crm.CodeNotFound && p.dirty():
			p.orphaned()
		case crm.CodeOf(err) == crm.CodeNotFound:
			p.leave(words.T("This %s is gone.", p.one()))
		case err != nil:
			p.hasty = false
			p.env.Fail(err)
		default:
			p.detail = d
			if p.inline != nil {
				p.inline.form.Follow(d.Record)
			}
			p.showDetail()
			if p.hasty {
				p.Edit()
			}
			p.lookAhead()
		}
	})
}

func (p *Records) showDetail() {
	if p.view == nil {
		p.view = newDetailView(p)
	}
	p.view.set(p.detail)
	p.setRight(p.view.content)
}

func (p *Records) setRight(o fyne.CanvasObject) {
	if len(p.right.Objects) == 1 && p.right.Objects[0] == o {
		return
	}
	p.right.Objects = []fyne.CanvasObject{o}
	o.Resize(p.right.Size())
	canvas.Refresh(p.right) // and not all that is inside of it once more
	p.share()
}

// share gives an empty list the whole width as long as no record and no form stands beside it.
func (p *Records) share() {
	if alone := !p.empty.Hidden && p.right.Objects[0] == p.nobody; alone != p.split.Alone {
		p.split.Alone = alone
		p.split.Refresh()
	}
}

// leave shows no record.
func (p *Records) leave(sentence string) {
	p.ref, p.view, p.hasty = crm.Ref{}, nil, false
	p.split.ShowRight = false
	p.split.Refresh()
	if sentence == "" {
		p.setRight(p.nobody)
		return
	}
	p.setRight(kit.NewSurface("", 0, kit.Pad{}, kit.EmptyState(sentence, words.T("Choose another one from the list."))))
}

// Record implements Recorder.
func (p *Records) Record() (crm.Ref, bool) {
	return p.ref, p.ref.ID != "" && p.view != nil && p.form == nil
}

// Create implements Creator.
func (p *Records) Create() {
	with, err := url.ParseQuery(p.with)
	if err != nil {
		p.with = ""
	}
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Record, error) {
		if err := p.env.Drafts.Load(ctx, crm.Ref{Entity: p.entity.Name}); err != nil {
			return crm.Record{}, err
		}
		r, err := p.env.App.New(ctx, p.entity.Name)
		for name := range with {
			if p.entity.Has(name) {
				r.Set(name, with.Get(name))
			}
		}
		return p.withCurrency(ctx, r), err
	}, func(r crm.Record, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.edit(r, words.T("New %s", p.one()))
	})
}

// withCurrency fills the user's currency in, so that an amount needs only its number.
func (p *Records) withCurrency(ctx context.Context, r crm.Record) crm.Record {
	loc, err := p.env.App.Locale(ctx)
	for _, f := range p.entity.Fields {
		if err == nil && f.Currency != "" {
			r.Set(f.Currency, loc.Currency)
		}
	}
	return r
}

// Opening implements Recorder.
func (p *Records) Opening() bool {
	return p.form == nil && p.view == nil && (p.opening || p.ref.ID != "")
}

// Edit implements Recorder.
func (p *Records) Edit() {
	p.hasty = p.Opening()
	if _, ok := p.Record(); ok {
		p.edit(p.detail.Record, words.T("Edit %s", p.detail.Title))
	}
}

// edit replaces the detail by a form.
func (p *Records) edit(r crm.Record, title string) {
	before := r
	if r.ID == "" { // what a new one begins with was not there before
		before = crm.NewRecord(r.Entity, "")
	}
	if err := p.entity.Writable(crm.FromUser, before); err != nil {
		p.env.Fail(err)
		return
	}
	if p.dirty() {
		p.env.Say(words.T("Save or cancel what you typed first."), "")
		return
	}
	p.inline, p.hasty = nil, false
	p.editing = r
	f := form.New(p.env.form(), p.entity, r)
	f.OnFail = p.env.Fail
	f.OnOpen = func(ref crm.Ref) {
		p.keepDraft()
		p.endForm()
		p.env.Go(Route{Name: "records", Entity: ref.Entity, ID: ref.ID})
	}
	f.OnSave = func(saved crm.Record, b crm.Batch) {
		p.dropDraft()
		p.endForm()
		if b.Changes > 0 {
			p.env.Say(present.Did(b), b.ID)
		}
		if p.with != "" {
			p.with = ""
			p.env.Back()
			return
		}
		p.showSaved(saved)
		p.load()
		p.seen = b.ID
	}
	p.form = f
	p.split.ShowRight = true
	p.split.Refresh()
	banner := p.restoreDraft()
	f.OnType = p.typing
	if p.message = p.write(f, r); p.message != nil {
		w := p.message
		f.OnType = func() { p.typing(); w.typed() }
		banner = w.around(banner)
	}
	p.setRight(formFrame(title, f, banner, p.Save, func() { p.Cancel() }))
	if first := f.First(); first != nil {
		p.env.Window.Canvas().Focus(first)
	}
}

// Save implements Saver.
func (p *Records) Save() {
	if p.cell != nil {
		p.saveCell()
		return
	}
	if f := p.input(); f != nil {
		f.Save()
	}
}

// underneath takes in that the record was changed or deleted while its form is open: what was typed stays.
func (p *Records) underneath(now crm.Record, err error) {
	switch {
	case now.ID != "" && p.editing.ID == now.ID && err == nil:
		p.form.Follow(now)
	case crm.CodeOf(err) == crm.CodeNotFound && p.editing.ID == p.ref.ID:
		p.dropDraft()
		p.editing = p.form.Orphan()
		p.ref = crm.Ref{}
		p.keepDraft()
		p.env.Say(words.T("It was deleted meanwhile. What you typed is kept; saving makes a new record of it."), "")
	}
}

// orphaned opens a form for what is left of a record that was deleted while one of its fields was edited.
func (p *Records) orphaned() {
	text, err := p.inline.form.Draft()
	if err != nil {
		p.env.Fail(err)
	}
	p.dropDraft()
	r := p.detail.Record.Clone()
	r.ID, p.ref, p.inline, p.view = "", crm.Ref{}, nil, nil
	p.edit(r, words.T("New %s", p.one()))
	if err := p.form.Restore(text); err != nil {
		p.env.Fail(err)
	}
	p.form.Orphan()
	p.keepDraft()
	p.env.Say(words.T("It was deleted meanwhile. What you typed is kept; saving makes a new record of it."), "")
}

// Cancel implements Saver.
func (p *Records) Cancel() bool {
	if p.asking {
		p.answered()
		return true
	}
	if p.hasty {
		p.hasty = false
		return true
	}
	if p.cell != nil {
		p.closeCell()
		return true
	}
	if in := p.inline; in != nil && p.form == nil {
		p.dropDraft()
		p.endInline()
		p.view.focusFact(in.field.Name)
		return true
	}
	if p.form == nil {
		if p.Chosen() > 0 {
			p.Unselect()
			return true
		}
		if p.narrow() && p.split.ShowRight {
			p.split.ShowRight = false
			p.split.Refresh()
			return true
		}
		return false
	}
	p.dropDraft()
	p.endForm()
	if p.with != "" {
		p.with = ""
		p.env.Back()
		return true
	}
	if p.ref.ID == "" {
		p.leave("")
		return true
	}
	if p.detail.Record.Ref() == p.ref {
		p.showDetail()
	} else { // the form was opened before the record was read
		p.setRight(p.nobody)
	}
	p.reload()
	return true
}

func (p *Records) endForm() {
	p.inline = nil
	if p.form != nil {
		p.form, p.message = nil, nil
		p.env.Window.Canvas().Unfocus()
		if !p.split.ShowRight || !p.narrow() {
			p.takeKeys() // what is typed next goes somewhere
		}
	}
}

// Delete implements Recorder: the record goes to the trash, and a toast offers it back.
func (p *Records) Delete() {
	if p.Chosen() > 0 {
		p.DeleteChosen()
		return
	}
	ref, ok := p.Record()
	if !ok {
		return
	}
	next, _ := p.window.Row(p.table.Cursor() + 1)
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Batch, error) { return p.env.App.Delete(ctx, ref) },
		func(b crm.Batch, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.env.Drafts.Keep(ref, "")
			p.env.Say(words.T("Deleted %s", p.detail.Title), b.ID)
			p.leave(words.T("Deleted."))
			if next.Record.ID != "" {
				p.show(crm.Ref{Entity: ref.Entity, ID: next.Record.ID})
			}
			p.load()
		})
}

// Convert implements Recorder.
func (p *Records) Convert() {
	if ref, ok := p.Record(); ok && ref.Entity == "lead" {
		p.convert(ref)
	}
}

// actions are what can be done with the record, for menus.
func (p *Records) actions() []*fyne.MenuItem {
	out := []*fyne.MenuItem{fyne.NewMenuItem(words.T("Edit"), p.Edit), fyne.NewMenuItem(words.T("Log an activity"), func() { p.env.Log(p.ref) })}
	if p.entity.Name == "lead" {
		out = append(out, fyne.NewMenuItem(words.T("Convert to a customer"), p.Convert))
	}
	if merge := p.merges(); merge != nil {
		out = append(out, merge)
	}
	if split := p.splits(); split != nil {
		out = append(out, split)
	}
	out = append(out, fyne.NewMenuItemSeparator())
	out = append(out, p.personActions()...)
	return append(out, fyne.NewMenuItem(words.T("Delete"), p.Delete))
}

// open opens a linked record, finding its entity where the link allows several.
func (p *Records) open(ref crm.Ref) {
	if ref.Entity != "" {
		p.env.Go(Route{Name: "records", Entity: ref.Entity, ID: ref.ID})
		return
	}
	var entities []string
	for _, e := range p.env.App.Catalog().Entities() {
		if !e.Child {
			entities = append(entities, e.Name)
		}
	}
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Ref, error) { return p.env.App.Resolve(ctx, ref.ID, entities) },
		func(found crm.Ref, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.open(found)
		})
}

// decide goes to an item of the inbox.
func (p *Records) decide(conflict string) { p.env.Go(Route{Name: "inbox", ID: conflict}) }
