package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// QuickLog stores what just happened with a customer and what comes next, in one action: kind, one line, who, next step.
type QuickLog struct {
	env     Env
	over    *Overlay
	about   crm.Ref
	entity  *crm.Entity
	kinds   []string
	kind    int
	subject *form.Input
	who     form.Editor
	step    *form.Input
	at      form.Editor
	note    *kit.Paragraph
	busy    bool
}

// OpenQuickLog shows the quick log over the window, about a record or the zero Ref.
func OpenQuickLog(env Env, about crm.Ref) *QuickLog {
	e, err := env.App.Catalog().Entity("activity")
	if err != nil {
		env.Fail(err)
		return nil
	}
	q := &QuickLog{env: env, about: about, entity: e}
	q.build()
	q.over.Open(q.subject)
	if about.ID != "" {
		q.preset()
	}
	return q
}

func (q *QuickLog) build() {
	kind, _ := q.entity.Field("kind")
	var titles []string
	for _, o := range kind.Options {
		q.kinds = append(q.kinds, o.Value)
		titles = append(titles, o.Label)
	}
	fenv := form.Env{App: q.env.App, Run: q.env.Run, Context: q.env.Context, Zone: q.env.Zone}
	contact, _ := q.entity.Field("contact")
	when, _ := q.entity.Field("at")
	when.Label = "The day of the next step"
	arrange := func() {
		if q.over != nil {
			q.over.Arrange()
		}
	}
	q.subject = q.input("wants an offer for 200 frames")
	q.step = q.input("send the offer")
	q.who = form.NewEditor(fenv, contact, arrange)
	q.at = form.NewEditor(fenv, when, arrange)
	q.note = kit.NewParagraph("", kit.Style{Size: look.SizeSmall, Color: look.Red})
	q.note.Hide()
	body := kit.Column(look.GapCard,
		kit.Row(0, kit.CardTitle("Log an activity")),
		kit.NewTabs(func(i int) { q.kind = i }, titles...),
		kit.NewField("What happened", q.subject),
		kit.NewField("With", q.who.Object()),
		equal(look.GapCard, kit.NewField("Next step", q.step), kit.NewField("On", q.at.Object())),
		q.note,
		kit.Row(look.Gap, kit.Small(Ctrl(fyne.KeyReturn).String()+" saves"), kit.Spacer(), kit.NewButton("Cancel", q.Close), kit.NewPrimary("Save", q.Save)))
	q.over = NewOverlay(q.env.Window, 600, kit.Pad{Top: 18, Right: 20, Bottom: 18, Left: 20}, body)
}

func (q *QuickLog) input(hint string) *form.Input {
	i := form.NewInput(hint, nil)
	i.OnSubmitted = func(string) { q.Save() }
	i.OnEscape = q.Close
	return i
}

// preset fills in whom it is about.
func (q *QuickLog) preset() {
	about := q.about
	async.Run(q.env.Context, q.env.Run, func(ctx context.Context) (string, error) {
		r, err := q.env.App.Get(ctx, about)
		if err != nil || about.Entity == "contact" {
			return about.ID, err
		}
		return r.Text("contact"), nil
	}, func(contact string, err error) {
		if err == nil && contact != "" {
			q.who.Set(contact)
		}
	})
}

// Shown tells whether the quick log is open.
func (q *QuickLog) Shown() bool { return q.over.Shown() }

// Close drops it.
func (q *QuickLog) Close() { q.over.Close() }

// Fill types into the quick log, for scripts and pictures.
func (q *QuickLog) Fill(subject, step, at string) {
	q.subject.SetText(subject)
	q.step.SetText(step)
	if i, ok := q.at.Focus().(*form.Input); ok {
		i.SetText(at)
	}
	q.over.Arrange()
}

// Save stores the activity and the next step.
func (q *QuickLog) Save() {
	if q.busy {
		return
	}
	activity, about, next, err := q.read()
	if err != nil {
		q.say(words.Error(err))
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
			q.say(words.Error(err))
			return
		}
		q.Close()
		q.env.Say(b.Label, b.ID)
	})
}

// read returns what was typed: the activity, whose next step is set, and that step.
func (q *QuickLog) read() (crm.Record, crm.Ref, app.NextStep, error) {
	fail := func(err error) (crm.Record, crm.Ref, app.NextStep, error) {
		return crm.Record{}, crm.Ref{}, app.NextStep{}, err
	}
	r := crm.NewRecord("activity", "")
	subject := strings.TrimSpace(q.subject.Text)
	if subject == "" {
		q.env.Window.Canvas().Focus(q.subject)
		return fail(crm.FieldErrorf("subject", "Say in a line what happened."))
	}
	who, err := q.who.Value()
	if err != nil {
		return fail(err)
	}
	at, err := q.at.Value()
	if err != nil {
		return fail(err)
	}
	next := app.NextStep{Text: strings.TrimSpace(q.step.Text)}
	next.At, _ = at.(crm.Instant)
	r.Set("kind", q.kinds[q.kind])
	r.Set("subject", subject)
	r.Set("done", q.kinds[q.kind] != "task")
	r.Set("contact", who)
	if q.kinds[q.kind] == "task" && next.At != 0 {
		r.Set("at", next.At)
	}
	about := q.about
	switch about.Entity {
	case "organisation":
		r.Set("organisation", about.ID)
	case "deal", "lead", "ticket":
		r.Set("about", about.ID)
	}
	if id, _ := who.(string); id != "" && about.Entity != "deal" && about.Entity != "lead" {
		about = crm.Ref{Entity: "contact", ID: id}
	}
	if next.At != 0 && next.Text == "" && q.kinds[q.kind] != "task" {
		next.Text = subject
	}
	return r, about, next, nil
}

func (q *QuickLog) say(sentence string) {
	q.note.Text = sentence
	q.note.Show()
	q.note.Refresh()
	q.over.Arrange()
}
