package present

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Ready is a text to answer a ticket with.
type Ready struct {
	Title string
	With  string // what the answer begins with: see [With]
}

// mostArticles is how many articles are proposed for a ticket.
const mostArticles = 3

// ready lists the articles and canned answers for a ticket.
func ready(ctx context.Context, a *app.App, r crm.Record) ([]Ready, error) {
	if r.Entity != "ticket" {
		return nil, nil
	}
	list, err := a.Proposals(ctx, r, mostArticles)
	if err != nil {
		return nil, err
	}
	out := make([]Ready, len(list))
	for i, p := range list {
		title := p.Title
		if p.Article != "" {
			title = words.T("Article: %s", title)
		}
		out[i] = Ready{Title: title, With: With("ticket", r.ID, "direction", "out", "body", p.Body, "article", p.Article)}
	}
	return out, nil
}

// mostOthers is how many further tickets of a customer are offered.
const mostOthers = 10

// others lists the further open tickets of a ticket's customer, the newest first.
func others(ctx context.Context, a *app.App, e *crm.Entity, r crm.Record) ([]Line, error) {
	var customer crm.Or
	for _, link := range []string{"contact", "organisation"} {
		if id := r.Text(link); id != "" {
			customer = append(customer, crm.Where(link, crm.Eq, id))
		}
	}
	if r.Entity != "ticket" || customer == nil {
		return nil, nil
	}
	list, err := a.List(ctx, crm.Query{
		Entity: "ticket", Where: crm.AllOf(e.Open(), customer, crm.Where(crm.FieldID, crm.Ne, r.ID)),
		Sort: []crm.Sort{{Field: crm.FieldCreatedAt, Desc: true}}, Limit: mostOthers,
	})
	if err != nil {
		return nil, err
	}
	out := make([]Line, len(list))
	for i, t := range list {
		out[i] = Line{Ref: t.Ref(), Text: words.T("Ticket %s: %s", t.Text("number"), Title(e, t))}
	}
	return out, nil
}

// Meanwhile says what became of a ticket since it was read: who took it, its state, that the customer wrote.
func Meanwhile(ctx context.Context, a *app.App, before, now crm.Record) ([]string, error) {
	e, err := a.Catalog().Entity(now.Entity)
	if err != nil {
		return nil, err
	}
	var out []string
	if owner := now.Text(crm.FieldOwner); owner != before.Text(crm.FieldOwner) {
		names, err := a.Titles(ctx, "user", []string{owner})
		if err != nil {
			return nil, err
		}
		said := words.T("Nobody owns this ticket any more.")
		if owner != "" {
			said = words.T("%s owns this ticket now.", names[owner])
		}
		out = append(out, said)
	}
	if state, _ := e.Field("status"); now.Text("status") != before.Text("status") {
		out = append(out, words.T("It is %s now.", words.Small(Scene{}.Text(state, now))))
	}
	if now.Instant("wrote_at") > before.Instant("wrote_at") {
		out = append(out, words.T("The customer wrote meanwhile."))
	}
	return out, nil
}
