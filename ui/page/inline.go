package page

import (
	"errors"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// inlineEdit is one field edited in its place.
type inlineEdit struct {
	form  *form.Form
	field crm.Field
	then  int // fields to go on by once it is saved
}

// EditField edits a field of the record in view in its place; one that is being edited is saved first.
func (p *Records) EditField(name string) {
	if p.inline != nil && p.inline.form.Dirty() {
		p.inline.then = p.view.distance(p.inline.field.Name, name)
		p.inline.form.Save()
		return
	}
	p.endInline()
	f, ok := p.entity.Field(name)
	if _, shown := p.Record(); !shown || !ok || f.ReadOnly {
		return
	}
	if err := p.entity.Writable(crm.FromUser, p.detail.Record); err != nil {
		p.env.Fail(err)
		return
	}
	p.editing = p.detail.Record
	env := p.env.form()
	in := &inlineEdit{field: f}
	in.form = form.NewInline(env, p.entity, p.editing, f, func(by int) { p.goOn(by) })
	in.form.OnFail = p.failedInline
	in.form.OnSave = p.savedInline
	in.form.OnType = p.typing
	if f.Kind == crm.Choice || f.Kind == crm.Bool { // an answer is complete
		in.form.OnType = in.form.Save
	}
	p.inline = in
	p.view.again()
	switch first := in.form.First().(type) {
	case nil:
	case *kit.Button: // a menu of answers
		p.env.Window.Canvas().Focus(first)
		p.env.Run.After(drawn, func() { // a menu opens at what is on the screen
			if p.inline == in {
				first.Tapped(nil)
			}
		})
	default:
		p.env.Window.Canvas().Focus(first)
	}
}

// goOn saves the field being edited and goes on with another one.
func (p *Records) goOn(by int) {
	in := p.inline
	if in == nil {
		return
	}
	in.then = by
	if in.form.Dirty() {
		in.form.Save()
		return
	}
	p.nextInline(in)
}

func (p *Records) savedInline(saved crm.Record, b crm.Batch) {
	in := p.inline
	p.dropDraft()
	if b.Changes > 0 {
		p.env.Say(present.Did(b), b.ID)
	}
	if !p.amend(saved) {
		p.detail.Record = saved
	}
	lost := in != nil && in.field.HasAnswers() && saved.Text(in.field.Name) == crm.DealLost && p.entity.Has("lost_reason") && saved.Text("lost_reason") == ""
	p.nextInline(in)
	if lost {
		p.EditField("lost_reason")
	}
	p.reload()
	p.load()
}

// failedInline says why a field cannot be saved. Where another field has to be filled first, the whole form opens there, with what was typed.
func (p *Records) failedInline(err error) {
	in := p.inline
	var about *crm.Error
	if in == nil || !errors.As(err, &about) || !p.entity.Has(about.Field) {
		p.env.Fail(err)
		return
	}
	typed, broken := in.form.Draft()
	if broken != nil {
		p.env.Fail(broken)
		return
	}
	p.endInline()
	p.Edit()
	if p.form == nil {
		return
	}
	if broken := p.form.Restore(typed); broken != nil {
		p.env.Fail(broken)
	}
	p.env.Run.After(drawn, func() { // there is nothing to go to before
		if f := p.form; f == nil || !f.Show(err) {
			p.env.Fail(err)
		}
	})
}

// nextInline ends the edit, and begins with the field that comes after it.
func (p *Records) nextInline(in *inlineEdit) {
	if in == nil || p.inline != in {
		return
	}
	p.endInline()
	if name := p.view.neighbour(in.field.Name, in.then); in.then != 0 && name != "" {
		p.EditField(name)
		return
	}
	p.view.focusFact(in.field.Name)
}

// endInline shows the value again.
func (p *Records) endInline() {
	if p.inline == nil {
		return
	}
	p.inline = nil
	p.env.Window.Canvas().Unfocus()
	if p.view != nil {
		p.view.again()
	}
}

// Inline returns the form of the field that is edited in its place, nil if there is none.
func (p *Records) Inline() *form.Form {
	if p.inline == nil {
		return nil
	}
	return p.inline.form
}

// input is the form that the person types into, nil if there is none.
func (p *Records) input() *form.Form {
	if p.form != nil {
		return p.form
	}
	return p.Inline()
}

// dirty tells whether something is typed and not saved.
func (p *Records) dirty() bool {
	f := p.input()
	return f != nil && f.Dirty()
}

// fact is a field with its value, or with its editor while it is edited.
func (v *detailView) fact(f present.Fact) fyne.CanvasObject {
	if in := v.p.inline; in != nil && in.field.Name == f.Field {
		return kit.Column(6, in.form.Content(), kit.Flow(look.Gap,
			kit.NewButton(words.T("Cancel"), func() { v.p.Cancel() }), kit.NewPrimary(words.T("Save"), v.p.Save)))
	}
	value := v.value(f)
	if f.Asked != "" {
		value = kit.Column(4, value, kit.Row(0, kit.NewTag(words.T("conflict"), kit.Amber), kit.Spacer()))
	}
	if !f.Editable {
		return value
	}
	line := newPressLine(func() { v.p.EditField(f.Field) }, value)
	line.onFocus = func(on bool) {
		if on {
			v.at = f.Field
		} else if v.at == f.Field && !v.drawing {
			v.at = ""
		}
	}
	v.lines[f.Field] = line
	return line
}

// focusFact puts the keys on a field.
func (v *detailView) focusFact(name string) {
	if line := v.lines[name]; line != nil {
		v.p.env.Window.Canvas().Focus(line)
	}
}

// neighbour is the field that comes by so many after another one, "" for none.
func (v *detailView) neighbour(name string, by int) string {
	for i, f := range v.order {
		if f == name && i+by >= 0 && i+by < len(v.order) {
			return v.order[i+by]
		}
	}
	return ""
}

// distance is by how many fields one comes after another.
func (v *detailView) distance(from, to string) int {
	at := map[string]int{}
	for i, f := range v.order {
		at[f] = i
	}
	return at[to] - at[from]
}
