// Package agenda gathers what has a time: activities, next steps and the times by which tickets are due. Calendar, reminders and the file
// for other calendars show the same items.
package agenda

import (
	"cmp"
	"context"
	"slices"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// Kinds of items beside those of activities.
const (
	Step = "step" // the next step of a contact, lead or deal
	Due  = "due"  // the time by which a ticket is due
)

// Item is something at a time.
type Item struct {
	Ref     crm.Ref
	Kind    string // of the activity, or Step or Due
	Text    string // what it is
	Who     string // with whom or about what, "" unknown
	At      crm.Instant
	Warn    crm.Instant // from when on a ticket is near its time, 0 = not said
	Seconds int64       // how long, 0 = not said
	Done    bool
}

// AllDay tells whether the item is on a day without an hour, which is kept as the day's midnight.
func (i Item) AllDay(zone *time.Location) bool {
	t := i.At.Time().In(zone)
	return t.Hour() == 0 && t.Minute() == 0
}

// Field names the field that holds the time of an entity's records, "" if they have none.
func Field(e *crm.Entity) string {
	switch {
	case e.Name == "activity":
		return "at"
	case e.Name == "ticket":
		return "due_at"
	case e.Has("next_step_at"):
		return "next_step_at"
	}
	return ""
}

// Query says which items are wanted.
type Query struct {
	From, To crm.Instant // from inclusive to exclusive; 0 = no limit
	Mine     bool        // only the user's own and nobody's
	Open     bool        // only what is still to be done
	Steps    bool        // without tickets: what a person planned
	Most     int         // of each entity, 0 = [Most]
	Latest   bool        // the last ones where there are more than Most
}

// Most is how many items of each entity are read if a query does not say.
const Most = 2000

// entities in the order in which items of one moment stand.
var entities = []string{"activity", "contact", "lead", "deal", "ticket"}

// Read lists the items in order of time; more tells that an entity had more than were asked for.
func Read(ctx context.Context, a *app.App, q Query) (items []Item, more bool, err error) {
	most := cmp.Or(q.Most, Most)
	for _, name := range entities {
		if q.Steps && name == "ticket" {
			continue
		}
		e, err := a.Catalog().Entity(name)
		if err != nil {
			return nil, false, err
		}
		list, err := a.List(ctx, crm.Query{Entity: name, Where: q.where(e), Sort: []crm.Sort{{Field: Field(e), Desc: q.Latest}}, Limit: most + 1})
		if err != nil {
			return nil, false, err
		}
		if len(list) > most {
			list, more = list[:most], true
		}
		found, err := Of(ctx, a, list...)
		if err != nil {
			return nil, false, err
		}
		items = append(items, found...)
	}
	slices.SortStableFunc(items, func(x, y Item) int { return cmp.Compare(x.At, y.At) })
	return items, more, nil
}

func (q Query) where(e *crm.Entity) crm.Expr {
	at := Field(e)
	where := crm.And{crm.Where(at, crm.NotEmpty)}
	if q.From != 0 {
		where = append(where, crm.Where(at, crm.Ge, q.From.String()))
	}
	if q.To != 0 {
		where = append(where, crm.Where(at, crm.Lt, q.To.String()))
	}
	if q.Mine {
		where = append(where, Mine())
	}
	if e.Name == "activity" {
		if q.Open {
			where = append(where, crm.Where("done", crm.Ne, "yes"))
		}
		return where
	}
	return append(where, open(e)...)
}

// Mine is the filter for the user's own records and those of nobody.
func Mine() crm.Expr {
	return crm.Or{crm.Cond{Path: crm.FieldOwner, Op: crm.Eq, Args: []crm.Arg{{Text: "me"}}}, crm.Where(crm.FieldOwner, crm.Empty)}
}

// open is the filter for records that still need work: a step of a lost deal is no plan.
func open(e *crm.Entity) crm.And {
	for _, f := range e.Fields {
		var answers []string
		for _, o := range f.Options {
			if o.Open {
				answers = append(answers, o.Value)
			}
		}
		if answers != nil {
			return crm.And{crm.Where(f.Name, crm.In, answers...)}
		}
	}
	return nil
}

// Of makes items of records of one entity.
func Of(ctx context.Context, a *app.App, list ...crm.Record) ([]Item, error) {
	if len(list) == 0 {
		return nil, nil
	}
	e, err := a.Catalog().Entity(list[0].Entity)
	if err != nil {
		return nil, err
	}
	who, err := people(ctx, a, list)
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(list))
	for n, r := range list {
		i := Item{Ref: r.Ref(), At: r.Instant(Field(e)), Text: e.TitleOf(r), Who: who[r.Text("contact")]}
		if i.Who == "" {
			i.Who = who[r.Text("organisation")]
		}
		switch e.Name {
		case "activity":
			i.Kind, i.Seconds, i.Done = r.Text("kind"), r.Int("duration"), r.Bool("done")
		case "ticket":
			i.Kind, i.Warn = Due, r.Instant("warn_at")
		default:
			i.Kind = Step
			if step := r.Text("next_step"); step != "" {
				i.Text, i.Who = step, e.TitleOf(r)
			}
		}
		items[n] = i
	}
	return items, nil
}

// people names the contacts and organisations of records.
func people(ctx context.Context, a *app.App, list []crm.Record) (map[string]string, error) {
	out := map[string]string{"": ""}
	for _, name := range []string{"contact", "organisation"} {
		var ids []string
		for _, r := range list {
			if id := r.Text(name); id != "" && !slices.Contains(ids, id) && (name == "contact" || r.Text("contact") == "") {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			continue
		}
		titles, err := a.Titles(ctx, name, ids)
		if err != nil {
			return nil, err
		}
		for id, title := range titles {
			out[id] = title
		}
	}
	return out, nil
}
