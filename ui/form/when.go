package form

import (
	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/app/phrase"
	"satchel/ui/kit"
	"satchel/ui/present"
	"satchel/ui/words"
)

// when edits a day or a moment the way people write it, and says what was understood.
type when struct {
	env   Env
	field crm.Field
	input *Input
	note  *kit.Text
	all   *fyne.Container
}

func newWhen(env Env, f crm.Field, changed func()) *when {
	w := &when{env: env, field: f, note: kit.Small("")}
	hint := words.T("tomorrow, Thu 10:00")
	if f.Kind == crm.Day {
		hint = words.T("12 Dec, 2026-12-31")
	}
	w.input = NewInput(hint, func(string) { w.say(); changed() })
	w.note.Hide()
	w.all = kit.Column(3, w.input, w.note)
	return w
}

func (w *when) say() {
	text := ""
	switch v, err := w.Value(); v := v.(type) {
	case crm.Instant:
		text = present.Exact(v, w.env.Zone)
	case crm.Date:
		text = words.Time(v.In(w.env.Zone), "Mon 2 Jan 2006")
	default:
		_ = err // shown when the form is saved: half a date is no mistake yet
	}
	if text == w.input.Text {
		text = ""
	}
	w.note.SetText(text)
	if w.note.Hidden != (text == "") {
		w.note.Hidden = text == ""
		w.all.Refresh()
	}
}

func (w *when) Object() fyne.CanvasObject { return w.all }
func (w *when) Focus() fyne.Focusable     { return w.input }

func (w *when) Set(v any) {
	text := ""
	switch v := v.(type) {
	case crm.Instant:
		if v != 0 {
			text = words.Time(v.Time().In(w.env.Zone), "2006-01-02 15:04")
		}
	case crm.Date:
		text = words.Time(v.In(w.env.Zone), "2006-01-02")
	}
	w.input.SetText(text)
}

func (w *when) Value() (any, error) {
	if w.input.Text == "" {
		return nil, nil
	}
	if w.field.Kind == crm.Day {
		if d, ok := phrase.Day(w.input.Text, w.env.now()); ok {
			return d, nil
		}
		return nil, crm.FieldErrorf(w.field.Name, "%s needs a day like 2026-12-31, tomorrow or 12 Dec.", crm.Term(w.field.Label))
	}
	if i, ok := phrase.Moment(w.input.Text, w.env.now()); ok {
		return i, nil
	}
	return nil, crm.FieldErrorf(w.field.Name, "%s needs a time like 2026-12-31 14:30, tomorrow or Thu 10:00.", crm.Term(w.field.Label))
}
