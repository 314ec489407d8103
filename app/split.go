package app

import (
	"context"
	"strings"

	"satchel/app/crm"
)

// splitLinks are what can go to another ticket, by the field that says to which one it belongs.
var splitLinks = map[string]string{"message": "ticket", "activity": "about"}

// SplitTicket makes a new ticket of some messages and activities of another one, as one action that can be undone. It has the same
// customer, kind and priority, says where it comes from, and is as old as what went into it: whoever wrote it waits since then.
func (a *App) SplitTicket(ctx context.Context, ticket, subject string, chosen []crm.Ref) (crm.Ref, crm.Batch, error) {
	from, err := a.Get(ctx, crm.Ref{Entity: "ticket", ID: ticket})
	if err != nil {
		return crm.Ref{}, crm.Batch{}, err
	}
	if subject = strings.TrimSpace(subject); subject == "" {
		return crm.Ref{}, crm.Batch{}, crm.FieldErrorf("subject", "The new ticket needs a subject.")
	}
	if len(chosen) == 0 {
		return crm.Ref{}, crm.Batch{}, crm.Errorf(crm.CodeInvalid, "Choose what goes into the new ticket.")
	}
	e, err := a.Catalog().Entity("ticket")
	if err != nil {
		return crm.Ref{}, crm.Batch{}, err
	}
	made := e.New("")
	b, err := a.act(ctx, crm.Sayf("Split %s", from.Text("number")), func(tx crm.Tx) error {
		made.ID = tx.NewID()
		since := tx.Now()
		var moved []crm.Record
		for _, ref := range chosen {
			r, err := tx.Get(ref)
			if err != nil {
				return err
			}
			if link := splitLinks[r.Entity]; link == "" || r.Text(link) != ticket {
				return crm.Errorf(crm.CodeInvalid, "Only messages and activities of this ticket can go into the new one.")
			}
			if at := r.Instant("at"); at > 0 {
				since = min(since, at)
			}
			moved = append(moved, r)
		}
		for _, name := range []string{"kind", "priority", "organisation", "contact", crm.FieldOwner, "tags"} {
			if v := from.Get(name); v != nil {
				made.Set(name, v)
			}
		}
		made.Set("subject", subject)
		made.Set("split_from", ticket)
		made.Set(crm.FieldCreatedAt, max(since, from.Instant(crm.FieldCreatedAt)))
		if err := tx.Put(made); err != nil {
			return err
		}
		for _, r := range moved {
			e, err := a.Catalog().Entity(r.Entity)
			if err == nil {
				err = joining{tx, a.Catalog()}.bring(e, r, from.Ref(), made.Ref(), false)
			}
			if err != nil {
				return err
			}
		}
		stored, err := tx.Get(made.Ref())
		if err != nil {
			return err
		}
		m := crm.NewRecord("message", tx.NewID())
		m.Values = crm.Values{"ticket": ticket, "direction": "internal", "body": "Split off as ticket " + stored.Text("number")}
		return tx.Put(m)
	})
	return made.Ref(), b, err
}
