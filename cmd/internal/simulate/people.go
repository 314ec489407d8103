package simulate

import (
	"context"
	"maps"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
)

// action is a person's last action at a client, so that it can be taken back.
type action struct {
	ref    crm.Ref
	before *crm.Record // nil: it was made
	after  *crm.Record // nil: it was deleted
}

// bad is how a text begins that a picky server refuses.
const bad = "bad "

// edit is one action of a person at a client.
func (w *world) edit(d *device) {
	entity := w.entities[w.rnd.IntN(len(w.entities))]
	records := listOf(d, entity)
	if len(records) == 0 || w.chance(15) {
		w.make(d, entity)
		return
	}
	r := records[w.rnd.IntN(len(records))]
	switch {
	case w.chance(8):
		w.put(d, r.Ref(), &r, nil)
	case w.repair(d, r):
	default:
		w.put(d, r.Ref(), &r, w.change(d, r))
	}
}

// make creates a record, now and then one that is there already.
func (w *world) make(d *device, entity string) {
	k := everyKind[entity]
	r := w.fresh(entity, d.NewID(), d.name)
	if w.set.Twins && w.chance(20) {
		if ids := w.office.all(entity); len(ids) > 0 {
			there, _ := w.office.read(ids[w.rnd.IntN(len(ids))])
			if title, _ := there.Values[k.title].(string); title != "" {
				r.Values[k.title] = title
				w.oracle.resent[title] = true // the only two of a kind that people want
				w.reach("twin typed")
			}
		}
	}
	for _, field := range slices.Sorted(maps.Keys(k.links)) {
		if w.chance(60) {
			w.link(d, r.Values, field, k.links[field])
		}
	}
	w.put(d, r.Ref(), nil, r.Values)
}

// fresh is a new record with a unique title.
func (w *world) fresh(entity, id, who string) crm.Record {
	e, err := base().Entity(entity)
	must(err)
	r := e.New(id)
	title := w.value(who)
	w.oracle.titles[title] = true
	r.Values[everyKind[entity].title] = title
	if entity == "activity" {
		r.Values["kind"] = []string{"call", "meeting", "task", "note"}[w.rnd.IntN(4)]
	}
	return r
}

func (w *world) link(d *device, into crm.Values, field, to string) {
	if !slices.Contains(w.entities, to) {
		return
	}
	if targets := listOf(d, to); len(targets) > 0 {
		into[field] = targets[w.rnd.IntN(len(targets))].ID
	}
}

// change is what a person types into a record.
func (w *world) change(d *device, r crm.Record) crm.Values {
	k, out := everyKind[r.Entity], crm.Values{}
	if k.mails && w.set.Partial && w.chance(25) {
		return w.mails(d.name, r.Reaches("emails"))
	}
	switch n := w.rnd.IntN(100); {
	case n < 15 && len(k.links) > 0:
		fields := slices.Sorted(maps.Keys(k.links))
		field := fields[w.rnd.IntN(len(fields))]
		if w.chance(15) {
			out[field] = nil
		} else {
			w.link(d, out, field, k.links[field])
		}
	case n < 35 && k.tags:
		tags, _ := r.Values["tags"].([]string)
		tags = slices.Clone(tags)
		if len(tags) > 0 && w.chance(40) {
			i := w.rnd.IntN(len(tags))
			tags = slices.Delete(tags, i, i+1)
		}
		out["tags"] = append(tags, w.value(d.name))
	case n < 50 && k.money:
		out["amount"], out["currency"] = w.money(d.name)
	default:
		out[k.texts[w.rnd.IntN(len(k.texts))]] = w.text(d.name)
	}
	return out
}

// mails adds an address to some, and now and then takes one out.
func (w *world) mails(who string, all []crm.Reach) crm.Values {
	all = slices.Clone(all)
	if len(all) > 0 && w.chance(40) {
		i := w.rnd.IntN(len(all))
		all = slices.Delete(all, i, i+1)
	}
	v := w.value(who) + "@x.example"
	w.oracle.by[v] = who
	return crm.Values{"emails": append(all, crm.Reach{Value: v})}
}

func (w *world) money(who string) (int64, string) {
	w.n++
	n, currency := int64(w.n)*100, []string{"EUR", "USD", "CHF"}[w.rnd.IntN(3)]
	w.oracle.by[money(n)], w.oracle.pairs[money(n)] = who, currency
	return n, currency
}

// text is a unique text, with blanks around it or of a kind that is refused where the server minds.
func (w *world) text(who string) string {
	v := w.value(who)
	switch {
	case w.set.Normalise && w.chance(20):
		return "  " + v + " "
	case w.picky && w.chance(20):
		w.oracle.by[bad+v] = who
		return bad + v
	}
	return v
}

// repair replaces what the server refuses, once the person was told.
func (w *world) repair(d *device, r crm.Record) bool {
	hold := itemOf(d, r.Ref()).Hold
	if hold == nil || hold.Reason != replica.Refused || w.chance(50) {
		return false
	}
	values := crm.Values{}
	for _, field := range everyKind[r.Entity].texts {
		if strings.HasPrefix(r.Text(field), bad) {
			values[field] = w.value(d.name)
		}
	}
	if len(values) == 0 {
		return false
	}
	w.reach("repaired")
	w.put(d, r.Ref(), &r, values)
	return true
}

// put carries out a person's action: values on a record, nil values = delete it.
func (w *world) put(d *device, ref crm.Ref, before *crm.Record, values crm.Values) {
	w.tell("  %s types into %v: %v", d.name, ref, values)
	if before != nil {
		w.oracle.see(d.name, before.Values)
	}
	if values == nil {
		must(d.Edit(func(tx crm.Tx) error { return tx.Delete(ref) }))
		w.oracle.drop(d.name, ref)
		d.last = &action{ref: ref, before: before}
		return
	}
	must(d.Edit(func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: ref.Entity, ID: ref.ID, Values: maps.Clone(values)})
	}))
	after, _ := recordOf(d, ref)
	d.last = &action{ref: ref, before: before, after: &after}
	w.note(d, ref, values)
}

// note tells the oracle what a person typed.
func (w *world) note(d *device, ref crm.Ref, values crm.Values) {
	title := everyKind[ref.Entity].title
	for _, field := range w.fields(ref.Entity) {
		v, typed := values[field]
		if !typed {
			continue
		}
		tokens := w.oracle.appendTokens(nil, v)
		if len(tokens) == 0 {
			continue
		}
		if field == title {
			w.oracle.titles[tokens[0]] = true
		}
		w.oracle.save(d.name, ref, field, tokens[len(tokens)-1])
	}
}

// undo takes a person's last action back, as another action.
func (w *world) undo(d *device) {
	a := d.last
	if a == nil {
		return
	}
	d.last = nil
	now, here := recordOf(d, a.ref)
	switch {
	case a.before == nil && here:
		w.put(d, a.ref, &now, nil)
	case a.after == nil && !here && a.before != nil:
		w.oracle.resent[strings.TrimSpace(a.before.Text(everyKind[a.ref.Entity].title))] = true
		w.oracle.remade[a.ref] = true
		w.put(d, a.ref, nil, a.before.Values)
		w.reach("restored here")
	case here && a.before != nil && a.after != nil:
		back := crm.Values{}
		for _, field := range w.fields(a.ref.Entity) {
			if w.untouched(a, now, field) {
				back[field] = a.before.Values[field]
				w.supersede(d, a.ref, field)
			}
		}
		if len(back) > 0 {
			w.put(d, a.ref, &now, back)
			w.reach("undone")
		}
	}
}

// untouched tells whether an action changed a field's group, and nobody changed it since.
func (w *world) untouched(a *action, now crm.Record, field string) bool {
	e, err := base().Entity(a.ref.Entity)
	must(err)
	f, _ := e.Field(field)
	changed := false
	for _, name := range e.Group(f.MergeGroup()) {
		changed = changed || !crm.Equal(a.before.Values[name], a.after.Values[name])
		if !crm.Equal(now.Values[name], a.after.Values[name]) {
			return false
		}
	}
	return changed
}

// supersede notes that a person took a value back.
func (w *world) supersede(d *device, ref crm.Ref, field string) {
	if t := w.oracle.latest[key{d.name, ref, field}]; t != nil {
		t.superseded = true
	}
}

func listOf(d *device, entity string) (records []crm.Record) {
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) (err error) { records, err = tx.List(crm.Query{Entity: entity}); return err }))
	return records
}

func recordOf(d *device, ref crm.Ref) (rec crm.Record, ok bool) {
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) error {
		r, err := tx.Get(ref)
		rec, ok = r, err == nil
		return nil
	}))
	return rec, ok
}

func itemOf(d *device, ref crm.Ref) (item replica.Item) {
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) (err error) { item, err = tx.Item(ref); return err }))
	return item
}

func inboxOf(d *device) (all []replica.Conflict) {
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) (err error) { all, err = tx.Conflicts(); return err }))
	return all
}

// idle tells whether a client has nothing on its way.
func idle(d *device) (idle bool) {
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) error {
		attempts, err := tx.Attempts()
		if err != nil {
			return err
		}
		waiting, err := tx.Waiting(d.w.entities, crm.Ref{}, 1)
		idle = len(attempts)+len(waiting) == 0
		return err
	}))
	return idle
}
