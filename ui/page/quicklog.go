package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/phrase"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// LogPreset is what the quick log knows before a word is typed. The zero value is nothing.
type LogPreset struct {
	About crm.Ref     // the record that it is about
	Kind  string      // of the activity
	At    crm.Instant // when it is; ahead: it is planned
}

// QuickLog stores what just happened with a customer and what comes next, in one action. One line is understood while it is typed; the
// fields below show what was understood and can be changed, and a field that was changed by hand is left alone from then on.
type QuickLog struct {
	env    Env
	over   *Overlay
	preset LogPreset
	entity *crm.Entity
	kinds  []string

	line    *form.Input
	found   *found // people whom the line may mean
	touch   *kit.Paragraph
	tabs    *kit.Tabs
	who     *form.Link
	at      form.Editor
	subject *form.Input
	step    *form.Input
	stepAt  form.Editor
	note    *kit.Paragraph

	read      phrase.Line     // of the line
	whom      app.Whom        // of the line
	lead      crm.Record      // the record that it is about, read for its name
	hand      map[string]bool // fields that were changed by hand
	filling   bool            // the line fills the fields
	direction string
	busy      bool
	looking   async.Latest
	touching  async.Latest
	stop      func()
}

// OpenQuickLog shows the quick log over the window.
func OpenQuickLog(env Env, preset LogPreset) *QuickLog {
	e, err := env.App.Catalog().Entity("activity")
	if err != nil {
		env.Fail(err)
		return nil
	}
	q := &QuickLog{env: env, preset: preset, entity: e, hand: map[string]bool{}, stop: func() {}}
	q.build()
	q.over.Open(q.line)
	q.start()
	q.resume()
	return q
}

func (q *QuickLog) build() {
	kind, _ := q.entity.Field("kind")
	var titles []string
	for _, o := range kind.Options {
		q.kinds = append(q.kinds, o.Value)
		titles = append(titles, words.T(o.Label))
	}
	fenv := q.env.form()
	contact, _ := q.entity.Field("contact")
	when, _ := q.entity.Field("at")
	step := when
	step.Label = words.T("The day of the next step")
	q.line = q.input(words.T("called Anna Kanco wants an offer; next: call Thu 10:00"), "")
	q.line.OnChanged = q.typed
	q.line.OnKey = q.key
	q.found = newFound(q.take)
	q.touch = dimmed("")
	q.touch.Hide()
	q.tabs = kit.NewTabs(func(int) { q.touched("kind") }, titles...)
	q.who = form.NewLink(fenv, contact, func() { q.touched("who"); q.showTouch() })
	q.at = form.NewEditor(fenv, when, func() { q.touched("at") })
	q.subject = q.input("", "subject")
	q.step = q.input("", "step")
	q.stepAt = form.NewEditor(fenv, step, func() { q.touched("stepAt") })
	q.note = kit.NewParagraph("", kit.Style{Size: look.SizeSmall, Color: look.Red})
	q.note.Hide()
	body := kit.Column(look.GapCard,
		kit.Row(0, kit.CardTitle(words.T("Log an activity"))),
		kit.Column(4, q.line, q.found.box, q.touch),
		q.tabs,
		equal(look.GapCard, kit.NewField(words.T("With"), q.who.Object()), kit.NewField(words.T("When (empty: now)"), q.at.Object())),
		kit.NewField(words.T("What happened"), q.subject),
		equal(look.GapCard, kit.NewField(words.T("Next step"), q.step), kit.NewField(words.T("On"), q.stepAt.Object())),
		q.note,
		kit.Row(look.Gap, kit.Grow(kit.NewParagraph(words.T("Enter saves · ↑ ↓ change the kind, or choose a person"), kit.Style{Size: look.SizeSmall, Color: look.Dim})), kit.NewButton(words.T("Cancel"), q.Close), kit.NewPrimary(words.T("Save"), q.Save)))
	q.over = NewOverlay(q.env.Window, 640, kit.Pad{Top: 18, Right: 20, Bottom: 18, Left: 20}, body)
	q.over.OnEscape = q.Close
}

// logDraft is what the draft of the line is called.
var logDraft = crm.Ref{Entity: "activity", ID: "log"}

// resume brings back a line that was being typed when something else came before it, or the program ended.
func (q *QuickLog) resume() {
	if q.env.Drafts == nil {
		return
	}
	async.Run(q.env.Context, q.env.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, q.env.Drafts.Load(ctx, logDraft) },
		func(_ struct{}, err error) {
			if text := q.env.Drafts.Text(logDraft); err == nil && text != "" && q.line.Text == "" && q.Shown() {
				q.line.SetText(text)
				q.line.CursorColumn = len([]rune(text))
			}
		})
}

// draft keeps the line for the next time; "" forgets it.
func (q *QuickLog) draft(line string) {
	if q.env.Drafts != nil {
		q.env.Drafts.Keep(logDraft, line)
	}
}

func (q *QuickLog) input(hint, field string) *form.Input {
	i := form.NewInput(hint, func(string) { q.touched(field) })
	i.OnSubmitted = func(string) { q.Save() }
	i.OnEscape = q.Close
	return i
}

// touched notes that a field was changed by hand.
func (q *QuickLog) touched(field string) {
	if !q.filling {
		q.hand[field] = true
	}
	if q.over != nil {
		q.over.Arrange()
	}
}

// start fills in what is known before a word is typed.
func (q *QuickLog) start() {
	q.fill(func() {
		q.setKind(q.preset.Kind)
		if q.preset.At != 0 {
			q.at.Set(q.preset.At)
		}
	})
	about := q.preset.About
	if about.ID == "" {
		return
	}
	async.Run(q.env.Context, q.env.Run, func(ctx context.Context) (crm.Record, error) { return q.env.App.Get(ctx, about) },
		func(r crm.Record, err error) {
			if err == nil {
				q.lead = r
				q.setWho("", "")
			}
		})
}

// fill changes fields as the line does, not by hand.
func (q *QuickLog) fill(f func()) {
	before := q.filling
	q.filling = true
	f()
	q.filling = before
	q.over.Arrange()
}

func (q *QuickLog) setKind(kind string) {
	if i := slices.Index(q.kinds, kind); i >= 0 {
		q.tabs.Select(i)
	}
}

// typed understands the line anew.
func (q *QuickLog) typed(text string) {
	q.draft(text)
	q.read = phrase.Read(text, q.env.Now())
	q.show()
	q.stop()
	q.looking.Stop()
	q.stop = q.env.Run.After(typingRests, func() { q.look(q.read.Text) })
}

// typingRests is how long typing has to rest before people are looked for.
const typingRests = 120 * time.Millisecond

func (q *QuickLog) look(text string) {
	async.Run(q.looking.Next(q.env.Context), q.env.Run, func(ctx context.Context) (app.Whom, error) { return q.env.App.Whom(ctx, text) },
		func(w app.Whom, err error) {
			if err == nil && text == q.read.Text {
				q.whom = q.prefer(w)
				q.show()
			}
		})
}

// prefer chooses the person in view where the line may mean others too.
func (q *QuickLog) prefer(w app.Whom) app.Whom {
	for _, h := range w.Hits {
		if w.Whole && (h.ID == q.lead.ID || h.ID == q.lead.Text("contact")) {
			w.Hits = []crm.Hit{h}
		}
	}
	return w
}

// named tells whether the line names one person without a doubt.
func (q *QuickLog) named() bool { return q.whom.Whole && len(q.whom.Hits) == 1 }

// show fills the fields with what the line says, apart from those changed by hand.
func (q *QuickLog) show() {
	l := q.read
	q.fill(func() {
		if l.Kind != "" && !q.hand["kind"] {
			q.setKind(l.Kind)
		}
		if !q.hand["at"] && (l.At != 0 || q.preset.At == 0) {
			setMoment(q.at, l.At)
		}
		if !q.hand["subject"] {
			setText(q.subject, q.text())
		}
		if !q.hand["step"] {
			setText(q.step, l.Next)
		}
		if !q.hand["stepAt"] {
			setMoment(q.stepAt, l.NextAt)
		}
		q.direction = l.Direction
	})
	switch {
	case q.hand["who"]:
	case q.named():
		q.setWho(q.whom.Hits[0].Entity, q.whom.Hits[0].ID)
	default:
		q.setWho("", "")
	}
	q.found.show(q.offers())
	q.over.Arrange()
}

// text is what happened, without the name of whoever it was with.
func (q *QuickLog) text() string {
	list := strings.Fields(q.read.Text)
	if q.named() && len(list) >= q.whom.Words {
		list = list[q.whom.Words:]
	}
	return strings.TrimLeft(strings.Join(list, " "), ",;:- ")
}

// offers are the people to choose from: none where one is named, or was chosen.
func (q *QuickLog) offers() []crm.Hit {
	if q.hand["who"] || q.named() {
		return nil
	}
	return q.whom.Hits
}

// take chooses one of the people on offer.
func (q *QuickLog) take(h crm.Hit) {
	q.whom.Hits, q.whom.Whole = []crm.Hit{h}, true
	q.show()
	q.env.Window.Canvas().Focus(q.line)
}

// setWho shows whom it is with; without a name in the line that is the person of the record in view.
func (q *QuickLog) setWho(entity, id string) {
	if entity == "" && q.lead.Entity == "contact" {
		id = q.lead.ID
	} else if entity == "" {
		id = q.lead.Text("contact")
	}
	hint := words.T("Type to find")
	if entity == "organisation" {
		id, hint = "", q.whom.Hits[0].Title
	}
	if i, ok := q.who.Focus().(*form.Input); ok {
		i.SetPlaceHolder(hint)
	}
	if was, _ := q.who.Value(); was != id && (was != nil || id != "") {
		q.fill(func() { q.who.Set(id) })
	}
	q.showTouch()
}

// about is the record that is spoken about, for the line that says who did last.
func (q *QuickLog) about() crm.Ref {
	if id, _ := q.who.Value(); id != nil {
		contact, _ := id.(string)
		return crm.Ref{Entity: "contact", ID: contact}
	}
	if q.named() {
		return q.whom.Hits[0].Ref
	}
	return q.preset.About
}

// showTouch says who of the team spoke with them last and who will next.
func (q *QuickLog) showTouch() {
	ref := q.about()
	async.Run(q.touching.Next(q.env.Context), q.env.Run, func(ctx context.Context) (string, error) {
		return present.Touch(ctx, q.env.App, ref, q.env.Now())
	}, func(sentence string, err error) {
		if err != nil {
			sentence = ""
		}
		q.touch.Text = sentence
		q.touch.Hidden = sentence == ""
		q.touch.Refresh()
		q.over.Arrange()
	})
}

// key moves among the people on offer, else among the kinds; Enter takes the person that is marked.
func (q *QuickLog) key(e *fyne.KeyEvent) bool {
	by := map[fyne.KeyName]int{fyne.KeyDown: 1, fyne.KeyUp: -1}[e.Name]
	switch {
	case by != 0 && q.found.any():
		q.found.move(by)
	case by != 0:
		q.tabs.Select(q.tabs.Selected() + by)
	case e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter:
		return q.found.enter()
	default:
		return false
	}
	return true
}

func setText(i *form.Input, text string) {
	if i.Text != text {
		i.SetText(text)
	}
}

func setMoment(e form.Editor, at crm.Instant) {
	if at == 0 {
		e.Set(nil)
		return
	}
	e.Set(at)
}
