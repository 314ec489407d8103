package crm

import "maps"

// Names of the fields that every entity has.
const (
	FieldID         = "id"
	FieldCreatedAt  = "created_at"
	FieldOurs       = "ours" // of what is otherwise only read here: it was made in Satchel, and is written in Satchel
	FieldModifiedAt = "modified_at"
	FieldOwner      = "owner"
	FieldSecret     = "secret" // of no record: the password or key that an error is about
)

// Values are field values by field name. A missing name means "not part of this"; nil means "empty".
type Values map[string]any

// Record is one record of an entity. The zero Values are an empty record.
type Record struct {
	Entity string
	ID     string // UUIDv7, never changes
	Values Values // without id
}

// NewRecord returns an empty record.
func NewRecord(entity, id string) Record { return Record{Entity: entity, ID: id, Values: Values{}} }

// Ref names the record.
func (r Record) Ref() Ref { return Ref{Entity: r.Entity, ID: r.ID} }

// Get returns a value; nil if it is not set.
func (r Record) Get(name string) any {
	if name == FieldID {
		return r.ID
	}
	return r.Values[name]
}

// Set changes one value.
func (r *Record) Set(name string, value any) {
	if r.Values == nil {
		r.Values = Values{}
	}
	r.Values[name] = value
}

// Clone returns a record whose values can be changed without touching r. List values are shared: replace, never edit them.
func (r Record) Clone() Record {
	r.Values = maps.Clone(r.Values)
	if r.Values == nil {
		r.Values = Values{}
	}
	return r
}

// Text returns a string value, "" if empty or of another type. It also reads links, choices and dates.
func (r Record) Text(name string) string {
	switch v := r.Get(name).(type) {
	case string:
		return v
	case Date:
		return string(v)
	}
	return ""
}

// Int returns an integer, money (minor units) or duration (seconds); 0 if empty.
func (r Record) Int(name string) int64 { v, _ := r.Get(name).(int64); return v }

// Float returns a decimal or percent; 0 if empty.
func (r Record) Float(name string) float64 { v, _ := r.Get(name).(float64); return v }

// Bool returns a yes/no value; false if empty.
func (r Record) Bool(name string) bool { v, _ := r.Get(name).(bool); return v }

// Date returns a day; "" if empty.
func (r Record) Date(name string) Date { v, _ := r.Get(name).(Date); return v }

// Instant returns a moment; 0 if empty.
func (r Record) Instant(name string) Instant { v, _ := r.Get(name).(Instant); return v }

// Strings returns a list of words or ids; nil if empty.
func (r Record) Strings(name string) []string { v, _ := r.Get(name).([]string); return v }

// Reaches returns the e-mail addresses or phone numbers of a field; nil if empty.
func (r Record) Reaches(name string) []Reach { v, _ := r.Get(name).([]Reach); return v }

// Address returns a postal address; the zero address if empty.
func (r Record) Address(name string) Address { v, _ := r.Get(name).(Address); return v }

// Ref names a record.
type Ref struct {
	Entity string `json:"entity"`
	ID     string `json:"id"`
}

// Hit is one answer of the search over all entities.
type Hit struct {
	Ref
	Title string `json:"title"`
	Why   string `json:"why"` // what matched, for the person
}
