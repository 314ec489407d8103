package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// ownFields lists, adds and removes the fields that the user added to an entity.
type ownFields struct {
	env     Env
	entity  string
	kind    crm.Kind
	label   *form.Input
	answers *form.Input

	labelField, answersField *kit.Field
	kindButton               *kit.Button
	list                     *fyne.Container
	content                  fyne.CanvasObject
}

func newOwnFields(env Env) *ownFields {
	o := &ownFields{env: env, kind: crm.Text, label: form.NewInput("", nil), answers: form.NewInput("", nil), list: kit.Column(4)}
	var labels, names []string
	for _, e := range env.App.Catalog().Entities() {
		if !e.Child {
			labels, names = append(labels, words.T(e.Plural)), append(names, e.Name)
		}
	}
	o.entity = names[0]
	o.label.SetPlaceHolder(words.T("Label"))
	o.answers.SetPlaceHolder(words.T("Answers"))
	o.label.OnSubmitted = func(string) { o.add() }
	o.answers.OnSubmitted = func(string) { o.add() }
	o.labelField = kit.NewField(words.T("Label"), o.label)
	o.answersField = kit.NewField(words.T("Answers"), o.answers).SetHint(words.T("Separated by commas: Small, Medium, Large"))
	o.answersField.Hide()
	o.kindButton = choice(present.KindLabel(o.kind), func() []*fyne.MenuItem {
		labels := make([]string, len(present.OwnKindLabels))
		for i, k := range present.OwnKindLabels {
			labels[i] = words.T(k.Label)
		}
		return pick(labels, present.KindLabel(o.kind), o.setKind)
	})
	tabs := kit.NewTabs(func(i int) { o.entity = names[i]; o.show() }, labels...)
	o.content = kit.Column(look.GapCard, tabs, o.list,
		kit.Row(look.Gap, kit.Grow(o.labelField), kit.NewField(words.T("Kind"), o.kindButton)), o.answersField,
		kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Add the field"), o.add)))
	o.show()
	return o
}

func (o *ownFields) setKind(label string) {
	for _, k := range present.OwnKindLabels {
		if words.T(k.Label) == label {
			o.kind = k.Kind
		}
	}
	o.kindButton.SetText(label)
	o.answersField.Hidden = o.kind != crm.Choice && o.kind != crm.MultiChoice
	o.content.Refresh()
}

// fields are those of the entity in view.
func (o *ownFields) fields() []crm.Field {
	e, err := o.env.App.Catalog().Entity(o.entity)
	if err != nil {
		return nil
	}
	return present.OwnFields(e)
}

func (o *ownFields) show() {
	var lines []fyne.CanvasObject
	for _, f := range o.fields() {
		labels := make([]string, len(f.Options))
		for i, option := range f.Options {
			labels[i] = option.Label
		}
		what := present.KindLabel(f.Kind)
		if !f.Own {
			what = words.T("Further answers")
		} else if f.Shared {
			what += ", " + words.T("in your CRM too")
		}
		if len(labels) > 0 {
			what += ": " + strings.Join(labels, ", ")
		}
		lines = append(lines, kit.Row(look.Gap, kit.Plain(f.Label), kit.NewText(what, fine(look.Dim)), kit.Spacer(), kit.NewQuiet(words.T("Remove"), func() { o.remove(f) })))
	}
	if len(lines) == 0 {
		lines = append(lines, dimmed(words.T("None yet.")))
	}
	replace(o.list, lines...)
}

func (o *ownFields) add() {
	o.labelField.SetError("")
	o.answersField.SetError("")
	f := present.NewOwnField(o.label.Text, o.kind, o.answers.Text)
	switch {
	case f.Label == "":
		o.labelField.SetError(words.T("Enter a label."))
	case (f.Kind == crm.Choice || f.Kind == crm.MultiChoice) && len(f.Options) == 0:
		o.answersField.SetError(words.T("Enter at least one answer."))
	default:
		o.store(append(o.fields(), f), words.T("Added the field “%s”", f.Label))
		return
	}
	o.content.Refresh()
}

// remove takes a field away. Its values stay stored and come back when a field of this label is added again.
func (o *ownFields) remove(gone crm.Field) {
	var left []crm.Field
	for _, f := range o.fields() {
		if f.Name != gone.Name {
			left = append(left, f)
		}
	}
	if !gone.Own {
		o.store(left, words.T("Removed the further answers of “%s”", words.T(gone.Label)))
		return
	}
	o.store(left, words.T("Removed the field “%s”. Its values come back if you add it again.", gone.Label))
}

func (o *ownFields) store(fields []crm.Field, say string) {
	entity := o.entity
	async.Run(o.env.Context, o.env.Run, func(ctx context.Context) (any, error) {
		return nil, o.env.App.Reshape(ctx, entity, fields)
	}, func(_ any, err error) {
		if err != nil {
			o.labelField.SetError(words.Error(err))
			o.content.Refresh()
			return
		}
		o.label.SetText("")
		o.answers.SetText("")
		o.env.Say(say, "")
		o.show()
		o.content.Refresh()
	})
}
