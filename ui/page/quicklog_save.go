package page

import (
	"context"
	"slices"
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Shown tells whether the quick log is open.
func (q *QuickLog) Shown() bool { return q.over.Shown() }

// Close drops it with what was typed.
func (q *QuickLog) Close() {
	q.stop()
	q.draft("")
	q.over.Close()
}

// Type types the line, for scripts and pictures.
func (q *QuickLog) Type(line string) { q.line.SetText(line) }

// Fill types into the fields, for scripts and pictures.
func (q *QuickLog) Fill(subject, step, at string) {
	q.subject.SetText(subject)
	q.step.SetText(step)
	if i, ok := q.stepAt.Focus().(*form.Input); ok {
		i.SetText(at)
	}
	q.over.Arrange()
}

// Save stores the activity and the next step. A name at the end of the typing may not have been looked for yet, so that is done first.
func (q *QuickLog) Save() {
	if q.busy {
		return
	}
	q.busy = true
	q.stop()
	q.looking.Stop()
	text := q.read.Text
	async.Run(q.env.Context, q.env.Run, func(ctx context.Context) (app.Whom, error) {
		if text == "" || q.hand["who"] || q.named() {
			return q.whom, nil
		}
		return q.env.App.Whom(ctx, text)
	}, func(w app.Whom, err error) {
		q.busy = false
		if err != nil {
			q.say(err)
			return
		}
		q.whom = q.prefer(w)
		q.show()
		q.store()
	})
}

func (q *QuickLog) store() {
	activity, about, next, err := q.record()
	if err != nil {
		q.say(err)
		return
	}
	q.busy = true
	async.Run(q.env.Context, q.env.Run, func(ctx context.Context) (crm.Batch, error) {
		fresh, err := q.env.App.New(ctx, "activity")
		if err != nil {
			return crm.Batch{}, err
		}
		for name, v := range activity.Values {
			fresh.Set(name, v)
		}
		if id := fresh.Text("contact"); id != "" && fresh.Text("organisation") == "" {
			c, err := q.env.App.Get(ctx, crm.Ref{Entity: "contact", ID: id})
			if err != nil {
				return crm.Batch{}, err
			}
			fresh.Set("organisation", c.Get("organisation"))
		}
		return q.env.App.Log(ctx, fresh, about, next)
	}, func(b crm.Batch, err error) {
		q.busy = false
		if err != nil {
			q.say(err)
			return
		}
		if q.Shown() {
			q.Close()
		}
		q.draft("")
		q.env.Say(present.Did(b), b.ID)
	})
}

// record returns what the fields hold: the activity, whose next step is set, and that step.
func (q *QuickLog) record() (crm.Record, crm.Ref, app.NextStep, error) {
	fail := func(err error) (crm.Record, crm.Ref, app.NextStep, error) {
		return crm.Record{}, crm.Ref{}, app.NextStep{}, err
	}
	r := crm.NewRecord("activity", "")
	who, err := q.who.Value()
	if err != nil {
		return fail(err)
	}
	at, err := q.at.Value()
	if err != nil {
		return fail(err)
	}
	stepAt, err := q.stepAt.Value()
	if err != nil {
		return fail(err)
	}
	kind := q.kinds[q.tabs.Selected()]
	subject := strings.TrimSpace(q.subject.Text)
	if subject == "" && strings.TrimSpace(q.line.Text) == "" {
		q.env.Window.Canvas().Focus(q.line)
		return fail(crm.FieldErrorf("subject", "Say in a line what happened."))
	}
	if subject == "" { // "called Anna" says enough
		f, _ := q.entity.Field("kind")
		o, _ := f.Option(kind)
		subject = words.T(o.Label)
	}
	next := app.NextStep{Text: strings.TrimSpace(q.step.Text)}
	next.At, _ = stepAt.(crm.Instant)
	when, _ := at.(crm.Instant)
	r.Set("kind", kind)
	r.Set("subject", subject)
	r.Set("contact", who)
	if when != 0 {
		r.Set("at", when)
	}
	if kind == "task" && when == 0 && next.At != 0 {
		r.Set("at", next.At)
	}
	if q.direction != "" {
		r.Set("direction", q.direction)
	}
	r.Set("done", kind != "task" && when <= crm.InstantOf(q.env.Now()))
	about := q.link(&r)
	if next.At != 0 && next.Text == "" && kind != "task" {
		next.Text = subject
	}
	return r, about, next, nil
}

// link ties the activity to the record in view and to the organisation that the line names; it returns whose next step is meant.
func (q *QuickLog) link(r *crm.Record) crm.Ref {
	about, who := q.preset.About, r.Text("contact")
	if q.named() && q.whom.Hits[0].Entity == "organisation" && who == "" {
		about = q.whom.Hits[0].Ref
	}
	if q.named() && q.whom.Hits[0].ID == who && who != q.lead.ID && who != q.lead.Text("contact") {
		about = crm.Ref{} // somebody else than the record in view
	}
	switch {
	case about.Entity == "organisation":
		r.Set("organisation", about.ID)
	case slices.Contains([]string{"deal", "lead", "ticket"}, about.Entity):
		r.Set("about", about.ID)
	}
	if who != "" && about.Entity != "deal" && about.Entity != "lead" {
		about = crm.Ref{Entity: "contact", ID: who}
	}
	return about
}

func (q *QuickLog) say(err error) {
	q.note.Text = words.Error(err)
	q.note.Show()
	q.note.Refresh()
	q.over.Arrange()
}
