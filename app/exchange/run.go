package exchange

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"satchel/app/crm"
)

// Result is what an import did, or would do.
type Result struct {
	Batch    string    `json:"batch"` // undo takes it back; "" if nothing was written
	New      int64     `json:"new"`
	Existing int64     `json:"existing"`
	Changed  int64     `json:"changed"` // existing records that got a value
	Refused  []Refusal `json:"refused"`
	More     int64     `json:"more,omitempty"` // refusals that are not listed
}

// Result is what Run would answer before it runs; Changed is only known afterwards.
func (p *Plan) Result() Result {
	return Result{New: p.New, Existing: p.Existing, Refused: append([]Refusal{}, p.Refused...), More: p.More}
}

// Run writes everything in one action: all accepted rows or, after an error or a cancel, nothing. progress may be nil.
func (p *Plan) Run(ctx context.Context, progress Progress) (Result, error) {
	res := p.Result()
	info, err := os.Stat(p.File)
	if err != nil || !info.ModTime().Equal(p.fileTime) || info.Size() != p.fileSize {
		return res, crm.Errorf(crm.CodeConflict, "The file has changed since it was checked. Check it again.")
	}
	if p.New+p.Existing == 0 {
		return res, nil
	}
	label := fmt.Sprintf("Import %d %s from %s", p.New, strings.ToLower(p.entity.Plural), filepath.Base(p.File))
	batch, err := p.store.Do(ctx, crm.Action{Label: label, Who: p.o.Who, Source: crm.FromImport}, func(tx crm.Tx) error {
		w := writer{Plan: p, tx: tx, made: map[string]string{}, told: map[key]bool{}, ids: make([]string, len(p.match.all)), written: make([]bool, len(p.match.all))}
		err := w.all(ctx, progress)
		res.Changed = w.changed
		return err
	})
	if err != nil {
		return p.Result(), err
	}
	if batch.Changes > 0 {
		res.Batch = batch.ID
	}
	if s, ok := p.src.(*csvSource); ok {
		err = s.remember(ctx, p.store)
	}
	return res, err
}

// writer writes the rows of a plan inside a transaction.
type writer struct {
	*Plan
	tx      crm.Tx
	made    map[string]string // organisations made for links, by folded name
	told    map[key]bool      // what was said about organisations already
	ids     []string          // of the records of the plan, as far as they have one
	written []bool            // records written, or existing ones changed
	changed int64
}

func (w *writer) all(ctx context.Context, progress Progress) error {
	i := -1
	return w.src.each(ctx, progress, func(n int, d draft, bad *Refusal) error {
		i++
		if i >= len(w.target) {
			return crm.Errorf(crm.CodeConflict, "The file has changed since it was checked. Check it again.")
		}
		at := w.target[i]
		if at < 0 || bad != nil {
			return nil
		}
		err := w.links.resolve(d)
		if err == nil {
			err = w.write(at, d)
		}
		if err != nil {
			return crm.Errorf(crm.CodeOf(err), "Row %d: %w", n, err)
		}
		return nil
	})
}

// write puts one row into its record.
func (w *writer) write(at int32, d draft) error {
	m := w.match.all[at]
	if !m.existing && !w.written[at] {
		w.written[at] = true
		d.id = w.id(at)
		if err := w.organisations(d.values); err != nil {
			return err
		}
		if err := w.tx.Put(w.fresh(d)); err != nil {
			return err
		}
		return w.complete(d, d.values)
	}
	if m.existing && w.o.Leave {
		return nil
	}
	ref := crm.Ref{Entity: w.entity.Name, ID: w.id(at)}
	now, err := w.tx.Get(ref)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return crm.Errorf(crm.CodeConflict, "its record was deleted since the file was checked. Check it again (%w).", err)
	}
	if err != nil {
		return err
	}
	diff := merge(w.entity, now, d.values, w.o.Overwrite)
	if len(diff) == 0 {
		return w.complete(d, d.values)
	}
	if m.existing && !w.written[at] {
		w.changed++
		w.written[at] = true
	}
	if err := w.organisations(diff); err != nil {
		return err
	}
	if err := w.tx.Put(crm.Record{Entity: w.entity.Name, ID: now.ID, Values: diff}); err != nil {
		return err
	}
	if len(d.linked) > 0 {
		maps.Copy(d.values, diff) // with the ids of what was made
	}
	return w.complete(d, d.values)
}

// complete writes what a row says about the organisation that it names, once for each thing said.
func (w *writer) complete(d draft, values crm.Values) error {
	for link, said := range d.linked {
		id := text(values[link])
		if id == "" || strings.HasPrefix(id, fresh) {
			continue
		}
		said := maps.Clone(said)
		heard := w.match.hash("said", id, fmt.Sprint(said))
		if w.told[heard] {
			continue
		}
		w.told[heard] = true
		now, err := w.tx.Get(crm.Ref{Entity: "organisation", ID: id})
		if crm.CodeOf(err) == crm.CodeNotFound {
			continue // its record may come with a later file
		}
		if err != nil {
			return err
		}
		e, err := w.store.Catalog().Entity("organisation")
		if err != nil {
			return err
		}
		if diff := merge(e, now, said, w.o.Overwrite); len(diff) > 0 {
			if err := w.tx.Put(crm.Record{Entity: e.Name, ID: id, Values: diff}); err != nil {
				return err
			}
		}
	}
	return nil
}

// id is that of a record of the plan; a new one gets it when it is first needed.
func (w *writer) id(at int32) string {
	if id := w.match.all[at].id; id != "" {
		return id
	}
	if w.ids[at] == "" {
		w.ids[at] = w.tx.NewID()
	}
	return w.ids[at]
}

// organisations makes those that values name and nobody has.
func (w *writer) organisations(values crm.Values) error {
	for _, f := range w.src.linked() {
		name, ok := strings.CutPrefix(text(values[f.Name]), fresh)
		if !ok {
			continue
		}
		id, err := w.organisation(name)
		if err != nil {
			return err
		}
		values[f.Name] = id
	}
	return nil
}

// organisation makes one of this name, once. In a file of organisations it may be the name of another row.
func (w *writer) organisation(name string) (string, error) {
	if w.entity.Name == "organisation" {
		if at := w.match.find(w.match.setKeys(crm.Values{"name": name}, nil)); at >= 0 {
			return w.id(at), nil
		}
	}
	if id := w.made[fold(name)]; id != "" {
		return id, nil
	}
	e, err := w.store.Catalog().Entity("organisation")
	if err != nil {
		return "", err
	}
	r := e.New(w.tx.NewID())
	r.Set("name", name)
	w.made[fold(name)] = r.ID
	return r.ID, w.tx.Put(r)
}
