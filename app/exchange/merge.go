package exchange

import "satchel/app/crm"

// merge returns what a row changes in an existing record. Lists are joined. Other values fill empty fields only, or replace what is
// there if told to. Fields that belong together are not mixed: a first name is not put before another family name, and a currency
// not under another amount.
func merge(e *crm.Entity, now crm.Record, row crm.Values, overwrite bool) crm.Values {
	diff := crm.Values{}
	for name, v := range row {
		f, _ := e.Field(name)
		if name == crm.FieldID || name == crm.FieldCreatedAt || name == crm.FieldModifiedAt || crm.IsEmpty(v) {
			continue
		}
		have := now.Get(name)
		switch {
		case f.IsList():
			v = appendValue(have, v)
		case crm.IsEmpty(have):
			if !overwrite && strange(e, f, now, row) {
				continue
			}
		case !overwrite:
			continue
		case f.Kind == crm.Postal:
			v = overlay(have.(crm.Address), v.(crm.Address))
		}
		if !crm.Equal(have, v) {
			diff[name] = v
		}
	}
	return diff
}

// strange tells whether the row differs from the record in another field of the same group. The currency of no amount is none.
func strange(e *crm.Entity, f crm.Field, now crm.Record, row crm.Values) bool {
	if f.Group == "" {
		return false
	}
	for _, other := range e.Group(f.Group) {
		a, b := now.Get(other), row[other]
		if other == f.Name || crm.IsEmpty(a) || crm.IsEmpty(b) || crm.Equal(a, b) {
			continue
		}
		if x, ok := a.(string); ok && fold(x) == fold(text(b)) {
			continue
		}
		return true
	}
	return false
}

func overlay(a, b crm.Address) crm.Address {
	for _, part := range crm.AddressParts {
		if v := b.Part(part); v != "" {
			a = a.With(part, v)
		}
	}
	return a
}

func text(v any) string { s, _ := v.(string); return s }
