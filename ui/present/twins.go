package present

import (
	"context"
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/match"
	"satchel/ui/words"
)

// Why says by what two records were taken for the same: "same mail anna@example.org, same name".
func Why(w match.Why) string {
	list := make([]string, len(w.Reasons))
	for i, r := range w.Reasons {
		list[i] = words.Say(r)
	}
	return strings.Join(list, ", ")
}

// twins finds who a record may be already.
func twins(ctx context.Context, a *app.App, r crm.Record, entity string) (out []crm.Hit, _ error) {
	list, err := match.Twins(ctx, a, r)
	for _, t := range list {
		if t.Entity == entity {
			out = append(out, crm.Hit{Ref: t.Ref(), Title: t.Title, Why: Why(t.Why)})
		}
	}
	return out, err
}
