package form

import (
	"fyne.io/fyne/v2"

	"satchel/app/crm"
)

// Keys are what the keys of a small form do that stands for itself: one value on a record's page or in a list.
type Keys struct {
	Enter  func()
	Escape func()       // nil: the window gets the key
	Tab    func(by int) // to the next (+1), or the one before (-1)
}

// OnKeys gives the text fields of a form their keys. Enter saves where a field has one line; Tab leaves the form from its last field,
// Shift+Tab from its first. Fields of several lines keep Tab for their own.
func (f *Form) OnKeys(k Keys) {
	for i, name := range f.names {
		in, ok := f.editors[name].Focus().(*Input)
		if !ok {
			continue
		}
		in.OnEscape = k.Escape
		if !in.MultiLine {
			in.OnSubmitted = func(string) { k.Enter() }
		}
		field, _ := f.entity.Field(name)
		switch field.Kind {
		case crm.Emails, crm.Phones, crm.Postal:
			continue
		}
		first, last := i == 0, i == len(f.names)-1
		in.OnTab = func(back bool) {
			c := fyne.CurrentApp().Driver().CanvasForObject(in)
			switch {
			case back && first:
				k.Tab(-1)
			case !back && last:
				k.Tab(1)
			case c == nil:
			case back:
				c.FocusPrevious()
			default:
				c.FocusNext()
			}
		}
	}
}
