package engine

import (
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

func refOf(f remote.Feed, id string) crm.Ref { return crm.Ref{Entity: f.Entity, ID: id} }

// keyed finds a local record that has the given values in the key of a feed and meets a condition; its Ref is zero if there is none.
func (r *round) keyed(tx replica.Tx, f remote.Feed, values crm.Values, meets func(replica.Item) bool) (replica.Item, error) {
	if len(f.Key) == 0 {
		return replica.Item{}, nil
	}
	first, _ := values[f.Key[0]].(string)
	list, err := tx.List(crm.Query{Entity: f.Entity, Where: crm.Where(f.Key[0], crm.Eq, first)})
	if err != nil || first == "" {
		return replica.Item{}, err
	}
	for _, rec := range list {
		same := true
		for _, name := range f.Key {
			same = same && crm.Equal(rec.Values[name], values[name])
		}
		if !same {
			continue
		}
		if item, err := tx.Item(rec.Ref()); err != nil || meets(item) {
			return item, err
		}
	}
	return replica.Item{}, nil
}

// doubtKeeper lets the record in which another one is kept be read anew, because the other changed without moving its stamp.
func (r *round) doubtKeeper(tx replica.Tx, f remote.Feed, kept crm.Record) error {
	if len(f.Key) == 0 {
		return nil
	}
	d, _ := r.entity(f.Entity).Field(f.Key[0])
	for _, to := range d.To {
		if id := kept.Text(d.Name); id != "" {
			if err := doubtItem(tx, crm.Ref{Entity: to, ID: id}); err != nil {
				return err
			}
		}
	}
	return nil
}

// doubtItem lets a record be read anew when there is time.
func doubtItem(tx replica.Tx, ref crm.Ref) error {
	item, err := tx.Item(ref)
	if err != nil || item.RemoteID == "" || item.Partial {
		return err
	}
	item.Partial = true
	return tx.SaveItem(item)
}

// implied tells whether a record that its key names was sent in this round: the provider may have made the record by that alone, as a
// contact of an account has a role there. The next pull tells.
func (r *round) implied(f remote.Feed, rec crm.Record) bool {
	e := r.entity(f.Entity)
	for _, name := range f.Key {
		d, _ := e.Field(name)
		for _, to := range d.To {
			if r.arrived[crm.Ref{Entity: to, ID: rec.Text(name)}] {
				return true
			}
		}
	}
	return false
}

// stirred tells whether a record that its key names was sent in this round, which moved this one's stamp: nobody else has changed it.
func (r *round) stirred(tx replica.Tx, f remote.Feed, rec remote.Record) (bool, error) {
	if len(f.Key) == 0 || r.byOther(rec) {
		return false, nil
	}
	values, err := r.toLocal(tx, r.entity(f.Entity), rec.Values)
	return err == nil && r.implied(f, crm.Record{Entity: f.Entity, Values: values}), err
}

// pair ties an unknown record of a feed with a key to the record here that is still to be created and has the same key: it is the
// same one. What was typed here and is other there is still to be sent.
func (r *round) pair(tx replica.Tx, f remote.Feed, rec remote.Record) (bool, error) {
	if len(f.Key) == 0 {
		return false, nil
	}
	e := r.entity(f.Entity)
	values, err := r.toLocal(tx, e, rec.Values)
	if err != nil {
		return false, err
	}
	item, err := r.keyed(tx, f, values, func(i replica.Item) bool { return i.New && i.RemoteID == "" })
	if err != nil || item.ID == "" {
		return false, err
	}
	local, err := tx.Get(item.Ref)
	if err != nil {
		return false, err
	}
	attempts, err := tx.Attempts()
	if err != nil {
		return false, err
	}
	for _, a := range attempts {
		if a.Ref == item.Ref {
			if err := tx.EndAttempt(a.ID); err != nil {
				return false, err
			}
		}
	}
	delete(r.waiting, item.Ref)
	if err := r.closeConflicts(tx, item.Ref, "arrived"); err != nil {
		return false, err
	}
	item.New, item.Hold, item.Edits = false, nil, typed(e, local, values, r.canon(f, e))
	if err := r.saveSeen(tx, item, rec); err != nil {
		return false, err
	}
	return true, r.take(tx, f, rec, read)
}

// typed makes an edit of every group in which something was typed here that is other there.
func typed(e *crm.Entity, local crm.Record, theirs crm.Values, canon canonFunc) (out []replica.Edit) {
	for _, name := range groupsOf(e) {
		base, differs := crm.Values{}, false
		for _, field := range e.Group(name) {
			v, known := theirs[field]
			if !known {
				continue
			}
			base[field] = v
			d, _ := e.Field(field)
			said := d.Kind != crm.Bool && !crm.IsEmpty(local.Values[field]) // yes and no are not typed
			differs = differs || said && !crm.Equal(canon(field, local.Values[field]), canon(field, v))
		}
		if differs {
			out = append(out, replica.Edit{Group: name, Gen: 1, Base: base})
		}
	}
	return out
}
