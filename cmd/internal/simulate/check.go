package simulate

import (
	"context"
	"fmt"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Run plays one seed and returns what went wrong, nil for nothing, and the number of operations.
func Run(seed uint64, steps int, open func(name string, now func() time.Time) (Store, error)) (faults []string, ops int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("seed %d: %v", seed, p)
		}
	}()
	w, err := newWorld(seed, open)
	if err != nil {
		return nil, 0, err
	}
	w.faults = true
	for range steps {
		w.step()
		for _, d := range w.devices {
			faults = append(faults, w.o.inbox(d.name, inboxOf(d))...)
		}
		if len(faults) > 0 {
			return faults, w.ops, nil
		}
	}
	w.faults = false
	faults = append(faults, w.settle()...)
	for _, d := range w.devices {
		faults = append(faults, w.o.inbox(d.name, inboxOf(d))...)
		faults = append(faults, w.compare(d)...)
	}
	faults = append(faults, w.o.lost(w.waits)...)
	return faults, w.ops, nil
}

// settle lets every client come to rest, and then expects silence.
func (w *world) settle() (faults []string) {
	for range 5 {
		for _, d := range w.devices {
			w.at = w.at.Add(7 * time.Hour) // past every pause of a failing record
			if _, err := w.round(d); err != nil {
				faults = append(faults, fmt.Sprintf("I13: %s: %v", d.name, err))
			}
		}
	}
	for _, d := range w.devices {
		w.at = w.at.Add(time.Minute)
		r, err := w.round(d)
		if err != nil || r.Pulled+r.Pushed+r.Conflicts > 0 {
			faults = append(faults, fmt.Sprintf("I5: %s is not quiet: %+v %v", d.name, r, err))
		}
	}
	return faults
}

// open tells whether a person has still to decide about a record.
func (w *world) undecided(d *device, ref crm.Ref) bool {
	for _, c := range inboxOf(d) {
		if c.Ref == ref && c.Kind != replica.BothEdited {
			return true
		}
	}
	return itemOf(d, ref).Hold != nil
}

func (w *world) waits(name string, ref crm.Ref) bool {
	for _, d := range w.devices {
		if d.name == name {
			return w.undecided(d, ref)
		}
	}
	return false
}

func itemOf(d *device, ref crm.Ref) (item replica.Item) {
	must(d.Replicate(context.Background(), func(tx replica.Tx) (err error) { item, err = tx.Item(ref); return err }))
	return item
}

// compare expects every record here to be there, every record there to be here, and both to be alike.
func (w *world) compare(d *device) (faults []string) {
	for _, entity := range names {
		var records []crm.Record
		must(d.Edit(func(tx crm.Tx) (err error) { records, err = tx.List(crm.Query{Entity: entity}); return err }))
		here := map[string]crm.Record{}
		for _, r := range records {
			if w.undecided(d, r.Ref()) {
				continue
			}
			item := itemOf(d, r.Ref())
			if item.New || item.RemoteID == "" || item.Deleted || len(item.Edits) > 0 {
				faults = append(faults, fmt.Sprintf("I4: %s: %v was not sent: %+v", d.name, r.Ref(), item))
			}
			if old, ok := here[item.RemoteID]; ok {
				faults = append(faults, fmt.Sprintf("I3: %s: %s and %s are both %s", d.name, old.ID, r.ID, item.RemoteID))
			}
			here[item.RemoteID] = r
		}
		for _, id := range w.server.All(entity) {
			there, _ := w.server.Read(id)
			r, ok := here[id]
			delete(here, id)
			if !ok {
				if ref := localOf(d, entity, id); ref.ID == "" || !w.undecided(d, ref) {
					faults = append(faults, fmt.Sprintf("I4: %s lacks %s %v", d.name, id, there.Values))
				}
				continue
			}
			for _, field := range fields[entity] {
				if !crm.Equal(r.Values[field], there.Values[field]) {
					faults = append(faults, fmt.Sprintf("I4: %s: %s.%s is %v, there %v", d.name, id, field, r.Values[field], there.Values[field]))
				}
			}
		}
		for id := range here {
			faults = append(faults, fmt.Sprintf("I4: %s has %s, which is gone", d.name, id))
		}
	}
	return faults
}

func localOf(d *device, entity, remoteID string) (ref crm.Ref) {
	must(d.Replicate(context.Background(), func(tx replica.Tx) error {
		id, err := tx.Local(entity, remoteID)
		ref = crm.Ref{Entity: entity, ID: id}
		return err
	}))
	return ref
}
