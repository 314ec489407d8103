package exchange

import (
	"encoding/json"
	"io"
	"os"
	"strings"

	"satchel/app/crm"
)

// Column is one column of a file and the field it fills.
type Column struct {
	Header string   // as in the file; "Column 3" in a file without headers
	Field  string   // path: "last_name", "address.city", "name.first"; "" = not imported
	Label  string   // of the address or number in the column, "" none
	Format crm.Term // how the values are read, where that was decided: "day first", "decimal comma"
	Sample []string // the values of the first rows, as they are understood

	field  crm.Field
	via    string // link field whose record the column fills, "" the row's own
	path   string // of the field in that record
	format format
	labels int // index of the column that holds this one's labels, -1 none
}

// Mapping says which column fills which field: header to path. "" leaves the column out; "phones#mobile" gives a label.
type Mapping map[string]string

// ReadMapping reads a mapping from a JSON file {"Header": "field", "Other": ""}.
func ReadMapping(file string) (Mapping, error) {
	f, err := open(file)
	if err != nil {
		return nil, err
	}
	defer func(f *os.File) { _ = f.Close() }(f)
	var m Mapping
	dec := json.NewDecoder(io.LimitReader(f, 1<<20))
	if err := dec.Decode(&m); err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, `The mapping must be a JSON object like {"Header": "field", "Other": ""} (%w).`, err)
	}
	return m, nil
}

// mapColumns finds the field of every column: by hand first, then by exact name or label, then by the names that other programs
// use. own tells that the file is an export of ours, with read-only fields and all.
func mapColumns(c *crm.Catalog, e *crm.Entity, headers []string, hand Mapping, own bool) ([]Column, error) {
	cols := make([]Column, len(headers))
	taken := map[string]bool{}
	byHand := map[int]bool{}
	for i, h := range headers {
		cols[i] = Column{Header: h, labels: -1}
		if path, ok := hand.find(h); ok {
			byHand[i] = true
			if err := cols[i].set(c, e, path, taken, true); err != nil {
				return nil, err
			}
		}
	}
	for name := range hand {
		if !hasHeader(headers, name) {
			return nil, crm.Errorf(crm.CodeInvalid, "The mapping names a column %q that the file does not have. It has: %s.", clip(name), clip(strings.Join(headers, ", ")))
		}
	}
	for _, guess := range []func(*crm.Catalog, *crm.Entity, string, bool) []string{exactName, knownName} {
		for i := range cols {
			if byHand[i] || cols[i].Field != "" || cols[i].labels == labelColumn {
				continue
			}
			for _, path := range guess(c, e, cols[i].Header, own) {
				if cols[i].set(c, e, path, taken, own) == nil && cols[i].Field != "" {
					break
				}
			}
		}
		joinLabels(cols, headers)
	}
	settleNames(cols, taken)
	for i := range cols {
		if cols[i].via != "" && !taken[cols[i].via] { // of nobody knows which organisation
			if byHand[i] {
				f, _ := e.Field(cols[i].via)
				return nil, crm.Errorf(crm.CodeInvalid, "Column %q fills a field of %s, so another column must name it.", clip(headers[i]), crm.Term(f.Label))
			}
			cols[i] = Column{Header: headers[i], labels: -1}
		}
	}
	return cols, nil
}

// settleNames leaves a whole name out where its parts have columns, and a form of address where the job has a column of its own.
func settleNames(cols []Column, taken map[string]bool) {
	job := false
	for _, c := range cols {
		job = job || c.Field == "" && plainHeader(c.Header) == "jobtitle"
	}
	for i := range cols {
		c := &cols[i]
		switch {
		case c.Field == "name" && (taken["last_name"] || taken["name.last"]):
			c.Field = ""
		case job && c.Field == "title" && plainHeader(c.Header) == "title":
			c.Field = ""
		case job && c.Field == "" && plainHeader(c.Header) == "jobtitle":
			for _, other := range cols {
				if other.field.Name == "title" {
					c.Field, c.path, c.field = "title", "title", other.field
				}
			}
		}
	}
}

func hasHeader(headers []string, name string) bool {
	for _, h := range headers {
		if strings.EqualFold(strings.TrimSpace(h), strings.TrimSpace(name)) {
			return true
		}
	}
	return false
}

func (m Mapping) find(header string) (string, bool) {
	for h, path := range m {
		if strings.EqualFold(strings.TrimSpace(h), strings.TrimSpace(header)) {
			return strings.TrimSpace(path), true
		}
	}
	return "", false
}

// set points the column to a path. A field that cannot take several columns goes to the first one; locked fields need permission.
func (c *Column) set(catalog *crm.Catalog, e *crm.Entity, path string, taken map[string]bool, locked bool) error {
	if path == "" {
		return nil
	}
	path, label, _ := strings.Cut(path, "#")
	f, via, err := target(catalog, e, path)
	if err != nil {
		return err
	}
	if f.Derived { // is worked out; of another program's file the due time is what was promised
		promise, ok := e.Field("promised_at")
		if !ok || path != "due_at" || locked || taken[promise.Name] {
			return nil
		}
		path, f = promise.Name, promise
	}
	if f.ReadOnly && !locked && f.Name != "name" && f.Name != "number" && f.Name != crm.FieldCreatedAt && f.Name != "closed_at" && f.Name != "solved_at" {
		return nil
	}
	if taken[path] && !f.IsList() && f.Kind != crm.LongText || taken[path] && strings.Contains(strings.TrimPrefix(path, via+"."), ".") {
		return crm.Errorf(crm.CodeInvalid, "Two columns cannot both fill %s.", crm.Term(f.Label))
	}
	taken[path] = true
	c.Field, c.Label, c.field, c.via, c.path = path, label, f, via, strings.TrimPrefix(path, via+".")
	return nil
}

// target is the field that a path of a column fills. "organisation.website" is of the organisation that the row names; via is the link
// to it then. Only records that an import makes if it must are filled so.
func target(catalog *crm.Catalog, e *crm.Entity, path string) (f crm.Field, via string, err error) {
	name, part, nested := strings.Cut(path, ".")
	f, ok := e.Field(name)
	switch {
	case !ok || f.Name != name:
		return f, "", crm.FieldErrorf(path, "%s has no field %q.", crm.Term(e.Label), clip(path))
	case !nested:
		return f, "", nil
	case f.Kind == crm.Postal:
		for _, p := range crm.AddressParts {
			if p == part {
				return crm.Field{Name: path, Label: f.Label + " " + strings.ReplaceAll(part, "_", " "), Kind: crm.LongText}, "", nil
			}
		}
	case name == "name" && (part == "first" || part == "last") && !e.Has("first_name"):
		return f, "", nil
	case makes(f):
		to, err := catalog.Entity("organisation")
		if err != nil {
			return f, "", err
		}
		sub, further, err := target(catalog, to, part)
		if err == nil && further == "" && part != "name" && !sub.ReadOnly && !sub.Derived && sub.Kind != crm.Link && sub.Kind != crm.Links {
			return sub, name, nil
		}
	}
	return f, "", crm.FieldErrorf(path, "%s has no field %q.", crm.Term(e.Label), clip(path))
}

// makes tells whether an import makes the record that a link names if there is none.
func makes(f crm.Field) bool {
	return f.Kind == crm.Link && len(f.To) == 1 && f.To[0] == "organisation"
}

func exactName(c *crm.Catalog, e *crm.Entity, header string, own bool) []string {
	h := strings.TrimSpace(header)
	if _, _, err := target(c, e, h); err == nil && (own || h != crm.FieldID && h != crm.FieldModifiedAt) {
		return []string{h}
	}
	if f, ok := e.Field(h); ok && !own && !f.ReadOnly && f.Kind != crm.Postal {
		return []string{f.Name}
	}
	return nil
}

// knownName takes numbers off ("E-mail 2 Address", "Phone 1 - Value") and looks the header up, then without what it says of whom it
// tells: "Person - Phone", "Company website".
func knownName(_ *crm.Catalog, e *crm.Entity, header string, own bool) []string {
	if own {
		return nil
	}
	plain := plainHeader(header)
	if word, ok := wordOf(plain); ok {
		return synonyms[word]
	}
	for _, o := range owners {
		rest, ok := strings.CutPrefix(plain, o.prefix)
		if !ok {
			continue
		}
		word, ok := wordOf(rest)
		if !ok {
			continue
		}
		if o.entity == e.Name {
			return synonyms[word]
		}
		var out []string
		for _, path := range synonyms[word] {
			if f, ok := e.Field(o.entity); ok && makes(f) {
				out = append(out, f.Name+"."+path)
			}
		}
		return out
	}
	return nil
}

// wordOf looks a plain header up, as it is and without its numbers.
func wordOf(plain string) (string, bool) {
	bare := strings.TrimSuffix(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, plain), "value")
	for _, h := range []string{plain, bare} {
		if word, ok := words[h]; ok {
			return word, true
		}
	}
	return "", false
}

// labelColumn marks a column that only holds the labels of another one.
const labelColumn = -2

// joinLabels finds columns such as "Phone 1 - Type" beside "Phone 1 - Value".
func joinLabels(cols []Column, headers []string) {
	for i := range cols {
		base, ok := strings.CutSuffix(plainHeader(cols[i].Header), "value")
		if !ok || !cols[i].field.IsList() {
			continue
		}
		for j, h := range headers {
			if p := plainHeader(h); p == base+"type" || p == base+"label" {
				cols[i].labels, cols[j].labels = j, labelColumn
			}
		}
	}
}

// isOwnExport tells whether headers are those that an export of ours writes.
func isOwnExport(c *crm.Catalog, e *crm.Entity, headers []string) bool {
	if len(headers) < 3 || headers[0] != crm.FieldID || headers[1] != crm.FieldCreatedAt || headers[2] != crm.FieldModifiedAt {
		return false
	}
	for _, h := range headers {
		if _, via, err := target(c, e, h); err != nil || via != "" {
			return false
		}
	}
	return true
}
