package crm

import "strings"

// Kind is what a field holds. It decides the Go type of the value, the column, the form control, the filter and the text form.
type Kind string

// The field kinds and the Go type of their values.
const (
	Text        Kind = "text"         // string, one line
	LongText    Kind = "long_text"    // string, several lines
	Choice      Kind = "choice"       // string, one of Options
	MultiChoice Kind = "multi_choice" // []string, some of Options
	Bool        Kind = "bool"         // bool
	Integer     Kind = "integer"      // int64
	Decimal     Kind = "decimal"      // float64
	Money       Kind = "money"        // int64 minor units of the currency in the field Field.Currency
	Percent     Kind = "percent"      // float64, 25 means 25 %
	Day         Kind = "date"         // Date
	Moment      Kind = "instant"      // Instant
	Duration    Kind = "duration"     // int64 seconds
	Emails      Kind = "emails"       // []Reach, first is primary
	Phones      Kind = "phones"       // []Reach, first is primary
	Postal      Kind = "address"      // Address
	URL         Kind = "url"          // string
	Tags        Kind = "tags"         // []string, free words
	Link        Kind = "link"         // string, id of a record of one of Field.To
	Links       Kind = "links"        // []string, ids of records of one of Field.To
)

// Option is one answer of a choice field.
type Option struct {
	Value string // stored, sent, filtered by
	Label string // shown
	Tone  string // "", "green", "amber", "red", "blue": how the answer is coloured beside its word
	Open  bool   // the record still needs work while it has this answer (pipeline stages, states)
	Own   bool   `json:",omitempty"` // added by the user or the connected CRM to a field of ours

	Percent float64 `json:",omitempty"` // for stages: the probability that choosing it sets
}

// Field describes one field of an entity. Everything that handles a field reads this and nothing else.
type Field struct {
	Name     string // snake_case: the name in tables, JSON, CSV and filters
	Label    string // English label; the key of other languages
	Kind     Kind
	Help     string   // one sentence under the control, "" for none
	Required bool     // a record without it is refused
	ReadOnly bool     // set by rules or the provider, never typed
	Options  []Option // for Choice and MultiChoice; of a Text: words to pick from
	To       []string // entities a Link or Links may point to
	Currency string   // for Money, or a number that is an amount: name of the field that holds the ISO 4217 code
	Dated    string   // for Money: name of the time whose day tells the exchange rate; where that is empty, or "", today does
	Group    string   // fields of one merge group change together in a sync; "" = a group of its own
	Max      int      // most characters of a text; 0 = DefaultMax of the kind
	Days     bool     // of a Moment: the midnight of a day stands for the whole of it, which is over at its end
	Weekdays bool     // of a text: it names days of the week, which a screen says in its language
	Fold     bool     // sorted and compared without case and accents, by a stored key
	Default  any      // value of a new record, nil for none
	Own      bool     // added by the user; stored in the record's own fields
	Shared   bool     `json:",omitempty"` // of an own field: the connected CRM has it too, and its values are exchanged
	// Derived: every computer works it out from the same facts, so it is neither typed nor exchanged, and its changes are no history.
	Derived bool `json:",omitempty"`
}

// Most characters of a text value, where a field does not say otherwise.
const (
	MaxText     = 500
	MaxLongText = 1_000_000
)

// OwnPrefix starts the name of every field that a user added, so that it can never collide with a later field of ours.
const OwnPrefix = "x_"

// MergeGroup is the name of the group that the field belongs to in a merge.
func (f Field) MergeGroup() string {
	if f.Group != "" {
		return f.Group
	}
	return f.Name
}

// Option finds an answer by value, or by label where no value fits, ignoring case.
func (f Field) Option(text string) (Option, bool) {
	for _, o := range f.Options {
		if strings.EqualFold(o.Value, text) {
			return o, true
		}
	}
	for _, o := range f.Options {
		if strings.EqualFold(o.Label, text) {
			return o, true
		}
	}
	return Option{}, false
}

// Limit is the most characters of a text value.
func (f Field) Limit() int {
	switch {
	case f.Max > 0:
		return f.Max
	case f.Kind == LongText:
		return MaxLongText
	}
	return MaxText
}

// IsList tells whether a value of the field is a list.
func (f Field) IsList() bool {
	switch f.Kind {
	case MultiChoice, Emails, Phones, Tags, Links:
		return true
	}
	return false
}

// HasAnswers tells whether a value of the field is one or some of its options.
func (f Field) HasAnswers() bool { return f.Kind == Choice || f.Kind == MultiChoice }

// IsText tells whether a value of the field is one plain string that a person reads.
func (f Field) IsText() bool {
	switch f.Kind {
	case Text, LongText, Choice, URL:
		return true
	}
	return false
}

// IsNumber tells whether values of the field can be summed.
func (f Field) IsNumber() bool {
	switch f.Kind {
	case Integer, Decimal, Money, Percent, Duration:
		return true
	}
	return false
}

// IsTime tells whether the field holds a day or a moment.
func (f Field) IsTime() bool { return f.Kind == Day || f.Kind == Moment }

// options builds choice answers whose label is their value.
func options(values ...string) []Option {
	out := make([]Option, len(values))
	for i, v := range values {
		out[i] = Option{Value: v, Label: v}
	}
	return out
}

// Takes tells whether a value has the Go type of the field's kind; nil, for none, every field takes. Whether the value makes sense is
// [Field.Check]'s.
func (f Field) Takes(v any) bool {
	switch v.(type) {
	case nil:
		return true
	case string:
		return f.Kind == Text || f.Kind == LongText || f.Kind == Choice || f.Kind == URL || f.Kind == Link
	case []string:
		return f.Kind == Tags || f.Kind == MultiChoice || f.Kind == Links
	case []Reach:
		return f.Kind == Emails || f.Kind == Phones
	case Address:
		return f.Kind == Postal
	case Date:
		return f.Kind == Day
	case Instant:
		return f.Kind == Moment
	case bool:
		return f.Kind == Bool
	case int64:
		return f.Kind == Integer || f.Kind == Money || f.Kind == Duration
	case float64:
		return f.Kind == Decimal || f.Kind == Percent
	}
	return false
}
