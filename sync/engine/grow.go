package engine

import (
	"slices"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// lookAgain is how long what a provider can do is believed within one run of the program: an administrator may change its
// definitions at any time.
const lookAgain = 30 * time.Minute

// holdings names what a feed holds: its fields, and the further answers of a field as "stage=Pilot".
func (r *round) holdings(f remote.Feed) []string {
	e := r.entity(f.Entity)
	out := slices.Clone(f.Fields)
	if f.Files {
		out = append(out, ofFiles)
	}
	for _, name := range f.Fields {
		d, _ := e.Field(name)
		for _, o := range d.Options {
			if o.Own || d.Own {
				out = append(out, name+"="+o.Value)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// onlyAnswers ends the name of a fresh field that the feed held before, but for some answers.
const onlyAnswers = "="

// freshFields are the names of fresh fields; whole = only those that the feed did not hold at all.
func freshFields(fresh []string, whole bool) []string {
	var out []string
	for _, name := range fresh {
		field, answers := strings.CutSuffix(name, onlyAnswers)
		if !answers || !whole {
			out = append(out, field)
		}
	}
	return out
}

// grow notes what a feed holds. Where it began to hold more, all its records are read once more for just that: they did not change,
// so no window of time would bring them.
func (r *round) grow(f remote.Feed, c *replica.Cursor) error {
	now := r.holdings(f)
	if slices.Equal(now, c.Holds) {
		return nil
	}
	if len(c.Holds) > 0 && c.High > 0 {
		for _, name := range now {
			if slices.Contains(c.Holds, name) {
				continue
			}
			field, _, answer := strings.Cut(name, "=")
			if answer && slices.Contains(c.Holds, field) {
				field += onlyAnswers
			}
			c.Fresh = append(c.Fresh, field)
			c.Until, c.After = 0, ""
		}
		slices.Sort(c.Fresh)
		c.Fresh = slices.Compact(c.Fresh)
	}
	c.Holds = now
	saved := *c
	return r.tx(func(tx replica.Tx) error { return r.keepCursor(tx, saved, false) })
}

// freshly reduces records that did not change since they were read to the fields that are new; the others are read by themselves,
// since a list may show them in part.
func (r *round) freshly(f remote.Feed, records []remote.Record, fresh []string) error {
	whole := freshFields(fresh, true)
	fresh = freshFields(fresh, false)
	var changed []int
	err := r.tx(func(tx replica.Tx) error {
		changed = nil
		for i, rec := range records {
			id, err := tx.Local(f.Entity, rec.ID)
			if err != nil {
				return err
			}
			item, err := tx.Item(refOf(f, id))
			if err == nil && id != "" && len(whole) > 0 {
				err = r.keepTyped(tx, f, item, rec, whole)
			}
			if err != nil {
				return err
			}
			switch {
			case id == "" || item.RemoteAt == 0:
			case rec.ModifiedAt > item.RemoteAt:
				changed = append(changed, i)
			default:
				values := crm.Values{}
				for _, name := range fresh {
					if v, ok := rec.Values[name]; ok {
						values[name] = v
					}
				}
				records[i].Values = values
				records[i].Partial = slices.DeleteFunc(slices.Clone(rec.Partial), func(name string) bool { return !slices.Contains(fresh, name) })
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.reread(f, records, changed)
}

// keepTyped makes what was typed here into fields that the feed did not hold until now wait to be sent: the provider had no place for
// it, so that its emptiness says nothing, and where it has a value from elsewhere a person decides.
func (r *round) keepTyped(tx replica.Tx, f remote.Feed, item replica.Item, rec remote.Record, fields []string) error {
	local, err := tx.Get(item.Ref)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	e, marked := r.entity(f.Entity), false
	canon := r.canon(f, e)
	for _, name := range fields {
		d, _ := e.Field(name)
		mine, theirs := local.Values[name], rec.Values[name]
		link := d.Kind == crm.Link || d.Kind == crm.Links
		known := slices.ContainsFunc(item.Edits, func(edit replica.Edit) bool { return edit.Group == d.MergeGroup() })
		if crm.IsEmpty(mine) || known || d.ReadOnly || item.New || item.Deleted ||
			!crm.IsEmpty(theirs) && (link || crm.Equal(canon(name, mine), canon(name, theirs))) {
			continue
		}
		base := crm.Values{}
		for _, member := range e.Group(d.MergeGroup()) {
			if base[member] = local.Values[member]; slices.Contains(fields, member) {
				base[member] = nil
			}
		}
		item.Edits, marked = append(item.Edits, replica.Edit{Group: d.MergeGroup(), Gen: 1, Base: base}), true
	}
	if !marked {
		return nil
	}
	return tx.SaveItem(item)
}

// reread replaces listed records by what the provider says of each alone.
func (r *round) reread(f remote.Feed, records []remote.Record, at []int) error {
	for _, i := range at {
		rec, err := r.p.Get(r.ctx, f.Name, records[i].ID)
		switch {
		case err == nil && rec.ID == records[i].ID:
			records[i] = rec
		case err != nil && remote.AsError(err).Class != remote.Gone && remote.AsError(err).Class != remote.Denied:
			return err
		}
	}
	return nil
}
