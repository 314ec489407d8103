package app

import (
	"context"

	"satchel/app/crm"
)

// MergeTickets makes one ticket of two about the same thing, as one action that can be undone: the older one takes the messages, activities
// and files of the younger one, which is closed and says where it went; files and notes are then at both. Nothing of either is lost. It returns the ticket that stays.
func (a *App) MergeTickets(ctx context.Context, one, other string) (stays crm.Ref, b crm.Batch, err error) {
	older, err := a.Get(ctx, crm.Ref{Entity: "ticket", ID: one})
	if err != nil {
		return stays, b, err
	}
	younger, err := a.Get(ctx, crm.Ref{Entity: "ticket", ID: other})
	if err != nil {
		return stays, b, err
	}
	if one == other {
		return stays, b, crm.Errorf(crm.CodeInvalid, "A ticket cannot be merged with itself.")
	}
	if y, o := younger.Instant(crm.FieldCreatedAt), older.Instant(crm.FieldCreatedAt); y < o || y == o && younger.ID < older.ID {
		older, younger = younger, older
	}
	b, err = a.act(ctx, crm.Sayf("Merged %s into %s", younger.Text("number"), older.Text("number")), func(tx crm.Tx) error {
		for _, x := range []struct{ entity, link string }{{"message", "ticket"}, {"activity", "about"}, {"file", "about"}} {
			list, err := tx.List(crm.Query{Entity: x.entity, Where: crm.Where(x.link, crm.Eq, younger.ID)})
			if err != nil {
				return err
			}
			for _, r := range list {
				if err := bring(tx, r, x.link, older.ID); err != nil {
					return err
				}
			}
		}
		return closeMerged(tx, younger, older)
	})
	return older.Ref(), b, err
}

// bring lets a record belong to another ticket. A note or a file stays where it was put, as an online CRM keeps it there for good, and the
// other ticket has it too.
func bring(tx crm.Tx, r crm.Record, link, to string) error {
	if r.Text("direction") != "internal" && r.Text("kind") != "note" && r.Entity != "file" {
		return tx.Put(crm.Record{Entity: r.Entity, ID: r.ID, Values: crm.Values{link: to}})
	}
	more := r.Clone()
	more.ID = tx.NewID()
	more.Set(link, to)
	return tx.Put(more)
}

// closeMerged closes a ticket that went into another one; what the customer wrote in its description goes along.
func closeMerged(tx crm.Tx, younger, older crm.Record) error {
	if text := younger.Text("description"); text != "" {
		same, err := tx.List(crm.Query{Entity: "message", Where: crm.AllOf(crm.Where("ticket", crm.Eq, older.ID), crm.Where("body", crm.Eq, text)), Limit: 1})
		if err != nil {
			return err
		}
		m := crm.NewRecord("message", tx.NewID())
		m.Values = crm.Values{"ticket": older.ID, "direction": "in", "body": text, "at": younger.Get(crm.FieldCreatedAt)}
		if len(same) == 0 && text != older.Text("description") {
			if err := tx.Put(m); err != nil {
				return err
			}
		}
	}
	where := "Merged into ticket " + older.Text("number")
	m := crm.NewRecord("message", tx.NewID())
	m.Values = crm.Values{"ticket": younger.ID, "direction": "internal", "body": where}
	if err := tx.Put(m); err != nil {
		return err
	}
	if younger.Text("status") == crm.TicketClosed {
		return nil
	}
	change := crm.NewRecord("ticket", younger.ID)
	change.Set("status", crm.TicketClosed)
	if younger.Text("kind") == "Complaint" { // which is settled there
		for _, name := range []string{"cause", "remedy"} {
			if younger.Text(name) == "" {
				change.Set(name, where)
			}
		}
	}
	return tx.Put(change)
}
