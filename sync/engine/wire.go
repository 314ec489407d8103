package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// canon compares values of one feed; links are compared by local id, everything else in the provider's form.
func (r *round) canon(f remote.Feed, e *crm.Entity) canonFunc {
	return func(field string, value any) any {
		d, _ := e.Field(field)
		if d.Kind != crm.Link && d.Kind != crm.Links {
			value = r.p.Canon(f.Name, field, value)
		}
		if list, ok := value.([]string); ok { // free of order
			return slices.Sorted(slices.Values(list))
		}
		return value
	}
}

// hash names a group's values in canonical form.
func hash(values crm.Values, canon canonFunc) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		v := canon(name, values[name])
		if crm.IsEmpty(v) {
			v = nil
		}
		fmt.Fprintf(h, "%s=%#v;", name, v)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// held returns the values of the fields that a feed holds and that may be sent.
func held(f remote.Feed, values crm.Values, names []string) crm.Values {
	out := crm.Values{}
	for _, name := range names {
		switch name {
		case crm.FieldID, crm.FieldCreatedAt, crm.FieldModifiedAt:
			continue
		}
		if f.Holds(name) {
			out[name] = values[name]
		}
	}
	return out
}

// misfit names a field whose value in an answer has not the kind that the field has, "" for none.
func misfit(e *crm.Entity, values crm.Values) string {
	found := ""
	for name, value := range values {
		if value == nil || found != "" && name > found {
			continue
		}
		f, ok := e.Field(name)
		if !ok {
			continue
		}
		switch v := value.(type) {
		case remote.Ref:
			ok = f.Kind == crm.Link
		case []remote.Ref:
			ok = f.Kind == crm.Links
		default:
			ok = f.Takes(v)
		}
		if !ok {
			found = name
		}
	}
	if found == "" {
		return ""
	}
	f, _ := e.Field(found)
	return f.Label
}

// toLocal translates an answer into local form. A link to a record that is not here yet gets the id that the record will have.
func (r *round) toLocal(tx replica.Tx, e *crm.Entity, values crm.Values) (crm.Values, error) {
	out := make(crm.Values, len(values))
	var links []string
	for name, v := range values {
		f, ok := e.Field(name)
		switch v.(type) {
		case remote.Ref, []remote.Ref:
			if ok {
				links = append(links, name)
			}
			continue
		}
		if !ok || name == crm.FieldID {
			continue
		}
		if f.Kind == crm.Link || f.Kind == crm.Links || crm.IsEmpty(v) {
			v = nil
		}
		out[name] = v
	}
	slices.Sort(links) // ids are given in the same order every time
	for _, name := range links {
		switch v := values[name].(type) {
		case remote.Ref:
			id, err := r.localID(tx, v)
			if err != nil {
				return nil, err
			}
			out[name] = orNil(id)
		case []remote.Ref:
			var ids []string
			for _, ref := range v {
				id, err := r.localID(tx, ref)
				if err != nil {
					return nil, err
				}
				if id != "" && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
			out[name] = ids
		}
	}
	return out, nil
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// localID finds or reserves the local id of a remote record; "" for a reference to nothing that we know.
func (r *round) localID(tx replica.Tx, ref remote.Ref) (string, error) {
	if _, err := r.catalog.Entity(ref.Entity); err != nil || ref.ID == "" {
		return "", nil
	}
	id, err := tx.Local(ref.Entity, ref.ID)
	if err != nil || id != "" {
		return id, err
	}
	id = tx.NewID()
	if err := tx.Alias(ref.Entity, ref.ID, id); err != nil {
		return "", err
	}
	return id, tx.SaveItem(replica.Item{Ref: crm.Ref{Entity: ref.Entity, ID: id}, RemoteID: ref.ID})
}

// outgoing is a set of values on its way: in local form, in wire form, and the records that must be there first.
type outgoing struct {
	values, wire crm.Values
	missing      map[string][]crm.Ref // by field
}

// toWire translates values. A link to a record that can never be there is left out, one to a record still to be created is missing.
func (r *round) toWire(tx replica.Tx, e *crm.Entity, values crm.Values) (outgoing, error) {
	out := outgoing{values: crm.Values{}, wire: crm.Values{}, missing: map[string][]crm.Ref{}}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		f, ok := e.Field(name)
		if !ok {
			continue
		}
		if (f.Kind != crm.Link && f.Kind != crm.Links) || crm.IsEmpty(values[name]) {
			out.values[name], out.wire[name] = values[name], values[name]
			continue
		}
		var refs []remote.Ref
		for _, id := range linked(values[name]) {
			target, ref, err := r.target(tx, f, id)
			switch {
			case err != nil:
				return out, err
			case target == there:
				refs = append(refs, ref)
			case target == coming:
				out.missing[name] = append(out.missing[name], crm.Ref{Entity: ref.Entity, ID: id})
			}
		}
		switch {
		case len(out.missing[name]) > 0 || len(refs) == 0:
		case f.Kind == crm.Link:
			out.values[name], out.wire[name] = values[name], refs[0]
		default:
			out.values[name], out.wire[name] = values[name], refs
		}
	}
	return out, nil
}

func linked(v any) []string {
	if s, ok := v.(string); ok && s != "" {
		return []string{s}
	}
	return words(v)
}

// place says where a link's target is.
type place int

const (
	nowhere place = iota // here only, for good: the provider cannot hold it
	coming               // still to be created there
	there
)

// target finds out whether a linked record is at the provider.
func (r *round) target(tx replica.Tx, f crm.Field, id string) (place, remote.Ref, error) {
	for _, entity := range f.To {
		ref := crm.Ref{Entity: entity, ID: id}
		item, err := tx.Item(ref)
		if err != nil {
			return nowhere, remote.Ref{}, err
		}
		if item.RemoteID != "" {
			return there, remote.Ref{Entity: entity, ID: item.RemoteID}, nil
		}
		undecided := item.Hold != nil && item.Hold.Reason == replica.Unsure // it may be made again
		if undecided && !item.Deleted {
			return coming, remote.Ref{Entity: entity}, nil
		}
		if !item.New {
			continue
		}
		rec, err := tx.Get(ref)
		if crm.CodeOf(err) == crm.CodeNotFound {
			continue
		} else if err != nil {
			return nowhere, remote.Ref{}, err
		}
		if name, ok := r.p.FeedOf(rec); ok {
			if feed, ok := r.caps.Feed(name); ok && feed.Create {
				return coming, remote.Ref{Entity: entity}, nil
			}
		}
	}
	return nowhere, remote.Ref{}, nil
}

// hideLocal takes out of an answer the empty links whose local target the provider cannot hold: it is not sure of them. Lists of links
// keep such targets.
func (r *round) hideLocal(tx replica.Tx, e *crm.Entity, local, values crm.Values) error {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		f, _ := e.Field(name)
		if f.Kind == crm.Links {
			kept, err := r.localOnly(tx, f, words(local[name]))
			if err != nil {
				return err
			}
			if len(kept) > 0 {
				values[name] = slices.Compact(slices.Sorted(slices.Values(append(kept, words(values[name])...))))
			}
			continue
		}
		if f.Kind != crm.Link || !crm.IsEmpty(values[name]) || crm.IsEmpty(local[name]) {
			continue
		}
		id, _ := local[name].(string)
		target, _, err := r.target(tx, f, id)
		if err != nil {
			return err
		}
		if target == nowhere {
			known, err := r.exists(tx, f, id)
			if err != nil {
				return err
			}
			if known {
				delete(values, name)
			}
		}
	}
	return nil
}

// localOnly returns the linked records that are here and can never be there.
func (r *round) localOnly(tx replica.Tx, f crm.Field, ids []string) (out []string, _ error) {
	for _, id := range ids {
		target, _, err := r.target(tx, f, id)
		if err != nil {
			return nil, err
		}
		if target != nowhere {
			continue
		}
		known, err := r.exists(tx, f, id)
		if err != nil {
			return nil, err
		}
		if known {
			out = append(out, id)
		}
	}
	return out, nil
}

func (r *round) exists(tx replica.Tx, f crm.Field, id string) (bool, error) {
	for _, entity := range f.To {
		_, err := tx.Get(crm.Ref{Entity: entity, ID: id})
		if err == nil {
			return true, nil
		}
		if crm.CodeOf(err) != crm.CodeNotFound {
			return false, err
		}
	}
	return false, nil
}
