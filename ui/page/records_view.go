package page

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/present"
	"satchel/ui/words"
)

// opened is what has to be known before a list is shown.
type opened struct {
	views []crm.View
	plain crm.View
}

func (p *Records) readOpened(ctx context.Context) (o opened, err error) {
	all, err := p.env.App.Views(ctx)
	if err != nil {
		return o, err
	}
	o.views = slices.DeleteFunc(all, func(v crm.View) bool { return v.Entity != p.entity.Name })
	o.plain, err = p.env.App.Layout(ctx, p.entity.Name)
	return o, err
}

// begin shows the list that a route asks for.
func (p *Records) begin(r Route) {
	p.opening = r.ID != "" && r.ID != "new"
	async.Run(p.env.Context, p.env.Run, p.readOpened, func(o opened, err error) {
		if err != nil {
			p.env.Fail(err)
		}
		p.views, p.layout, p.saved = o.views, o.plain, o.plain
		p.layout.Entity, p.saved.Entity = p.entity.Name, p.entity.Name
		if v, ok := p.findView(r.View); ok {
			p.saved = v
		}
		now := p.saved
		if r.Filter != "" {
			now.Filter = r.Filter
		}
		if c, err := crm.ParseCounting(r.Count); err == nil && r.Count != "" {
			now.Counting = c
		}
		p.adopt(now)
		if r.Count == asList {
			p.report.turn(false)
		}
		switch {
		case r.ID == "new":
			p.with = r.With
			p.Create()
		case r.ID != "":
			p.show(crm.Ref{Entity: p.entity.Name, ID: r.ID})
			p.follow()
		}
	})
}

func (p *Records) findView(key string) (crm.View, bool) {
	i := slices.IndexFunc(p.views, func(v crm.View) bool { return key != "" && v.Key() == key })
	if i < 0 {
		return crm.View{}, false
	}
	return p.views[i], true
}

// adopt shows the list in the way of a view.
func (p *Records) adopt(v crm.View) {
	filter, err := crm.ParseFilter(v.Filter)
	if err == nil {
		_, err = p.env.App.Catalog().Bind(p.entity.Name, filter, p.bindEnv())
	}
	if err != nil && v.Counting.IsZero() { // made on another computer, or typed into a route; a report says so in its place
		p.env.Fail(err)
		filter, v.Filter = nil, ""
	}
	p.look, p.filter = v, filter
	p.report.turn(!v.Counting.IsZero() && p.board == nil)
	p.closeBuilder()
	p.table.Compact = v.Compact
	p.showColumns()
	p.head.SetTitle(p.heading())
	p.showChips()
	p.restart()
}

func (p *Records) bindEnv() crm.Env { return crm.Env{Now: p.env.Now(), Zone: p.env.Zone} }

// plain is the list without a view.
func (p *Records) plain() crm.View { return p.layout }

// heading is the title above the list.
func (p *Records) heading() string {
	switch {
	case p.title != "":
		return p.title
	case p.saved.Name != "":
		return ViewName(p.saved)
	}
	return words.T(p.entity.Plural)
}

// ViewName says the name of a view of the program in the person's language; what people called theirs stays as it is.
func ViewName(v crm.View) string {
	if v.Origin != "" {
		return words.T(v.Name)
	}
	return v.Name
}

// Changed tells whether the list differs from the view that it was opened as.
func (p *Records) Changed() bool { return !p.look.Same(p.saved) }

// keepLook keeps what a person changed in the look of the plain list; in a view it waits for "Save".
func (p *Records) keepLook() {
	p.showChips()
	if p.saved.Key() != "" {
		return
	}
	v := p.look
	v.Filter = ""
	p.layout, p.saved = v, v
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) { return nil, p.env.App.SetLayout(ctx, v) },
		func(_ any, err error) {
			if err != nil {
				p.env.Fail(err)
			}
		})
	p.showChips()
}

// viewChips say that the list is no longer as it was saved, and lead to all that can be done with it.
func (p *Records) viewChips() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if p.Changed() {
		if p.saved.Key() == "" {
			out = append(out, kit.NewChip(words.T("Save view"), false, p.SaveViewAs))
		} else {
			out = append(out, kit.NewTag(words.T("changed"), kit.Amber), kit.NewChip(words.T("Save"), false, p.SaveView),
				kit.NewChip(words.T("Save as …"), false, p.SaveViewAs), kit.NewChip(words.T("Reset"), false, p.ResetView))
		}
	}
	var more *kit.Chip
	more = kit.NewChip(words.T("List …"), false, func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(more)
		kit.ShowMenu(p.env.Window.Canvas(), at.AddXY(0, more.Size().Height+2), p.listMenu()...)
	})
	return append(out, more)
}

// ResetView shows the list as it was saved.
func (p *Records) ResetView() {
	p.title = ""
	p.adopt(p.saved)
}

// SaveView stores the list as the view that it was opened as.
func (p *Records) SaveView() {
	if p.saved.Key() == "" {
		p.SaveViewAs()
		return
	}
	v := p.saved
	v.Filter, v.Sort, v.Columns, v.Compact, v.Counting = p.look.Filter, p.look.Sort, p.look.Columns, p.look.Compact, p.look.Counting
	p.store(v)
}

// SaveViewAs asks for a name and stores the list as a new view.
func (p *Records) SaveViewAs() {
	ask(p.env, words.T("Save as a view"), words.T("Name"), "", words.T("Save"), p.SaveViewNamed)
}

// SaveViewNamed stores the list as a new view.
func (p *Records) SaveViewNamed(name string) {
	v := p.look
	v.ID, v.Origin, v.Name, v.Position, v.Late, v.Hidden, v.Shared, v.Board = "", "", name, 0, false, false, false, ""
	p.store(v)
}

// store saves a view and shows the list as it.
func (p *Records) store(v crm.View) {
	p.changeViews(func(ctx context.Context) (crm.View, crm.Batch, error) { return p.env.App.SaveView(ctx, v) }, func(saved crm.View) {
		p.title = ""
		p.saved, p.look = saved, saved
	})
}

// RenameView asks for another name of the view in use.
func (p *Records) RenameView() {
	if p.saved.Key() == "" {
		return
	}
	ask(p.env, words.T("Rename the view"), words.T("Name"), ViewName(p.saved), words.T("Rename"), func(name string) {
		v := p.saved
		v.Name = name
		p.changeViews(func(ctx context.Context) (crm.View, crm.Batch, error) { return p.env.App.SaveView(ctx, v) }, func(saved crm.View) {
			p.saved = saved
			p.look.ID, p.look.Name = saved.ID, saved.Name
		})
	})
}

// ShareView lets the team see the view in use, or its owner alone.
func (p *Records) ShareView() {
	v := p.saved
	if v.Key() == "" {
		return
	}
	v.Shared = !v.Shared
	p.changeViews(func(ctx context.Context) (crm.View, crm.Batch, error) { return p.env.App.SaveView(ctx, v) }, func(saved crm.View) { p.saved = saved })
}

// HideView takes a view out of the sidebar, or puts it back.
func (p *Records) HideView(v crm.View, hidden bool) {
	p.changeViews(func(ctx context.Context) (crm.View, crm.Batch, error) {
		b, err := p.env.App.HideView(ctx, v, hidden)
		return v, b, err
	}, func(crm.View) {})
}

// DeleteView deletes the view in use; the list goes on as the plain one with its filter.
func (p *Records) DeleteView() {
	v := p.saved
	if v.Key() == "" {
		return
	}
	p.changeViews(func(ctx context.Context) (crm.View, crm.Batch, error) {
		b, err := p.env.App.DeleteView(ctx, v)
		return v, b, err
	}, func(crm.View) {})
}

// MoveView moves the view in use up (-1) or down (+1) in the sidebar.
func (p *Records) MoveView(by int) {
	key := p.saved.Key()
	if key == "" {
		return
	}
	p.changeViews(func(ctx context.Context) (crm.View, crm.Batch, error) {
		b, err := p.env.App.MoveView(ctx, key, by)
		return p.saved, b, err
	}, func(crm.View) {})
}

// changeViews does something with views, says it with its undo, and follows.
func (p *Records) changeViews(work func(context.Context) (crm.View, crm.Batch, error), done func(crm.View)) {
	type changed struct {
		view  crm.View
		batch crm.Batch
	}
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (changed, error) {
		v, b, err := work(ctx)
		return changed{v, b}, err
	}, func(c changed, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		done(c.view)
		if c.batch.Changes > 0 {
			p.env.Say(present.Did(c.batch), c.batch.ID)
		}
		if p.report.on {
			p.report.load() // under its name
		}
		p.readViews()
	})
}

// readViews follows what happened to the views, here or elsewhere: an undo, a sync.
func (p *Records) readViews() {
	async.Run(p.viewing.Next(p.env.Context), p.env.Run, p.readOpened, func(o opened, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.views = o.views
		before, changed := p.saved, p.Changed()
		now, ok := p.findView(before.Key())
		if !ok && before.ID != "" { // one of the program's that was saved for the first time, or taken back
			now, ok = p.findView(before.Origin)
		}
		switch {
		case before.Key() == "":
			return
		case !ok || now.Hidden && !before.Hidden:
			p.saved = p.layout
			if !changed && p.look.Filter == "" {
				p.look = p.saved
			}
		default:
			p.saved = now
			if !changed && !now.Same(before) {
				p.adopt(now)
				return
			}
		}
		p.head.SetTitle(p.heading())
		p.showChips()
	})
}

// Look returns how the list is shown now.
func (p *Records) Look() crm.View { return p.look }

// Columns returns the fields shown, from left to right.
func (p *Records) Columns() []string { return fieldsOf(p.columns) }
