package present

import (
	"cmp"
	"time"

	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/words"
)

// IsDeadline tells whether a field of an entity holds a time by which something has to be done.
func IsDeadline(e *crm.Entity, field string) bool {
	switch field {
	case "next_step_at", "due_at":
		return true
	case "close_date":
		return e.Name == "deal"
	}
	return false
}

// IsOpen tells whether a record still needs work: every choice field with open answers holds one of them.
func IsOpen(e *crm.Entity, r crm.Record) bool {
	for _, f := range e.Fields {
		if OpenOptions(f) == nil || r.Get(f.Name) == nil {
			continue
		}
		if o, ok := f.Option(r.Text(f.Name)); ok && !o.Open {
			return false
		}
	}
	return true
}

// OpenOptions lists the answers of a choice field that still need work; nil for a field without such answers.
func OpenOptions(f crm.Field) []string {
	var out []string
	for _, o := range f.Options {
		if o.Open {
			out = append(out, o.Value)
		}
	}
	return out
}

// StateField finds the field that says whether records of an entity are open: a stage or a status.
func StateField(e *crm.Entity) (crm.Field, bool) {
	for _, f := range e.Fields {
		if OpenOptions(f) != nil {
			return f, true
		}
	}
	return crm.Field{}, false
}

// pressing is the tone of what is still to be done at a time, the same wherever it is shown: red once it is late, amber in the last hours
// before and from the warning of a ticket on, "" else. What is for a whole day is late once the day is over.
func pressing(i agenda.Item, now time.Time) Tone {
	switch late := Overdue(i.At, now) != ""; {
	case i.Kind != agenda.Due && i.AllDay(now.Location()):
		if late && daysBetween(now, i.At.Time()) < 0 {
			return "red"
		}
	case late:
		return "red"
	case Soon(i.At, now) != "", i.Warn != 0 && i.Warn <= crm.InstantOf(now):
		return "amber"
	}
	return ""
}

// deadline presents a time by which something has to be done: late in red, soon in amber, "none" where it is missing.
func (s Scene) deadline(e *crm.Entity, f crm.Field, r crm.Record, text string) Cell {
	open := IsOpen(e, r)
	switch v := r.Get(f.Name).(type) {
	case crm.Instant:
		if !open {
			return Cell{Text: text, Dim: true}
		}
		i := agenda.Item{Kind: agenda.Step, At: v}
		if f.Name == "due_at" {
			i.Kind, i.Warn = agenda.Due, r.Instant("warn_at")
		}
		switch tone := pressing(i, s.Now); tone {
		case "red":
			return Cell{Text: Overdue(v, s.Now), Tone: tone, Tag: true}
		case "amber":
			return Cell{Text: cmp.Or(Soon(v, s.Now), text), Tone: tone, Tag: true}
		}
	case crm.Date:
		if !open {
			return Cell{Text: text, Dim: true}
		}
		if late := Overdue(crm.InstantOf(v.AddDays(1).In(s.Now.Location())), s.Now); late != "" {
			return Cell{Text: late, Tone: "red", Tag: true}
		}
	default:
		if open && f.Name == "next_step_at" {
			return Cell{Text: words.T("none"), Dim: true}
		}
		if left, ok := r.Get("time_left").(int64); ok && f.Name == "due_at" {
			return Cell{Text: words.T("stands, %s left", Length(left)), Dim: true}
		}
		return Cell{}
	}
	return Cell{Text: text}
}
