package page

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// timelineOf tells whether records of this kind have things that happen around them.
func timelineOf(d present.Detail) bool {
	switch d.Entity.Name {
	case "contact", "organisation", "deal", "lead", "ticket":
		return true
	}
	return len(d.Events) > 0
}

// timeline is what happened around the record, newest first, with a filter by kind.
func (v *detailView) timeline(d present.Detail) []fyne.CanvasObject {
	if !timelineOf(d) {
		return nil
	}
	col := kit.Column(0)
	if len(d.Events) == 0 && d.Kind == "" {
		col.Add(kit.NewParagraph(words.T("Nothing happened yet. Log the first call, mail or meeting."), fine(look.Dim)))
		return []fyne.CanvasObject{kit.NewCard(col)}
	}
	col.Add(kit.Inset(0, 0, 8, 0, v.kinds(d)))
	for _, e := range d.Events {
		col.Add(newPressLine(func() { v.p.open(e.Ref) }, eventLine(e)))
	}
	if d.Older {
		col.Add(kit.Inset(8, 0, 0, 0, kit.Row(0, kit.NewChip(words.T("Show older"), false, v.older))))
	}
	return []fyne.CanvasObject{kit.NewCard(col)}
}

// older reads more of the timeline.
func (v *detailView) older() {
	if v.p.detail.Older && v.asked < v.p.events {
		v.asked = v.p.events
		v.p.events += eventsAtOnce
		v.p.reload()
	}
}

// scrolled reads on before the end of the timeline comes into view.
func (v *detailView) scrolled(at fyne.Position) {
	if left := v.body.Size().Height - at.Y - v.scroll.Size().Height; left < v.scroll.Size().Height/2 && !v.history {
		v.older()
	}
}

// kinds are chips for what occurs.
func (v *detailView) kinds(d present.Detail) fyne.CanvasObject {
	flow := kit.Flow(6)
	chip := func(label, kind string) {
		flow.Add(kit.NewChip(label, d.Kind == kind, func() { v.p.ShowKind(kind) }))
	}
	chip(words.T("All"), "")
	for _, kind := range d.Kinds {
		chip(words.T(present.Heads[kind]), kind)
	}
	return flow
}

// ShowKind shows only one kind of events in the timeline, "" for all.
func (p *Records) ShowKind(kind string) {
	p.kind, p.events = kind, eventsAtOnce
	if p.view != nil {
		p.view.asked = 0
	}
	p.reload()
}

func eventLine(e present.Event) fyne.CanvasObject {
	when := e.When
	if e.Open {
		when = words.T("open") + " · " + when
	}
	if e.Who != "" {
		when = e.Who + " · " + when
	}
	tone := kit.Teal
	if e.Tone != "" {
		tone = tones[e.Tone]
	}
	text, time := kit.NewParagraph(e.Text, fine("")), kit.NewText(when, fine(look.Dim))
	line := kit.Row(10, kit.NewDisc(e.Icon, tone), kit.Grow(text), time)
	if look.Scale() > 1 { // beside large letters nothing but a word a line would be left to the text
		line = kit.Row(10, kit.NewDisc(e.Icon, tone), kit.Grow(kit.Column(2, text, time)))
	}
	return kit.NewSurface("", kit.EdgeTop, kit.Pad{Top: 8, Bottom: 8}, line)
}

// ShowHistory shows who changed what in the record, in place of the overview.
func (p *Records) ShowHistory() {
	if p.view != nil {
		p.view.history = true
		p.view.again()
	}
}

// readHistory reads the changes once the history is asked for.
func (v *detailView) readHistory() {
	ref := v.p.ref
	async.Run(v.p.env.Context, v.p.env.Run, func(ctx context.Context) ([]present.Past, error) {
		return present.LoadHistory(ctx, v.p.env.App, ref, 100, v.p.env.Now())
	}, func(past []present.Past, err error) {
		if err != nil {
			v.p.env.Fail(err)
			return
		}
		if fresh := !v.loaded || len(past) != len(v.past) || len(past) > 0 && past[0].ID != v.past[0].ID; fresh {
			v.past, v.loaded = past, true
			v.again()
		}
	})
}

// historyCard says who changed what when.
func (v *detailView) historyCard() fyne.CanvasObject {
	col := kit.Column(0)
	for i, c := range v.past {
		entry := kit.Column(3, kit.NewParagraph(c.What, kit.Style{Size: look.SizeFine, Bold: true}), kit.Small(c.When))
		if c.CanUndo {
			entry = kit.Column(3, kit.Row(look.Gap, kit.Grow(entry), kit.NewChip(words.T("Take back"), false, func() { v.p.TakeBack(c.ID) })))
		}
		for _, f := range c.Fields {
			entry.Add(kit.NewParagraph(f.Label+": "+f.Before+" → "+f.After, fine("")))
		}
		edge := kit.EdgeTop
		if i == 0 {
			edge = 0
		}
		col.Add(kit.NewSurface("", edge, kit.Pad{Top: 8, Bottom: 8}, entry))
	}
	if v.loaded && len(v.past) == 0 {
		col.Add(kit.NewParagraph(words.T("No change is recorded yet."), fine(look.Dim)))
	}
	return kit.NewCard(col)
}

// TakeBack undoes one change of the record, as far as nobody changed the same since.
func (p *Records) TakeBack(change int64) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Undone, error) {
		return p.env.App.TakeBack(ctx, strconv.FormatInt(change, 10))
	}, func(u crm.Undone, err error) {
		switch {
		case err != nil:
			p.env.Fail(err)
		case len(u.Kept) > 0:
			p.env.Say(words.T("It stays: what it changed was changed again since."), "")
		default:
			p.env.Say(words.T("Taken back."), u.Batch.ID)
		}
		if p.view != nil {
			p.view.readHistory()
		}
	})
}
