package form

import "satchel/app/crm"

// NewInline returns a form for one field in its place on a record's page; an amount brings its currency along. Enter saves, Tab calls
// next with +1 or -1.
func NewInline(env Env, e *crm.Entity, r crm.Record, field crm.Field, next func(by int)) *Form {
	row := []string{field.Name}
	if field.Kind == crm.Money {
		row = append(row, field.Currency)
	}
	f := NewPart(env, e, r, [][]string{row})
	for _, name := range f.names {
		f.fields[name].HideLabel()
		in, ok := f.editors[name].Focus().(*Input)
		if !ok {
			continue
		}
		if !in.MultiLine {
			in.OnSubmitted = func(string) { f.Save() }
		}
		if name == f.names[len(f.names)-1] && field.Kind != crm.Emails && field.Kind != crm.Phones && field.Kind != crm.Postal {
			in.OnTab = func(back bool) {
				if back {
					next(-1)
					return
				}
				next(1)
			}
		}
	}
	return f
}
