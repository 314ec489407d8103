package crm

import "strings"

// Entity describes one kind of record. Tables, lists, forms, search, import, export, sync and the command line walk it.
type Entity struct {
	Name     string // snake_case singular: table, CLI, JSON
	Label    string // "Contact"
	Plural   string // "Contacts"
	Icon     string // name of an icon in assets
	Fields   []Field
	Title    []string             // fields that together name a record, joined by spaces
	Subtitle []string             // fields shown dim beside the title
	Columns  []Column             // of the list, in order; each can be sorted by
	Form     [][]string           // rows of the form, each one to three fields; own fields follow by themselves
	Search   []string             // fields found by the search over all entities
	Sort     []Sort               // order of a list nobody has sorted
	Index    [][]string           // further indexes that views and charts need, as field names; "!done" in front: of records that are not done
	Match    [][]string           // sets of fields; two records that agree in all fields of one set are the same, strongest set first
	Child    bool                 // lives inside other records: not in the sidebar
	Person   bool                 // its records are people: what is held of one can be told, and erased
	ReadOnly bool                 // records of the online CRM are changed there only; see [FieldOurs]
	Views    func(*Entity) []View // those that come with the program, in order; nil = none
	Timeline *Timeline            // set for entities that appear in a customer's timeline

	// Derive sets fields that follow from the record alone, such as a full name. It runs at every write, by whomever.
	Derive func(r *Record)
	// Answered sets what follows from a chosen answer, also from one that was added. It runs before the rules.
	Answered func(e *Entity, before Record, after *Record)
	// Rules run when a person or an import writes, before validation. They see the record before (no values for a new one).
	Rules []Rule
	// Arrived runs when the provider's data come in, where a fact is to be noted that the provider does not keep.
	Arrived func(before Record, after *Record)
	// Effects run after the rules of such a write, in its transaction, where a rule needs or changes other records.
	Effects []Effect
}

// Rule adjusts a record about to be saved, given what it was before; now is the moment of the save.
type Rule func(before Record, after *Record, now Instant)

// Effect is a rule that reads or writes other records of the same transaction.
type Effect func(tx Tx, before Record, after *Record) error

// Settle makes a record ready to be written: derives, applies the rules where a person or an import writes, and validates.
func (e *Entity) Settle(tx Tx, before Record, after *Record, source Source, now Instant) error {
	if err := e.Writable(source, before); err != nil {
		return err
	}
	if e.ReadOnly && source == FromUser && len(before.Values) == 0 {
		after.Set(FieldOurs, true)
	}
	if source.ByPerson() {
		if e.Answered != nil {
			e.Answered(e, before, after)
		}
		for _, rule := range e.Rules {
			rule(before, after, now)
		}
		for _, effect := range e.Effects {
			if err := effect(tx, before, after); err != nil {
				return err
			}
		}
	}
	if source == FromSync && e.Arrived != nil {
		e.Arrived(before, after)
	}
	if e.Derive != nil {
		e.Derive(after)
	}
	if source == FromSync {
		return nil // the provider's data are as they are
	}
	return e.validate(before, *after)
}

// Makes tells whether records of the entity can be made here.
func (e *Entity) Makes() bool { return !e.ReadOnly || e.Has(FieldOurs) }

// Locked tells whether a record is only read here: it came from the online CRM, which alone writes such records.
func (e *Entity) Locked(r Record) bool { return e.ReadOnly && !r.Bool(FieldOurs) }

// Writable refuses a person's write to what is only read here, given what it was before, so that nobody types what can never be sent. An
// import may bring such records back from an export.
func (e *Entity) Writable(source Source, before Record) error {
	fresh := len(before.Values) == 0 && e.Makes()
	if source == FromUser && !fresh && e.Locked(before) {
		return Errorf(CodeDenied, "%s are written in the online CRM; here they are only read.", Term(e.Plural))
	}
	return nil
}

// Column is one column of a list.
type Column struct {
	Field  string
	Weight float32 // share of the width
}

// Timeline tells how records of an entity appear in the history of a contact or an organisation.
type Timeline struct {
	At    string   // the moment shown and sorted by
	Links []string // fields that tie the record to a contact, organisation or anything else with a page
	Touch Expr     // which of the records mean that somebody dealt with what they are tied to; nil = none
}

// Field finds a field by name, or by its label ignoring case.
func (e *Entity) Field(name string) (Field, bool) {
	if i := e.at(name); i >= 0 {
		return e.Fields[i], true
	}
	for i := range e.Fields {
		if strings.EqualFold(e.Fields[i].Label, name) {
			return e.Fields[i], true
		}
	}
	return Field{}, false
}

// at is the place of the field of exactly this name, -1 if there is none. It is asked for every value of every record.
func (e *Entity) at(name string) int {
	for i := range e.Fields {
		if e.Fields[i].Name == name {
			return i
		}
	}
	return -1
}

// Has tells whether the entity has a field of exactly this name.
func (e *Entity) Has(name string) bool {
	return e.at(name) >= 0
}

// TitleOf names a record for a person; never empty.
func (e *Entity) TitleOf(r Record) string {
	var parts []string
	for _, name := range e.Title {
		s := r.Text(name)
		if f, _ := e.Field(name); f.Kind == LongText { // its beginning names it
			s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
			s = clip(s)
		}
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return "Unnamed " + strings.ToLower(e.Label)
	}
	return strings.Join(parts, " ")
}

// Group returns the names of all fields of one merge group.
func (e *Entity) Group(group string) []string {
	var out []string
	for _, f := range e.Fields {
		if f.MergeGroup() == group {
			out = append(out, f.Name)
		}
	}
	return out
}

// New returns a record with the entity's defaults.
func (e *Entity) New(id string) Record {
	r := NewRecord(e.Name, id)
	for _, f := range e.Fields {
		if f.Default != nil {
			r.Values[f.Name] = f.Default
		}
	}
	return r
}

// system returns the fields that every entity has, first id, last owner.
func system() []Field {
	return []Field{
		{Name: FieldID, Label: "Id", Kind: Text, ReadOnly: true},
		{Name: FieldCreatedAt, Label: "Created", Kind: Moment, ReadOnly: true},
		{Name: FieldModifiedAt, Label: "Modified", Kind: Moment, ReadOnly: true},
		{Name: FieldOwner, Label: "Owner", Kind: Link, To: []string{"user"}},
	}
}

// outsideID is the field that keeps another program's name of a record (an id column, a vCard UID), by which a second import finds
// it again.
func outsideID() Field { return Field{Name: "outside_id", Label: "Outside id", Kind: Text, Max: 200} }
