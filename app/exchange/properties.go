package exchange

import "satchel/app/crm"

// properties are the names under which a card or an event holds its values, each with the field that it fills, in the order of the preview.
type properties [][2]string

func (p properties) columns(e *crm.Entity) []Column {
	var out []Column
	for _, c := range p {
		f, _ := e.Field(c[1])
		out = append(out, Column{Header: c[0], Field: c[1], path: c[1], field: f, labels: -1})
	}
	return out
}

// of names the property that fills a field, "" where none does.
func (p properties) of(field string) string {
	for _, c := range p {
		if c[1] == field {
			return c[0]
		}
	}
	return ""
}
