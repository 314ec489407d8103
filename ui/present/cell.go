package present

import (
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/ui/words"
)

// Tone is the state that a value tells by colour, beside its words: "", "red", "amber", "green", "blue", "teal".
type Tone string

// Cell is one value as a list shows it.
type Cell struct {
	Text string
	Tone Tone
	Tag  bool // on a tint of its tone
	Dim  bool // secondary, or a word for "nothing"
}

// Scene is what the presentation of a value depends on besides the value.
type Scene struct {
	Now    time.Time         // in the user's zone
	Titles map[string]string // of linked records, by id
}

// Text writes any value of a record for reading; "" for an empty one.
func (s Scene) Text(f crm.Field, r crm.Record) string {
	return s.Value(f, r.Get(f.Name), r.Text(f.Currency))
}

// Value writes a value for reading; currency is that of money.
func (s Scene) Value(f crm.Field, value any, currency string) string {
	if crm.IsEmpty(value) {
		return ""
	}
	switch v := value.(type) {
	case crm.Instant:
		return Moment(v, s.Now)
	case crm.Date:
		return Day(v, s.Now)
	case []crm.Reach:
		return reaches(v)
	case []string:
		return s.words(f, v)
	case int64:
		switch f.Kind {
		case crm.Money:
			return Amount(v, currency)
		case crm.Duration:
			return Length(v)
		}
		return Number(v)
	case string:
		switch f.Kind {
		case crm.Choice:
			return label(f, v)
		case crm.Link:
			return s.title(v)
		}
		if f.Weekdays {
			return weekdays(v)
		}
	case float64:
		text := words.Decimal(v, -1)
		if f.Kind == crm.Percent {
			text += " %"
		}
		return text
	case bool:
		return words.T(crm.FormatText(f, v, crm.Locale{}))
	}
	return crm.FormatText(f, value, crm.Locale{Zone: s.Now.Location()})
}

// title names a linked record; one that is not there (yet) says so instead of showing an id.
func (s Scene) title(id string) string {
	if t, ok := s.Titles[id]; ok {
		return t
	}
	return words.T("not here")
}

func (s Scene) words(f crm.Field, list []string) string {
	out := make([]string, len(list))
	for i, w := range list {
		switch f.Kind {
		case crm.Links:
			out[i] = s.title(w)
		case crm.MultiChoice:
			out[i] = label(f, w)
		default:
			out[i] = w
		}
	}
	return strings.Join(out, ", ")
}

func label(f crm.Field, value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return words.T(o.Label)
		}
	}
	return value
}

func reaches(list []crm.Reach) string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.Value
		if r.Label != "" {
			out[i] += " " + r.Label
		}
	}
	return strings.Join(out, ", ")
}

// Cell presents one column of a list.
func (s Scene) Cell(e *crm.Entity, f crm.Field, r crm.Record) Cell {
	text := s.Text(f, r)
	if IsDeadline(e, f.Name) {
		return s.deadline(e, f, r, text)
	}
	if text == "" {
		return Cell{}
	}
	switch f.Kind {
	case crm.Choice:
		if o, ok := f.Option(r.Text(f.Name)); ok && o.Tone != "" {
			return Cell{Text: text, Tone: Tone(o.Tone), Tag: true}
		}
	case crm.Bool:
		if !r.Bool(f.Name) {
			return Cell{Text: words.T("no"), Dim: true}
		}
	case crm.Text, crm.Link, crm.URL:
		return Cell{Text: text, Dim: !isTitle(e, f.Name) && f.Name != "next_step" && f.Name != "subject"}
	}
	return Cell{Text: text}
}

func isTitle(e *crm.Entity, name string) bool {
	for _, t := range e.Title {
		if t == name {
			return true
		}
	}
	return false
}
