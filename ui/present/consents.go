package present

import (
	"context"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// mostConsents is how many consents of a person are listed; a line leads to the others.
const mostConsents = 8

// consents are what a person allowed and forbade, the newest first.
func consents(ctx context.Context, a *app.App, person crm.Ref, now time.Time) (Group, error) {
	e, err := a.Catalog().Entity("consent")
	if err != nil {
		return Group{}, err
	}
	mine := crm.Where("person", crm.Eq, person.ID)
	g := Group{Title: words.T(e.Plural), Entity: e.Name, With: With("person", person.ID), Filter: mine.String()}
	list, err := a.List(ctx, crm.Query{Entity: e.Name, Where: mine, Sort: e.Sort, Limit: mostConsents})
	if err != nil {
		return g, err
	}
	n, err := a.Count(ctx, crm.Query{Entity: e.Name, Where: mine})
	if err != nil {
		return g, err
	}
	s := Scene{Now: now}
	for _, c := range list {
		g.Lines = append(g.Lines, Line{Ref: c.Ref(), Text: consentSaid(s, e, c), Note: Moment(c.Instant("at"), now), Why: c.Text("source")})
	}
	g.More = n - int64(len(list))
	return g, nil
}

// consentSaid is what a person allowed or forbade: "Mailings: withdrawn".
func consentSaid(s Scene, e *crm.Entity, c crm.Record) string {
	purpose, _ := e.Field("purpose")
	state, _ := e.Field("state")
	return s.Text(purpose, c) + ": " + words.Small(s.Text(state, c))
}
