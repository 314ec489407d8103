package present

import (
	"context"
	"slices"
	"time"

	"satchel/app"
	"satchel/app/agenda"
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
	field  string     // that holds its time
	step   any        // the next step, which goes with its time
}

// Later is what putting the line off by so many days stores, at the same hour; nil where a customer was promised the time.
func (d Due) Later(days int, now time.Time) crm.Values {
	if d.field == "" || d.Ref.Entity == "ticket" {
		return nil
	}
	t, clock := now.AddDate(0, 0, days), d.At.Time().In(now.Location())
	if d.At == 0 {
		clock = time.Date(2000, 1, 1, 0, 0, 0, 0, now.Location())
	}
	y, m, day := t.Date()
	v := crm.Values{d.field: crm.InstantOf(time.Date(y, m, day, clock.Hour(), clock.Minute(), 0, 0, now.Location()))}
	if d.field == "next_step_at" && d.step != nil {
		v["next_step"] = d.step
	}
	return v
}

// DueGroup are lines that are there for one reason: the first of them, and how many more there are.
type DueGroup struct {
	Title string
	Lines []Due
	More  []DueMore
	Count int64 // of all lines, shown or not
}

// DueMore leads to all records of one entity in a group.
type DueMore struct {
	Entity, Filter, Title string
	Rest, Count           int64 // not shown; of the whole list
}

// dueMost is how many lines of a group are shown.
const dueMost = 8

// reason is why things are on the list of the day.
type reason struct {
	title string
	tag   Cell // of lines without a time of their own
	lists []agenda.List
}

// reasons are those of the day, the most urgent first.
func reasons(now time.Time) []reason {
	d := agenda.Today(now)
	return []reason{
		{words.T("Tickets near their time"), Cell{}, d.Near},
		{words.T("Overdue"), Cell{}, d.Overdue},
		{words.T("Due today"), Cell{}, d.Due},
		{words.T("Hot leads"), Cell{Text: words.T("hot"), Tone: "green", Tag: true}, d.Hot},
		{words.T("Waiting for us"), Cell{Text: words.T("waits for us"), Tone: "amber", Tag: true}, d.Waiting},
		{words.T("No next step"), Cell{Text: words.T("no next step"), Tone: "amber", Tag: true}, d.Stepless},
	}
}

// urgent is how many of the reasons are about a time; the others are worth a look.
const urgent = 3

// Today lists what needs the user now, by its reason.
func Today(ctx context.Context, a *app.App, now time.Time) ([]DueGroup, error) {
	everyone, err := agenda.Everyone(ctx, a)
	if err != nil {
		return nil, err
	}
	var out []DueGroup
	for _, r := range reasons(now) {
		g, err := r.load(ctx, a, everyone, now)
		if err != nil {
			return nil, err
		}
		if g.Count > 0 {
			out = append(out, g)
		}
	}
	return out, nil
}

func (r reason) load(ctx context.Context, a *app.App, everyone bool, now time.Time) (DueGroup, error) {
	g := DueGroup{Title: r.title}
	for _, l := range r.lists {
		q, err := l.Query(a.Catalog(), everyone)
		if err != nil {
			return g, err
		}
		n, err := a.Count(ctx, q)
		if err != nil {
			return g, err
		}
		if n == 0 {
			continue
		}
		g.Count += n
		g.More = append(g.More, DueMore{Entity: l.Entity, Filter: q.Where.String(), Title: r.title, Count: n})
		q.Limit = dueMost
		lines, err := r.lines(ctx, a, q, now)
		if err != nil {
			return g, err
		}
		g.Lines = append(g.Lines, lines...)
	}
	slices.SortStableFunc(g.Lines, func(x, y Due) int { return int(min(max(x.At-y.At, -1), 1)) })
	g.Lines = g.Lines[:min(len(g.Lines), dueMost)]
	for i, m := range g.More {
		g.More[i].Rest = m.Count
		for _, d := range g.Lines {
			if d.Ref.Entity == m.Entity {
				g.More[i].Rest--
			}
		}
	}
	g.More = slices.DeleteFunc(g.More, func(m DueMore) bool { return m.Rest == 0 })
	return g, nil
}

func (r reason) lines(ctx context.Context, a *app.App, q crm.Query, now time.Time) ([]Due, error) {
	e, err := a.Catalog().Entity(q.Entity)
	if err != nil {
		return nil, err
	}
	list, err := a.List(ctx, q)
	if err != nil {
		return nil, err
	}
	titles, err := Titles(ctx, a, e, list...)
	if err != nil {
		return nil, err
	}
	s := Scene{Now: now, Titles: titles}
	out := make([]Due, len(list))
	for i, record := range list {
		out[i] = s.due(e, record, r.tag)
	}
	return out, nil
}

// CountToday counts what has its time today or had it before: the number of the sidebar.
func CountToday(ctx context.Context, a *app.App) (int64, error) {
	everyone, err := agenda.Everyone(ctx, a)
	if err != nil {
		return 0, err
	}
	var sum int64
	for _, r := range reasons(a.Now().In(a.Zone))[:urgent] {
		for _, l := range r.lists {
			q, err := l.Query(a.Catalog(), everyone)
			if err != nil {
				return 0, err
			}
			n, err := a.Count(ctx, q)
			if err != nil {
				return 0, err
			}
			sum += n
		}
	}
	return sum, nil
}

func (s Scene) due(e *crm.Entity, r crm.Record, tag Cell) Due {
	field := agenda.Field(e)
	at := r.Instant(field)
	d := Due{Ref: r.Ref(), At: at, Text: Title(e, r), Note: s.Subtitle(e, r), Reason: tag, field: field, Done: DoneValues(e.Name)}
	if tag.Text == "" {
		d.Reason = s.reason(e, r, at)
	}
	switch e.Name {
	case "ticket":
		d.Text = words.T("Ticket %s: %s", r.Text("number"), d.Text)
		d.Note = s.Subtitle(&crm.Entity{Fields: e.Fields, Subtitle: []string{"organisation", "contact", "status", "priority"}}, r)
	case "activity":
		f, _ := e.Field("kind")
		d.Text = s.Text(f, r) + ": " + d.Text
		d.Note = s.Subtitle(&crm.Entity{Fields: e.Fields, Subtitle: []string{"contact", "organisation", "about"}}, r)
	default:
		d.step = r.Get("next_step")
		if step := r.Text("next_step"); step != "" {
			d.Text, d.Note = step, Title(e, r)+notEmpty(" · ", d.Note)
		}
		if at == 0 && r.Text("next_step") == "" {
			d.Done, d.field = nil, "" // there is no step to be done or put off
		}
	}
	return d
}

// reason says why a line is there today.
func (s Scene) reason(e *crm.Entity, r crm.Record, at crm.Instant) Cell {
	i := agenda.Item{At: at}
	if e.Name == "ticket" {
		i.Kind, i.Warn = agenda.Due, r.Instant("warn_at")
	}
	c := Cell{Text: at.Time().In(s.Now.Location()).Format("15:04"), Tone: pressing(i, s.Now), Tag: true}
	switch {
	case c.Tone == "red":
		c.Text = Overdue(at, s.Now)
	case c.Tone == "amber" && at.Time().Sub(s.Now) < time.Hour:
		c.Text = Soon(at, s.Now)
	case c.Tone == "":
		c.Tone = "blue"
		if i.AllDay(s.Now.Location()) {
			c.Text = words.T("today")
		}
	}
	return c
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

func notEmpty(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}
