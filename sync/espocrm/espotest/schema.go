package espotest

// field is one field of an entity type. The same value drives the metadata
// answer, the validation of input and the shape of records.
type field struct {
	name, kind string
	required   bool
	optional   bool // required by the metadata, yet its absence is accepted
	readOnly   bool
	derived    bool // not stored: computed when a record is shown
	audited    bool // a change of it is a post in the stream
	strict     bool // refuses < > and =
	createOnly bool // seen in the answer to a create and nowhere else
	onceOnly   bool // taken from a create only
	custom     bool
	label      string             // in the language of the user; "" = made from the name
	chances    map[string]float64 // probabilities of stages
	raw        any                // stands for the whole definition, however odd
	maxLength  int
	min, max   *float64
	options    []string
	typeList   []string // phone
	closed     []string // options that stand for what is over
	standard   any      // default value
	entity     string   // link and linkMultiple: the type linked to
	parents    []string // linkParent: the types allowed
	columns    []string // linkMultiple: columns of the link
	byName     bool     // linkMultiple: shown in order of name
}

func of(kind, name string) field { return field{kind: kind, name: name} }

func varchar(name string, maxLength int) field {
	return field{kind: "varchar", name: name, maxLength: maxLength, strict: true}
}

func enum(name string, options ...string) field {
	return field{kind: "enum", name: name, options: options}
}

func link(name, entity string) field {
	return field{kind: "link", name: name, entity: entity}
}

// linkOne is shown here and stored in the other record.
func linkOne(name, entity string) field {
	return field{kind: "linkOne", name: name, entity: entity, readOnly: true}
}

func links(name, entity string, columns ...string) field {
	return field{kind: "linkMultiple", name: name, entity: entity, columns: columns, byName: true}
}

func parent(types ...string) field {
	return field{kind: "linkParent", name: "parent", parents: types}
}

func (f field) must() field                  { f.required = true; return f }
func (f field) watched() field               { f.audited = true; return f }
func (f field) locked() field                { f.readOnly = true; return f }
func (f field) over(options ...string) field { f.closed = options; return f }
func (f field) once() field                  { f.onceOnly = true; return f }
func (f field) computed() field              { f.derived = true; return f }
func (f field) lenient() field               { f.strict = false; return f }
func (f field) unenforced() field            { f.required, f.optional = true, true; return f }
func (f field) standardly(value any) field   { f.standard = value; return f }
func (f field) length(n int) field           { f.maxLength = n; return f }
func (f field) atLeast(n float64) field      { f.min = &n; return f }
func (f field) atMost(n float64) field       { f.max = &n; return f }

// attributes names what the field puts into a record read by id.
func (f field) attributes() []string {
	n := f.name
	switch f.kind {
	case "address", "map":
		return nil
	case "email", "phone":
		return []string{n, n + "Data"}
	case "link", "linkOne", "file":
		return []string{n + "Id", n + "Name"}
	case "linkParent":
		return []string{n + "Id", n + "Type", n + "Name"}
	case "attachmentMultiple":
		return []string{n + "Ids", n + "Names", n + "Types"}
	case "linkMultiple":
		if len(f.columns) > 0 {
			return []string{n + "Ids", n + "Names", n + "Columns"}
		}
		return []string{n + "Ids", n + "Names"}
	}
	return []string{n}
}

// listed tells whether a list row without select holds the field.
func (f field) listed(attribute string) bool {
	switch f.kind {
	case "linkMultiple", "attachmentMultiple", "jsonArray":
		return false
	case "jsonObject":
		return !f.derived
	case "email", "phone":
		return attribute == f.name
	}
	return !f.createOnly
}

// relation names one many-to-many link and the side this type has in it.
type relation struct {
	entity, foreign string // the other type, and the name of the link there
	table           string
	left            bool
}

// entityType is everything the model knows about one type of record.
type entityType struct {
	name           string
	orderBy, order string
	textFilter     []string
	fullText       bool
	fields         []field
	manyToMany     map[string]relation
	// hasMany: link name -> {type, its attribute naming this record}.
	hasMany    map[string][2]string
	person     bool
	stream     bool
	starred    bool
	versioned  bool
	noTotal    bool // lists never count
	keepStamp  bool // an update without a change keeps modifiedAt
	status     string
	duplicates []string
	byIDOnly   []string // attributes shown by id, never in a list
	quiet      []string // attributes missing in the answer to a create
	hidden     map[string]bool
	readOnly   bool
	address    []string // names of address fields

	byAttribute map[string]int
	group       map[string]string // part of an address -> address field
}

// index prepares the lookup of fields by attribute.
func (t *entityType) index() {
	t.byAttribute = map[string]int{}
	t.group = map[string]string{}
	for i, f := range t.fields {
		for _, a := range f.attributes() {
			if _, taken := t.byAttribute[a]; !taken {
				t.byAttribute[a] = i
			}
		}
	}
	for _, address := range t.address {
		for _, part := range addressParts {
			t.group[address+part] = address
		}
	}
}

// field finds the field that owns an attribute.
func (t *entityType) field(attribute string) (field, bool) {
	i, found := t.byAttribute[attribute]
	if !found {
		return field{}, false
	}
	return t.fields[i], true
}

// named finds a field by its own name.
func (t *entityType) named(name string) (field, bool) {
	for _, f := range t.fields {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

var addressParts = []string{"Street", "City", "State", "Country", "PostalCode"}

// addressFields are the five stored parts of an address.
func addressFields(name string) []field {
	street := field{kind: "text", name: name + "Street", maxLength: 255}
	return []field{
		of("address", name), street,
		varchar(name+"City", 100), varchar(name+"State", 100),
		varchar(name+"Country", 100), varchar(name+"PostalCode", 40),
	}
}

// flags are the two marks of a primary e-mail address or number.
func flags(name string) []field {
	return []field{
		of("bool", name+"IsOptedOut").computed(),
		of("bool", name+"IsInvalid").computed(),
	}
}

// personFields are the parts of the name of a person.
func personFields(lastNameRequired bool) []field {
	last := varchar("lastName", 100)
	last.required = lastNameRequired
	return []field{
		of("personName", "name"),
		enum("salutationName", "", "Mr.", "Ms.", "Mrs.", "Dr."),
		varchar("firstName", 100), last, varchar("middleName", 100),
	}
}

// stamps are the fields the server alone writes.
func stamps() []field {
	return []field{
		of("datetime", "createdAt").locked(), of("datetime", "modifiedAt").locked(),
		link("createdBy", "User").locked(), link("modifiedBy", "User").locked(),
	}
}

// ownership is who a record is assigned to.
func ownership(assigned field) []field {
	return []field{assigned, {kind: "linkMultiple", name: "teams", entity: "Team", byName: true}}
}

func join(groups ...[]field) []field {
	var all []field
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}
