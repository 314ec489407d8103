package page

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// outbox lists every record that waits to be sent; below it stands why the chosen one waits, and what can be done.
type outbox struct {
	env     Env
	changed func() // something was done
	window  *present.Window[present.Sending]
	table   *kit.Table
	held    bool // only those that are held back
	chips   *fyne.Container
	detail  *fyne.Container
	empty   *fyne.Container
	content fyne.CanvasObject
}

func newOutbox(env Env, changed func()) *outbox {
	o := &outbox{env: env, changed: changed, chips: kit.Row(6), detail: kit.Stack(), empty: kit.Stack()}
	o.window = present.NewWindow[present.Sending](env.Context, env.Run.Start, env.Run.Soon, env.Run.After)
	o.window.Changed, o.window.Fail = o.arrived, env.Fail
	o.table = kit.NewTable(o,
		kit.TableColumn{Title: words.T("Record"), Weight: 2.2}, kit.TableColumn{Title: words.T("Kind"), Min: 90}, kit.TableColumn{Title: words.T("What"), Weight: 1.4},
		kit.TableColumn{Title: words.T("Since"), Min: 116}, kit.TableColumn{Title: words.T("Status"), Min: 128})
	o.table.OnSelect = o.selected
	o.table.OnOpen = func(i int) {
		if s, ok := o.window.Row(i); ok && s.Here {
			o.open(s.Ref)
		}
	}
	o.detail.Hide()
	o.empty.Hide()
	bar := kit.NewSurface(look.Pane, kit.EdgeBottom, kit.Pad{Top: 8, Right: look.PadBar, Bottom: 9, Left: look.PadBar}, o.chips)
	o.content = kit.Page(container.NewBorder(nil, o.detail, nil, nil, kit.Stack(o.table, o.empty)), bar)
	o.showChips()
	return o
}

// Len implements kit.Rows.
func (o *outbox) Len() int { return o.window.Len() }

// Need implements kit.Rows.
func (o *outbox) Need(first, last int) { o.window.Need(first, last) }

// Row implements kit.Rows.
func (o *outbox) Row(i int) ([]kit.Cell, bool) {
	s, ok := o.window.Row(i)
	if !ok {
		return nil, false
	}
	return []kit.Cell{{Text: s.Title}, {Text: s.Kind, Look: kit.CellDim}, {Text: s.What, Short: s.Brief}, {Text: s.Since, Look: kit.CellDim}, cellOf(s.State)}, true
}

// load reads the list anew.
func (o *outbox) load() {
	held, now := o.held, o.env.Now()
	o.window.Count = func(ctx context.Context) (int64, error) {
		entities, err := o.env.App.Sync.Entities(ctx)
		if err != nil {
			return 0, err
		}
		return o.env.App.CountWaiting(ctx, entities, held)
	}
	o.window.Load = func(ctx context.Context, offset, limit int) ([]present.Sending, error) {
		return present.Outbox(ctx, o.env.App, held, offset, limit, now)
	}
	o.window.Reload()
}

func (o *outbox) showChips() {
	turn := func(held bool) func() {
		return func() {
			o.held = held
			o.showChips()
			o.table.SetRows(o)
			o.window.Need(0, 0)
			o.load()
		}
	}
	replace(o.chips, kit.NewChip(words.T("All"), !o.held, turn(false)), kit.NewChip(words.T("Held back"), o.held, turn(true)))
}

func (o *outbox) arrived() {
	o.table.Reload()
	o.selected(o.table.Cursor())
	o.empty.Hidden = o.window.Len() > 0 || !o.window.Known()
	if o.empty.Hidden {
		return
	}
	sentence := words.T("Everything you did has reached your CRM.")
	if o.held {
		sentence = words.T("What waits is sent with the next sync.")
	}
	replace(o.empty, kit.NewSurface(look.Pane, 0, kit.Pad{}, kit.EmptyState(map[bool]string{false: words.T("All sent"), true: words.T("Nothing is held back")}[o.held], sentence)))
}

// selected says below the list why the record waits.
func (o *outbox) selected(i int) {
	s, ok := o.window.Row(i)
	o.detail.Hidden = !ok
	if ok {
		lines := []fyne.CanvasObject{cardHead(s.Title, s.Kind+", "+s.What)}
		if s.Why != "" {
			lines = append(lines, kit.NewParagraph(s.Why, kit.Style{}))
		}
		if s.Advice == "" {
			s.Advice = words.T("It is sent with the next sync.")
		}
		lines = append(lines, kit.NewParagraph(s.Advice, kit.Style{Color: look.Dim}), kit.Row(look.Gap, o.buttons(s)...))
		o.detail.Objects = []fyne.CanvasObject{kit.NewSurface(look.BG, kit.EdgeTop, kit.Pad{Top: 14, Right: look.PadBar, Bottom: 14, Left: look.PadBar},
			kit.Column(look.Gap, lines...))}
	}
	o.detail.Refresh()
	o.content.Refresh()
}

func (o *outbox) buttons(s present.Sending) []fyne.CanvasObject {
	out := []fyne.CanvasObject{kit.Spacer()}
	if s.Unlink {
		out = append(out, kit.NewButton(words.T("Send without the link"), func() {
			o.do(words.T("It is sent with the next sync; the link follows"), func(ctx context.Context) error { return o.env.App.Sync.Unlink(ctx, s.Ref) })
		}))
	}
	if s.Retry {
		out = append(out, kit.NewButton(words.T("Retry now"), func() {
			o.do(words.T("It is sent again with the next sync"), func(ctx context.Context) error { return o.env.App.Sync.Retry(ctx, s.Ref) })
		}))
	}
	if s.Here {
		out = append(out, kit.NewPrimary(words.T("Open|verb"), func() { o.open(s.Ref) }))
	}
	return out
}

func (o *outbox) do(done string, work func(context.Context) error) {
	async.Run(o.env.Context, o.env.Run, func(ctx context.Context) (any, error) { return nil, work(ctx) }, func(_ any, err error) {
		if err != nil {
			o.env.Fail(err)
		} else {
			o.env.Say(done, "")
		}
		o.load()
		o.changed()
	})
}

func (o *outbox) open(ref crm.Ref) { o.env.Go(Route{Name: "records", Entity: ref.Entity, ID: ref.ID}) }

// SelectSending selects a row of the outbox.
func (p *Inbox) SelectSending(i int) { p.outbox.table.Select(i) }

// PickSending selects a record of the outbox by its title; CodeNotFound if it is not in memory.
func (p *Inbox) PickSending(title string) error {
	at := p.outbox.window.Find(func(s present.Sending) bool { return s.Title == title })
	if at < 0 {
		return crm.Errorf(crm.CodeNotFound, "Nothing called %q waits.", title)
	}
	p.SelectSending(at)
	return nil
}
