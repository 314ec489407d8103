package present

import (
	"cmp"
	"context"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Touch says who of the team spoke with a customer last and who will next: "Anna called 2 days ago; Ben plans Thu". It informs whoever
// logs or plans, and is "" where there is nothing to say.
func Touch(ctx context.Context, a *app.App, ref crm.Ref, now time.Time) (string, error) {
	touches, ok := a.Catalog().Touches(ref.Entity)
	if !ok {
		return "", nil
	}
	of := crm.Where(touches.Links[0].Name, crm.Eq, ref.ID)
	last, err := a.List(ctx, crm.Query{
		Entity: "activity", Where: crm.AllOf(of, touches.Entity.Timeline.Touch),
		Sort: []crm.Sort{{Field: "at", Desc: true}}, Limit: 1,
	})
	if err != nil {
		return "", err
	}
	plans, err := planned(ctx, a, ref, of)
	if err != nil {
		return "", err
	}
	t := toucher{now: now}
	if t.me, err = a.Setting(ctx, app.SettingMe); err != nil {
		return "", err
	}
	if t.names, err = names(ctx, a, append(last, plans...)); err != nil {
		return "", err
	}
	var parts []string
	if len(last) > 0 {
		said := lastWords
		if last[0].Text("direction") == "in" {
			said = tookWords
		}
		parts = append(parts, words.T(cmp.Or(said[last[0].Text("kind")], lastWords[last[0].Text("kind")]), t.who(last[0]), Ago(last[0].Instant("at"), now)))
	}
	if len(plans) > 0 {
		parts = append(parts, t.plan(plans[0]))
	}
	return strings.Join(parts, "; "), nil
}

// lastWords say what somebody did, by the kind of the activity.
var lastWords = map[string]string{
	"call": words.Key("%s called %s"), "email": words.Key("%s mailed %s"), "meeting": words.Key("%s met them %s"), "visit": words.Key("%s visited %s"), "letter": words.Key("%s wrote a letter %s"),
}

// tookWords say so where the customer began.
var tookWords = map[string]string{
	"call": words.Key("%s took a call %s"), "email": words.Key("%s got a mail %s"), "visit": words.Key("%s had a visit %s"), "letter": words.Key("%s got a letter %s"),
}

// planned is the next thing to be done: an open activity, else the next step.
func planned(ctx context.Context, a *app.App, ref crm.Ref, of crm.Expr) ([]crm.Record, error) {
	list, err := a.List(ctx, crm.Query{
		Entity: "activity", Where: crm.And{of, crm.Where("done", crm.Ne, "yes"), crm.Cond{Path: "at", Op: crm.Ge, Args: []crm.Arg{{Text: "today"}}}},
		Sort: []crm.Sort{{Field: "at"}}, Limit: 1,
	})
	if err != nil {
		return nil, err
	}
	e, err := a.Catalog().Entity(ref.Entity)
	if err != nil || !e.Has("next_step_at") {
		return list, err
	}
	r, err := a.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	at := r.Instant("next_step_at")
	if at == 0 || len(list) > 0 && list[0].Instant("at") < at {
		return list, nil
	}
	return []crm.Record{r}, nil
}

// toucher names people of the team.
type toucher struct {
	now   time.Time
	me    string
	names map[string]string
}

// who is "You", a first name, or "Somebody".
func (t toucher) who(r crm.Record) string { return t.person(r.Text(crm.FieldOwner)) }

func (t toucher) person(owner string) string {
	first, _, _ := strings.Cut(t.names[owner], " ")
	switch {
	case owner != "" && owner == t.me:
		return words.T("You")
	case first == "":
		return words.T("Somebody")
	}
	return first
}

func (t toucher) plan(r crm.Record) string {
	at, what := r.Instant("at"), r.Text("subject")
	if r.Entity != "activity" {
		at, what = r.Instant("next_step_at"), r.Text("next_step")
	}
	text := words.T("%s plans %s", t.who(r), Moment(at, t.now))
	if r.Text(crm.FieldOwner) == t.me && t.me != "" {
		text = words.T("you plan %s", Moment(at, t.now))
	}
	if what != "" {
		text += ": " + what
	}
	return text
}
