package page

import (
	"maps"
	"reflect"

	"fyne.io/fyne/v2"

	"satchel/ui/look"
)

// detailPart is one part of a record's page as it was drawn last. It stays as long as what it shows stays: to draw a whole page takes as
// long as a frame, and what a person saves is one line of it.
type detailPart struct {
	of      any // what is shown
	objects []fyne.CanvasObject
	lines   map[string]*pressLine // of fields that can be edited in their place
	order   []string              // their names
}

// detailStyle is what all parts are measured for.
type detailStyle struct {
	theme *look.Theme
	dark  bool
}

func styleNow() detailStyle { return detailStyle{look.Current(), look.IsDark()} }

// part returns what shows a value, built anew where the value is another one than before. While a field is edited in its place nothing is
// kept, because its editor is part of it.
func (v *detailView) part(name string, of any, build func() []fyne.CanvasObject) []fyne.CanvasObject {
	p, drawn := v.parts[name]
	if !drawn || v.p.inline != nil || !reflect.DeepEqual(p.of, of) {
		lines, order := v.lines, v.order
		v.lines, v.order = map[string]*pressLine{}, nil
		p = detailPart{of, build(), v.lines, v.order}
		v.lines, v.order = lines, order
		if v.parts[name] = p; v.p.inline != nil {
			delete(v.parts, name)
		}
	}
	maps.Copy(v.lines, p.lines)
	v.order = append(v.order, p.order...)
	return p.objects
}
