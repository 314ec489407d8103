package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"satchel/app/crm"
)

// formatVersion is the version of everything.json.
const formatVersion = 1

// ownField is how an own field is written in everything.json.
type ownField struct {
	Name    string       `json:"name"`
	Label   string       `json:"label"`
	Kind    crm.Kind     `json:"kind"`
	Options []crm.Option `json:"options,omitempty"`
	Help    string       `json:"help,omitempty"`
}

func ownFields(entities []*crm.Entity) map[string][]ownField {
	out := map[string][]ownField{}
	for _, e := range entities {
		for _, f := range e.Added() {
			out[e.Name] = append(out[e.Name], ownField{Name: f.Name, Label: f.Label, Kind: f.Kind, Options: f.Options, Help: f.Help})
		}
	}
	return out
}

// ReadBack takes an export of ours in again, its folder, its archive or its everything.json: ids, links and values as they were. All is
// checked before the first record is written; records at fault are listed by their number within their entity. Records that exist take the
// export's values. Own fields that are missing are added first, which an undo leaves in place.
func ReadBack(ctx context.Context, store Store, from, who string, progress Progress) (Result, error) {
	res := Result{Refused: []Refusal{}}
	b := backRead{ctx: ctx, progress: progress}
	closeIt, err := b.open(from)
	if err != nil {
		return res, err
	}
	defer closeIt()
	if err := b.fields(store); err != nil {
		return res, err
	}
	b.catalog = store.Catalog()
	bad := map[string]map[int]bool{}
	err = b.each(func(e *crm.Entity, n int, raw json.RawMessage) error {
		err := b.check(e, raw)
		if err == nil {
			return nil
		}
		if bad[e.Name] == nil {
			bad[e.Name] = map[int]bool{}
		}
		bad[e.Name][n] = true
		res.Refused = append(res.Refused, *refuse(n, e.Name, err))
		return nil
	})
	if err != nil {
		return res, err
	}
	batch, err := store.Do(ctx, crm.Action{Label: fmt.Sprintf("Read %d records back", b.total), Who: who, Source: crm.FromImport}, func(tx crm.Tx) error {
		// Roles come first: a contact then finds its main role instead of making one. They come last again, as contacts touch them.
		for _, roles := range []bool{true, false, true} {
			err := b.each(func(e *crm.Entity, n int, raw json.RawMessage) error {
				if (e.Name == "role") != roles || bad[e.Name][n] {
					return nil
				}
				return res.put(tx, e, raw, b.from)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if batch.Changes > 0 {
		res.Batch = batch.ID
	}
	return res, err
}

// check refuses a record that cannot be written as it is.
func (b *backRead) check(e *crm.Entity, raw json.RawMessage) error {
	r, err := recorded(e, raw)
	if err != nil {
		return err
	}
	if !isID(r.ID) {
		return crm.FieldErrorf(crm.FieldID, "The record has no id of ours.")
	}
	if e.Derive != nil {
		e.Derive(&r)
	}
	if err := e.Validate(r); err != nil {
		return err
	}
	_, err = contentsOf(b.from, r)
	return err
}

// put writes one record as it was; fields that it does not have are cleared.
func (res *Result) put(tx crm.Tx, e *crm.Entity, raw json.RawMessage, from fs.FS) error {
	r, err := recorded(e, raw)
	if err != nil {
		return err
	}
	if err := keepContents(tx, from, r); err != nil {
		return err
	}
	now, err := tx.Get(r.Ref())
	if crm.CodeOf(err) == crm.CodeNotFound {
		res.New++
		return tx.Put(r)
	}
	if err != nil {
		return err
	}
	changed := false
	for _, f := range e.Fields {
		if f.Name == crm.FieldID || f.Name == crm.FieldModifiedAt || f.Derived {
			continue
		}
		if !crm.Equal(now.Get(f.Name), r.Get(f.Name)) {
			r.Set(f.Name, r.Get(f.Name))
			changed = true
		}
	}
	res.Existing++
	if !changed {
		return nil
	}
	res.Changed++
	return tx.Put(r)
}

type backRead struct {
	ctx      context.Context //nolint:containedctx // lives as long as one call
	catalog  *crm.Catalog
	from     fs.FS  // the export
	json     string // its everything.json, which may have another name
	progress Progress
	total    int64
}

// fields reads the own fields of the file and adds those that the database does not have.
func (b *backRead) fields(store Store) error {
	f, err := b.from.Open(b.json)
	if err != nil {
		return fileError(b.json, err)
	}
	defer func() { _ = f.Close() }()
	dec := json.NewDecoder(newMeter(f))
	var own map[string][]ownField
	err = object(dec, func(name string) error {
		switch name {
		case "satchel":
			var version int
			if err := dec.Decode(&version); err != nil {
				return err
			}
			if version > formatVersion {
				return crm.Errorf(crm.CodeNewer, "The file was written by a newer version of Satchel.")
			}
			return nil
		case "own_fields":
			return dec.Decode(&own)
		}
		return io.EOF // the entities follow; own fields stand before them
	})
	if err != nil && !errors.Is(err, io.EOF) {
		return jsonError(err)
	}
	for entity, list := range own {
		e, err := store.Catalog().Entity(entity)
		if err != nil {
			return err
		}
		var read []crm.Field
		for _, o := range list {
			read = append(read, crm.Field{Name: o.Name, Label: o.Label, Kind: o.Kind, Options: o.Options, Help: o.Help})
		}
		if more := e.Missing(read); len(more) > 0 {
			if err := store.SetOwnFields(b.ctx, entity, e.AddedWith(more)); err != nil {
				return err
			}
		}
	}
	return nil
}

// each streams the records of the file from its beginning; n counts from 1 within the entity.
func (b *backRead) each(do func(e *crm.Entity, n int, raw json.RawMessage) error) error {
	f, err := b.from.Open(b.json)
	if err != nil {
		return fileError(b.json, err)
	}
	defer func() { _ = f.Close() }()
	read := newMeter(f)
	dec := json.NewDecoder(read)
	var done int64
	seen := false
	err = object(dec, func(name string) error {
		if name != "entities" {
			seen = seen || name == "satchel"
			var skip json.RawMessage
			return dec.Decode(&skip)
		}
		return object(dec, func(entity string) error {
			e, err := b.catalog.Entity(entity)
			if err != nil {
				return err
			}
			return array(dec, func(n int) error {
				var raw json.RawMessage
				if err := dec.Decode(&raw); err != nil {
					return err
				}
				done++
				read.passed(dec.InputOffset())
				if err := b.progress.tick(b.ctx, done, b.total); err != nil {
					return err
				}
				return do(e, n, raw)
			})
		})
	})
	if err == nil && !seen {
		err = crm.Errorf(crm.CodeInvalid, "This JSON file is not an export of Satchel.")
	}
	b.total = max(b.total, done)
	return jsonError(err)
}

func jsonError(err error) error {
	if err == nil {
		return nil
	}
	if code := crm.CodeOf(err); code != crm.CodeInternal {
		return err
	}
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return crm.Errorf(crm.CodeInvalid, "The file is not an export of Satchel: where it has a %s, something else is needed. Choose an everything.json.", kind.Value)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return crm.Errorf(crm.CodeInvalid, "The file ends in the middle. Export it again, or copy it again.")
	}
	return crm.Errorf(crm.CodeInvalid, "The file is not sound JSON of an export: %w.", err)
}

// object walks the members of a JSON object; f decodes each value.
func object(dec *json.Decoder, f func(name string) error) error {
	if err := delim(dec, '{'); err != nil {
		return err
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		if err := f(name); err != nil {
			return err
		}
	}
	return delim(dec, '}')
}

// array walks the elements of a JSON array, numbered from 1.
func array(dec *json.Decoder, f func(n int) error) error {
	if err := delim(dec, '['); err != nil {
		return err
	}
	for n := 1; dec.More(); n++ {
		if err := f(n); err != nil {
			return err
		}
	}
	return delim(dec, ']')
}

func delim(dec *json.Decoder, want json.Delim) error {
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("%q is missing at byte %d", want.String(), dec.InputOffset())
	}
	return nil
}

// recorded reads a record of the file without what is worked out anew. A ticket of before there were targets was due when somebody said.
func recorded(e *crm.Entity, raw json.RawMessage) (crm.Record, error) {
	r, err := e.FromJSON(raw)
	if err != nil {
		return r, err
	}
	if due := r.Get("due_at"); due != nil && r.Get("due_for") == nil && r.Get("promised_at") == nil {
		r.Set("promised_at", due)
	}
	for _, f := range e.Fields {
		if f.Derived {
			delete(r.Values, f.Name)
		}
	}
	return r, nil
}
