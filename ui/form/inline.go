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
	}
	f.OnKeys(Keys{Enter: f.Save, Tab: next})
	return f
}
