package present

import (
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

// deadline presents a time by which something has to be done: late in red, soon in amber, "none" where it is missing.
func (s Scene) deadline(e *crm.Entity, f crm.Field, r crm.Record, text string) Cell {
	open := IsOpen(e, r)
	switch v := r.Get(f.Name).(type) {
	case crm.Instant:
		if !open {
			return Cell{Text: text, Dim: true}
		}
		if late := Overdue(v, s.Now); late != "" {
			return Cell{Text: late, Tone: "red", Tag: true}
		}
		soon := Soon(v, s.Now)
		if near := r.Instant("warn_at"); f.Name == "due_at" && near != 0 && near <= crm.InstantOf(s.Now) && soon == "" {
			soon = text
		}
		if soon != "" {
			return Cell{Text: soon, Tone: "amber", Tag: true}
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
