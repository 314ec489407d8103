package form

import (
	"errors"

	"satchel/app/crm"
)

// fieldOf names the field that an error is about, "" for none.
func fieldOf(err error) string {
	var e *crm.Error
	if errors.As(err, &e) {
		return e.Field
	}
	return ""
}
