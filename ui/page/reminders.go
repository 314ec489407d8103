package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/app/remind"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Reminders is the list of what a person was reminded of and has not answered: it lies over the window.
type Reminders struct {
	env    Env
	over   *Overlay
	list   *fyne.Container
	latest async.Latest
	items  []agenda.Item

	Answered func() // called when what waits may be different; may be nil
}

// OpenReminders shows the list.
func OpenReminders(env Env) *Reminders {
	r := &Reminders{env: env, list: kit.Column(0)}
	scroll := kit.NewScroll(r.list)
	scroll.SetMinSize(fyne.NewSize(200, 360))
	r.over = NewOverlay(env.Window, 720, kit.Pad{Top: 18, Right: 20, Bottom: 18, Left: 20}, kit.Column(look.GapCard,
		kit.Row(0, kit.CardTitle(words.T("Reminders"))), scroll,
		kit.Row(look.Gap, kit.Small(words.T("Tab goes from button to button, Esc closes")), kit.Spacer(), kit.NewButton(words.T("Close"), r.Close))))
	r.over.Open(nil)
	r.load()
	return r
}

// Close takes the list away.
func (r *Reminders) Close() {
	r.latest.Stop()
	r.over.Close()
}

// Len is the number of reminders shown.
func (r *Reminders) Len() int { return len(r.items) }

func (r *Reminders) load() {
	async.Run(r.latest.Next(r.env.Context), r.env.Run, r.env.Remind.Waiting, func(items []agenda.Item, err error) {
		if err != nil {
			r.env.Fail(err)
			return
		}
		r.items = items
		r.show()
		if r.Answered != nil {
			r.Answered()
		}
	})
}

func (r *Reminders) show() {
	r.list.Objects = nil
	if len(r.items) == 0 {
		r.list.Add(kit.NewParagraph(words.T("Nothing waits for you. Steps, tasks and appointments remind you at their time, on a day without an hour at nine."), fine(look.Dim)))
	}
	var first *kit.Button
	for n := len(r.items) - 1; n >= 0; n-- { // newest first
		line, open := r.line(n)
		r.list.Add(kit.NewSurface("", kit.EdgeTop, kit.Pad{Top: 8, Right: 4, Bottom: 8}, line))
		if first == nil {
			first = open
		}
	}
	r.list.Refresh()
	r.over.Arrange()
	if first != nil {
		r.env.Window.Canvas().Focus(first)
	}
}

func (r *Reminders) line(n int) (fyne.CanvasObject, *kit.Button) {
	i := r.items[n]
	open := kit.NewButton(words.T("Open|verb"), func() { r.Close(); r.env.Go(Route{Name: "records", Entity: i.Ref.Entity, ID: i.Ref.ID}) })
	return kit.Column(6,
		kit.Row(look.Gap, kit.Grow(kit.Bold(present.ItemTitle(i))), kit.NewText(present.ItemNote(i, r.env.Now()), fine(look.Dim))),
		kit.Row(6, open, kit.NewButton(words.T("Done"), func() { r.Done(n) }),
			kit.NewQuiet(words.T("10 min"), func() { r.Snooze(n, remind.TenMinutes) }),
			kit.NewQuiet(words.T("Tomorrow"), func() { r.Snooze(n, remind.Tomorrow) }),
			kit.NewQuiet(words.T("Next week"), func() { r.Snooze(n, remind.NextWeek) }),
			kit.Spacer(), kit.NewQuiet(words.T("Dismiss"), func() { r.dismiss(n) }))), open
}

// Snooze shows the n-th reminder again later.
func (r *Reminders) Snooze(n int, how remind.Snooze) {
	i := r.items[n]
	r.answer(func(ctx context.Context) error { return r.env.Remind.Snooze(ctx, i, how) })
}

// dismiss does not mention it again.
func (r *Reminders) dismiss(n int) {
	i := r.items[n]
	r.answer(func(ctx context.Context) error { return r.env.Remind.Dismiss(ctx, i) })
}

// Done ticks off what the n-th reminder is about.
func (r *Reminders) Done(n int) {
	i := r.items[n]
	async.Run(r.env.Context, r.env.Run, func(ctx context.Context) (crm.Batch, error) {
		return r.env.App.Change(ctx, words.T("Done: %s", i.Text), i.Ref, present.DoneValues(i.Ref.Entity))
	}, func(b crm.Batch, err error) {
		if err != nil {
			r.env.Fail(err)
			return
		}
		r.env.Say(words.T("Done: %s", i.Text), b.ID)
		r.load()
	})
}

func (r *Reminders) answer(work func(context.Context) error) {
	async.Run(r.env.Context, r.env.Run, func(ctx context.Context) (any, error) { return nil, work(ctx) }, func(_ any, err error) {
		if err != nil {
			r.env.Fail(err)
			return
		}
		r.load()
	})
}
