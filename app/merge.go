package app

import (
	"context"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/match"
)

// Merge makes one record of two about the same person, organisation, lead or ticket, as one action that can be undone. Everything that
// points to the second one, whatever it is, belongs to the first one then; the first one takes the given values, and of the rest what
// [Combine] takes. The second one is deleted, and is found as the first one by its ids from then on. Of two tickets the older one stays,
// and the younger one is closed and says where it went. It returns the record that stays.
func (a *App) Merge(ctx context.Context, keep, gone crm.Ref, values crm.Values) (stays crm.Ref, b crm.Batch, err error) {
	e, err := a.Catalog().Entity(keep.Entity)
	if err != nil {
		return keep, b, err
	}
	first, err := a.Get(ctx, keep)
	if err != nil {
		return keep, b, err
	}
	second, err := a.Get(ctx, gone)
	if err != nil {
		return keep, b, err
	}
	switch {
	case keep.Entity != gone.Entity || !slices.Contains(Mergeable(a.Catalog()), e.Name):
		return keep, b, crm.Errorf(crm.CodeInvalid, "Two contacts, organisations, leads or tickets can be merged, and nothing else.")
	case keep.ID == gone.ID:
		return keep, b, crm.Errorf(crm.CodeInvalid, "A record cannot be merged with itself.")
	case e.Name == "ticket":
		return a.mergeTickets(ctx, first, second)
	}
	b, err = a.act(ctx, crm.Sayf("Merged %s into %s", e.TitleOf(second), e.TitleOf(first)), func(tx crm.Tx) error {
		return joining{tx, a.Catalog()}.records(e, first.Ref(), second.Ref(), values)
	})
	return keep, b, err
}

// Mergeable names the entities of which two records can become one.
func Mergeable(c *crm.Catalog) []string {
	out := []string{"ticket"}
	for _, e := range c.Entities() {
		if _, ok := match.Of(e); ok {
			out = append(out, e.Name)
		}
	}
	return out
}

// mergeUndo is how long a merge is offered to be parted again.
const mergeUndo = 30 * 24 * 60 * 60 * 1000

// Merges lists the merges of the last 30 days that were not taken back, newest first.
func (a *App) Merges(ctx context.Context) (out []crm.Batch, _ error) {
	all, err := a.Batches(ctx, 10_000)
	since := crm.InstantOf(a.Now()) - mergeUndo
	for _, b := range all {
		if b.At >= since && !b.Undone && b.Source == crm.FromUser && strings.HasPrefix(b.Label, "Merged ") {
			out = append(out, b)
		}
	}
	return out, err
}

// joining is one merge within a transaction.
type joining struct {
	tx      crm.Tx
	catalog *crm.Catalog
}

func (j joining) records(e *crm.Entity, keep, gone crm.Ref, chosen crm.Values) error {
	first, err := j.tx.Get(keep)
	if err != nil {
		return err
	}
	second, err := j.tx.Get(gone)
	if err != nil {
		return err
	}
	if err := j.moveLinks(gone, keep, true); err != nil {
		return err
	}
	values := Combine(e, first, second, chosen)
	for _, f := range e.Fields { // it does not belong to itself
		if f.Kind == crm.Link && slices.Contains(f.To, e.Name) {
			if v, ok := values[f.Name]; ok && (v == keep.ID || v == gone.ID) || !ok && first.Text(f.Name) == gone.ID {
				values[f.Name] = nil
			}
		}
	}
	if err := j.tx.Put(crm.Record{Entity: e.Name, ID: keep.ID, Values: values}); err != nil {
		return err
	}
	return j.tx.Join(gone, keep)
}

// moveLinks lets everything that points to one record point to another. What only says how two records belong together goes first, for
// rules of the others ask for it.
func (j joining) moveLinks(gone, keep crm.Ref, whole bool) error {
	for _, ties := range []bool{true, false} {
		err := crm.Linking(j.tx, j.catalog, gone, func(r crm.Record, _ crm.Field) error {
			e, err := j.catalog.Entity(r.Entity)
			if err != nil || ties != isTie(e) || r.Ref() == keep || r.Ref() == gone {
				return err
			}
			return j.bring(e, r, gone, keep, whole)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// isTie tells whether records of an entity only say how two others belong together, each pair once.
func isTie(e *crm.Entity) bool { return e.Child && len(e.Match) > 0 }

// bring lets a record belong to another one. A note, and a ticket's file, stays where it was put, as an online CRM keeps it there for good:
// the other one gets a note of its own, in place of the first one where all goes.
func (j joining) bring(e *crm.Entity, r crm.Record, gone, keep crm.Ref, whole bool) error {
	values := crm.Values{}
	for _, f := range e.Fields {
		if (f.Kind == crm.Link || f.Kind == crm.Links) && slices.Contains(f.To, gone.Entity) && pointsTo(r.Get(f.Name), gone.ID) {
			values[f.Name] = crm.Repoint(r.Get(f.Name), gone.ID, keep.ID)
		}
	}
	more := r.Clone()
	more.ID = j.tx.NewID()
	for name, v := range values {
		more.Set(name, v)
	}
	posted := r.Text("direction") == "internal" || r.Text("kind") == "note" || r.Entity == "file" && keep.Entity == "ticket"
	switch {
	case isTie(e):
		return j.tie(e, r, more)
	case !posted:
		return j.tx.Put(crm.Record{Entity: r.Entity, ID: r.ID, Values: values})
	}
	if err := j.tx.Put(more); err != nil || !whole {
		return err
	}
	return j.tx.Delete(r.Ref())
}

func pointsTo(v any, id string) bool {
	list, ok := v.([]string)
	return v == id || ok && slices.Contains(list, id)
}

// tie puts one record that says how two others belong together in place of another; where there is one that says so already, that one
// stays. Whom it ties makes it what it is, for online CRMs too, so none is changed. The main role of a person is the own one, unless the
// record that stays takes the organisation too, which makes it the main one again.
func (j joining) tie(e *crm.Entity, r, moved crm.Record) error {
	for _, set := range e.Match {
		var where []crm.Expr
		for _, name := range set {
			where = append(where, crm.Where(name, crm.Eq, moved.Text(name)))
		}
		same, err := j.tx.List(crm.Query{Entity: e.Name, Where: crm.AllOf(where...), Sort: []crm.Sort{{Field: crm.FieldID}}, Limit: 1})
		if err != nil {
			return err
		}
		if len(same) > 0 {
			return j.records(e, same[0].Ref(), r.Ref(), crm.Values{"primary": same[0].Bool("primary")})
		}
	}
	if r.Text("contact") != moved.Text("contact") && e.Has("primary") {
		moved.Set("primary", false)
	}
	if err := j.tx.Put(moved); err != nil {
		return err
	}
	return j.tx.Delete(r.Ref())
}

// Combine says what a record takes from another one that is merged into it: the values that somebody chose; of lists what it lacks; long
// texts behind its own; and what it has no value for. Fields that belong together are taken together or not at all.
func Combine(e *crm.Entity, keep, gone crm.Record, chosen crm.Values) crm.Values {
	out := crm.Values{}
	for _, f := range e.Fields {
		mine, theirs := keep.Get(f.Name), gone.Get(f.Name)
		v, said := chosen[f.Name]
		switch {
		case f.Name == crm.FieldID || f.Name == crm.FieldCreatedAt || f.Name == crm.FieldModifiedAt || f.Derived || f.Kind == crm.Links:
			continue
		case said:
		case groupChosen(e, f, chosen) || crm.IsEmpty(theirs):
			continue
		case f.IsList() || f.Kind == crm.LongText:
			v = Both(f, mine, theirs)
		case groupEmpty(e, f, keep):
			v = theirs
		default:
			continue
		}
		if !crm.Equal(mine, v) {
			out[f.Name] = v
		}
	}
	return out
}

// Both joins two values of a field that can hold both: lists, without what is there in another spelling, and long texts. Of others it is
// the first one.
func Both(f crm.Field, mine, theirs any) any {
	switch f.Kind {
	case crm.Emails:
		return further(mine, theirs, crm.EmailKey)
	case crm.Phones:
		return further(mine, theirs, crm.PhoneKey)
	case crm.Tags, crm.MultiChoice:
		list, _ := mine.([]string)
		out := slices.Clone(list)
		more, _ := theirs.([]string)
		for _, w := range more {
			if !slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, w) }) {
				out = append(out, w)
			}
		}
		return out
	case crm.LongText:
		a, _ := mine.(string)
		b, _ := theirs.(string)
		switch {
		case a == "" || strings.Contains(b, a):
			return b
		case b == "" || strings.Contains(a, b):
			return a
		}
		return a + "\n\n" + b
	}
	return mine
}

// groupEmpty tells whether a record has no value in the whole merge group of a field.
func groupEmpty(e *crm.Entity, f crm.Field, r crm.Record) bool {
	return !slices.ContainsFunc(e.Group(f.MergeGroup()), func(name string) bool { return !crm.IsEmpty(r.Get(name)) && r.Get(name) != false })
}

func groupChosen(e *crm.Entity, f crm.Field, chosen crm.Values) bool {
	return slices.ContainsFunc(e.Group(f.MergeGroup()), func(name string) bool { _, ok := chosen[name]; return ok })
}

// mergeTickets lets the older one of two tickets take what belongs to the younger one, which stays, closed; files and notes are then at both.
func (a *App) mergeTickets(ctx context.Context, older, younger crm.Record) (stays crm.Ref, b crm.Batch, err error) {
	if y, o := younger.Instant(crm.FieldCreatedAt), older.Instant(crm.FieldCreatedAt); y < o || y == o && younger.ID < older.ID {
		older, younger = younger, older
	}
	b, err = a.act(ctx, crm.Sayf("Merged %s into %s", younger.Text("number"), older.Text("number")), func(tx crm.Tx) error {
		if err := (joining{tx, a.Catalog()}).moveLinks(younger.Ref(), older.Ref(), false); err != nil {
			return err
		}
		return closeMerged(tx, younger, older)
	})
	return older.Ref(), b, err
}

// closeMerged closes a ticket that went into another one; what the customer wrote in its description goes along.
func closeMerged(tx crm.Tx, younger, older crm.Record) error {
	if text := younger.Text("description"); text != "" {
		same, err := tx.List(crm.Query{Entity: "message", Where: crm.AllOf(crm.Where("ticket", crm.Eq, older.ID), crm.Where("body", crm.Eq, text)), Limit: 1})
		if err != nil {
			return err
		}
		m := crm.NewRecord("message", tx.NewID())
		m.Values = crm.Values{"ticket": older.ID, "direction": "in", "body": text, "at": younger.Get(crm.FieldCreatedAt)}
		if len(same) == 0 && text != older.Text("description") {
			if err := tx.Put(m); err != nil {
				return err
			}
		}
	}
	where := "Merged into ticket " + older.Text("number")
	m := crm.NewRecord("message", tx.NewID())
	m.Values = crm.Values{"ticket": younger.ID, "direction": "internal", "body": where}
	if err := tx.Put(m); err != nil {
		return err
	}
	if younger.Text("status") == crm.TicketClosed {
		return nil
	}
	change := crm.NewRecord("ticket", younger.ID)
	change.Set("status", crm.TicketClosed)
	if younger.Text("kind") == "Complaint" { // which is settled there
		for _, name := range []string{"cause", "remedy"} {
			if younger.Text(name) == "" {
				change.Set(name, where)
			}
		}
	}
	return tx.Put(change)
}
