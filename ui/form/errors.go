package form

import (
	"errors"

	"satchel/app/crm"
)

// Show says an error under the field that it is about, and goes there; false if that is none of this form.
func (f *Form) Show(err error) bool {
	name := fieldOf(err)
	if f.fields[name] == nil {
		return false
	}
	f.mark(name, err, true)
	return true
}

// fieldOf names the field that an error is about, "" for none.
func fieldOf(err error) string {
	var e *crm.Error
	if errors.As(err, &e) {
		return e.Field
	}
	return ""
}
