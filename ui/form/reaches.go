package form

import (
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// reaches edits a list of e-mail addresses or phone numbers with their labels. The first one is the primary one; an empty line at
// the end waits for the next.
type reaches struct {
	field   crm.Field
	lines   []*reachLine
	all     *fyne.Container
	changed func()
}

type reachLine struct {
	value, label *Input
}

func newReaches(f crm.Field, changed func()) *reaches {
	r := &reaches{field: f, all: kit.Column(6), changed: changed}
	r.Set(nil)
	return r
}

func (r *reaches) Object() fyne.CanvasObject { return r.all }
func (r *reaches) Focus() fyne.Focusable     { return r.lines[0].value }

func (r *reaches) Set(v any) {
	list, _ := v.([]crm.Reach)
	r.lines, r.all.Objects = nil, nil
	for _, reach := range list {
		r.add(reach)
	}
	r.add(crm.Reach{})
	r.all.Refresh()
}

func (r *reaches) add(reach crm.Reach) {
	hint := "anna@example.org"
	if r.field.Kind == crm.Phones {
		hint = "+49 30 5550 0141"
	}
	l := &reachLine{value: NewInput(hint, nil), label: NewInput(words.T("work, mobile"), nil)}
	l.value.SetText(reach.Value)
	l.label.SetText(reach.Label)
	l.value.OnChanged = func(string) { r.grow(); r.changed() }
	l.label.OnChanged = func(string) { r.changed() }
	r.lines = append(r.lines, l)
	r.all.Add(&fyne.Container{Layout: reachLayout{}, Objects: []fyne.CanvasObject{l.value, l.label}})
}

// reachLayout gives the label what an address leaves over: at most a third.
type reachLayout struct{}

func (reachLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	value, label := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(value.Width+look.Gap+label.Width, max(value.Height, label.Height))
}

func (reachLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	label := min(110*look.Scale(), size.Width/3)
	objects[0].Resize(fyne.NewSize(size.Width-label-look.Gap, size.Height))
	kit.Move(objects[1], size.Width-label, 0)
	objects[1].Resize(fyne.NewSize(label, size.Height))
}

// grow keeps one empty line at the end.
func (r *reaches) grow() {
	if last := r.lines[len(r.lines)-1]; strings.TrimSpace(last.value.Text) != "" {
		r.add(crm.Reach{})
	}
}

func (r *reaches) Value() (any, error) {
	var out []crm.Reach
	for _, l := range r.lines {
		if v := strings.TrimSpace(l.value.Text); v != "" {
			out = append(out, crm.Reach{Value: v, Label: strings.TrimSpace(l.label.Text)})
		}
	}
	if out == nil {
		return nil, nil
	}
	return out, r.field.Check(out)
}
