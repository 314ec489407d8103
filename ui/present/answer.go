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
