package espocrm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// stampLayout is the server's form of a moment: UTC, to the second.
const stampLayout = "2006-01-02 15:04:05"

// maxID bounds an id; the server's are 17 characters, or 36 where it uses UUIDs.
const maxID = 100

// reader takes typed attributes out of one record of an answer. The first value of a wrong type is kept in err and everything after
// it reads as empty, so that a codec needs no checks of its own.
type reader struct {
	schema *schema
	id     string
	row    map[string]any
	err    error
}

// has tells whether the answer names an attribute; an attribute that the user may not see is missing.
func (r *reader) has(attrs ...string) bool {
	for _, a := range attrs {
		if _, ok := r.row[a]; !ok {
			return false
		}
	}
	return true
}

func (r *reader) wrong(attr, want string) {
	if r.err == nil {
		r.err = &remote.Error{Class: remote.Protocol, Message: fmt.Sprintf(
			"EspoCRM sent something unexpected: %q of %s %s is not %s.", attr, r.schema.name, clip(r.id), want,
		)}
	}
}

// text is "" for null. Zero bytes, which no text of a person holds, are dropped.
func (r *reader) text(attr string) string {
	switch v := r.row[attr].(type) {
	case nil:
		return ""
	case string:
		return strings.ReplaceAll(v, "\x00", "")
	}
	r.wrong(attr, "a text")
	return ""
}

// number is false for null.
func (r *reader) number(attr string) (float64, bool) {
	switch v := r.row[attr].(type) {
	case nil:
		return 0, false
	case json.Number:
		if n, err := v.Float64(); err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) {
			return n, true
		}
	}
	r.wrong(attr, "a number")
	return 0, false
}

// integer is false for null; it is exact.
func (r *reader) integer(attr string) (int64, bool) {
	switch v := r.row[attr].(type) {
	case nil:
		return 0, false
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n, true
		}
	}
	r.wrong(attr, "a whole number")
	return 0, false
}

// flag is false for null.
func (r *reader) flag(attr string) bool {
	switch v := r.row[attr].(type) {
	case nil:
		return false
	case bool:
		return v
	}
	r.wrong(attr, "true or false")
	return false
}

// instant is false for null.
func (r *reader) instant(attr string) (crm.Instant, bool) {
	s := r.text(attr)
	if s == "" {
		return 0, false
	}
	t, err := time.Parse(stampLayout, s)
	if err != nil {
		r.wrong(attr, "a moment like 2026-12-31 14:30:00")
		return 0, false
	}
	return crm.InstantOf(t), true
}

// date is "" for null.
func (r *reader) date(attr string) crm.Date {
	s := r.text(attr)
	if s == "" {
		return ""
	}
	d, err := crm.ParseDate(s)
	if err != nil {
		r.wrong(attr, "a day like 2026-12-31")
	}
	return d
}

// ids reads the ids of a link to many.
func (r *reader) ids(attr string) []string {
	var out []string
	for _, v := range r.list(attr) {
		id, ok := v.(string)
		if !ok {
			r.wrong(attr, "a list of ids")
			return nil
		}
		out = append(out, id)
	}
	return out
}

// objects reads a list of objects, such as addresses.
func (r *reader) objects(attr string) []map[string]any {
	var out []map[string]any
	for _, v := range r.list(attr) {
		o, ok := v.(map[string]any)
		if !ok {
			r.wrong(attr, "a list of objects")
			return nil
		}
		out = append(out, o)
	}
	return out
}

func (r *reader) list(attr string) []any {
	switch v := r.row[attr].(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	r.wrong(attr, "a list")
	return nil
}

// decode reads one JSON value without loss of digits; what follows it is an error.
func decode(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return unreadable(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return unreadable(fmt.Errorf("more follows the value"))
	}
	return nil
}

func unreadable(err error) *remote.Error {
	return &remote.Error{Class: remote.Protocol, Message: "EspoCRM's answer cannot be read. Check the address; if it is right, tell whoever runs the server.", Err: err}
}

// newReader takes a row of an answer; it must have an id.
func newReader(s *schema, row map[string]any) (*reader, error) {
	r := &reader{schema: s, row: row}
	r.id = r.text(attrID)
	if r.err == nil && (r.id == "" || len(r.id) > maxID) {
		r.wrong(attrID, "an id")
	}
	return r, r.err
}

// record translates the row. Attributes that are missing leave their fields out.
func (r *reader) record() (remote.Record, error) {
	o := r.schema.object
	out := remote.Record{Feed: o.name, ID: o.remoteID(r.id), Values: crm.Values{}}
	out.ModifiedAt, _ = r.instant(attrModifiedAt)
	if out.ModifiedAt == 0 {
		out.ModifiedAt, _ = r.instant(attrCreatedAt)
	}
	out.ModifiedBy = r.text(attrModifiedBy)
	if out.ModifiedBy == "" {
		out.ModifiedBy = r.text(attrCreatedBy)
	}
	out.Version = r.version()
	if r.schema.marker {
		out.Marker = r.text(attrMarker)
	}
	for _, m := range o.fields {
		if v, known := m.codec.read(r); known && r.schema.reads(m.field) {
			out.Values[m.field] = v
		}
	}
	if r.schema.hasFiles() && r.has(attrFiles) {
		out.Inside = r.filesOf()
	}
	return out, r.err
}

// version is "" where the type has none, or the record was made before it had.
func (r *reader) version() string {
	if moved := r.schema.moved; len(moved) > 0 {
		at := make([]string, len(moved))
		for i, attr := range moved {
			at[i] = r.text(attr)
		}
		return strings.Join(at, "/")
	}
	if !r.schema.versions {
		return ""
	}
	n, ok := r.row[attrVersion].(json.Number)
	if !ok {
		return ""
	}
	return n.String()
}

// remoteID is the id by which the engine knows a record.
func (o *object) remoteID(id string) string {
	if o.qualified {
		return o.name + "/" + id
	}
	return id
}

// serverID is the id by which the server knows it.
func (o *object) serverID(id string) string {
	if o.qualified {
		return strings.TrimPrefix(id, o.name+"/")
	}
	return id
}
