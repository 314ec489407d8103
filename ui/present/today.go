package present

import (
	"context"
	"sort"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Due is one line of the day: something to do, and why it is there.
type Due struct {
	Ref    crm.Ref
	Reason Cell
	Text   string
	Note   string
	At     crm.Instant
	Done   crm.Values // what ticking it off stores; nil where that needs a person's thought
	Later  crm.Values // what putting it off by a day stores
}

// dueMost is how many lines of each kind are read.
const dueMost = 100

// Today lists what needs the user: next steps and tasks that are late or due today, and open tickets by their due time.
func Today(ctx context.Context, a *app.App, now time.Time) ([]Due, error) {
	var out []Due
	for _, entity := range []string{"contact", "lead", "deal", "ticket", "activity"} {
		e, err := a.Catalog().Entity(entity)
		if err != nil {
			return nil, err
		}
		list, err := a.List(ctx, dueQuery(e))
		if err != nil {
			return nil, err
		}
		titles, err := Titles(ctx, a, e, list...)
		if err != nil {
			return nil, err
		}
		s := Scene{Now: now, Titles: titles}
		for _, r := range list {
			out = append(out, s.due(e, r))
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At < out[j].At })
	return out, nil
}

// CountToday counts the lines of [Today].
func CountToday(ctx context.Context, a *app.App) (int64, error) {
	var sum int64
	for _, entity := range []string{"contact", "lead", "deal", "ticket", "activity"} {
		e, err := a.Catalog().Entity(entity)
		if err != nil {
			return 0, err
		}
		n, err := a.Count(ctx, dueQuery(e))
		if err != nil {
			return 0, err
		}
		sum += min(n, dueMost)
	}
	return sum, nil
}

// dueField is the time that brings a record of the entity into the day.
func dueField(e *crm.Entity) string {
	switch e.Name {
	case "ticket":
		return "due_at"
	case "activity":
		return "at"
	}
	return "next_step_at"
}

func dueQuery(e *crm.Entity) crm.Query {
	at := dueField(e)
	where := crm.And{crm.Cond{Path: at, Op: crm.Le, Args: []crm.Arg{{Text: "today"}}}}
	if f, ok := StateField(e); ok {
		where = append(where, crm.Where(f.Name, crm.In, OpenOptions(f)...))
	}
	if e.Name == "activity" {
		where = append(where, crm.Where("done", crm.Ne, "yes"))
	}
	return crm.Query{Entity: e.Name, Where: where, Sort: []crm.Sort{{Field: at}}, Limit: dueMost}
}

func (s Scene) due(e *crm.Entity, r crm.Record) Due {
	field := dueField(e)
	at := r.Instant(field)
	d := Due{Ref: r.Ref(), At: at, Text: e.TitleOf(r), Note: s.Subtitle(e, r)}
	d.Reason = s.reason(at)
	later := crm.InstantOf(laterThan(at, s.Now))
	d.Later = crm.Values{field: later}
	switch e.Name {
	case "ticket":
		d.Text = words.T(e.Label) + " " + r.Text("number") + ": " + d.Text
		d.Note = s.Subtitle(&crm.Entity{Fields: e.Fields, Subtitle: []string{"organisation", "contact", "status", "priority"}}, r)
		d.Later = nil // the customer was promised the time
	case "activity":
		f, _ := e.Field("kind")
		d.Text = s.Text(f, r) + ": " + d.Text
		d.Note = s.Subtitle(&crm.Entity{Fields: e.Fields, Subtitle: []string{"contact", "organisation", "about"}}, r)
		d.Done = crm.Values{"done": true}
	default:
		if step := r.Text("next_step"); step != "" {
			d.Text, d.Note = step, e.TitleOf(r)+notEmpty(" · ", d.Note)
		}
		d.Done = crm.Values{"next_step": nil, "next_step_at": nil}
		d.Later["next_step"] = r.Get("next_step")
	}
	return d
}

// reason says why a line is there today.
func (s Scene) reason(at crm.Instant) Cell {
	t := at.Time().In(s.Now.Location())
	allDay := t.Hour() == 0 && t.Minute() == 0
	switch {
	case allDay && daysBetween(s.Now, t) == 0:
		return Cell{Text: words.T("today"), Tone: "blue", Tag: true}
	case Overdue(at, s.Now) != "":
		return Cell{Text: Overdue(at, s.Now), Tone: "red", Tag: true}
	case Soon(at, s.Now) != "" && at.Time().Sub(s.Now) < time.Hour:
		return Cell{Text: Soon(at, s.Now), Tone: "amber", Tag: true}
	}
	return Cell{Text: t.Format("15:04"), Tone: "blue", Tag: true}
}

// DoneValues is what ticking off a record stores; nil where that needs a person's thought.
func DoneValues(entity string) crm.Values {
	switch entity {
	case "activity":
		return crm.Values{"done": true}
	case "contact", "lead", "deal":
		return crm.Values{"next_step": nil, "next_step_at": nil}
	}
	return nil
}

// laterThan is tomorrow at the same hour.
func laterThan(at crm.Instant, now time.Time) time.Time {
	t := at.Time().In(now.Location())
	y, m, d := now.AddDate(0, 0, 1).Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, now.Location())
}

func notEmpty(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}
