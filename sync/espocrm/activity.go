package espocrm

import (
	"slices"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// kind is the kind of an activity, which the server expresses by the type of the record. Kinds beside the type's own are sent as it
// and come back as it.
type kind struct {
	own  string
	also []string
}

func (c kind) attributes() []string     { return nil }
func (c kind) read(*reader) (any, bool) { return c.own, true }
func (c kind) takes(kind string) bool   { return kind == c.own || slices.Contains(c.also, kind) }
func (c kind) canon(_ *schema, v any) any {
	if s, _ := v.(string); c.takes(s) {
		return c.own
	}
	return v
}

func (c kind) write(w *writer, v any) {
	if !c.takes(w.text(v)) {
		w.reject("EspoCRM keeps calls, meetings and tasks apart, and nothing can move between them. Take the change back, or log a new activity.")
	}
}

// done is whether nothing is left to do: carried out, or called off.
type done struct {
	yes, no string
	over    []string
}

func (c done) attributes() []string { return []string{"status"} }
func (c done) read(r *reader) (any, bool) {
	return slices.Contains(c.over, r.text("status")), r.has("status")
}
func (c done) canon(s *schema, v any) any { return flag{}.canon(s, v) }
func (c done) write(w *writer, v any) {
	w.out["status"] = c.no
	if b, _ := v.(bool); b {
		w.out["status"] = c.yes
	}
}

// due is when a task has to be done: its end.
type due struct{}

func (due) attributes() []string       { return []string{attrEnd} }
func (due) read(r *reader) (any, bool) { return moment{attrEnd}.read(r) }
func (due) canon(s *schema, v any) any { return moment{}.canon(s, v) }
func (due) write(w *writer, v any) {
	moment{attrEnd}.write(w, v)
	w.out["dateEndDate"] = nil // a day alone would win over the moment
}

// start and length are the time of a call or a meeting: ours are a start and seconds, theirs a start and an end.
type (
	start  struct{}
	length struct{}
)

// eventLength is how long a call or a meeting takes if nobody said so, in seconds, as the server's own forms have it.
var eventLength = map[string]int64{typeCall: 300, typeMeeting: 3600}

func (start) attributes() []string        { return []string{attrStart} }
func (start) read(r *reader) (any, bool)  { return moment{attrStart}.read(r) }
func (start) canon(s *schema, v any) any  { return moment{}.canon(s, v) }
func (start) peeks(w *writer) bool        { return !w.given("duration") }
func (start) write(w *writer, _ any)      { writeTime(w) }
func (length) attributes() []string       { return []string{attrStart, attrEnd} }
func (length) canon(_ *schema, v any) any { return v }
func (length) peeks(w *writer) bool       { return !w.given("at") }
func (length) write(w *writer, _ any)     { writeTime(w) }
func (length) read(r *reader) (any, bool) {
	from, ok1 := r.instant(attrStart)
	to, ok2 := r.instant(attrEnd)
	switch {
	case !r.has(attrStart, attrEnd):
		return nil, false
	case !ok1 || !ok2:
		return nil, true
	}
	return int64(to-from) / 1000, to >= from // the server accepts an end before the start, which is no length
}

func writeTime(w *writer) {
	at, ok := w.value("at").(crm.Instant)
	if !ok {
		if !w.fresh {
			w.field = "at"
			w.reject("EspoCRM keeps no call or meeting without a time. Fill it in.")
		}
		return
	}
	seconds, ok := w.value("duration").(int64)
	if !ok || seconds < 0 {
		seconds = eventLength[w.schema.name]
	}
	w.out[attrStart], w.out[attrEnd] = stamp(at), stamp(at+crm.Instant(seconds*1000))
	if w.schema.name == typeMeeting { // days alone would win over the moments
		w.out["isAllDay"], w.out["dateStartDate"], w.out["dateEndDate"] = false, nil, nil
	}
}

// An activity of ours may have a contact, an organisation and a record that it is about. There it has one parent, from which the
// server derives the account, for tasks the contact too; calls and meetings have a list of contacts beside it.
type (
	about          struct{}
	organisationOf struct{}
	contactOfTask  struct{}
	contactOfEvent struct{}
)

// aboutEntities are what an activity can be about.
var aboutEntities = []string{"deal", "lead", "ticket"}

func (about) attributes() []string       { return []string{attrParentType, attrParentID} }
func (about) canon(_ *schema, v any) any { return canonRef(v) }
func (about) peeks(*writer) bool         { return true }
func (about) write(w *writer, _ any)     { writeParent(w) }
func (about) read(r *reader) (any, bool) {
	kind, id := r.text(attrParentType), r.text(attrParentID)
	for _, entity := range aboutEntities {
		if parents[entity] == kind && id != "" {
			return remote.Ref{Entity: entity, ID: id}, true
		}
	}
	return nil, r.has(attrParentType, attrParentID)
}

func (organisationOf) attributes() []string {
	return []string{attrAccount, attrParentType, attrParentID}
}
func (organisationOf) canon(_ *schema, v any) any { return canonRef(v) }
func (organisationOf) peeks(*writer) bool         { return true }
func (organisationOf) write(w *writer, _ any)     { writeParent(w) }
func (organisationOf) read(r *reader) (any, bool) {
	id, kind := r.text(attrAccount), r.text(attrParentType)
	if kind == typeAccount {
		id = r.text(attrParentID)
	}
	if id != "" {
		return remote.Ref{Entity: "organisation", ID: id}, true
	}
	// With another parent the server has no place for an organisation of our own choice.
	return nil, r.has(attrAccount, attrParentType) && (kind == "" || kind == typeAccount)
}

func (contactOfTask) attributes() []string {
	return []string{attrContact, attrParentType, attrParentID}
}
func (contactOfTask) canon(_ *schema, v any) any { return canonRef(v) }
func (contactOfTask) peeks(*writer) bool         { return true }
func (contactOfTask) write(w *writer, _ any)     { writeParent(w) }
func (contactOfTask) read(r *reader) (any, bool) {
	id, kind := r.text(attrContact), r.text(attrParentType)
	if kind == typeContact {
		id = r.text(attrParentID)
	}
	if id != "" {
		return remote.Ref{Entity: "contact", ID: id}, true
	}
	return nil, r.has(attrContact, attrParentType) && (kind == "" || kind == typeAccount || kind == typeContact)
}

func (contactOfEvent) attributes() []string {
	return []string{attrContacts, attrParentType, attrParentID}
}
func (contactOfEvent) canon(_ *schema, v any) any { return canonRef(v) }
func (contactOfEvent) peeks(*writer) bool         { return true }
func (contactOfEvent) read(r *reader) (any, bool) {
	id := firstContact(r)
	if id != "" {
		return remote.Ref{Entity: "contact", ID: id}, true
	}
	return nil, r.has(attrContacts)
}

// firstContact is the contact that counts as ours of an event: its parent, else the least id, because the list has no order.
func firstContact(r *reader) string {
	if r.text(attrParentType) == typeContact {
		return r.text(attrParentID)
	}
	if ids := r.ids(attrContacts); len(ids) > 0 {
		return slices.Min(ids)
	}
	return ""
}

// write replaces our contact and leaves the other guests alone.
func (contactOfEvent) write(w *writer, v any) {
	var ids []string
	if w.before != nil {
		mine := firstContact(w.before)
		for _, id := range w.before.ids(attrContacts) {
			if id != mine {
				ids = append(ids, id)
			}
		}
	}
	if ref, ok := w.ref(v); ok && !slices.Contains(ids, ref.ID) {
		ids = append(ids, ref.ID)
	}
	w.out[attrContacts] = append([]string{}, ids...)
	writeParent(w)
}

// writeParent chooses the parent: what the activity is about, else the contact of a task, else the organisation. A parent that we
// do not know stays as long as there is none of ours.
func writeParent(w *writer) {
	kind, id := "", ""
	choose := func(field string) {
		if ref, ok := w.value(field).(remote.Ref); ok && id == "" && ref.ID != "" {
			kind, id = parents[ref.Entity], ref.ID
		}
	}
	choose("about")
	if w.schema.name == typeTask || w.before != nil && w.before.text(attrParentType) == typeContact {
		choose("contact")
	}
	choose("organisation")
	if id == "" && w.before != nil {
		if old := w.before.text(attrParentType); old != "" && !isParent(old) {
			return
		}
	}
	w.out[attrParentType], w.out[attrParentID] = text{}.canon(nil, kind), text{}.canon(nil, id)
}

// isParent tells whether a type is one that our fields express.
func isParent(kind string) bool {
	for _, theirs := range parents {
		if theirs == kind {
			return true
		}
	}
	return false
}
