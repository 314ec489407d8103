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
		w.reject("EspoCRM keeps calls, meetings, tasks and notes apart, and nothing can move between them. Take the change back, or add a new one.")
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
	id, known := onlyContact(r)
	if id != "" {
		return remote.Ref{Entity: "contact", ID: id}, true
	}
	return nil, known && r.has(attrContacts)
}

// onlyContact is the contact of an event: its parent, else the one that takes part. Of several none is more the contact than the
// others, so the answer does not tell, and the one chosen here stays.
func onlyContact(r *reader) (id string, known bool) {
	if r.text(attrParentType) == typeContact {
		return r.text(attrParentID), true
	}
	switch ids := r.ids(attrContacts); len(ids) {
	case 0:
		return "", true
	case 1:
		return ids[0], true
	}
	return "", false
}

func (contactOfEvent) write(w *writer, _ any) { writeContacts(w); writeParent(w) }

// participants are all contacts of an event.
type participants struct{}

func (participants) attributes() []string { return []string{attrContacts} }
func (participants) canon(_ *schema, v any) any {
	list, _ := v.([]remote.Ref)
	ids, _ := v.([]string)
	for _, ref := range list {
		ids = append(ids, ref.ID)
	}
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}
func (participants) peeks(*writer) bool     { return true }
func (participants) write(w *writer, _ any) { writeContacts(w) }
func (participants) read(r *reader) (any, bool) {
	var out []remote.Ref
	for _, id := range slices.Sorted(slices.Values(r.ids(attrContacts))) {
		out = append(out, remote.Ref{Entity: "contact", ID: id})
	}
	if len(out) == 0 {
		return nil, r.has(attrContacts)
	}
	return out, true
}

// writeContacts sends who takes part: those given, or those there of whom a new contact takes the place of the only one; and the
// contact itself.
func writeContacts(w *writer) {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	v, given := w.values["participants"]
	switch list := v.(type) {
	case []remote.Ref:
		for _, ref := range list {
			add(ref.ID)
		}
	case nil:
		if w.before != nil && !given {
			if ids = w.before.ids(attrContacts); len(ids) == 1 {
				ids = nil
			}
		}
	default:
		w.reject("this is not a list of contacts.")
	}
	if contact, ok := w.values["contact"]; ok {
		if ref, ok := w.ref(contact); ok {
			add(ref.ID)
		}
	}
	w.out[attrContacts] = append([]string{}, ids...)
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
