package words

import (
	"errors"
	"strings"

	"satchel/app/crm"
)

// Error says an error's sentence in the language in use; "" for nil. Only sentences made by [crm.Errorf] can be looked up; what the
// operating system or a server said stays as it is, around and inside them.
func Error(err error) string {
	if err == nil {
		return ""
	}
	return current.Load().err(err)
}

func (s *speech) err(err error) string {
	if e, ok := err.(*crm.Error); ok { //nolint:errorlint // this one, not one below it
		if format, args := e.Sentence(); format != "" {
			return s.say(format, args)
		}
		return s.say(e.Message, nil)
	}
	text := err.Error()
	if len(causes(err)) == 0 {
		return s.stored(text)
	}
	for _, inner := range causes(err) {
		text = strings.Replace(text, inner.Error(), s.err(inner), 1)
	}
	return text
}

// causes returns the errors that an error is made of.
func causes(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // this one, not one below it
		return many.Unwrap()
	}
	if inner := errors.Unwrap(err); inner != nil {
		return []error{inner}
	}
	return nil
}
