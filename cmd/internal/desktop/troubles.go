package desktop

import (
	"context"
	"fmt"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

// Troubles connects the copy and leaves everything that can wait: questions of three kinds, twelve of them alike, a refused record,
// records held back for each reason, and promises of the provider.
func Troubles(ctx context.Context, a *app.App) error {
	if err := Conflict(ctx, a); err != nil {
		return err
	}
	contacts, err := a.List(ctx, crm.Query{Entity: "contact", Sort: []crm.Sort{{Field: "last_name"}}})
	if err != nil {
		return err
	}
	for i, r := range contacts { // edits wait to be sent
		r.Set("title", fmt.Sprintf("%s, since %d", r.Text("title"), 2010+i))
		if _, _, err := a.Save(ctx, r); err != nil {
			return err
		}
	}
	now := crm.InstantOf(Moment)
	return a.Replicate(ctx, func(tx replica.Tx) error {
		for i, h := range []replica.Hold{
			{Reason: replica.Refused, Message: "EspoCRM refuses the value of “emailAddress”: valid."},
			{Reason: replica.Dependency, Message: "Waits for the organisation “Kanco” that it points to, which is not there yet."},
			{Reason: replica.Failing, Message: "The server answered 500 Internal Server Error. It is tried again by itself.", NextTry: now + 180_000, Tries: 3},
			{Reason: replica.NoAccess, Message: "Your account there may not change this."},
		} {
			item, err := tx.Item(contacts[i].Ref())
			if err != nil {
				return err
			}
			h.Since = now - 1_200_000
			item.Hold, item.New = &h, h.Reason == replica.Dependency
			if err := tx.SaveItem(item); err != nil {
				return err
			}
		}
		return questions(tx, contacts, now)
	})
}

// questions opens a possible double and twelve questions alike.
func questions(tx replica.Tx, contacts []crm.Record, now crm.Instant) error {
	double := contacts[4]
	err := tx.OpenConflict(replica.Conflict{
		Ref: double.Ref(), Kind: replica.MaybeTwice, Title: double.Text("name"), Mine: double.Values, Theirs: double.Values, Opened: now - 900_000,
		Candidates: []string{"64f0a1", "64f0b7"}, Message: "EspoCRM has a record of the same name or e-mail address already.",
	})
	if err != nil {
		return err
	}
	for i, r := range contacts[5:17] {
		phone := func(n int) crm.Values {
			return crm.Values{"language": []string{"German", "French", "Italian"}[(i+n)%3]}
		}
		err := tx.OpenConflict(replica.Conflict{
			Ref: r.Ref(), Kind: replica.BothEdited, Group: "language", Title: r.Text("name"), Opened: now - 600_000, TheirsAt: now - 700_000, MineAt: now - 4_000_000,
			Base: phone(0), Theirs: crm.Values{"language": r.Get("language")}, Mine: phone(1),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Offline lets the last rounds of a connected copy fail because the server cannot be reached.
func Offline(ctx context.Context, a *app.App) error {
	if err := Conflict(ctx, a); err != nil {
		return err
	}
	for i := range 3 {
		err := a.SaveRound(ctx, replica.Round{
			Started: crm.InstantOf(Moment) - crm.Instant(1_200_000-i*300_000), Requests: 1, Ms: 1200,
			Failure: "The server cannot be reached.", Code: crm.CodeUnavailable,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
