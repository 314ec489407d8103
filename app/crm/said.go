package crm

import "fmt"

// Said is a sentence for a person whose values are still apart from it, so that screens can say it in the person's language. The zero
// value says nothing.
type Said struct {
	format string
	args   []any
}

// Sayf makes a sentence; see [Term] for words of the description among its values.
func Sayf(format string, args ...any) Said { return Said{format, args} }

// Sentence returns the format and its values.
func (s Said) Sentence() (format string, args []any) { return s.format, s.args }

// String is the sentence in English.
func (s Said) String() string {
	if len(s.args) == 0 {
		return s.format
	}
	return fmt.Sprintf(s.format, s.args...)
}

// MarshalText is the sentence in English.
func (s Said) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
