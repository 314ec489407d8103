package form

import (
	"regexp"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/present"
	"satchel/ui/words"
)

// number edits counts, decimals, amounts, percentages and durations. An amount needs the currency beside it: see Form.
type number struct {
	field    crm.Field
	input    *Input
	currency func() string // of an amount
}

func newNumber(f crm.Field, changed func()) *number {
	hint := map[crm.Kind]string{crm.Money: "1234.50", crm.Percent: "25 %", crm.Duration: "1 h 20 min"}[f.Kind]
	return &number{field: f, input: NewInput(hint, func(string) { changed() }), currency: func() string { return "" }}
}

func (n *number) Object() fyne.CanvasObject { return n.input }
func (n *number) Focus() fyne.Focusable     { return n.input }

func (n *number) Set(v any) {
	decimal, _ := words.Marks()
	text := strings.Replace(crm.FormatText(n.field, v, crm.Locale{Currency: n.currency()}), ".", decimal, 1)
	if seconds, ok := v.(int64); ok && n.field.Kind == crm.Duration {
		text = present.Length(seconds)
	}
	n.input.SetText(text)
}

var lengthForm = regexp.MustCompile(`^(?:(\d+) ?h)? ?(?:(\d+) ?(?:m|min))?$`)

func (n *number) Value() (any, error) {
	text := strings.TrimSpace(n.input.Text)
	if n.field.Kind != crm.Duration {
		return parse(n.field, plainNumber(text), crm.Locale{Currency: n.currency()})
	}
	if text == "" {
		return nil, nil
	}
	if minutes, err := strconv.Atoi(text); err == nil && minutes >= 0 {
		return int64(minutes) * 60, nil
	}
	m := lengthForm.FindStringSubmatch(text)
	if m == nil {
		return nil, crm.FieldErrorf(n.field.Name, "%s needs a length like 45 min or 1 h 20 min.", crm.Term(n.field.Label))
	}
	h, _ := strconv.ParseInt(m[1], 10, 64)
	minutes, _ := strconv.ParseInt(m[2], 10, 64)
	return h*3600 + minutes*60, nil
}

var (
	decimalComma    = regexp.MustCompile(`^-?[\d. ]*\d,\d{1,2} ?%?$`)
	dottedThousands = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+(,\d+)? ?%?$`)
	thousands       = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)? ?%?$`)
)

// plainNumber reads the marks of the language in use; where they are those of another one and leave no doubt, these. In English a
// comma before the last two digits is a decimal comma, all others part thousands.
func plainNumber(text string) string {
	decimal, _ := words.Marks()
	switch {
	case decimal == "," && (!strings.Contains(text, ".") || dottedThousands.MatchString(text)):
		return strings.Replace(strings.NewReplacer(".", "", " ", "").Replace(text), ",", ".", 1)
	case thousands.MatchString(text):
		return strings.ReplaceAll(text, ",", "")
	case decimalComma.MatchString(text):
		return strings.Replace(strings.NewReplacer(".", "", " ", "").Replace(text), ",", ".", 1)
	}
	return strings.ReplaceAll(text, " ", "")
}
