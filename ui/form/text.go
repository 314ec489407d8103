package form

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/words"
)

// text edits one line, several lines or a web address.
type text struct {
	field crm.Field
	input *Input
}

func newText(f crm.Field, input *Input) *text { return &text{f, input} }

func (t *text) Object() fyne.CanvasObject { return t.input }
func (t *text) Focus() fyne.Focusable     { return t.input }

func (t *text) Set(v any) {
	s, _ := v.(string)
	t.input.SetText(s)
}

func (t *text) Value() (any, error) {
	return parse(t.field, clean(t.input.Text, t.field.Kind == crm.LongText), crm.Locale{})
}

// clean takes out of pasted text what is no text: control characters, and line breaks and tabs where there is one line only.
func clean(s string, lines bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case !unicode.IsControl(r) || lines && (r == '\n' || r == '\t'):
			return r
		case !lines && (r == '\n' || r == '\t'):
			return ' '
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}

// freeWords edits free words, separated by commas.
type freeWords struct{ text }

func newFreeWords(f crm.Field, changed func()) *freeWords {
	return &freeWords{text{f, NewInput(words.T("words, separated by commas"), func(string) { changed() })}}
}

func (w *freeWords) Set(v any) {
	list, _ := v.([]string)
	w.input.SetText(strings.Join(list, ", "))
}

func (w *freeWords) Value() (any, error) {
	return parse(w.field, strings.ReplaceAll(w.input.Text, ",", ";"), crm.Locale{})
}

// parse reads a text form and checks it as the field asks.
func parse(f crm.Field, text string, loc crm.Locale) (any, error) {
	v, err := crm.ParseText(f, text, loc)
	if err != nil || crm.IsEmpty(v) {
		return nil, err
	}
	return v, f.Check(v)
}
