package espocrm

import (
	"fmt"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// writer gathers the attributes of one create or update.
type writer struct {
	schema *schema
	entity *crm.Entity
	me     string      // id of our user there
	now    crm.Instant // the server's clock
	values crm.Values  // what is to be stored
	fresh  bool        // the record is not there yet
	before *reader     // the record as it is, nil for a new one and where no codec asked for it
	out    map[string]any
	field  string // being written
	err    error
}

// peeker is a codec that needs the record as it is before it writes an update.
type peeker interface {
	peeks(w *writer) bool
}

// given tells whether a field is part of the change.
func (w *writer) given(field string) bool { _, ok := w.values[field]; return ok }

// value is a field's value after the change: the given one, or the present one.
func (w *writer) value(field string) any {
	if v, ok := w.values[field]; ok || w.before == nil {
		return v
	}
	c := w.schema.object.codec(field)
	if c == nil {
		return nil
	}
	v, _ := c.read(w.before)
	return v
}

func (w *writer) fail(class remote.Class, field, sentence string) {
	if w.err == nil {
		w.err = &remote.Error{Class: class, Field: field, Message: sentence}
	}
}

// reject refuses the value being written.
func (w *writer) reject(sentence string) {
	w.fail(remote.Rejected, w.field, fmt.Sprintf("%s: %s", label(w.entity, w.field), sentence))
}

// text takes a string or a day; another type is a defect that must not reach the server, which would store it as a word.
func (w *writer) text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	w.reject("this is not a text.")
	return ""
}

// ref takes a link; false if it is empty.
func (w *writer) ref(v any) (remote.Ref, bool) {
	switch v := v.(type) {
	case nil:
		return remote.Ref{}, false
	case remote.Ref:
		return v, v.ID != ""
	}
	w.reject("this is not a link.")
	return remote.Ref{}, false
}

// write walks the table and adds every given field.
func (w *writer) write() error {
	for _, m := range w.schema.object.fields {
		v, ok := w.values[m.field]
		if !ok {
			continue
		}
		w.field = m.field
		if _, silent := m.codec.(fixed); !silent && !w.schema.edits(m.field) {
			if !crm.IsEmpty(v) {
				w.fail(remote.Denied, m.field, fmt.Sprintf("Your user in EspoCRM may not change %s.", label(w.entity, m.field)))
			}
			continue
		}
		m.codec.write(w, v)
	}
	return w.err
}

// asks tells whether an update needs the record as it is.
func (w *writer) asks() bool {
	for _, m := range w.schema.object.fields {
		if p, ok := inner(m.codec).(peeker); ok && w.given(m.field) && p.peeks(w) {
			return true
		}
	}
	return false
}

// label is our name of a field for a person.
func label(e *crm.Entity, field string) string {
	if f, ok := e.Field(field); ok {
		return f.Label
	}
	return field
}

// fillDeal gives a new deal the amount and the date that the server demands: nothing, and the end of this month. Both come back at
// once, so that the person sees them.
func fillDeal(w *writer) {
	if w.out["amount"] == nil && w.schema.required["amount"] {
		w.out["amount"] = 0
	}
	if w.out["closeDate"] == nil && w.schema.required["closeDate"] {
		first := w.now.Time().AddDate(0, 0, 1-w.now.Time().Day())
		w.out["closeDate"] = string(crm.DateOf(first.AddDate(0, 1, -1)))
	}
}

// fillOwner gives a new task, call or meeting the owner that the server demands: us.
func fillOwner(w *writer) {
	if w.out[attrAssigned] == nil {
		w.out[attrAssigned] = w.me
	}
}

// fillEvent gives a new call or meeting the time that the server demands: now.
func fillEvent(w *writer) {
	fillOwner(w)
	if w.out[attrStart] == nil {
		w.values = withTime(w.values, w.now)
		writeTime(w)
	}
}

func withTime(values crm.Values, at crm.Instant) crm.Values {
	r := crm.Record{Values: values}.Clone()
	r.Set("at", at)
	return r.Values
}
